"""Levels: cells make areas; areas are divided into forces, those into districts, those into neighbourhoods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from prevent_geo.synthesis.land.cells import Cells
from prevent_geo.synthesis.land.exclaves import add_exclaves
from prevent_geo.synthesis.land.partition import coarsen, find_pieces, keep_apart, partition
from prevent_geo.synthesis.streams import Floats, Integers

_LEVELS = ("force", "district", "neighbourhood")


@dataclass(frozen=True, eq=False)
class Nest:
    """The area of each cell (-1 outside), and the `neighbourhood`, `district` and `force` of each area."""

    area_of: Integers
    levels: pd.DataFrame


def nest(
    cells: Cells,
    inside: np.ndarray,
    park_of: Integers,
    wet: np.ndarray,
    *,
    counts: dict[str, int],
    rng: np.random.Generator,
) -> Nest:
    """Divide the cells inside into as many parts of each level as asked for.

    A park goes to one area as a whole; `wet` links cross a river, which divides areas and neighbourhoods.
    Each level is counted from north to south within the level above.
    """
    # a park is one place, so that no border runs through it
    place = np.where(park_of >= 0, len(inside) + park_of, np.arange(len(inside)))
    place_of = np.unique(place[inside], return_inverse=True)[1]
    within = np.cumsum(inside) - 1
    held = inside[cells.links].all(axis=1)
    points, links = coarsen(place_of, cells.points[inside], within[cells.links[held]])
    _, dry = coarsen(place_of, cells.points[inside], within[cells.links[held & ~wet]])
    labels = _divide(points, links, dry, counts["area"], rng)
    area_of = np.full(len(inside), -1, dtype=np.int64)
    area_of[inside] = labels[place_of]
    (points, links), (_, dry) = coarsen(labels, points, links), coarsen(labels, points, dry)
    levels: dict[str, Integers] = {}
    held_together = np.ones(len(links), dtype=bool)
    for level in _LEVELS:
        banks = dry if level == _LEVELS[-1] else links
        levels[level] = _divide(points, links[held_together], banks, counts[level], rng)
        held_together = levels[level][links[:, 0]] == levels[level][links[:, 1]]
    rank, table = _count_from_north(levels, points)
    area_of[inside] = rank[area_of[inside]]
    fixed = park_of >= 0
    fixed[cells.links[wet].ravel()] = True
    area_of = add_exclaves(area_of, table["neighbourhood"].to_numpy(), cells.links, fixed, rng=rng)
    return Nest(area_of, table)


def _divide(points: Floats, links: Integers, dry: Integers, parts: int, rng: np.random.Generator) -> Integers:
    """Divide places along links, with no part on both banks of a river unless one bank has too little for a part."""
    cut = ~np.isin(links @ [len(points), 1], dry @ [len(points), 1])
    for least in (0.5, 0.75, 1.0):
        stays = keep_apart(links, cut, count=len(points), least=least * len(points) / parts)
        if find_pieces(links[stays], len(points)).max() < parts:
            break
    return partition(points, links[stays], parts=parts, rng=rng)


def _count_from_north(levels: dict[str, Integers], points: Floats) -> tuple[Integers, pd.DataFrame]:
    """Rank of each area, and the ranks of what it belongs to, in the order of its own rank."""
    above = np.zeros(len(points), dtype=np.int64)
    ranks = {}
    for level, labels in levels.items():
        counts = np.bincount(labels)
        north = np.bincount(labels, weights=points[:, 1]) / counts
        parent = np.zeros(len(counts), dtype=np.int64)
        parent[labels] = above
        above = ranks[level] = _ranks(-north, parent)[labels]
    rank = _ranks(-points[:, 1], above)
    order = np.argsort(rank)
    return rank, pd.DataFrame({level: values[order] for level, values in ranks.items()})


def _ranks(*keys: Floats | Integers) -> Integers:
    """Rank from 0 by the last key, then the one before it."""
    order = np.lexsort(keys)
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    return ranks
