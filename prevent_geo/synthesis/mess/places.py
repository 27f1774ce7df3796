"""Faults of coordinates: exchanged, unknown, or in metres among degrees."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from prevent_geo.synthesis.mess.export import Export, Label, Planting, choose, nowhere, pick_word, rewrite
from prevent_geo.synthesis.mess.kind import ERROR, PARTNERS, Facts, FaultKind


def swapped_coordinates(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """Latitude was written where longitude belongs."""
    x, y = (export.frame[export.columns[ours]] for ours in ("_x", "_y"))
    return _move(export, _some(export, rng), lambda row: (str(y[row]), str(x[row])))


def null_island(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """What could not be geocoded was written as 0, 0."""
    zero = pick_word(["0", "0.0", "0.00000000"], rng)
    return _move(export, _some(export, rng), lambda _: (zero, zero))


def grid_in_lonlat(export: Export, facts: Facts, rng: np.random.Generator) -> Planting:
    """Eastings and northings were written in the columns of degrees."""
    numbers = export.frame[export.columns["partner_id"]]
    return _move(export, _some(export, rng), lambda row: facts.grid[str(numbers[row])])


def _some(export: Export, rng: np.random.Generator) -> list[Label]:
    """Some rows, but never most of them: then the columns, and not the rows, would be wrong."""
    rows = choose(export, rng, export.given("_x"))
    return rows if 2 * len(rows) < len(export.frame) else []


def _move(export: Export, rows: Sequence[Label], to: Callable[[Label], tuple[str, str]]) -> Planting:
    if not rows:
        return nowhere(export)
    moved = {row: to(row) for row in rows}
    export, across = rewrite(export, "_x", {row: place[0] for row, place in moved.items()})
    export, up = rewrite(export, "_y", {row: place[1] for row, place in moved.items()})
    return export, [one for pair in zip(across, up, strict=True) for one in pair]


_HOME = (PARTNERS,)
KINDS = (
    FaultKind(
        "swapped_coordinates", "latitude and longitude exchanged", swapped_coordinates, _HOME, ERROR, ("swapped",)
    ),
    FaultKind("null_island", "0, 0 for a place that is not known", null_island, _HOME, ERROR, ("null island",)),
    FaultKind("grid_in_lonlat", "metres among degrees", grid_in_lonlat, _HOME, ERROR, ("units",)),
)
