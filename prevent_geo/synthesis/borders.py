"""Shared borders: cells dissolved to polygons; each common border is drawn, smoothed and rounded once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import shapely

from prevent_geo.synthesis.streams import Floats, Integers

_OUTSIDE = -1


def draw_polygons(corners: Floats, edges: Integers, sides: Integers) -> np.ndarray:
    """Draw one polygon per label, in whole metres, as a valid coverage.

    Parameters
    ----------
    corners
        Coordinates of the corners of the cells (n x 2, metres).
    edges
        Borders between cells, as pairs of corners (m x 2).
    sides
        Labels of the two cells that each border divides (m x 2); -1 is outside.

    Raises
    ------
    ValueError
        If no degree of smoothing gives a valid coverage.
    """
    kept = sides[:, 0] != sides[:, 1]
    arcs = [(corners[path], pair) for path, pair in _arcs(edges[kept], np.sort(sides[kept], axis=1))]
    for passes in (2, 1, 0):
        polygons = _assemble([(_smooth(line, passes), pair) for line, pair in arcs])
        if shapely.coverage_is_valid(polygons) and bool((shapely.get_type_id(polygons) == 3).all()):
            return polygons
    raise ValueError("the borders cross after rounding to whole metres; draw with another seed")


def _arcs(edges: Integers, sides: Integers) -> Iterator[tuple[list[int], tuple[int, int]]]:
    """Chains of edges between corners where three labels meet, or closed rings, with their two labels."""
    at: dict[int, list[int]] = defaultdict(list)
    for number, (start, end) in enumerate(edges.tolist()):
        at[start].append(number)
        at[end].append(number)
    done = np.zeros(len(edges), dtype=bool)
    junctions = [corner for corner in sorted(at) if len(at[corner]) != 2]
    for corner in [*junctions, *sorted(at)]:
        for first in at[corner]:
            if done[first]:
                continue
            path, number = [corner], first
            while True:
                done[number] = True
                start, end = edges[number].tolist()
                path.append(end if start == path[-1] else start)
                onward = [other for other in at[path[-1]] if not done[other]]
                if len(at[path[-1]]) != 2 or not onward:
                    break
                number = onward[0]
            yield path, (int(sides[first, 0]), int(sides[first, 1]))


def _smooth(line: Floats, passes: int) -> Floats:
    """Soften the corners between the two ends, which stay, and round to whole metres."""
    for _ in range(passes):
        line = np.vstack([line[:1], (line[:-2] + 2 * line[1:-1] + line[2:]) / 4, line[-1:]])
    whole = np.round(line)
    moved = np.append(True, (np.diff(whole, axis=0) != 0).any(axis=1))
    return np.asarray(whole[moved], dtype=np.float64)


def _assemble(arcs: list[tuple[Floats, tuple[int, int]]]) -> np.ndarray:
    """Close the arcs around each label to a polygon, in label order, with a canonical order of corners."""
    around: dict[int, list[shapely.LineString]] = defaultdict(list)
    for line, pair in arcs:
        if len(line) < 2:
            continue
        for label in pair:
            if label != _OUTSIDE:
                around[label].append(shapely.LineString(line))
    drawn = [shapely.build_area(shapely.MultiLineString(around[label])) for label in sorted(around)]
    return np.asarray(shapely.normalize(np.array(drawn, dtype=object)))
