"""Nesting: divide linked places into contiguous parts, the same way at every level."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from prevent_geo.synthesis.streams import Floats, Integers

_TRIES, _ROUNDS = 12, 3


def partition(points: Floats, links: Integers, *, parts: int, rng: np.random.Generator) -> Integers:
    """Divide points (n x 2, metres) into contiguous parts of about equal count.

    Seeds are drawn from the points, evened out by a few rounds of k-means (the most even of several tries is
    kept), and grown along the links (m x 2, positions in points), so that every part is connected through
    links. Returns one label per point, 0 to parts - 1.
    """
    if not 0 < parts <= len(points):
        raise ValueError(f"cannot divide {len(points)} places into {parts} parts")
    tries = [_spread(points, parts, rng) for _ in range(_TRIES)]
    centres = min(tries, key=lambda centres: _counts(points, centres).max())
    return _grow(points, links, _seeds(points, centres), rng)


def connected(links: Integers, inside: np.ndarray) -> np.ndarray:
    """Keep the largest connected piece of the points inside and fill its holes; returns a mask."""
    largest = _largest_piece(links, inside)
    # again, for what looks like a hole only because the links beyond it, at the rim, go to infinity
    return _largest_piece(links, ~_largest_piece(links, ~largest))


def coarsen(labels: Integers, points: Floats, links: Integers) -> tuple[Floats, Integers]:
    """Turn parts into places of their own: their mean points, and the links between them."""
    counts = np.bincount(labels)
    middles = np.column_stack([np.bincount(labels, weights=points[:, axis]) / counts for axis in (0, 1)])
    pairs = np.sort(labels[links], axis=1)
    return middles, np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)


def _spread(points: Floats, parts: int, rng: np.random.Generator) -> Floats:
    """Draw centres among the points and move each towards the middle of the points nearest to it."""
    centres = points[rng.choice(len(points), size=parts, replace=False)]
    for _ in range(_ROUNDS):
        nearest = np.asarray(cKDTree(centres).query(points)[1])
        counts = np.bincount(nearest, minlength=parts)[:, None]
        sums = np.column_stack([np.bincount(nearest, weights=points[:, axis], minlength=parts) for axis in (0, 1)])
        centres = np.where(counts > 0, sums / np.maximum(counts, 1), centres)
    return centres


def _counts(points: Floats, centres: Floats) -> Integers:
    """How many points are nearest to each centre."""
    return np.bincount(np.asarray(cKDTree(centres).query(points)[1]), minlength=len(centres))


def _seeds(points: Floats, centres: Floats) -> Integers:
    """The point nearest to each centre, none taken twice."""
    _, candidates = cKDTree(points).query(centres, k=min(len(points), 50))
    taken: dict[int, None] = {}
    for row in np.reshape(candidates, (len(centres), -1)):
        taken[next(int(place) for place in row if int(place) not in taken)] = None
    return np.array(list(taken), dtype=np.int64)


def _grow(points: Floats, links: Integers, seeds: Integers, rng: np.random.Generator) -> Integers:
    """Give each point to the seed that reaches it first along the links; some are slower."""
    lengths = np.sqrt(((points[links[:, 0]] - points[links[:, 1]]) ** 2).sum(axis=1))
    steps = lengths * rng.uniform(0.7, 1.5, len(links))
    graph = coo_array((steps, (links[:, 0], links[:, 1])), shape=(len(points), len(points))).tocsr()
    _, _, origin = dijkstra(graph, directed=False, indices=seeds, min_only=True, return_predecessors=True)
    position = np.full(len(points), -1, dtype=np.int64)
    position[seeds] = np.arange(len(seeds))
    return np.asarray(position[origin], dtype=np.int64)


def _largest_piece(links: Integers, mask: np.ndarray) -> np.ndarray:
    """Mask of the largest connected piece of the points in a mask."""
    kept = links[mask[links].all(axis=1)]
    graph = coo_array((np.ones(len(kept)), (kept[:, 0], kept[:, 1])), shape=(len(mask), len(mask)))
    piece = np.asarray(connected_components(graph, directed=False)[1])
    return np.asarray(mask & (piece == np.bincount(piece[mask]).argmax()))
