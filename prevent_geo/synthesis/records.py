"""What was recorded of each contact of a month: attendance, trust, and the days that followed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prevent_geo.synthesis.attendance import FEWEST_RESPONSES, draw_people, draw_responses, log_of
from prevent_geo.synthesis.features import of_kind
from prevent_geo.synthesis.intensity import Intensity
from prevent_geo.synthesis.mix import numbers
from prevent_geo.synthesis.streams import Floats, Integers

_NOT_REPORTED = 0.08
_ANSWER_SHAPE, _ANSWER_SCALE_DAYS = 1.5, 16.0
_RECORDING_SHAPE = 1.2
_TRUST_NOISE = 0.9
_REGISTER_CLOSES_AFTER_DAYS = 31


@dataclass(frozen=True, eq=False)
class Records:
    """Columns of a month's contacts, each with a mask of the values that are there.

    Days are counted from 1970-01-01.
    """

    attendance: Integers
    reported: np.ndarray
    by_community: np.ndarray
    trust_responses: Integers
    asked: np.ndarray
    trust_mean: Floats
    answered_on: Integers
    answered: np.ndarray
    recorded_on: Integers


def draw_records(
    intensity: Intensity,
    month: int,
    days: Integers,
    area: Integers,
    partner: Integers,
    kind: Integers,
    rng: np.random.Generator,
) -> Records:
    """Draw the rest of each contact from its day, area, partner and kind (positions)."""
    few = _in_features(intensity, month, "hardly_reached")[area]
    people = draw_people(kind, intensity.event_size[area], rng)
    people = np.where(few, np.minimum(people, rng.integers(1, 3, len(days))), people)
    reported = few | (rng.random(len(days)) >= _NOT_REPORTED)
    asked = (rng.random(len(days)) < numbers("events", "asked")[kind]) & reported
    responses = np.zeros(len(days), dtype=np.int64)
    responses[asked] = draw_responses(people[asked], rng)
    trust = _draw_trust(intensity, month, area, people, responses, rng)
    by_community = rng.random(len(days)) < numbers("events", "by_community")[kind]

    closes = int(intensity.calendar[-1].end_time.to_datetime64().astype("datetime64[D]").astype(np.int64))
    closes += _REGISTER_CLOSES_AFTER_DAYS
    answered_on = days + np.floor(rng.gamma(_ANSWER_SHAPE, _ANSWER_SCALE_DAYS, len(days))).astype(np.int64)
    answering = _answering(intensity, month)[area]
    answered = (rng.random(len(days)) < answering) & (answered_on <= closes)
    delay = rng.standard_gamma(_RECORDING_SHAPE, len(days)) * intensity.traits.slowness[partner]
    recorded_on = np.minimum(days + np.floor(delay).astype(np.int64), closes)
    return Records(people, reported, by_community, responses, asked, trust, answered_on, answered, recorded_on)


def _draw_trust(
    intensity: Intensity, month: int, area: Integers, people: Integers, responses: Integers, rng: np.random.Generator
) -> Floats:
    """Mean answer, to one decimal; missing where too few answered."""
    level = trust_levels(intensity, month)[area]
    for feature in of_kind(intensity.features, "ecological_slope"):
        inside = intensity.positions(feature)[area]
        beyond = log_of(people) - intensity.log_attendance[area]
        level = np.where(inside, level - feature.size * beyond, level)
    noise = _TRUST_NOISE * rng.standard_normal(len(area)) / np.sqrt(np.maximum(responses, 1))
    mean = np.round(np.clip(level + noise, 1, 5), 1)
    return np.asarray(np.where(responses >= FEWEST_RESPONSES, mean, np.nan), dtype=np.float64)


def trust_levels(intensity: Intensity, month: int) -> Floats:
    """The mean answer to expect in each area in a month, over the events of which one is known."""
    level = intensity.traits.trust
    for feature in of_kind(intensity.features, "trust_decline"):
        months = [str(name) for name in intensity.calendar]
        first, last = months.index(feature.start), months.index(feature.end)
        gone = np.clip((month - first + 1) / (last - first + 1), 0, 1)
        level = np.where(intensity.positions(feature), level + feature.size * gone, level)
    for feature in of_kind(intensity.features, "ecological_slope"):
        inside, usual = intensity.positions(feature), intensity.log_attendance
        level = np.where(inside, level + feature.size * (usual - usual[inside].mean()), level)
    return np.clip(level, 1, 5)


def _answering(intensity: Intensity, month: int) -> Floats:
    """Share of each area's contacts of a month that are answered in the end."""
    share = intensity.traits.answered
    for feature in of_kind(intensity.features, "unanswered"):
        if feature.start <= str(intensity.calendar[month]) <= feature.end:
            share = np.where(intensity.positions(feature), share * feature.size, share)
    return share


def _in_features(intensity: Intensity, month: int, kind: str) -> np.ndarray:
    """Mask of the areas that a feature of this kind covers in a month."""
    now = str(intensity.calendar[month])
    mask = np.zeros(len(intensity.areas), dtype=bool)
    for feature in of_kind(intensity.features, kind):
        if feature.start <= now <= feature.end:
            mask |= intensity.positions(feature)
    return mask
