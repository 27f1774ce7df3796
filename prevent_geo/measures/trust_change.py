"""Whether trust rose or fell against the period before; counts of persons."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import Counted, MethodCard
from prevent_geo.measures.common.counting import Floats, count_by
from prevent_geo.measures.common.false_discovery import adjust
from prevent_geo.measures.common.rate import reporting_areas
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status
from prevent_geo.measures.common.trust_events import (
    Events,
    MeanAnswers,
    check_minimum_responses,
    mean_answers,
    t_quantile,
    trust_events,
)
from prevent_geo.measures.common.verdict import say

CARD = MethodCard(
    id="trust_change",
    group="voice",
    title="Trust, change",
    question="Did trust in local services rise or fall among the people who came to events?",
    unit="difference of mean answers (−4 to 4)",
    formula="mean over the events now − mean over the events before",
    method="Difference of two means with 95 % limits by Student's t; its variance allows for events that differ "
    "more than their answers do, and is pooled over all places and both periods; t test, adjusted for the number of"
    " places (Benjamini and Hochberg)",
    reference="Searle, Casella & McCulloch (1992), Variance Components; Benjamini & Hochberg (1995), JRSS B 57",
    assumptions="Events of both periods are a fair sample of those there might have been; events differ alike "
    "everywhere",
    caveat="Other people may have come than before, or to larger or other kinds of event: it is a change of the "
    "answers, not of the same persons. Each event counts once, however many answered. No clear change is not proof "
    "of none, least of all where events are few",
    persons=(Counted("denominator", "answers"), Counted("responses_before", "answers", before="period")),
    further=("mean", "mean_before", "p_value", "p_adjusted", "verdict"),
)


def trust_change(
    contacts: pd.DataFrame,
    earlier: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    minimum_responses: int = 10,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Mean answer to the trust question now minus that before; persons, so only through `release`.

    Parameters
    ----------
    contacts, earlier
        Checked contacts of the period and of the one before, with area_code, trust_mean (1 to 5) and trust_responses
        (persons). An event of which either is missing is left out.
    areas
        Checked areas or merged zones (neighbourhoods, say; see `merge_areas`), indexed by area_code, with
        neighbourhood_code.
    minimum_responses
        Answers in either period below which nothing is said of an area.
    confidence
        Two-sided confidence of the limits; 1 − confidence is the false-discovery rate of the verdicts.

    Returns
    -------
    DataFrame
        On the index of `areas`: value, lower, upper (difference of means, −4 to 4), denominator (persons who answered
        now), n (events now), method, status; numerator is missing. Further: responses_before (persons), events_before,
        mean and mean_before (over events, 1 to 5), p_value, p_adjusted and verdict: "rose", "fell", "no clear change",
        or nothing where there is no test. Contacts but no answers now, or nobody who reported before: "missing". Fewer
        answers than `minimum_responses` in either period, or no area with two events: "too few".

    Raises
    ------
    ValueError
        If `minimum_responses` is below 1, or the confidence is not between 0 and 1.

    Notes
    -----
    value ± t sqrt(V + V before); see `mean_answers`. The means are not drawn towards any other.

    Examples
    --------
    >>> areas = pd.DataFrame({"neighbourhood_code": "N1"}, index=["A", "B"])
    >>> def of(means):
    ...     answers = pd.array([20] * len(means), "Int64")
    ...     return pd.DataFrame({"area_code": "A", "trust_mean": means, "trust_responses": answers})
    >>> result = trust_change(of([2.0, 2.2, 2.4]), of([3.2, 3.4, 3.6]), areas)
    >>> result[["value", "lower", "upper", "p_adjusted", "verdict", "status"]].round(3)
               value  lower  upper  p_adjusted verdict         status
    area_code
    A           -1.2 -1.653 -0.747       0.002    fell          value
    B            NaN    NaN    NaN         NaN          none recorded
    """
    check_minimum_responses(minimum_responses)
    now, before = _both(trust_events(contacts, areas.index), trust_events(earlier, areas.index), len(areas))
    few = (np.minimum(now.responses, before.responses) < minimum_responses) | (now.degrees == 0)
    status = np.select(
        [
            ~reporting_areas(contacts, areas),
            count_by(contacts["area_code"], areas.index) == 0,
            (now.responses == 0) | ~reporting_areas(earlier, areas),
            few,
        ],
        [Status.NOT_REPORTED, Status.NONE_RECORDED, Status.MISSING, Status.TOO_FEW],
        Status.VALUE,
    )
    shown = status == Status.VALUE
    mean, mean_before = (np.where(shown, answers.mean, np.nan) for answers in (now, before))
    difference, error = mean - mean_before, np.sqrt(now.variance + before.variance)
    half = t_quantile(confidence, now.degrees) * error
    p_value = _p_values(difference / error, now.degrees)
    p_adjusted = adjust(p_value)
    words = {"more": "rose", "less": "fell", "neither": "no clear change"}
    return result_table(
        areas.index.rename("area_code"),
        value=difference,
        lower=np.maximum(difference - half, -4),
        upper=np.minimum(difference + half, 4),
        denominator=np.where(now.responses > 0, now.responses, np.nan),
        n=now.events,
        method=np.where(shown, "Student's t", "none"),
        status=status,
        more={
            "responses_before": np.where(before.responses > 0, before.responses, np.nan),
            "events_before": before.events,
            "mean": mean,
            "mean_before": mean_before,
            "p_value": p_value,
            "p_adjusted": p_adjusted,
            "verdict": say(p_adjusted, difference, **words, significance=1 - confidence),
        },
    )


def _both(now: Events, before: Events, places: int) -> tuple[MeanAnswers, MeanAnswers]:
    """Mean answers of both periods, with the variance that they share."""
    place = np.append(now.place, before.place + places)
    events = Events(place, np.append(now.mean, before.mean), np.append(now.responses, before.responses))
    whole = mean_answers(events, 2 * places)
    first, second = (
        MeanAnswers(
            whole.mean[part],
            whole.variance[part],
            whole.mean_of_answers[part],
            whole.responses[part],
            whole.events[part],
            whole.degrees,
        )
        for part in (slice(places), slice(places, None))
    )
    return first, second


def _p_values(statistics: Floats, degrees: int) -> Floats:
    from scipy.stats import t

    return np.asarray(2 * t.sf(np.abs(statistics), degrees)) if degrees else np.full(len(statistics), np.nan)
