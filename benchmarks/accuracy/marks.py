"""What is counted in one seed, and the shares and means over all of them with their Monte-Carlo error."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class Key(NamedTuple):
    """A cell of a table."""

    table: str
    row: str
    column: str


class Share(NamedTuple):
    """A share or mean over all seeds, its standard error over seeds, and out of how many."""

    value: float
    error: float
    total: float


class Marks:
    """Sums of one seed: for each cell what was found, and out of how many."""

    def __init__(self) -> None:
        self.cells: dict[Key, list[float]] = {}

    def add(self, table: str, row: str, column: str, found: npt.ArrayLike, total: float | None = None) -> None:
        """Add cases to a cell: flags or figures (each is one case), or a sum with its number of cases."""
        figures = np.asarray(found, dtype="float64")
        cell = self.cells.setdefault(Key(table, row, column), [0.0, 0.0])
        cell[0] += float(figures.sum())
        cell[1] += float(figures.size if total is None else total)

    def note(self, table: str, row: str) -> None:
        """Give a row its place in a table, though nothing was found for it."""
        self.cells.setdefault(Key(table, row, ""), [0.0, 0.0])


def pool(seeds: Sequence[dict[Key, list[float]]]) -> dict[Key, Share]:
    """Ratio of the sums over seeds; its error by the ratio estimator, with seeds as the sample."""
    gathered: dict[Key, list[tuple[float, float]]] = defaultdict(list)
    for cells in seeds:
        for key, (found, total) in cells.items():
            gathered[key].append((found, total))
    shares = {}
    for key, pairs in gathered.items():
        found, total = np.array(pairs).T
        if not total.sum() > 0:
            shares[key] = Share(np.nan, np.nan, 0.0)
            continue
        value, count = found.sum() / total.sum(), len(seeds)
        spread = np.sqrt(((found - value * total) ** 2).sum() * count / max(count - 1, 1)) / total.sum()
        shares[key] = Share(float(value), float(spread) if count > 1 else np.nan, float(total.sum()))
    return shares
