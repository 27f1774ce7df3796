"""Whether a partner has stopped recording contacts, judged by how often it used to."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import positions
from prevent_geo.measures.common.days import days_between, days_of, distinct_days, first_and_last
from prevent_geo.measures.common.false_discovery import adjust
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status

MINIMUM_DAYS = 5

CARD = MethodCard(
    id="stopped_reporting",
    group="unknowns",
    title="Partners who stopped recording",
    question="Has a partner stopped recording contacts, or does it record far fewer than it did?",
    unit="days since the last contact",
    formula="day − day of the last contact; chance of such a silence = (T ÷ (T + silence)) ^ (k − 1), with k days with "
    "a contact over T days",
    method="Exact test of the silence for a Poisson process whose rate is that of the days before; exact one-sided "
    "test of the rate in the last 90 days against the rate before; each adjusted for all partners (Benjamini and "
    "Hochberg)",
    reference="Cox & Lewis (1966), The Statistical Analysis of Series of Events; Przyborowski & Wilenski (1940), "
    "Biometrika 31; Benjamini & Hochberg (1995), JRSS B 57",
    assumptions="Days with a contact come at a steady rate, independently of each other, as long as a partner records",
    caveat="It cannot tell a partner who stopped working from one who stopped recording. Late recording and school "
    "holidays look like silence; a partner who records seldom can be silent for long before it shows. A drop that "
    "lasts becomes the usual rate and is no longer seen (after 18 months only about 20 % are); look each quarter",
)


def stopped_reporting(
    contacts: pd.DataFrame, partners: pd.DataFrame, *, on: date, recent_days: int = 90, significance: float = 0.05
) -> pd.DataFrame:
    """Days since each partner's last contact, and whether its earlier rate makes such a silence likely.

    Parameters
    ----------
    contacts
        Checked contacts with partner_id and date.
    partners
        Checked partners, indexed by partner_id.
    on
        The day from which to look back; contacts after it are not counted.
    recent_days
        Length of the recent time, up to `on`, whose rate is compared with the rate before.
    significance
        False-discovery rate of each of the two tests.

    Returns
    -------
    DataFrame
        On the index of `partners`: value (days since the last contact), n (contacts up to the day), method, status;
        lower, upper, numerator and denominator are missing. Further: contact_days (different days with a contact),
        usual_gap_days (mean days between successive ones), p_value and p_adjusted (of the silence), recent_contact_days
        (in the last `recent_days`), recent_ratio (their rate to the rate before), recent_p_adjusted and verdict:
        "stopped" (such a silence is unlikely), "quiet" (not silent, but clearly fewer than before), "reporting", "too
        few to say" (fewer than 5 different days) or "never reported". A partner without a contact has no value.

    Raises
    ------
    ValueError
        If `recent_days` is below 1, or the significance is not between 0 and 1.

    Notes
    -----
    Several contacts on one day count as one: batches would make a silence look less likely than it is. With k days over
    T days from first to last, then g days of silence, the k − 1 days after the first lie anywhere in the T + g
    days if the rate is steady, so p_value = (T / (T + g))^(k − 1). This is exp(−rate × g), with rate = (k − 1) / T, for
    large k. With few days that plain form is too small: it takes the rate, which is an estimate and ends at a contact,
    for known. Of steady partners with about 6 contact days in two years it calls 9 % unlikely at 5 %, this one 5 %. Of
    the k − 1 days the recent ones are binomial, with share recent_days / (T + g), if the rate is steady: that test is
    one-sided, and made where the first contact lies before the recent time.

    Examples
    --------
    >>> weekly = pd.date_range("2025-01-01", periods=56, freq="7D").tolist()
    >>> contacts = pd.DataFrame({"partner_id": ["p"] * 40 + ["q"] * 56, "date": weekly[:40] + weekly})
    >>> partners = pd.DataFrame(index=["p", "q", "r"])
    >>> result = stopped_reporting(contacts, partners, on=date(2026, 1, 31))
    >>> result[["value", "usual_gap_days", "p_adjusted", "verdict"]].round(3)
       value  usual_gap_days  p_adjusted         verdict
    p  122.0             7.0       0.000         stopped
    q   10.0             7.0       0.244       reporting
    r    NaN             NaN         NaN  never reported
    """
    from scipy.stats import binom

    if recent_days < 1:
        raise ValueError(f"recent_days {recent_days} is below 1; write how many days are recent")
    if not 0 < significance < 1:
        raise ValueError(f"significance {significance} is not between 0 and 1; write 0.05 for 5 %")
    size, today = len(partners), np.datetime64(on, "D")
    partner, day = positions(contacts["partner_id"], partners.index), days_of(contacts["date"])
    past = (partner >= 0) & (day <= today)
    n = np.bincount(partner[past], minlength=size)
    group, days = distinct_days(partner[past], day[past])
    k = np.bincount(group, minlength=size)
    first, last = first_and_last(group, days, size)
    span, silence, enough = days_between(first, last), days_between(last, today), k >= MINIMUM_DAYS
    p_value = np.where(enough, (span / np.where(enough, span + silence, np.nan)) ** (k - 1.0), np.nan)
    recent = np.bincount(group[days > today - np.timedelta64(recent_days, "D")], minlength=size)
    # the first day starts the clock, so it is not counted
    before, whole = np.maximum(k - recent - 1.0, 0), span + silence
    whole = np.where(enough & (whole > recent_days), whole, np.nan)
    with np.errstate(divide="ignore"):
        recent_ratio = recent / recent_days * (whole - recent_days) / before
    p_adjusted, recent_p = (adjust(chance) for chance in (p_value, binom.cdf(recent, k - 1, recent_days / whole)))
    return result_table(
        partners.index,
        value=silence,
        n=n,
        method="whole days",
        status=np.where(n > 0, Status.VALUE, Status.NONE_RECORDED if n.any() else Status.NOT_REPORTED),
        more={
            "contact_days": k,
            "usual_gap_days": span / np.where(k > 1, k - 1.0, np.nan),
            "p_value": p_value,
            "p_adjusted": p_adjusted,
            "recent_contact_days": recent,
            "recent_ratio": recent_ratio,
            "recent_p_adjusted": recent_p,
            "verdict": np.select(
                [n == 0, ~enough, p_adjusted <= significance, recent_p <= significance],
                ["never reported", "too few to say", "stopped", "quiet"],
                "reporting",
            ),
        },
    )
