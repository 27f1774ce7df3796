"""XmR charts of many series at once, with the rules of NHS Making Data Count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prevent_geo.measures.common.counting import Floats, Integers

MINIMUM_MONTHS, MINIMUM_MEAN, FULL_MONTHS = 6, 2.0, 12
REFERENCE = (
    "NHS England, Making Data Count; Shewhart (1931), Economic Control of Quality of Manufactured Product; Wheeler "
    "(2000), Understanding Variation"
)
RULES = ("", "outside limits", "7 rising", "7 falling", "2 of 3 near a limit", "7 on one side")
OUTSIDE, RISING, FALLING, NEAR, ONE_SIDE = range(1, 6)
_RUN, _SCALE = 7, 2.66
# a point on a limit that rounding has moved is still on it
_ROUNDING = 1e-9
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Chart:
    """Of each series its centre and limits; of each of its points the rule (position in RULES) and side (1, −1 or 0).

    `enough` says which series have a chart; the others have no centre, limits, rule or side.
    """

    enough: Mask
    centre: Floats
    lower: Floats
    upper: Floats
    rule: Integers
    side: Integers


def limits_name(months: int) -> str:
    """Name of the limits: those of fewer than 12 months are on trial."""
    return "full" if months >= FULL_MONTHS else "trial"


def xmr_chart(counts: Integers) -> Chart:
    """Chart each row of counts; the whole row is its baseline.

    Notes
    -----
    Limits: mean ± 2.66 × mean moving range, the lower one not below 0. A point fires the first of these rules that
    holds, and so does each other point of its run: outside the limits; 7 points that rise or fall; 2 of 3 points
    beyond two thirds of the way to a limit, all 3 on one side; 7 points on one side of the mean. No chart is drawn of
    fewer than 6 points or of a mean below 2: so few values a count can take make the limits poor.
    NHS England, Making Data Count; order of rules and points as in its package NHSRplotthedots.

    Examples
    --------
    >>> chart = xmr_chart(np.array([[4, 6, 5, 4, 6, 5, 20]]))
    >>> chart.centre.round(2).tolist(), chart.upper.round(2).tolist(), chart.rule.tolist()
    ([7.14], [16.9], [[0, 0, 0, 0, 0, 0, 1]])
    """
    rows, months = counts.shape
    if months < MINIMUM_MONTHS:
        unknown, none = np.full(rows, np.nan), np.zeros(counts.shape, dtype="int64")
        return Chart(np.zeros(rows, dtype=bool), unknown, unknown, unknown, none, none)
    centre, reach = counts.mean(axis=1), _SCALE * np.abs(np.diff(counts, axis=1)).mean(axis=1)
    enough = centre >= MINIMUM_MEAN
    rule, side = _rules(counts, centre[:, None], reach[:, None])
    drawn = np.where(enough, 1.0, np.nan)
    return Chart(
        enough=enough,
        centre=centre * drawn,
        lower=np.maximum(centre - reach, 0) * drawn,
        upper=(centre + reach) * drawn,
        rule=rule * enough[:, None],
        side=side * enough[:, None],
    )


def run_starts(codes: Integers) -> Integers:
    """Position at which the run of equal codes began that each point of its row belongs to.

    Examples
    --------
    >>> run_starts(np.array([[1, 1, 0, 1]])).tolist()
    [[0, 0, 2, 3]]
    """
    place = np.broadcast_to(np.arange(codes.shape[1]), codes.shape)
    new = np.ones(codes.shape, dtype=bool)
    new[:, 1:] = codes[:, 1:] != codes[:, :-1]
    starts: Integers = np.maximum.accumulate(np.where(new, place, 0), axis=1)
    return starts


def _rules(counts: Integers, centre: Floats, reach: Floats) -> tuple[Integers, Integers]:
    away = counts - centre
    # above or below the mean is asked of whole numbers: no rounding
    position = np.sign(counts * counts.shape[1] - counts.sum(axis=1, keepdims=True))
    outside = np.abs(away) > reach + _ROUNDING
    near = (np.abs(away) > reach * 2 / 3 + _ROUNDING) & ~outside
    slope = _slopes(counts)
    fired = [
        (outside, OUTSIDE, position),
        (slope > 0, RISING, slope),
        (slope < 0, FALLING, slope),
        (near & _two_of_three(near, position), NEAR, position),
        ((position != 0) & (_run_lengths(position) >= _RUN), ONE_SIDE, position),
    ]
    where = [rule[0] for rule in fired]
    return np.select(where, [rule[1] for rule in fired], 0), np.select(where, [rule[2] for rule in fired], 0)


def _run_lengths(codes: Integers) -> Integers:
    """Length of the run of equal codes that each point of its row belongs to."""
    last = codes.shape[1] - 1
    ends: Integers = last - run_starts(codes[:, ::-1])[:, ::-1]
    return ends - run_starts(codes) + 1


def _slopes(counts: Integers) -> Integers:
    """1 for points of a run that rises, −1 for one that falls, else 0; where two meet, the later one."""
    step = np.sign(np.diff(counts, axis=1))
    long = np.where(_run_lengths(step) >= _RUN - 1, step, 0)
    none = np.zeros((len(counts), 1), dtype=step.dtype)
    onwards, until = np.hstack([long, none]), np.hstack([none, long])
    return np.where(onwards != 0, onwards, until)


def _two_of_three(near: Mask, position: Integers) -> Mask:
    """Points in three in a row that lie on one side of the mean, two of them near the limit."""
    windows = [slice(start, near.shape[1] - 2 + start) for start in range(3)]
    one_side = np.abs(sum(position[:, window] for window in windows)) == 3
    found = one_side & (sum(near[:, window].astype("int64") for window in windows) >= 2)
    inside = np.zeros(near.shape, dtype=bool)
    for window in windows:
        inside[:, window] |= found
    return inside
