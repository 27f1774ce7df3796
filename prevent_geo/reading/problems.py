"""Problem, ledger and report: what checking found, in words, and where every row went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

import pandas as pd

from prevent_geo.errors import InputError

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One finding: where, which rule, how many rows (first ones, example values), and what to do."""

    severity: Severity
    table: str
    file: str
    column: str
    rule: str
    what: str
    advice: str
    count: int = 0
    rows: tuple[int, ...] = ()
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Write it as one line."""
        where = " · ".join(part for part in (self.table, self.file, self.column) if part)
        text = f"{where}: {self.what}"
        if self.count:
            rows = ", ".join(str(row) for row in self.rows) + (", …" if self.count > len(self.rows) else "")
            text += f" in {self.count:,} {'row' if self.count == 1 else 'rows'} (row {rows})"
        if self.examples:
            text += ", e.g. " + ", ".join(f"'{example}'" for example in self.examples)
        return f"{text}. {self.advice}" if self.advice else text


@dataclass(frozen=True)
class LedgerLine:
    """Where the rows of one file went: read = used + set aside; `not_selected` were left by `where`."""

    table: str
    file: str
    not_selected: int
    read: int
    used: int
    set_aside: int


@dataclass(frozen=True, eq=False)
class Report:
    """Everything that reading and checking found.

    `set_aside` has one row per row that is not used: table, file, row, key, reason; it repeats no other value.
    """

    title: str
    problems: tuple[Problem, ...]
    ledger: tuple[LedgerLine, ...]
    set_aside: pd.DataFrame

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Problems that stop the work."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Problems that do not."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    def ledger_table(self) -> pd.DataFrame:
        """The ledger as a table."""
        names = ["table", "file", "not_selected", "read", "used", "set_aside"]
        return pd.DataFrame([asdict(line) for line in self.ledger], columns=names)

    def problem_table(self) -> pd.DataFrame:
        """The problems as a table."""
        names = ["severity", "table", "file", "column", "rule", "count", "rows", "examples", "what", "advice"]
        return pd.DataFrame([asdict(problem) for problem in self.problems], columns=names)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "title": self.title,
            "ok": not self.errors,
            "problems": [asdict(problem) for problem in self.problems],
            "ledger": [asdict(line) for line in self.ledger],
            "set_aside": self.set_aside.to_dict("records"),
        }

    def __str__(self) -> str:
        """Write the report for a terminal: errors, warnings, ledger."""
        lines = [f"{self.title}: {_counted(len(self.errors), 'error')}, {_counted(len(self.warnings), 'warning')}"]
        for problem in (*self.errors, *self.warnings):
            lines.append(f"  {problem.severity.upper()}  {problem}")
        if self.ledger:
            lines += ["", "Ledger (read = used + set aside):", self.ledger_table().to_string(index=False)]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre>{escape(str(self))}</pre>"


class DataError(InputError):
    """The dataset has errors; `report` holds them all."""

    def __init__(self, report: Report) -> None:
        self.report = report
        listed = "".join(f"\n  {problem}" for problem in report.errors)
        super().__init__(f"{report.title}: {_counted(len(report.errors), 'problem')}{listed}")


class Findings:
    """Collects problems and rows set aside while the tables are read; `report` closes it."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._aside: list[pd.DataFrame] = []
        self.sources: list[tuple[str, str, int, int]] = []

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
    ) -> None:
        """Note one problem; the first five rows and three different examples are kept."""
        rows = [int(row) for row in rows]
        distinct = list(dict.fromkeys(_short(example) for example in examples))
        problem = Problem(
            severity, table, file, column, rule, what, advice, len(rows), tuple(rows[:5]), tuple(distinct[:3])
        )
        self._problems.append(problem)

    def set_aside(self, rows: pd.DataFrame, table: str, key: str, reason: str) -> None:
        """Note rows (with their provenance columns) that will not be used."""
        keys = rows[key].astype(str) if key in rows else ""
        self._aside.append(
            pd.DataFrame({"table": table, "file": rows["_file"], "row": rows["_row"], "key": keys, "reason": reason})
        )

    @property
    def has_errors(self) -> bool:
        """Whether any problem so far is an error."""
        return any(problem.severity == "error" for problem in self._problems)

    def report(self, title: str) -> Report:
        """Close the collection."""
        names = ["table", "file", "row", "key", "reason"]
        aside = pd.concat(self._aside, ignore_index=True) if self._aside else pd.DataFrame(columns=names)
        aside = aside[names].sort_values(["table", "file", "row"], kind="stable", ignore_index=True)
        lost = aside.groupby(["table", "file"]).size()
        lines = []
        for table, file, not_selected, read in self.sources:
            gone = int(lost.get((table, file), 0))
            lines.append(LedgerLine(table, file, not_selected, read, read - gone, gone))
        return Report(title, tuple(self._problems), tuple(lines), aside)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 40 else text[:39] + "…"
