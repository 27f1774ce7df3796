"""Export: one file of a messy dataset before it is written, and the faults planted in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

Form = Literal["text", "sheet", "shapefile"]
Label = int


@dataclass(frozen=True)
class Fault:
    """One planted fault: where it stands, as a person who opens the file sees it, and what it was.

    `row` is as a spreadsheet shows it, or from 1 in a spatial file, and None where the whole file is concerned;
    `column` is the header in the file and `ours` the name in the library.
    """

    file: str
    row: int | None
    column: str
    fault: str
    original: str = ""
    written: str = ""
    table: str = ""
    ours: str = ""


@dataclass(frozen=True)
class Planted:
    """A fault whose row is still a label; `ours` is "geometry" for what concerns the place."""

    label: Label | None = None
    header: str = ""
    ours: str = ""
    original: str = ""
    written: str = ""


@dataclass(frozen=True, eq=False)
class Export:
    """One file: its text, what its headers mean, and how it is written.

    Parameters
    ----------
    frame
        Text under the headers of the file, "" where nothing is given; the index names each row for good.
    columns
        Our name -> their header, of the columns that dataset.toml maps; "_x" and "_y" for coordinates.
    shapes
        Geometry of each row, for a shapefile.
    reserved
        The only kind of fault that may be planted here, where it hides all others.
    claimed
        Rows that a fault stands in, so that no other one is planted there.
    above
        Lines above the header, as they are written.
    merged
        Merged cells of a sheet: header, first and last row.
    unquoted
        Cells that are written without the quotation marks they need.
    """

    table: str
    file: str
    form: Form
    frame: pd.DataFrame
    columns: Mapping[str, str]
    shapes: gpd.GeoSeries | None = None
    reserved: str = ""
    claimed: frozenset[Label] = frozenset()
    encoding: str = "utf-8"
    delimiter: str = ","
    mark: bool = False
    above: tuple[str, ...] = ()
    merged: tuple[tuple[str, Label, Label], ...] = ()
    unquoted: frozenset[tuple[Label, str]] = frozenset()
    projection: bool = True
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def rows(self) -> dict[Label, int]:
        """The number of each row."""
        first = 1 if self.form == "shapefile" else 2 + len(self.above)
        return {int(label): first + position for position, label in enumerate(self.frame.index)}

    def free(self, among: pd.Series[bool] | np.ndarray | None = None) -> list[Label]:
        """Rows in which no fault stands yet, in the order of the file."""
        usable = self.frame.index if among is None else self.frame.index[np.asarray(among)]
        return [int(label) for label in usable if int(label) not in self.claimed]

    def given(self, ours: str) -> pd.Series[bool]:
        """Whether each row has a value in one of our columns."""
        return self.frame[self.columns[ours]] != ""

    def claim(self, labels: Iterable[Label]) -> Export:
        """The same, with these rows taken."""
        return replace(self, claimed=self.claimed | set(labels))

    def insert(self, rows: pd.DataFrame, after: Label) -> tuple[Export, list[Label]]:
        """The same with rows put in after another, and the labels that they got; they are taken."""
        first = int(self.frame.index.max()) + 1
        labels = list(range(first, first + len(rows)))
        at = int(self.frame.index.get_loc(after)) + 1  # type: ignore[arg-type]
        parts = [self.frame.iloc[:at], rows.set_axis(pd.Index(labels)), self.frame.iloc[at:]]
        return replace(self, frame=pd.concat(parts)).claim(labels), labels


# an export with a kind of fault planted in it, and where; nothing planted means that it found no place
Planting = tuple[Export, list[Planted]]


def nowhere(export: Export) -> Planting:
    """A fault that found no place."""
    return export, []


def rewrite(export: Export, ours: str, written: Mapping[Label, str]) -> Planting:
    """Write other values in some rows of one of our columns."""
    header = export.columns[ours]
    frame = export.frame.copy()
    told = "geometry" if ours in {"_x", "_y"} else ours
    planted = []
    for label, value in written.items():
        planted.append(Planted(label, header, told, str(frame.at[label, header]), value))
        frame.at[label, header] = value
    return replace(export, frame=frame).claim(written), planted


def choose(
    export: Export, rng: np.random.Generator, among: pd.Series[bool] | None = None, most: int = 5
) -> list[Label]:
    """A few free rows, in the order of the file: one in a small file, up to `most` in a larger one."""
    free = export.free(among)
    if not free:
        return []
    count = int(rng.integers(1, min(max(len(export.frame) // 10, 1), most, len(free)) + 1))
    return [free[at] for at in sorted(rng.choice(len(free), size=count, replace=False).tolist())]


def choose_block(
    export: Export,
    rng: np.random.Generator,
    among: pd.Series[bool] | np.ndarray,
    telling: Collection[Label] | None = None,
) -> list[Label]:
    """A run of free rows, as when a part of a table came another way; one of the `telling` rows is among them."""
    free = export.free(among)
    size = min(len(free), int(rng.integers(3, max(4, min(len(free) // 5, 40)) + 1)))
    for start in rng.permutation(max(len(free) - size + 1, 0)).tolist():
        block = free[start : start + size]
        if telling is None or set(block) & set(telling):
            return block
    return []


def pick_word(words: Iterable[str], rng: np.random.Generator) -> str:
    """One of some words."""
    listed = list(words)
    return listed[int(rng.integers(len(listed)))]
