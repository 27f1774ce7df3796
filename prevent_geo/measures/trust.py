"""How far communities trust local services, as far as they were asked; counts of persons."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.measures.common.card import Counted, MethodCard
from prevent_geo.measures.common.counting import count_by
from prevent_geo.measures.common.rate import reporting_areas
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.small_area import shrink
from prevent_geo.measures.common.status import Status
from prevent_geo.measures.common.trust_events import (
    MeanAnswers,
    check_minimum_responses,
    mean_answers,
    t_quantile,
    trust_events,
)

CARD = MethodCard(
    id="trust",
    group="voice",
    title="Trust",
    question="How far do the people who came to events say that they trust local services?",
    unit="mean answer (1 to 5)",
    formula="B × mean over the area's events + (1 − B) × mean of the district; B = A ÷ (A + V)",
    method="Mean over the events of their mean answers, drawn towards that of the district the more so the less is "
    "known of the area (the area-level model of Fay and Herriot); V is the sampling variance, which allows for "
    "events that differ more than their answers do; A is the variance between areas within districts, by moments; "
    "95 % limits from the mean squared error of Prasad and Rao, with Student's t",
    reference="Fay & Herriot (1979), JASA 74; Prasad & Rao (1990), JASA 85; Datta, Rao & Smith (2005), Biometrika "
    "92; Williamson, Datta & Satten (2003), Biometrics 59",
    assumptions="Events in an area are a fair sample of those it might have had; the variance between areas is the "
    "same in all districts, and that between events in all areas",
    caveat="It is what those said who came and answered, not what residents think. Each event counts once, however "
    "many answered. An area with few events shows mostly its district; the limits hold on average over areas, and "
    "less often for one that is unlike the rest of its district",
    persons=(Counted("denominator", "answers"),),
)


def trust(
    contacts: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    within: str = "district_code",
    minimum_responses: int = 10,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Mean answer to the trust question in each area, drawn towards its district; persons, so only through `release`.

    Parameters
    ----------
    contacts
        Checked contacts with area_code, trust_mean (1 to 5) and trust_responses (persons). An event of which either is
        missing is left out.
    areas
        Checked areas or merged zones, indexed by area_code, with neighbourhood_code and the column that `within` names.
    within
        Column of `areas` with the code of the place towards whose mean each is drawn; areas without a code are taken
        together.
    minimum_responses
        Answers below which nothing is said of an area.
    confidence
        Two-sided confidence of the limits.

    Returns
    -------
    DataFrame
        On the index of `areas`: value, lower, upper (mean answer, 1 to 5), denominator (persons who answered, in events
        of which the mean is known), n (those events), method, status; numerator is missing. Further: raw_mean (mean
        over the events, 1 to 5), weight (of raw_mean in value, 0 to 1; the rest is that of the district's mean) and
        mean_of_answers (of all answers alike, 1 to 5). Contacts but no answers: "missing". Fewer answers than
        `minimum_responses`, or no area with two events, so that nothing is known of how events differ: "too few".

    Raises
    ------
    InputError
        If `areas` has no column `within`.
    ValueError
        If `minimum_responses` is below 1, or the confidence is not between 0 and 1.

    Notes
    -----
    See `mean_answers` for the sampling variance and `shrink` for the model. The t quantile has the degrees of freedom
    of the variance between events.

    Examples
    --------
    >>> areas = pd.DataFrame({"neighbourhood_code": "N1", "district_code": "D1"}, index=["A", "B", "C"])
    >>> contacts = pd.DataFrame(
    ...     {"area_code": list("AABBC"), "trust_mean": [3.0, 3.2, 4.0, 4.4, 1.0],
    ...      "trust_responses": pd.array([20, 20, 5, 15, 4], "Int64")}
    ... )
    >>> trust(contacts, areas)[["value", "lower", "upper", "raw_mean", "weight", "status"]].round(2)
               value  lower  upper  raw_mean  weight   status
    area_code
    A           3.10   2.61   3.59       3.1    0.99    value
    B           4.18   3.39   4.97       4.2    0.99    value
    C            NaN    NaN    NaN       NaN     NaN  too few
    """
    if within not in areas:
        raise InputError(f"areas have no column '{within}' to draw towards{did_you_mean(within, areas.columns)}")
    check_minimum_responses(minimum_responses)
    asked = mean_answers(trust_events(contacts, areas.index), len(areas))
    held = count_by(contacts["area_code"], areas.index)
    status = np.select(
        [
            ~reporting_areas(contacts, areas),
            held == 0,
            asked.responses == 0,
            (asked.responses < minimum_responses) | (asked.degrees == 0),
        ],
        [Status.NOT_REPORTED, Status.NONE_RECORDED, Status.MISSING, Status.TOO_FEW],
        Status.VALUE,
    )
    shown = status == Status.VALUE
    drawn = _drawn(asked, areas[within])[shown].reindex(areas.index)
    half = t_quantile(confidence, asked.degrees) * np.sqrt(drawn["variance"])
    return result_table(
        areas.index.rename("area_code"),
        value=drawn["estimate"],
        lower=(drawn["estimate"] - half).clip(1, 5),
        upper=(drawn["estimate"] + half).clip(1, 5),
        denominator=np.where(asked.responses > 0, asked.responses, np.nan),
        n=asked.events,
        method=np.where(shown, "Fay and Herriot", "none"),
        status=status,
        more={
            "raw_mean": np.where(shown, asked.mean, np.nan),
            "weight": drawn["weight"].to_numpy(),
            "mean_of_answers": np.where(shown, asked.mean_of_answers, np.nan),
        },
    )


def _drawn(asked: MeanAnswers, codes: pd.Series) -> pd.DataFrame:
    """Estimate, variance and weight of every place; missing where there is no mean, or no variance of it."""
    some = np.flatnonzero(~np.isnan(asked.variance))
    groups = pd.factorize(codes.iloc[some], use_na_sentinel=False)[0]
    found = shrink(asked.mean[some], asked.variance[some], groups)
    return found.set_axis(codes.index[some]).reindex(codes.index)
