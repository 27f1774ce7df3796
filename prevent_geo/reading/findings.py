"""Findings: problems, rows set aside and columns used, collected while the tables are read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from prevent_geo.errors import did_you_mean
from prevent_geo.reading.problems import FileColumns, LedgerLine, Problem, Report, Severity
from prevent_geo.reading.red_lines import withheld
from prevent_geo.tables import TABLES

PROVENANCE = ["_source", "_file", "_row"]
_ASIDE = ["table", "file", "row", "key", "reason"]


@dataclass(frozen=True)
class SourceRows:
    """Rows that one source gave; its number, from 1, is the `_source` of each of its rows."""

    table: str
    file: str
    not_selected: int
    read: int


class Findings:
    """Collects what is found; `report` closes it."""

    def __init__(self) -> None:
        self.sources: list[SourceRows] = []
        self.columns: list[FileColumns] = []
        self._problems: list[Problem] = []
        self._aside: list[pd.DataFrame] = []
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
    ) -> None:
        """Note one problem; the first five rows and three different examples are kept.

        Parameters
        ----------
        known
            What the values could have been meant to be, for "did you mean".
        """
        rows = [int(row) for row in rows]
        values = [str(value) for value in pd.Series(list(examples), dtype="object").unique()[:3]]
        shown = tuple(dict.fromkeys(_short(withheld(value)) for value in values))
        near = _suggest([value for value in values if withheld(value) == value], list(known))
        problem = Problem(severity, table, file, column, rule, what, advice, len(rows), tuple(rows[:5]), shown, near)
        self._problems.append(problem)
        if severity == "error" and column:
            self._wrong.setdefault((table, column), set()).update((file, row) for row in rows)

    def is_reported(self, rows: pd.DataFrame, table: str, column: str) -> pd.Series[bool]:
        """Whether an error was noted for the column in each of the rows (with their provenance columns)."""
        wrong = self._wrong.get((table, column), set())
        pairs = zip(rows["_file"], rows["_row"], strict=True)
        return pd.Series([(str(file), int(row)) in wrong for file, row in pairs], index=rows.index, dtype=bool)

    def set_aside(self, rows: pd.DataFrame, table: str, key: str, reason: str) -> None:
        """Note rows (with their provenance columns) that will not be used."""
        keys = rows[key].astype("str").fillna("").map(withheld) if key in rows else ""
        aside = {"table": table, "file": rows["_file"], "row": rows["_row"], "key": keys, "reason": reason}
        self._aside.append(pd.DataFrame(aside | {"source": rows["_source"]}))

    @property
    def has_errors(self) -> bool:
        """Whether any problem so far is an error."""
        return any(problem.severity == "error" for problem in self._problems)

    def report(self, title: str) -> Report:
        """Close the collection."""
        aside = pd.concat(self._aside, ignore_index=True) if self._aside else pd.DataFrame(columns=[*_ASIDE, "source"])
        aside = aside.sort_values(["source", "row"], kind="stable", ignore_index=True)
        lost = aside["source"].value_counts()
        lines = []
        for number, source in enumerate(self.sources, start=1):
            gone = int(lost.get(number, 0))
            used = source.read - gone
            lines.append(LedgerLine(source.table, source.file, source.not_selected, source.read, used, gone))
        order = ["", *TABLES]
        problems = sorted(
            self._problems, key=lambda problem: order.index(problem.table) if problem.table in order else 0
        )
        return Report(title, tuple(problems), tuple(lines), tuple(self.columns), aside[_ASIDE])


def _suggest(examples: list[str], known: list[str]) -> str:
    """Name the nearest known word to the first example that has one."""
    for example in examples:
        near = did_you_mean(example, known).removeprefix(" (did you mean ").removesuffix("?)")
        if near and withheld(near) == near:
            return f"Did you mean {near}{f' for {example!r}' if len(examples) > 1 else ''}? "
    return ""


def _short(value: str) -> str:
    text = " ".join(value.split())
    return text if len(text) <= 40 else text[:39] + "…"
