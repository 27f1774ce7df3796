"""Shared borders: where the corners of cells come to lie, so that borders wind and nothing crosses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from prevent_geo.synthesis.land.cells import Cells
from prevent_geo.synthesis.land.rings import build_polygons
from prevent_geo.synthesis.streams import Floats, Integers

_PASSES = 1
# a straight piece longer than this gets a bend, of up to so much of its length
_STRAIGHT_M, _BEND = 90.0, 0.16
_REPAIRS = 12


@dataclass(frozen=True, eq=False)
class Borders:
    """Polygons in the order of their labels, made of corners (per triangle) and middles (3 per link)."""

    polygons: np.ndarray
    corners: Floats
    middles: Floats


def draw_borders(
    cells: Cells, faces: Integers, labels: Integers, crossings: Floats, *, rng: np.random.Generator
) -> Borders | None:
    """Draw one polygon per label in whole metres, as a valid coverage.

    A corner of three cells lies anywhere in their triangle and a border passes anywhere between two points,
    so that no two borders can cross; then they are smoothed and rounded, and where that makes a polygon
    invalid, its corners go back, step by step, to where they were.

    Parameters
    ----------
    cells
        Cells and how they touch.
    faces
        What borders divide: the area or the park of each cell, -1 outside.
    labels
        The area of each cell, 0 and up without gaps, -1 outside.
    crossings
        Where a river crosses each link (NaN: it does not).

    Returns nothing where no way back makes the borders valid.
    """
    stages = _stages(cells, faces, crossings, rng)
    stage = [np.zeros(len(stages[0][0]), dtype=np.int64), np.zeros(len(stages[0][1]), dtype=np.int64)]
    last = len(stages) - 1
    for _ in range(_REPAIRS):
        corners, middles = (_choose(stage[kind], [positions[kind] for positions in stages]) for kind in (0, 1))
        polygons = build_polygons(cells, labels, corners, middles)
        bad = _invalid(polygons)
        if not bad.any():
            return Borders(polygons, corners, middles)
        concerned = np.append(bad, False)[labels]
        links = concerned[cells.links].any(axis=1)
        stage[0][concerned[cells.triangles].any(axis=1)] += 1
        stage[1][links] += 1
        stage = [np.minimum(kind, last) for kind in stage]
    return None


def _invalid(polygons: np.ndarray) -> np.ndarray:
    """Which polygons are invalid, alone or against their neighbours."""
    bad = ~shapely.is_valid(polygons)
    if not bad.any() and not shapely.coverage_is_valid(polygons):
        bad = ~shapely.is_empty(shapely.coverage_invalid_edges(polygons))
    return np.asarray(bad)


def _stages(cells: Cells, faces: Integers, crossings: Floats, rng: np.random.Generator) -> list[tuple[Floats, Floats]]:
    """Positions of corners and middles, from the smoothest to the plainest, in whole metres."""
    ends = cells.points[cells.links]
    river = ~np.isnan(crossings[:, 0])
    share = rng.uniform(0.3, 0.7, len(ends))[:, None]
    middles = np.where(river[:, None], crossings, ends[:, 0] * (1 - share) + ends[:, 1] * share)
    thirds = rng.uniform(0.6, 1.4, (len(cells.triangles), 3))
    thirds /= thirds.sum(axis=1, keepdims=True)
    spots = cells.points[cells.triangles]
    corners = np.asarray((spots * thirds[:, :, None]).sum(axis=1))
    borders = np.flatnonzero(faces[cells.links[:, 0]] != faces[cells.links[:, 1]])
    corners = _follow_river(cells, corners, middles, borders, river)
    stages = [(corners, middles), (spots.mean(axis=1), ends.mean(axis=1))]
    weights = _weights(cells, borders, river)
    for _ in range(_PASSES):
        stages.insert(0, _smooth(cells, *stages[0], borders, weights))
    bends = rng.uniform(-_BEND, _BEND, (len(ends), 2, 1))
    plain = [(np.round(corners), np.repeat(np.round(middles)[:, None], 3, axis=1)) for corners, middles in stages]
    return [(np.round(stages[0][0]), _bend(cells, *stages[0], bends * ~river[:, None, None])), *plain]


def _bend(cells: Cells, corners: Floats, middles: Floats, bends: Floats) -> Floats:
    """Three points for each link's border: its middle, and one on each side where the way to the corner is long."""
    ends = corners[cells.sides]
    way = ends - middles[:, None]
    aside = np.stack([-way[:, :, 1], way[:, :, 0]], axis=2) * bends
    long = (way**2).sum(axis=2, keepdims=True) > _STRAIGHT_M**2
    between = np.where(long, (ends + middles[:, None]) / 2 + aside, middles[:, None])
    return np.round(np.stack([between[:, 0], middles, between[:, 1]], axis=1))


def _choose(stage: Integers, positions: list[Floats]) -> Floats:
    """For each place its position at the stage it has reached."""
    chosen = positions[0].copy()
    for number, later in enumerate(positions):
        chosen[stage == number] = later[stage == number]
    return chosen


def _follow_river(cells: Cells, corners: Floats, middles: Floats, borders: Integers, river: np.ndarray) -> Floats:
    """Move a corner that a river passes to between the two links where it is crossed."""
    wet = borders[river[borders]]
    sides = cells.sides[wet].T.ravel()
    counts = np.bincount(sides, minlength=len(corners))
    sums = [np.bincount(sides, weights=np.tile(middles[wet, axis], 2), minlength=len(corners)) for axis in (0, 1)]
    return np.where((counts == 2)[:, None], np.column_stack(sums) / 2, corners)


def _weights(cells: Cells, borders: Integers, river: np.ndarray) -> Floats:
    """How much the borders that end at a corner pull it: where a river passes, only the river."""
    wet = np.bincount(cells.sides[borders[river[borders]]].ravel(), minlength=len(cells.triangles)) >= 2
    return np.asarray(np.where(wet[cells.sides[borders]], river[borders][:, None], 1.0), dtype=np.float64)


def _smooth(
    cells: Cells, corners: Floats, middles: Floats, borders: Integers, weights: Floats
) -> tuple[Floats, Floats]:
    """Draw each corner and each middle half way towards the mean of what is next to it."""
    sides = cells.sides[borders]
    pull = np.bincount(sides.ravel(), weights=weights.ravel(), minlength=len(corners))
    means = (
        np.column_stack(
            [
                np.bincount(
                    sides.ravel(), weights=(weights * middles[borders, axis][:, None]).ravel(), minlength=len(corners)
                )
                for axis in (0, 1)
            ]
        )
        / np.maximum(pull, 1)[:, None]
    )
    smooth = middles.copy()
    smooth[borders] = middles[borders] / 2 + corners[sides].mean(axis=1) / 2
    return np.where((pull > 0)[:, None], (corners + means) / 2, corners), smooth
