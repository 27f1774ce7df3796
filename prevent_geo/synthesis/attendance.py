"""How many come to an event, and how many of them answer the trust question."""

from __future__ import annotations

import numpy as np

from prevent_geo.synthesis.mix import numbers
from prevent_geo.synthesis.streams import Floats, Integers, stream

FEWEST_RESPONSES = 3
_RESPONSE_RATE = 0.45
_SHAPE = 1.6
# sizes of events, as logarithms of a factor, at which the mean of what is seen is worked out, and from how many draws
_GRID, _DRAWS = np.linspace(-2.5, 2.5, 21), 4_000
# beyond this a logarithm may come out otherwise on another machine
_DIGITS = 9


def draw_people(kind: Integers, factor: Floats, rng: np.random.Generator) -> Integers:
    """Attendance of events of a kind (positions): one, and a gamma-Poisson number of others; one_to_one is always 1."""
    others = (numbers("events", "people") - 1)[kind] * factor
    return np.asarray(1 + rng.poisson(others * rng.standard_gamma(_SHAPE, len(kind)) / _SHAPE), dtype=np.int64)


def draw_responses(people: Integers, rng: np.random.Generator) -> Integers:
    """How many of those who were asked answer."""
    return np.asarray(rng.binomial(people, _RESPONSE_RATE), dtype=np.int64)


def log_of(people: Integers) -> Floats:
    """Natural logarithm of attendance."""
    return np.asarray(np.round(np.log(people), _DIGITS), dtype=np.float64)


def size_of(log_size: Floats) -> Floats:
    """Factor on attendance, from its logarithm."""
    return np.asarray(np.round(np.exp(log_size), _DIGITS), dtype=np.float64)


def expected_log_attendance(kinds: Floats, log_size: Floats) -> Floats:
    """Mean logarithm of the attendance of those events of each area of which a mean answer is known.

    Parameters
    ----------
    kinds
        Shares of the kinds of events (areas x kinds).
    log_size
        Logarithm of the factor on the size of each area's events.
    """
    rng = stream(0, "expected attendance")
    asked = numbers("events", "asked")
    total, seen = np.zeros(len(kinds)), np.zeros(len(kinds))
    for kind in np.flatnonzero(asked):
        means, shares = _seen(int(kind), rng)
        known = kinds[:, kind] * asked[kind] * np.interp(log_size, _GRID, shares)
        total += known * np.interp(log_size, _GRID, means)
        seen += known
    return np.round(total / np.where(seen > 0, seen, 1), _DIGITS)


def _seen(kind: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """For each size of the grid: the mean logarithm of attendance where enough answer, and how often that is."""
    sizes = np.repeat(size_of(_GRID), _DRAWS)
    people = draw_people(np.full(len(sizes), kind), sizes, rng)
    enough = draw_responses(people, rng) >= FEWEST_RESPONSES
    counts = enough.reshape(len(_GRID), _DRAWS).sum(axis=1)
    sums = np.where(enough, log_of(people), 0).reshape(len(_GRID), _DRAWS).sum(axis=1)
    return sums / np.maximum(counts, 1), counts / _DRAWS
