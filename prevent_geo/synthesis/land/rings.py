"""Rings: from cells with labels to polygons, all at once; both sides of a border get the same corners."""

from __future__ import annotations

import numpy as np
import shapely

from prevent_geo.synthesis.land.cells import Cells
from prevent_geo.synthesis.streams import Floats, Integers

_OUTSIDE = -1


def build_polygons(cells: Cells, labels: Integers, corners: Floats, middles: Floats) -> np.ndarray:
    """Build one polygon or multipolygon per label, in label order.

    Parameters
    ----------
    cells
        Cells and how they touch.
    labels
        Label of each cell, 0 and up without gaps; -1 is outside.
    corners
        Where three cells meet: one point per triangle (metres).
    middles
        Three points of the border between two cells, from the triangle on the left of their link to that on
        the right (links x 3 x 2, metres).
    """
    owner, ends, link, backwards = _walk(cells, labels)
    order, ring = _follow(owner, *ends)
    coordinates = np.empty((len(order), 4, 2))
    coordinates[:, 0], coordinates[:, 1:] = corners[ends[0][order]], middles[link[order]]
    turned = backwards[order]
    coordinates[turned, 1:] = coordinates[turned, :0:-1]
    return _assemble(coordinates.reshape(-1, 2), np.repeat(ring, 4), owner[order], ring)


def _walk(cells: Cells, labels: Integers) -> tuple[Integers, tuple[Integers, Integers], Integers, np.ndarray]:
    """Steps around labels, anticlockwise: whose, between which triangles, across which link, and if from its right."""
    pair = labels[cells.links]
    links = np.flatnonzero(pair[:, 0] != pair[:, 1])
    left, right = cells.sides[links].T
    # with the first cell of a link on its left, a walker goes from the triangle on the right to that on the left
    owner = np.concatenate([pair[links, 0], pair[links, 1]])
    start, end = np.concatenate([right, left]), np.concatenate([left, right])
    kept = owner != _OUTSIDE
    backwards = np.repeat([True, False], len(links))[kept]
    return owner[kept], (start[kept], end[kept]), np.concatenate([links, links])[kept], backwards


def _follow(owner: Integers, start: Integers, end: Integers) -> tuple[Integers, Integers]:
    """Order steps label by label, ring by ring, each ring in its sequence; also numbers the rings in that order."""
    width = int(owner.max()) + 1
    by_start = np.argsort(start * width + owner)
    onward = by_start[np.searchsorted((start * width + owner)[by_start], end * width + owner)]
    # the first step of each ring, found by jumps of 1, 2, 4 ... steps
    first, jump = np.arange(len(owner)), onward
    while True:
        lower = np.minimum(first, first[jump])
        if (lower == first).all():
            break
        first, jump = lower, jump[jump]
    last = onward == first
    left_over = (~last).astype(np.int64)
    jump = np.where(last, np.arange(len(owner)), onward)
    while not last[jump].all():
        left_over, jump = left_over + left_over[jump], jump[jump]
    order = np.lexsort((-left_over, first, owner))
    new = np.append(True, np.diff(first[order]) != 0)
    return np.asarray(order, dtype=np.int64), np.asarray(np.cumsum(new) - 1, dtype=np.int64)


def _assemble(coordinates: Floats, ring_of_corner: Integers, owner: Integers, ring_of_step: Integers) -> np.ndarray:
    """Rings to polygons: what runs clockwise is a hole."""
    before = np.roll(coordinates, 1, axis=0)
    starts = np.flatnonzero(np.append(True, np.diff(ring_of_corner) != 0))
    ends = np.append(starts[1:], len(coordinates)) - 1
    before[starts] = coordinates[ends]
    moved = (coordinates != before).any(axis=1)
    counts = np.bincount(ring_of_corner[moved], minlength=len(starts))
    moved &= (counts >= 3)[ring_of_corner]
    coordinates, before, ring_of_corner = coordinates[moved], before[moved], ring_of_corner[moved]
    kept = np.flatnonzero(counts >= 3)
    ring_of_corner = np.searchsorted(kept, ring_of_corner)
    label = owner[np.flatnonzero(np.append(True, np.diff(ring_of_step) != 0))][kept]
    low = coordinates.min(axis=0)
    here, there = before - low, coordinates - low
    twice = np.bincount(ring_of_corner, weights=here[:, 0] * there[:, 1] - here[:, 1] * there[:, 0])
    rings = np.asarray(shapely.linearrings(coordinates, indices=ring_of_corner))
    shells, holes = np.flatnonzero(twice > 0), np.flatnonzero(twice <= 0)
    host = _hosts(rings, label, shells, holes)
    order = np.lexsort((np.append(np.zeros(len(shells)), np.ones(len(holes))), np.append(np.arange(len(shells)), host)))
    members = np.append(shells, holes)[order]
    polygons = np.asarray(shapely.polygons(rings[members], indices=np.append(np.arange(len(shells)), host)[order]))
    parts = np.bincount(label[shells], minlength=int(label.max()) + 1)
    drawn = np.empty(len(parts), dtype=object)
    single = parts[label[shells]] == 1
    drawn[label[shells[single]]] = polygons[single]
    for several in np.flatnonzero(parts > 1):
        drawn[several] = shapely.multipolygons(polygons[label[shells] == several])
    return np.asarray(shapely.normalize(drawn))


def _hosts(rings: np.ndarray, label: Integers, shells: Integers, holes: Integers) -> Integers:
    """The place among the shells of the one that each hole lies in."""
    found = []
    for hole in holes.tolist():
        own = np.flatnonzero(label[shells] == label[hole])
        around = shapely.contains(shapely.polygons(rings[shells[own]]), shapely.polygons(rings[hole]))
        found.append(int(own[int(np.argmax(around))]))
    return np.array(found, dtype=np.int64)
