"""Nesting: divide linked places into contiguous parts, the same way at every level."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from prevent_geo.synthesis.streams import Floats, Integers

_ROUNDS = 6


def partition(points: Floats, links: Integers, *, parts: int, rng: np.random.Generator) -> Integers:
    """Divide points (n x 2, metres) into contiguous parts of about equal count.

    Seeds are drawn from the points and grown along the links (m x 2, positions in points), counted in steps
    and not in metres; after each round a seed moves to the middle of its part, and parts that took too much
    grow more slowly. Every part is connected through links. Places that no link connects are divided each on
    their own. Returns one label per point, 0 to parts - 1.
    """
    if not 0 < parts <= len(points):
        raise ValueError(f"cannot divide {len(points)} places into {parts} parts")
    pieces = find_pieces(links, len(points))
    seeds = _draw_seeds(pieces, parts, rng)
    steps = rng.uniform(0.75, 1.35, len(links))
    slowness = np.ones(parts)
    labels = _grow(len(points), links, steps, seeds)
    for _ in range(_ROUNDS):
        counts = np.bincount(labels, minlength=parts)
        slowness *= np.sqrt(np.clip(counts * parts / len(points), 0.5, 2.0))
        slowness = np.clip(slowness, 0.6, 1.7)
        seeds = _middles(points, labels, parts)
        labels = _grow(len(points), links, steps * slowness[labels[links]].sum(axis=1), seeds)
    return labels


def find_pieces(links: Integers, count: int) -> Integers:
    """Number the connected pieces of places, one number per place."""
    graph = coo_array((np.ones(len(links), dtype=np.int8), (links[:, 0], links[:, 1])), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


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
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    keys = np.unique(pairs[:, 0] * len(counts) + pairs[:, 1])
    return middles, np.column_stack([keys // len(counts), keys % len(counts)])


def keep_apart(links: Integers, cut: np.ndarray, *, count: int, least: float) -> np.ndarray:
    """Which links stay when those that are cut go, except around pieces of fewer than `least` places."""
    stays = ~cut
    while True:
        pieces = find_pieces(links[stays], count)
        small = (np.bincount(pieces) < least)[pieces]
        again = ~stays & small[links].any(axis=1)
        if not again.any():
            return np.asarray(stays)
        stays |= again


def _draw_seeds(pieces: Integers, parts: int, rng: np.random.Generator) -> Integers:
    """Places to begin from, in each piece as many as its share, at least one."""
    sizes = np.bincount(pieces)
    if len(sizes) > parts:
        raise ValueError(f"cannot divide {len(sizes)} separate pieces into {parts} parts")
    ideal = sizes * parts / sizes.sum()
    wanted = np.clip(np.floor(ideal).astype(np.int64), 1, sizes)
    while wanted.sum() != parts:
        step = 1 if wanted.sum() < parts else -1
        room = wanted < sizes if step > 0 else wanted > 1
        wanted[int(np.argmax(np.where(room, step * (ideal - wanted), -np.inf)))] += step
    shuffled = rng.permutation(len(pieces))
    by_piece = shuffled[np.argsort(pieces[shuffled], kind="stable")]
    place_in_piece = np.arange(len(pieces)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.asarray(by_piece[place_in_piece < np.repeat(wanted, sizes)], dtype=np.int64)


def _middles(points: Floats, labels: Integers, parts: int) -> Integers:
    """The point of each part that is nearest to its mean point."""
    counts = np.bincount(labels, minlength=parts)
    means = np.column_stack([np.bincount(labels, weights=points[:, axis], minlength=parts) for axis in (0, 1)])
    off = ((points - (means / counts[:, None])[labels]) ** 2).sum(axis=1)
    order = np.lexsort((off, labels))
    return np.asarray(order[np.cumsum(counts) - counts], dtype=np.int64)


def _grow(count: int, links: Integers, steps: Floats, seeds: Integers) -> Integers:
    """Give each point to the seed that reaches it first along the links."""
    graph = csr_array((steps, (links[:, 0], links[:, 1])), shape=(count, count))
    _, _, origin = dijkstra(graph, directed=False, indices=seeds, min_only=True, return_predecessors=True)
    position = np.full(count, -1, dtype=np.int64)
    position[seeds] = np.arange(len(seeds))
    return np.asarray(position[origin], dtype=np.int64)


def _largest_piece(links: Integers, mask: np.ndarray) -> np.ndarray:
    """Mask of the largest connected piece of the points in a mask."""
    piece = find_pieces(links[mask[links].all(axis=1)], len(mask))
    return np.asarray(mask & (piece == np.bincount(piece[mask]).argmax()))
