"""Mean answers to the trust question: of events, and of places over their events, with how far chance moves them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from prevent_geo.measures.common.counting import Floats, Integers, positions
from prevent_geo.measures.common.poisson import check_confidence

# means are given to one decimal: events of the same mean may differ by as much
_ROUNDING_VARIANCE = 0.1**2 / 12


@dataclass(frozen=True, eq=False)
class Events:
    """Events of which a mean answer is known: the place of each (position), its mean answer and its responses."""

    place: Integers
    mean: Floats
    responses: Floats


@dataclass(frozen=True, eq=False)
class MeanAnswers:
    """By place: mean over events and its sampling variance (NaN without any), mean of all answers, responses, events.

    `degrees` are the degrees of freedom of the variance, which all places share; 0 where no place has two events.
    """

    mean: Floats
    variance: Floats
    mean_of_answers: Floats
    responses: Floats
    events: Integers
    degrees: int


def trust_events(contacts: pd.DataFrame, index: pd.Index) -> Events:
    """Events in the places of an index with a mean answer and its responses; others say nothing that can be weighed.

    Examples
    --------
    >>> rows = {"area_code": ["B", "B"], "trust_mean": [3.5, None], "trust_responses": pd.array([12, 2], "Int64")}
    >>> trust_events(pd.DataFrame(rows), pd.Index(["A", "B"]))
    Events(place=array([1]), mean=array([3.5]), responses=array([12.]))
    """
    place = positions(contacts["area_code"], index)
    mean, responses = (
        contacts[name].to_numpy(dtype="float64", na_value=np.nan) for name in ("trust_mean", "trust_responses")
    )
    known = (place >= 0) & ~np.isnan(mean) & (responses > 0)
    return Events(place[known], mean[known], responses[known])


def mean_answers(events: Events, places: int) -> MeanAnswers:
    """Mean answer of each place over its events, with its sampling variance.

    Notes
    -----
    The mean y of an event with m answers varies by between + within / m: events differ more than their answers alone
    would make them. Both parts are shared by all places, and found by setting two sums of squares around the place's
    own mean, one weighted by m and one not, equal to what is expected of them; a part that would be negative is 0.
    The mean over the k events of a place then has the variance (between + within × mean of 1 / m) / k.
    Each event counts once, as the events are the sample: were larger events to trust less, weights m would make a place
    with large events look less trusting than it is. Searle, Casella & McCulloch (1992), Variance Components, chapter 5;
    Williamson, Datta & Satten (2003), Biometrics 59, on clusters whose size says something.

    Examples
    --------
    >>> events = Events(np.array([0, 0, 1]), np.array([3.0, 4.0, 2.5]), np.array([10.0, 30.0, 5.0]))
    >>> found = mean_answers(events, 2)
    >>> found.mean.tolist(), found.mean_of_answers.tolist()
    ([3.5, 2.5], [3.75, 2.5])
    """

    def total(values: Floats) -> Floats:
        return np.bincount(events.place, weights=values, minlength=places).astype("float64")

    count = np.bincount(events.place, minlength=places)
    answers, squares = total(events.responses), total(events.responses**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total(events.mean) / count
        mean_of_answers = total(events.responses * events.mean) / answers
    inverse, some = total(1 / events.responses), count > 0
    k, m, q, reciprocal = count[some], answers[some], squares[some], inverse[some]
    weighted = float(np.sum(events.responses * (events.mean - mean_of_answers[events.place]) ** 2))
    plain = float(np.sum((events.mean - mean[events.place]) ** 2))
    degrees = int(np.sum(k - 1))
    between, within = _parts(
        (weighted, float(np.sum(m - q / m)), float(degrees)),
        (plain, float(degrees), float(np.sum((k - 1) / k * reciprocal))),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (between * count + within * inverse) / count**2
    unknown = np.full(places, np.nan)
    return MeanAnswers(mean, variance if degrees else unknown, mean_of_answers, answers, count, degrees)


def _parts(weighted: tuple[float, float, float], plain: tuple[float, float, float]) -> tuple[float, float]:
    """Solve sum = a × between + b × within for both sums; neither part below 0, nor between below the rounding."""
    (first, a, b), (second, c, d) = weighted, plain
    if not b:
        return _ROUNDING_VARIANCE, 0.0
    determinant = a * d - b * c
    # with events all of one size the two parts cannot be told apart: between then stands for both
    between = (first * d - second * b) / determinant if determinant > 1e-9 * a * d else first / a
    within = (first - a * between) / b
    if between < 0:
        between, within = 0.0, first / b
    elif within < 0:
        between, within = first / a, 0.0
    return max(between, _ROUNDING_VARIANCE), within


def t_quantile(confidence: float, degrees: int) -> float:
    """Two-sided quantile of Student's t; NaN without a degree of freedom."""
    from scipy.stats import t

    check_confidence(confidence)
    return float(t.ppf((1 + confidence) / 2, degrees)) if degrees else float("nan")


def check_minimum_responses(minimum_responses: int) -> None:
    """Refuse a minimum that lets nothing through for something."""
    if minimum_responses < 1:
        raise ValueError(f"minimum_responses {minimum_responses} is below 1; write how many answers are enough to say")
