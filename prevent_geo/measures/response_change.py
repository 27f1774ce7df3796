"""Whether communities are answered in time more or less often than before."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from prevent_geo.measures.common.answers import answers_by
from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import count_by
from prevent_geo.measures.common.false_discovery import adjust
from prevent_geo.measures.common.proportion import wilson_limits
from prevent_geo.measures.common.rate import reporting_areas
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status
from prevent_geo.measures.common.two_shares import share_p_values
from prevent_geo.measures.common.verdict import say

MINIMUM_CONTACTS = 5

CARD = MethodCard(
    id="response_change",
    group="voice",
    title="Communities answered, change",
    question="Are communities answered in time more often or less often than before?",
    unit="difference of shares (−1 to 1)",
    formula="share answered within the standard now − share before",
    method="Difference of two shares with Newcombe's 95 % limits; exact hypergeometric test, twice the smaller "
    "tail; adjusted for the number of areas (Benjamini and Hochberg)",
    reference="Newcombe (1998), Statistics in Medicine 17; Fisher (1935), JRSS 98; Benjamini & Hochberg (1995), "
    "JRSS B 57",
    assumptions="Answers are recorded in both periods alike; contacts are answered independently of each other; "
    "only contacts held long enough before each day are counted",
    caveat="It says whether an answer came in time, not whether it was a good one; no clear change is not proof of "
    "none: with 33 contacts an area over two years, one area that stops being answered is clear in about "
    "half of cases; look at the limits of the response loop too",
)


def response_change(
    contacts: pd.DataFrame,
    earlier: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    on: date,
    earlier_on: date,
    standard_days: int = 28,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Difference of the share of each area's contacts answered within a standard, now and in the period before.

    Parameters
    ----------
    contacts, earlier
        Checked contacts of the period and of the one before, with area_code, date and answered_on.
    areas
        Checked areas or merged zones, indexed by area_code, with neighbourhood_code.
    on, earlier_on
        The day on which each is judged: contacts held less than `standard_days` before it are left out. Judge both
        alike, each on the last day of its period, say.
    standard_days
        Days within which an answer is due.
    confidence
        Two-sided confidence of the limits; 1 − confidence is the false-discovery rate of the verdicts.

    Returns
    -------
    DataFrame
        On the index of `areas`: value, lower, upper (difference of shares, −1 to 1), numerator (answered in time now),
        denominator and n (contacts judged now), method, status. Further: share, share_before (0 to 1), in_time_before,
        contacts_before, p_value, p_adjusted and verdict: "answered more often", "answered less often" or "no clear
        change", also where all or none were answered in both periods, for which there is no test. With fewer than 5
        contacts judged in either period: "too few". Where nobody reported in the period before, or where no contact at
        all of one of the frames has an answer: "missing".

    Raises
    ------
    ValueError
        If `standard_days` is below 0, or the confidence is not between 0 and 1.

    Notes
    -----
    value = p − q with p, q the shares now and before; limits p − q − sqrt((p − l)² + (u' − q)²) and
    p − q + sqrt((u − p)² + (q − l')²), with Wilson's l, u of p and l', u' of q. The test may say no where these limits
    just leave out 0, and the other way round; the verdict is that of the adjusted test.

    Examples
    --------
    >>> areas = pd.DataFrame({"neighbourhood_code": ["N1"]}, index=["A"])
    >>> def of(year, answered):
    ...     days = pd.Series(pd.to_datetime([f"{year}-01-01"] * 12))
    ...     return pd.DataFrame({"area_code": "A", "date": days, "answered_on": days.where(days.index < answered)})
    >>> result = response_change(of(2026, 2), of(2025, 10), areas, on=date(2026, 3, 31), earlier_on=date(2025, 3, 31))
    >>> result[["value", "lower", "upper", "p_adjusted", "verdict"]].round(3)
               value  lower  upper  p_adjusted              verdict
    area_code
    A         -0.667 -0.836 -0.269       0.003  answered less often
    """
    now = _judged(contacts, areas, on, standard_days)
    before = _judged(earlier, areas, earlier_on, standard_days)
    few = np.minimum(now["due"], before["due"]) < MINIMUM_CONTACTS
    status = np.select(
        [~now["reported"], now["held"] == 0, ~(before["reported"] & now["known"] & before["known"]), few],
        [Status.NOT_REPORTED, Status.NONE_RECORDED, Status.MISSING, Status.TOO_FEW],
        Status.VALUE,
    )
    shown = status == Status.VALUE
    contacts_now, contacts_before = (table["due"].where(shown) for table in (now, before))
    share, share_before = now["in_time"] / contacts_now, before["in_time"] / contacts_before
    low, high = wilson_limits(now["in_time"], contacts_now, confidence=confidence)
    low_before, high_before = wilson_limits(before["in_time"], contacts_before, confidence=confidence)
    difference = share - share_before
    p_value = share_p_values(now["in_time"], contacts_now, before["in_time"], contacts_before)
    p_adjusted = adjust(p_value)
    return result_table(
        areas.index.rename("area_code"),
        value=difference,
        lower=difference - np.hypot(share - low, high_before - share_before),
        upper=difference + np.hypot(high - share, share_before - low_before),
        numerator=now["in_time"].where(now["reported"] & now["known"]),
        denominator=now["due"].where(now["reported"] & now["known"]),
        n=now["due"],
        method=np.where(shown, "Newcombe", "none"),
        status=status,
        more={
            "share": share,
            "share_before": share_before,
            "in_time_before": before["in_time"],
            "contacts_before": before["due"],
            "p_value": p_value,
            "p_adjusted": p_adjusted,
            "verdict": say(
                np.where(shown & np.isnan(p_adjusted), 1.0, p_adjusted),
                difference,
                more="answered more often",
                less="answered less often",
                neither="no clear change",
                significance=1 - confidence,
            ),
        },
    )


def _judged(contacts: pd.DataFrame, areas: pd.DataFrame, on: date, standard_days: int) -> pd.DataFrame:
    """Of each area: contacts held, due and answered in time; whether anybody reports, and whether answers are."""
    answers = answers_by(contacts, on, standard_days=standard_days)
    masks = {"held": answers.held, "due": answers.due, "in_time": answers.in_time}
    table = pd.DataFrame({name: count_by(contacts["area_code"], areas.index, where) for name, where in masks.items()})
    reported = reporting_areas(contacts.loc[answers.held, ["area_code"]], areas)
    return table.assign(reported=reported, known=answers.known)
