"""Whether communities were answered, and how soon."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from prevent_geo.measures.common.answers import Answers, Mask, answers_by
from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import Integers, positions
from prevent_geo.measures.common.proportion import WILSON, wilson_limits
from prevent_geo.measures.common.rate import reporting_areas
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status
from prevent_geo.measures.common.survival import median_days, survival_curves

ANY_INITIATOR = "any"
INITIATORS = ("community", "agency")
_MEDIANS = {"days": "median", "lower": "lower", "upper": "upper"}

CARD = MethodCard(
    id="response_loop",
    group="voice",
    title="Communities answered",
    question="Were communities told what came of what they said?",
    unit="share of contacts (0 to 1)",
    formula="contacts answered by the day ÷ contacts held by the day",
    method="Share with Wilson's 95 % limits; the share answered within the standard, of contacts that are old "
    "enough; the median days to an answer by Kaplan and Meier, where contacts without an answer yet are censored, "
    "with the limits of Brookmeyer and Crowley on the log-log scale",
    reference="Wilson (1927), JASA 22; Kaplan & Meier (1958), JASA 53; Brookmeyer & Crowley (1982), Biometrics 38",
    assumptions="Answers that were given are recorded; contacts are answered independently of each other; those "
    "without an answer yet would wait as others do. An answer dated before its contact counts as given, and in "
    "time, but not towards the median",
    caveat="Recent contacts have had little time, so the share by the day is too low: compare the share within the "
    "standard. It says that an answer was given, not that it was a good one",
)


def response_loop(
    contacts: pd.DataFrame, areas: pd.DataFrame, *, on: date, standard_days: int = 28, confidence: float = 0.95
) -> pd.DataFrame:
    """Share of each area's contacts that were answered by a day, and the days that it took.

    Parameters
    ----------
    contacts
        Checked contacts with area_code, date, answered_on and initiated_by.
    areas
        Checked areas or merged zones, indexed by area_code, with neighbourhood_code.
    on
        The day: later answers count as not given yet, later contacts are left out.
    standard_days
        Days within which an answer is due.
    confidence
        Two-sided confidence of the limits.

    Returns
    -------
    DataFrame
        Indexed by initiated_by ("any", "community", "agency") and area_code: value, lower, upper (share answered, 0 to
        1), numerator (answered), denominator and n (contacts), method, status. Further: within_standard with
        within_lower and within_upper (share answered within `standard_days`, 0 to 1) of the within_n contacts held at
        least so long before the day; median_days with median_lower and median_upper, missing where the curve does
        not come down to a half. "any" holds the contacts too of which nobody said who asked for them. Where contacts
        are recorded but none says who asked, community and agency are "missing"; so are all where no contact in the
        whole table has an answer, as answers are not recorded then.

    Raises
    ------
    ValueError
        If `standard_days` is below 0, or the confidence is not between 0 and 1.

    Notes
    -----
    The median is the first day by which half are answered: the first t with S(t) ≤ 0.5, see `survival_curves`.
    An answer dated before its contact counts as given, and in time, but not towards the median.

    Examples
    --------
    >>> areas = pd.DataFrame({"neighbourhood_code": ["N1", "N1"]}, index=["A", "B"])
    >>> contacts = pd.DataFrame(
    ...     {"area_code": "A", "initiated_by": ["community", "community", "agency"],
    ...      "date": pd.to_datetime(["2026-01-01", "2026-01-02", "2026-03-20"]),
    ...      "answered_on": pd.to_datetime(["2026-01-11", "2026-02-21", None])}
    ... )
    >>> result = response_loop(contacts, areas, on=date(2026, 3, 31))
    >>> result.loc["any", ["value", "within_standard", "within_n", "median_days", "status"]].round(2)
               value  within_standard  within_n  median_days         status
    area_code
    A           0.67              0.5         2         50.0          value
    B            NaN              NaN         0          NaN  none recorded
    """
    answers = answers_by(contacts, on, standard_days=standard_days)
    size = len(areas)
    area = positions(contacts["area_code"], areas.index)
    who = positions(contacts["initiated_by"], pd.Index(INITIATORS))
    said = np.where((area >= 0) & (who >= 0), who * size + area, -1)
    masks = (answers.held, answers.answered, answers.due, answers.in_time)
    held, answered, due, in_time = (
        np.append(_count(area, where, size), _count(said, where, 2 * size)) for where in masks
    )
    reported = np.tile(reporting_areas(contacts.loc[answers.held, ["area_code"]], areas), 3)
    status = _status(held, reported, known=answers.known)
    shown = status == Status.VALUE
    lower, upper = wilson_limits(np.where(shown, answered, np.nan), held, confidence=confidence)
    within_lower, within_upper = wilson_limits(np.where(shown, in_time, np.nan), due, confidence=confidence)
    medians = pd.concat([_medians(area, answers, size, confidence), _medians(said, answers, 2 * size, confidence)])
    names = ["initiated_by", "area_code"]
    return result_table(
        pd.MultiIndex.from_product([[ANY_INITIATOR, *INITIATORS], areas.index], names=names),
        value=answered / np.where(shown, held, np.nan),
        lower=lower,
        upper=upper,
        numerator=np.where(reported & (status != Status.MISSING), answered, np.nan),
        denominator=np.where(reported & (status != Status.MISSING), held, np.nan),
        n=held,
        method=np.where(shown, WILSON, "none"),
        status=status,
        more={
            "within_standard": in_time / np.where(shown & (due > 0), due, np.nan),
            "within_lower": within_lower,
            "within_upper": within_upper,
            "within_n": due,
            **{f"median_{name}": medians[column].to_numpy() for name, column in _MEDIANS.items()},
        },
    )


def _count(groups: Integers, where: Mask, size: int) -> Integers:
    return np.bincount(groups[where & (groups >= 0)], minlength=size)


def _status(held: Integers, reported: Mask, *, known: bool) -> npt.NDArray[np.object_]:
    """Why there is no share; in `held` the areas come three times: all contacts, the communities', the agencies'."""
    everyone, community, agency = np.split(held, 3)
    unsaid = np.concatenate([np.zeros(len(everyone), bool), *[(community + agency == 0)] * 2])
    return np.select(
        [~reported, np.tile(everyone, 3) == 0, unsaid | (not known), held == 0],
        [Status.NOT_REPORTED, Status.NONE_RECORDED, Status.MISSING, Status.NONE_RECORDED],
        Status.VALUE,
    )


def _medians(groups: Integers, answers: Answers, size: int, confidence: float) -> pd.DataFrame:
    # without any answer, or with one before its contact, nothing is known of the days
    timed = (groups >= 0) & answers.held & (answers.days >= 0) & answers.known
    curves = survival_curves(groups[timed], answers.days[timed], answers.answered[timed], confidence=confidence)
    return median_days(curves, size)
