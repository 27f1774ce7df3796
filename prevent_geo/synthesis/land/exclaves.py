"""Exclaves: a few areas in two parts, a few around another; what real boundaries have and code forgets."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from prevent_geo.synthesis.streams import Integers

_APART_PER_AREA, _HOLED_PER_AREA = 0.0065, 0.003
_ALWAYS_FROM = 60
_FEWEST_LEFT = 3


def add_exclaves(
    area_of: Integers, group_of: Integers, links: Integers, fixed: np.ndarray, *, rng: np.random.Generator
) -> Integers:
    """Give a few cells to an area that they do not touch, within the same group.

    About 3 areas in 1,000 get a hole in this way and 1 in 100 a second part; from 60 areas on there is one
    of each, where a group has at least two areas that touch.

    Parameters
    ----------
    area_of
        Area of each cell, -1 outside.
    group_of
        Neighbourhood of each area.
    links
        Cells that touch (m x 2), those across a river left out.
    fixed
        Cells that stay where they are.
    """
    area_of = area_of.copy()
    areas = len(group_of)
    both = np.vstack([links, links[:, ::-1]])
    both = both[np.argsort(both[:, 0], kind="stable")]
    starts = np.searchsorted(both[:, 0], np.arange(len(area_of) + 1))
    near = {"starts": starts, "others": both[:, 1]}
    touching = _touching_areas(area_of, both)
    same = np.bincount(both[:, 0], weights=area_of[both[:, 0]] == area_of[both[:, 1]], minlength=len(area_of))
    within = (area_of >= 0) & ~fixed & (np.diff(starts) > 2)
    surrounded = within & (same == np.diff(starts))
    members = _members(area_of)
    used: set[int] = set()
    for candidates, share in ((surrounded, _HOLED_PER_AREA), (within & ~surrounded, _APART_PER_AREA)):
        wanted = max(round(share * areas), 1 if areas >= _ALWAYS_FROM else 0)
        for cell in rng.permutation(np.flatnonzero(candidates)).tolist() if wanted else []:
            host = int(area_of[cell])
            around = near["others"][starts[cell] : starts[cell + 1]]
            here = set(area_of[around].tolist())
            takers = [
                other
                for other in touching[host]
                if group_of[other] == group_of[host] and other not in here and other not in used
            ]
            if host in used or not takers or not _hangs_together(members[host] - {cell}, near):
                continue
            area_of[cell] = takers[int(rng.integers(len(takers)))]
            used |= {host, int(area_of[cell])} | here
            wanted -= 1
            if wanted == 0:
                break
    return area_of


def _touching_areas(area_of: Integers, both: Integers) -> dict[int, list[int]]:
    """Areas that touch each area, in order."""
    pairs = area_of[both]
    pairs = np.unique(pairs[(pairs[:, 0] != pairs[:, 1]) & (pairs >= 0).all(axis=1)], axis=0)
    touching: dict[int, list[int]] = defaultdict(list)
    for area, other in pairs.tolist():
        touching[area].append(other)
    return touching


def _members(area_of: Integers) -> dict[int, set[int]]:
    """Cells of each area."""
    members: dict[int, set[int]] = defaultdict(set)
    for cell, area in enumerate(area_of.tolist()):
        members[area].add(cell)
    return members


def _hangs_together(cells: set[int], near: dict[str, Integers]) -> bool:
    """Whether cells are one piece, and enough."""
    if len(cells) < _FEWEST_LEFT:
        return False
    reached, ahead = set(), [min(cells)]
    while ahead:
        cell = ahead.pop()
        if cell in reached:
            continue
        reached.add(cell)
        around = near["others"][near["starts"][cell] : near["starts"][cell + 1]].tolist()
        ahead += [other for other in around if other in cells]
    return len(reached) == len(cells)
