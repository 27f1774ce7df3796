"""Statements: what a table says of counts of persons, and what is wrong with it by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from prevent_geo.disclosure.plan import Key
from prevent_geo.disclosure.scan.columns import Column, Columns, period_in, read_columns, staged
from prevent_geo.disclosure.scan.gazetteer import Codes, level_of
from prevent_geo.disclosure.scan.part import Part, Table
from prevent_geo.disclosure.scan.reader import Reader
from prevent_geo.disclosure.scan.report import Finding, Severity, range_words, small
from prevent_geo.disclosure.scan.vocabulary import fold, is_marker, number_in, vocabulary
from prevent_geo.period import Period

_UNTITLED = re.compile(r"column \d+")
# what a row says where a zero is no secret: nobody was there at all
_NOBODY = frozenset(("none recorded", "not reported"))


@dataclass(frozen=True)
class Statement:
    """A figure as it was found: where, of what, the codes that it is the sum of (empty: unknown); None: withheld."""

    where: str
    key: Key
    areas: Codes
    value: float | None


def read_statements(part: Part, reader: Reader) -> tuple[list[Statement], list[Finding]]:
    """What the table of a part says, and what is wrong with it whatever else is published.

    Parameters
    ----------
    part
        With a table; one without says nothing.
    reader
        What is known of its release.

    Returns
    -------
    tuple
        The statements, each once; findings: a small count, a figure left beside its withheld count, single events.
    """
    statements: dict[tuple[Key, Codes, float | None], Statement] = {}
    findings: list[Finding] = []
    if part.table is None or not part.table.rows:
        return [], []
    for where, numbers, table in _topics(part.where, part.table):
        columns = read_columns(where, table.titles)
        if not columns.counts:
            findings += _untitled(where, table, reader)
            continue
        if columns.event:
            why = f"a table of single events or days with counts of persons (column '{columns.event}')"
            findings.append(Finding(Severity.BREACH, where, "", why))
        rows = _Rows.of(where, numbers, table, columns, reader)
        if columns.legend and not any(rows.places):
            continue
        for found in rows.read():
            if isinstance(found, Finding):
                findings.append(found)
            else:
                statements.setdefault((found.key, found.areas, found.value), found)
    return list(statements.values()), findings


def _topics(where: str, table: Table) -> Iterator[tuple[str, list[int], Table]]:
    """The table and the numbers of its rows, or where a column says which measure each row is of, those by measure."""
    topic = next((place for place, title in enumerate(table.titles) if vocabulary().is_a("topic", title)), None)
    if topic is None:
        yield where, list(range(1, len(table.rows) + 1)), table
        return
    for name, numbers, rows in table.split(topic):
        yield f"{where} > {name}", numbers, rows


@dataclass(frozen=True, eq=False)
class _Rows:
    """The rows of a table, of which place each is, and which cells are read."""

    where: str
    numbers: list[int]
    cells: Mapping[str, list[str]]
    columns: Columns
    reader: Reader
    places: list[str]
    labels: list[str]

    @classmethod
    def of(cls, where: str, numbers: list[int], table: Table, columns: Columns, reader: Reader) -> _Rows:
        cells = table.columns
        places, labels = _places(cells, columns, reader)
        return cls(where, numbers, cells, columns, reader, places, labels)

    def read(self) -> Iterator[Statement | Finding]:
        for column in self.columns.counts:
            quantity = column.counted.quantity
            derived, status = self.columns.derived(quantity), self.columns.status(quantity)
            for row in range(len(self.numbers)):
                value = number_in(self.cells[column.title][row])
                if value is not None or self._withheld(column, row, derived + status):
                    statement = self._statement(column, row, value)
                    yield statement
                    yield from self._wrong(statement, row, derived)
        yield from self._remainders()

    def _withheld(self, column: Column, row: int, signs: list[str]) -> bool:
        """Whether the row says that this count is withheld: in its cell, or where that is empty beside it."""
        cell, markers = self.cells[column.title][row], self.reader.markers
        if cell.strip():
            return is_marker(cell, markers)
        return any(is_marker(self.cells[title][row], markers) for title in signs)

    def _statement(self, column: Column, row: int, value: float | None) -> Statement:
        reader, columns = self.reader, self.columns
        if columns.stage:
            column = staged(column, self.cells[columns.stage][row])
        counted = column.counted
        period = column.period or (period_in(self.cells[columns.period][row]) if columns.period else "")
        period = period or reader.period
        if counted.before and period:
            period = Period(*map(date.fromisoformat, period.split("/"))).before().iso()
        place = self.places[row]
        codes = reader.codes(place, counted.quantity, cut=bool(columns.zone or _level(columns))) if place else ()
        if not place and self._is_total(row):
            place, codes = self._total(counted.quantity)
        key = Key(counted.quantity, place or self.labels[row], period, counted.category)
        return Statement(f"{self.where}, row {self.numbers[row]}, '{column.title}'", key, codes, value)

    def _is_total(self, row: int) -> bool:
        return vocabulary().is_a("totals", self.labels[row])

    def _total(self, quantity: str) -> tuple[str, Codes]:
        """All places of the table together, or the place of the release where it names none."""
        known = dict.fromkeys(place for place in self.places if place)
        codes = {code for place in known for code in self.reader.codes(place, quantity)}
        if not codes:
            return self.reader.place or "total", self.reader.codes(self.reader.place, quantity)
        whole = codes == set(self.reader.codes(self.reader.place, quantity))
        return self.reader.place if whole else f"total of {len(known)} places", tuple(sorted(codes))

    def _wrong(self, statement: Statement, row: int, derived: list[str]) -> Iterator[Finding]:
        policy, value, what = self.reader.policy, statement.value, str(statement.key)
        if value is None:
            left = [title for title in derived if self._shows(title, row)]
            if left:
                why = f"the count is withheld, but '{left[0]}', which is worked out from it, is shown"
                yield Finding(Severity.BREACH, statement.where, what, why)
        elif small(value, policy):
            yield Finding(Severity.BREACH, statement.where, what, f"shows {range_words(policy)}")
        elif value == 0 and policy.withhold_from == 0 and not self._nobody(row):
            yield Finding(Severity.BREACH, statement.where, what, "shows a count of zero, which is withheld too")
        elif value % policy.round_to:
            yield Finding(Severity.BREACH, statement.where, what, f"is not rounded to a multiple of {policy.round_to}")

    def _shows(self, title: str, row: int) -> bool:
        cell = self.cells[title][row]
        return any(map(str.isdigit, cell)) and not is_marker(cell, self.reader.markers)

    def _nobody(self, row: int) -> bool:
        return any(fold(cells[row]) in _NOBODY for cells in self.cells.values())

    def _remainders(self) -> Iterator[Finding]:
        """Those who are in the denominator of a share and not in its numerator are persons too."""
        pair = [column for column in self.columns.counts if fold(column.title) in {"numerator", "denominator"}]
        if len(pair) != 2:
            return
        fewer, more = sorted(pair, key=lambda column: fold(column.title), reverse=True)
        for row in range(len(self.numbers)):
            part, whole = (number_in(self.cells[column.title][row]) for column in (fewer, more))
            if part is not None and whole is not None and whole > part and small(whole - part, self.reader.policy):
                statement = self._statement(more, row, whole)
                why = f"the persons who are not in the share are {range_words(self.reader.policy)}"
                yield Finding(Severity.BREACH, statement.where, str(statement.key), why)


def _untitled(where: str, table: Table, reader: Reader) -> Iterator[Finding]:
    """Rows without titles that name places beside numbers: nobody can say what they count."""
    if not all(map(_UNTITLED.fullmatch, table.titles)):
        return
    named = np.zeros(len(table.rows), dtype=bool)
    numbers = named.copy()
    for cells in table.columns.values():
        named |= np.array([bool(place) for place in reader.gazetteer.resolve(cells)])
        numbers |= np.array([number_in(cell) is not None for cell in cells])
    if (named & numbers).any():
        why = "rows without titles name places beside numbers, as deleted rows of a database do; take them out"
        yield Finding(Severity.POSSIBLE, where, "", why)


def _level(columns: Columns) -> str:
    return columns.context.level if columns.context is not None else ""


def _places(cells: Mapping[str, list[str]], columns: Columns, reader: Reader) -> tuple[list[str], list[str]]:
    """The place that each row's figure is of (empty: not known), and what the row is called."""
    resolved = {title: reader.gazetteer.resolve(cells[title]) for title in columns.others()}
    order = sorted(resolved, key=lambda title: (title != columns.zone, -sum(map(bool, resolved[title]))))
    size = len(next(iter(cells.values())))
    places = [next((resolved[title][row] for title in order if resolved[title][row]), "") for row in range(size)]
    level = _level(columns)
    if level:
        places = [_lifted(place, level, reader) for place in places]
    return places, [_label(cells, order, row) for row in range(size)]


def _lifted(place: str, level: str, reader: Reader) -> str:
    """The zone of a level that an area is in: a table of areas repeats its figure."""
    return reader.gazetteer.zone_of(place, level) or place if level_of(place) == "area" else place


def _label(cells: Mapping[str, list[str]], titles: list[str], row: int) -> str:
    """The word that a row is called by: the first that is no number, where places are looked for first."""
    words = (cells[title][row].strip() for title in titles)
    return next((word for word in words if word and number_in(word) is None), "")
