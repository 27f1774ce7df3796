"""A small table of people counted, what a reader learns from it, and what its release plan withholds: for lesson 9."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from prevent_geo.course.lessons.common import once
from prevent_geo.course.town import KnownTown, known_town
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import find_policy
from prevent_geo.disclosure.attacker import bounds
from prevent_geo.disclosure.audit import audit
from prevent_geo.disclosure.build import Atoms, build_plan
from prevent_geo.disclosure.plan import Flags, Key, Plan
from prevent_geo.disclosure.protect import decide
from prevent_geo.errors import InputError, counted, did_you_mean

_ROWS, _MONTHS, _MOST_ZEROS = 4, 3, 2
_TOTAL = "All"


@dataclass(frozen=True, eq=False)
class PeopleTable:
    """People counted in four areas and three months, with totals that are published whatever happens.

    `counts` has a row for each area (A to D) and a column for each month (1 to 3): the cell of both is "A1". `areas`
    and `months` say what they are.
    """

    counts: pd.DataFrame
    areas: tuple[str, ...]
    months: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """Names of the cells, row by row."""
        return tuple(f"{row}{column}" for row in self.counts.index for column in self.counts.columns)

    @cached_property
    def plan(self) -> Plan:
        """The release plan under the default policy: cells and totals, of which the totals are always shown."""
        number = np.arange(self.counts.size).reshape(self.counts.shape)
        figures = {Key("attendance", cell, ""): number.ravel()[[i]] for i, cell in enumerate(self.cells)}
        for i, row in enumerate(self.counts.index):
            figures[Key("attendance", str(row), _TOTAL)] = number[i]
        for j, column in enumerate(self.counts.columns):
            figures[Key("attendance", _TOTAL, str(column))] = number[:, j]
        figures[Key("attendance", _TOTAL, _TOTAL)] = number.ravel()
        atoms = Atoms.of(self.counts.to_numpy(dtype="float64").ravel(), names=self.cells)
        plan = build_plan(atoms, figures, find_policy())
        totals = np.isin(np.arange(len(plan.primary)), [plan.row[key] for key in figures if key.period])
        return replace(plan, open=plan.open | totals)

    @cached_property
    def small(self) -> frozenset[str]:
        """The cells that a rule for small counts withholds by itself."""
        return self._named(self.plan.primary)

    @cached_property
    def withheld(self) -> frozenset[str]:
        """The cells that the release plan withholds."""
        return self._named(decide(self.plan).withheld)

    def is_safe(self, withheld: Collection[str]) -> bool:
        """Whether all small counts are withheld, no zero is, and the audit finds nothing that can be narrowed."""
        flags = self._flags(withheld)
        whole = not (self.plan.primary & ~flags).any() and not (self.plan.open & flags).any()
        return whole and not audit(self.plan, flags)

    def shown(self, withheld: Collection[str]) -> pd.DataFrame:
        """The table as it would be published: text, with a marker where a cell is withheld."""
        marker, flags = self.plan.policy.marker, self._flags(withheld)
        hidden = flags[self._cell_rows].reshape(self.counts.shape)
        text = self.counts.map("{:,}".format).mask(hidden, marker)
        text[_TOTAL] = self.counts.sum(axis=1).map("{:,}".format)
        text.loc[_TOTAL] = [*self.counts.sum().map("{:,}".format), f"{int(self.counts.to_numpy().sum()):,}"]
        text.index = pd.Index(
            [*(f"{row}: {name}" for row, name in zip(self.counts.index, self.areas, strict=True)), _TOTAL]
        )
        text.columns = [*(f"{n}: {name}" for n, name in zip(self.counts.columns, self.months, strict=True)), _TOTAL]
        return text

    def learnt(self, withheld: Collection[str]) -> pd.DataFrame:
        """The least and the most that each withheld cell can be, for somebody who subtracts: a row for each cell."""
        flags = self._flags(withheld)
        if zeros := self._named(flags & self.plan.open):
            raise InputError(f"cell {min(zeros)} is zero, and zeros are shown; withhold a count instead")
        rows = [row for row in self._cell_rows if flags[row]]
        names = [cell for cell, row in zip(self.cells, self._cell_rows, strict=True) if flags[row]]
        found = bounds(self.plan.view(flags), self.plan.forms[rows])
        return pd.DataFrame({"least": found.lower, "most": found.upper}, index=names).astype("int64")

    @cached_property
    def _cell_rows(self) -> list[int]:
        return [self.plan.row[Key("attendance", cell, "")] for cell in self.cells]

    def _named(self, flags: Flags) -> frozenset[str]:
        return frozenset(cell for cell, row in zip(self.cells, self._cell_rows, strict=True) if flags[row])

    def _flags(self, withheld: Collection[str]) -> Flags:
        unknown = [cell for cell in withheld if cell not in self.cells]
        if unknown:
            near = did_you_mean(unknown[0], self.cells)
            raise InputError(f"{counted(len(unknown), 'cell')} not in the table (first: '{unknown[0]}'{near})")
        flags = np.zeros(len(self.plan.primary), dtype=bool)
        flags[[row for cell, row in zip(self.cells, self._cell_rows, strict=True) if cell in withheld]] = True
        return flags


def people_table(data: Dataset) -> PeopleTable:
    """The table of the lesson: true counts of people, and so of an invented town alone.

    Raises
    ------
    InputError
        If the dataset is no town whose truth is known, or has no such table.
    """
    return table_of(known_town(data))


def table_of(town: KnownTown) -> PeopleTable:
    """The latest four areas and three months of a town with one small count and few zeros."""
    return once(town, "people table", _find)


def _find(town: KnownTown) -> PeopleTable:
    found = next((table for table in _tables(town) if _is_fit(table)), None)
    if found is None:
        raise InputError("this town has no table with one small count; draw a larger one for the course")
    months = tuple(f"{month:%B %Y}" for month in found.columns)
    areas = tuple(town.areas.loc[found.index, "area_name"].astype("str"))
    counts = found.set_axis(list("ABCD"), axis=0).set_axis([str(n + 1) for n in range(_MONTHS)], axis=1)
    return PeopleTable(counts, areas, months)


def _tables(town: KnownTown) -> Iterator[pd.DataFrame]:
    """Four areas that lie together in their list by three months, the latest quarter first."""
    seen = town.contacts
    months = seen["date"].dt.to_period("M")
    counts = seen.groupby([seen["area_code"].astype("str"), months])["attendance"].sum().unstack(fill_value=0)
    counts = counts.reindex(town.areas.index, fill_value=0).sort_index(axis=1).astype("int64")
    hood = town.areas["neighbourhood_code"].to_numpy()
    for last in range(counts.shape[1], _MONTHS - 1, -_MONTHS):
        for first in range(len(counts) - _ROWS + 1):
            if len(set(hood[first : first + _ROWS])) == 1:
                yield counts.iloc[first : first + _ROWS, last - _MONTHS : last]


def _is_fit(table: pd.DataFrame) -> bool:
    """One small count, few zeros, and a way to protect it: a rectangle with it for a corner and no zero in it."""
    policy, cells = find_policy(), table.to_numpy()
    small = (cells >= policy.withhold_from) & (cells <= policy.withhold_to)
    if small.sum() != 1 or (cells == 0).sum() > _MOST_ZEROS:
        return False
    row, column = (int(at[0]) for at in np.nonzero(small))
    some = cells > 0
    others = some & some[:, [column]] & some[[row], :]
    others[row], others[:, column] = False, False
    return bool(others.any())


def the_small_one(table: PeopleTable) -> str:
    """The cell of the small count."""
    return min(table.small)


def count_in(table: PeopleTable, cell: str) -> int:
    """The true count of a cell."""
    return int(table.counts[cell[1:]][cell[0]])


def row_total(table: PeopleTable) -> int:
    """The total of the row of the small count."""
    return int(table.counts.sum(axis=1)[the_small_one(table)[0]])


def one_more_in_its_row(table: PeopleTable) -> frozenset[str]:
    """The small count and the least other one of its row that is not zero."""
    small = the_small_one(table)
    row = [cell for cell in table.cells if cell[0] == small[0] and cell != small and count_in(table, cell)]
    return table.small | {min(row, key=lambda cell: count_in(table, cell))}


def all_counts(table: PeopleTable) -> frozenset[str]:
    """Every cell that is not zero."""
    return frozenset(cell for cell in table.cells if count_in(table, cell))


def is_safe_and_few(town: KnownTown, cells: frozenset[str]) -> bool:
    """Whether these cells protect the small count and are no more than the release plan withholds."""
    table = table_of(town)
    return len(cells) <= len(table.withheld) and table.is_safe(cells)
