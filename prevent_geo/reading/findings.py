"""Findings: problems, rows set aside and columns used, collected while the tables are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd

from prevent_geo.errors import did_you_mean
from prevent_geo.reading.problems import KEPT_ROWS, FileColumns, LedgerLine, Problem, Report, Severity
from prevent_geo.reading.red_lines import withheld
from prevent_geo.tables import TABLES, Table

PROVENANCE = ["_source", "_file", "_row"]
# different values that are shown, and among which "did you mean" looks for one that looks like a known one
SHOWN, _SEARCHED = 3, 50
_ASIDE = ["table", "file", "row", "key", "reason"]


@dataclass(frozen=True, eq=False)
class Fault:
    """What is wrong with some values of one column, and the positions of those, in the order to tell them."""

    what: str
    advice: str
    at: np.ndarray
    severity: Severity = "error"
    rule: str = "type"


@dataclass(frozen=True)
class SourceRows:
    """Rows that one source gave; its number, from 1, is the `_source` of each of its rows."""

    table: str
    file: str
    not_selected: int
    read: int


class Findings:
    """Collects what is found; `report` closes it.

    Findings of the batches of one table are given `shares`, so that what is said of a share of values is of all so far.
    """

    def __init__(self, shares: dict[tuple[str, str, str], tuple[int, int]] | None = None) -> None:
        self._shares = {} if shares is None else shares
        self.sources: list[SourceRows] = []
        self.columns: list[FileColumns] = []
        self._problems: list[Problem] = []
        self._aside: list[pd.DataFrame] = []
        self._unlisted: dict[int, int] = {}
        self._wrong: dict[tuple[str, str], set[tuple[str, int]]] = {}

    def add(
        self,
        severity: Severity,
        rule: str,
        what: str,
        advice: str,
        *,
        table: str,
        file: str = "",
        column: str = "",
        rows: Iterable[int] = (),
        examples: Iterable[object] = (),
        known: Iterable[str] = (),
        spoils: str = "",
    ) -> None:
        """Note one problem; the first thousand rows and three different examples are kept.

        Parameters
        ----------
        known
            What the values could have been meant to be, for "did you mean".
        spoils
            Our column that is not known in these rows for this error, where it is not `column`.
        """
        rows = list(rows)
        kept = tuple(int(row) for row in islice(rows, KEPT_ROWS))
        values = [str(value) for value in pd.Series(list(examples), dtype="object").unique()[:_SEARCHED]]
        shown = tuple(dict.fromkeys(_short(withheld(value)) for value in values[:SHOWN]))
        near = _suggest([value for value in values if withheld(value) == value], list(known))
        problem = Problem(severity, table, file, column, rule, what, advice, len(rows), kept, shown, near)
        self._problems.append(problem)
        spoilt = spoils or column
        if severity == "error" and spoilt:
            self._wrong.setdefault((table, spoilt), set()).update((file, int(row)) for row in rows)

    def is_reported(self, rows: pd.DataFrame, table: str, column: str) -> pd.Series[bool]:
        """Whether an error was noted for the column in each of the rows (with their provenance columns)."""
        wrong = self._wrong.get((table, column), set())
        pairs = zip(rows["_file"], rows["_row"], strict=True)
        return pd.Series([(str(file), int(row)) in wrong for file, row in pairs], index=rows.index, dtype=bool)

    def unreported(self, hit: np.ndarray, frame: pd.DataFrame, table: str, column: str) -> np.ndarray:
        """Those of the rows that are hit for which no error was noted in the column."""
        done = hit.copy()
        done[hit] = ~self.is_reported(frame[hit], table, column).to_numpy()
        return done

    def set_aside(self, rows: pd.DataFrame, table: Table, reason: str) -> None:
        """Note rows (with their provenance columns) that will not be used."""
        parts = [rows[name].astype("str").fillna("").map(withheld) for name in table.identity if name in rows]
        keys = [" / ".join(values) for values in zip(*parts, strict=True)] or ""
        aside = {"table": table.name, "file": rows["_file"], "row": rows["_row"], "key": keys, "reason": reason}
        self._aside.append(pd.DataFrame(aside | {"source": rows["_source"]}))

    def share(self, hits: int, of: int, *, table: str, file: str, column: str) -> float:
        """The share of hits among the values of a column, with those that were counted before."""
        before = self._shares.get((table, file, column), (0, 0))
        hits, of = before[0] + hits, before[1] + of
        self._shares[table, file, column] = hits, of
        return hits / of if of else 0.0

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was noted so far, in that order."""
        return tuple(self._problems)

    def rows_aside(self) -> pd.DataFrame:
        """The rows that were set aside so far, with the number of their source."""
        return pd.concat(self._aside, ignore_index=True) if self._aside else pd.DataFrame(columns=[*_ASIDE, "source"])

    def take(self, problems: Iterable[Problem], aside: list[pd.DataFrame], unlisted: Mapping[int, int]) -> None:
        """Add what was found elsewhere; of rows set aside, `unlisted` are those of each source that are only counted.

        Rows that have a column `order` are listed by it, where that of their source is not that of their numbers.
        """
        self._problems += problems
        self._aside += aside
        self._unlisted |= unlisted

    @property
    def has_errors(self) -> bool:
        """Whether any problem so far is an error."""
        return any(problem.severity == "error" for problem in self._problems)

    def report(self, title: str) -> Report:
        """Close the collection."""
        aside = self.rows_aside()
        order = aside["order"].fillna(aside["row"]) if "order" in aside else aside["row"]
        aside = aside.assign(order=order).sort_values(["source", "order"], kind="stable", ignore_index=True)
        lost = aside["source"].value_counts()
        lines = []
        for number, source in enumerate(self.sources, start=1):
            gone = int(lost.get(number, 0)) + self._unlisted.get(number, 0)
            used = source.read - gone
            lines.append(LedgerLine(source.table, source.file, source.not_selected, source.read, used, gone))
        problems, columns = sorted(self._problems, key=_table_order), sorted(self.columns, key=_table_order)
        return Report(title, tuple(problems), tuple(sorted(lines, key=_table_order)), tuple(columns), aside[_ASIDE])


def _table_order(found: Problem | LedgerLine | FileColumns) -> int:
    """Where the table comes that something is about; the whole dataset and its code lists first."""
    order = ["", *TABLES]
    return order.index(found.table) if found.table in order else 0


def _suggest(examples: list[str], known: list[str]) -> str:
    """Name the known word that looks the same, for the first example that has one, or else the nearest."""
    alike = {_look(word): f"'{word}'" for word in known}
    pairs = [(example, alike.get(_look(example), "")) for example in examples]
    # to look for the nearest takes long among many words
    for example in examples[:SHOWN]:
        pairs.append((example, did_you_mean(example, known).removeprefix(" (did you mean ").removesuffix("?)")))
    for example, near in pairs:
        if near and withheld(near) == near:
            return f"Did you mean {near}{f' for {example!r}' if len(examples) > 1 else ''}? "
    return ""


def _look(code: object) -> str:
    """A code as the eye takes it: the letters O, I and L are as good as 0 and 1."""
    return str(code).upper().translate(str.maketrans("OIL", "011"))


def _short(value: str) -> str:
    text = " ".join(value.split())
    return text if len(text) <= 40 else text[:39] + "…"


def place_of(table: Table) -> str:
    """The column that is not known without coordinates: a row that may lack them needs an area code instead."""
    return "area_code" if table.column("geometry").nullable else "geometry"
