"""How long after an event each partner records it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import positions
from prevent_geo.measures.common.days import days_of
from prevent_geo.measures.common.medians import medians
from prevent_geo.measures.common.proportion import wilson_limits
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status

MINIMUM_CONTACTS = 5

# recorded later than this is late
LATE_DAYS = 28

CARD = MethodCard(
    id="recording_delay",
    group="unknowns",
    title="Delay of recording",
    question="How many days after an event does each partner record it?",
    unit="days",
    formula="median of (day of recording − day of the event)",
    method="Median with 95 % limits by order statistics; share recorded later than 28 days with Wilson's 95 % limits",
    reference="Hahn & Meeker (1991), Statistical Intervals, section 5.2; Wilson (1927), JASA 22",
    assumptions="Contacts are recorded independently of each other; a record dated before its event is a mistake, and "
    "is counted apart",
    caveat="What is not recorded yet is not in the table: the delays of recent events look shorter than they will be. "
    "Contacts recorded in one batch are not independent, and the limits are then too narrow",
)


def recording_delay(
    contacts: pd.DataFrame, partners: pd.DataFrame, *, late_days: int = LATE_DAYS, confidence: float = 0.95
) -> pd.DataFrame:
    """Median days from an event to its recording, for each partner, with limits.

    Parameters
    ----------
    contacts
        Checked contacts with partner_id, date and recorded_on.
    partners
        Checked partners, indexed by partner_id.
    late_days
        Days after which a recording is late.
    confidence
        Two-sided confidence of the limits.

    Returns
    -------
    DataFrame
        On the index of `partners`: value, lower, upper (days), n (contacts recorded on the day of the event or later),
        method, status; numerator and denominator are missing. Further: late_share with late_lower and late_upper (share
        recorded later than `late_days`, 0 to 1) and before_event (contacts dated after their recording, which are left
        out of all the rest). "too few" with fewer than 5 contacts; with 5 there are no limits at 95 %. "missing"
        where no contact has a day of recording; "none recorded" without a value where the partner has no contact
        and others have.

    Raises
    ------
    ValueError
        If `late_days` is below 0, or the confidence is not between 0 and 1.

    Notes
    -----
    Limits of the median by `medians`, of the share by `wilson_limits`.

    Examples
    --------
    >>> contacts = pd.DataFrame(
    ...     {"partner_id": ["p"] * 7, "date": pd.to_datetime(["2026-01-31"] * 7),
    ...      "recorded_on": pd.to_datetime([f"2026-02-{day:02}" for day in (1, 2, 4, 6, 9, 12)] + ["2026-01-30"])}
    ... )
    >>> result = recording_delay(contacts, pd.DataFrame(index=["p", "q"]), late_days=10)
    >>> result[["value", "lower", "upper", "n", "late_share", "before_event", "status"]].round(3)
       value  lower  upper  n  late_share  before_event         status
    p    5.0    1.0   12.0  6       0.167             1          value
    q    NaN    NaN    NaN  0         NaN             0  none recorded
    """
    if late_days < 0:
        raise ValueError(f"late_days {late_days} is below 0; write the days after which a recording is late")
    size, ids = len(partners), partners.index
    partner, held, recorded = (
        positions(contacts["partner_id"], ids),
        days_of(contacts["date"]),
        days_of(contacts["recorded_on"]),
    )
    dated = (partner >= 0) & ~np.isnat(held) & ~np.isnat(recorded)
    group, delay = partner[dated], (recorded[dated] - held[dated]).astype("int64")
    sound = delay >= 0
    middle = medians(group[sound], delay[sound], size, confidence=confidence)
    n = middle["n"].to_numpy()
    total = np.bincount(partner[partner >= 0], minlength=size)
    status = np.select(
        [total == 0, np.bincount(group, minlength=size) == 0, n < MINIMUM_CONTACTS],
        [Status.NONE_RECORDED if total.any() else Status.NOT_REPORTED, Status.MISSING, Status.TOO_FEW],
        Status.VALUE,
    )
    shown = status == Status.VALUE
    late = np.bincount(group[delay > late_days], minlength=size)
    judged = np.where(shown, n, np.nan)
    late_lower, late_upper = wilson_limits(late, judged, confidence=confidence)
    median, lower, upper = (middle[name].where(shown).to_numpy() for name in ("median", "lower", "upper"))
    return result_table(
        ids,
        value=median,
        lower=lower,
        upper=upper,
        n=n,
        method=np.where(np.isnan(lower), "none", "order statistics"),
        status=status,
        more={
            "late_share": late / judged,
            "late_lower": late_lower,
            "late_upper": late_upper,
            "before_event": np.bincount(group[~sound], minlength=size),
        },
    )
