"""Whether contacts are dated on the first of the month more often than the calendar makes likely."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import Floats, Integers, positions
from prevent_geo.measures.common.days import Days, days_between, days_of, first_and_last
from prevent_geo.measures.common.false_discovery import adjust
from prevent_geo.measures.common.proportion import WILSON, wilson_limits
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status

ALL_PARTNERS = "all"
MINIMUM_CONTACTS = 5

CARD = MethodCard(
    id="date_heaping",
    group="unknowns",
    title="Dates heaped on the first of the month",
    question="Are more contacts dated on the first of the month than the calendar makes likely?",
    unit="share of contacts (0 to 1)",
    formula="contacts dated on the first of a month ÷ contacts",
    method="Share with Wilson's 95 % limits; one-sided binomial test against the share of firsts among the days from "
    "the first contact to the last, adjusted for all partners (Benjamini and Hochberg)",
    reference="Wilson (1927), JASA 22; Benjamini & Hochberg (1995), JRSS B 57; Camarda, Eilers & Gampe (2008), "
    "Statistical Modelling 8, on heaped digits",
    assumptions="Contacts are independent of each other, and no day of the month is more usual than another",
    caveat="A partner who meets people on the first of each month looks the same as one who does not know the day. "
    "Weekends and holidays are not allowed for, nor are dates heaped on other days",
)


def date_heaping(contacts: pd.DataFrame, partners: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """Share of each partner's contacts that are dated on the first of a month, beside what the calendar makes likely.

    Parameters
    ----------
    contacts
        Checked contacts with partner_id and date.
    partners
        Checked partners, indexed by partner_id.
    confidence
        Two-sided confidence of the limits; 1 − confidence is the false-discovery rate of the verdicts.

    Returns
    -------
    DataFrame
        Indexed by partner_id, first "all" (all contacts, with or without a partner), then the index of `partners`:
        value, lower, upper (share, 0 to 1), numerator (contacts on a first), denominator and n (contacts), method,
        status. Further: expected_share (of the days from the first contact to the last), weekend_share (contacts on a
        Saturday or Sunday, 0 to 1), p_value, p_adjusted (for the partners; "all" is one test of its own) and verdict
        ("heaped on the first of the month", "no sign", or nothing without a value). "too few" with fewer than 5
        contacts; "none recorded" without a value where the partner has no contact and others have.

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    p_value = P(X ≥ x) for a binomial X of n contacts and the expected share.

    Examples
    --------
    >>> days = ["2026-01-01", "2026-02-01", "2026-03-01", "2026-03-01", "2026-03-17", "2026-03-31"]
    >>> contacts = pd.DataFrame({"partner_id": "p", "date": pd.to_datetime(days)})
    >>> result = date_heaping(contacts, pd.DataFrame(index=["p", "q"]))
    >>> result[["value", "expected_share", "p_adjusted"]].round(4)
                 value  expected_share  p_adjusted
    partner_id
    all         0.6667          0.0333         0.0
    p           0.6667          0.0333         0.0
    q              NaN             NaN         NaN
    >>> result.loc["p", "verdict"]
    'heaped on the first of the month'
    """
    from scipy.stats import binom

    day = days_of(contacts["date"])
    dated = ~np.isnat(day)
    partner, day = positions(contacts["partner_id"][dated], partners.index), day[dated]
    size = len(partners)

    def count(where: npt.NDArray[np.bool_]) -> Integers:
        return np.append(where.sum(), np.bincount(partner[where & (partner >= 0)], minlength=size))

    n, firsts = count(np.ones(len(day), dtype=bool)), count(_is_first(day))
    status = np.select(
        [n == 0, n < MINIMUM_CONTACTS],
        [Status.NONE_RECORDED if len(day) else Status.NOT_REPORTED, Status.TOO_FEW],
        Status.VALUE,
    )
    total = np.where(status == Status.VALUE, n, np.nan)
    lower, upper = wilson_limits(firsts, total, confidence=confidence)
    expected = np.where(np.isnan(total), np.nan, _share_of_firsts(partner, day, size))
    p_value = binom.sf(firsts - 1, total, expected)
    p_adjusted = np.append(p_value[:1], adjust(p_value[1:]))
    heaped = p_adjusted <= 1 - confidence
    return result_table(
        pd.Index([ALL_PARTNERS, *partners.index], name="partner_id", dtype="str"),
        value=firsts / total,
        lower=lower,
        upper=upper,
        numerator=firsts,
        denominator=n,
        n=n,
        method=np.where(np.isnan(total), "none", WILSON),
        status=status,
        more={
            "expected_share": expected,
            # day 0, 1 January 1970, was a Thursday: weekends are the days 2 and 3 of its weeks
            "weekend_share": count((day.astype("int64") % 7 == 2) | (day.astype("int64") % 7 == 3)) / total,
            "p_value": p_value,
            "p_adjusted": p_adjusted,
            "verdict": np.select([np.isnan(total), heaped], ["", "heaped on the first of the month"], "no sign"),
        },
    )


def _is_first(day: Days) -> npt.NDArray[np.bool_]:
    first: npt.NDArray[np.bool_] = day == day.astype("datetime64[M]")
    return first


def _share_of_firsts(partner: Integers, day: Days, size: int) -> Floats:
    """Of the days from the first contact to the last, the share of firsts: of all contacts, then of each partner's."""
    known = partner >= 0
    of_all = first_and_last(np.zeros(len(day), dtype="int64"), day, 1)
    start, end = map(np.append, of_all, first_and_last(partner[known], day[known], size))
    # the number of a month rises by one at each first, so the day before counts too
    steps = end.astype("datetime64[M]") - (start - 1).astype("datetime64[M]")
    firsts: Floats = steps / np.timedelta64(1, "M")
    return firsts / (days_between(start, end) + 1)
