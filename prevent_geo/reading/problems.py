"""Problem, ledger and report: what checking found, in words, and where every column and row went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import pandas as pd

from prevent_geo.errors import InputError, counted

Severity = Literal["error", "warning", "note"]
KEPT_ROWS, _SHOWN_ROWS = 1_000, 5


@dataclass(frozen=True)
class Problem:
    """One finding: where, which rule, how many rows (first ones, example values), and what to do.

    An error stops the work, a warning does not, and a note tells of a repair that lost nothing. `rows` keeps the first
    thousand; as text, five of them are shown.

    Rows are numbered as a spreadsheet shows them where the file is a sheet or text (the header is row 1), else from 1.
    """

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
    suggestion: str = ""

    def __str__(self) -> str:
        """Write it as one line."""
        where = " · ".join(part for part in (self.table, self.file, self.column) if part)
        text = f"{where}: {self.what}"
        if self.examples:
            text += ": " + ", ".join(f"'{example}'" for example in self.examples)
        if self.count:
            listed = ", ".join(str(row) for row in self.rows[:_SHOWN_ROWS])
            some = f"{self.count:,} rows, the first: {listed}"
            text += f" ({some if self.count > _SHOWN_ROWS else ('row ' if self.count == 1 else 'rows ') + listed})"
        return ". ".join(part for part in (text, self.suggestion + self.advice) if part)


@dataclass(frozen=True)
class LedgerLine:
    """Where the rows of one file went: read = used + set aside; `not_selected` were left by `where`."""

    table: str
    file: str
    not_selected: int
    read: int
    used: int
    set_aside: int


@dataclass(frozen=True)
class FileColumns:
    """Where the columns of one file went: each of ours with what it was made from, and theirs that were not read."""

    table: str
    file: str
    used: Mapping[str, str]
    not_read: tuple[str, ...]

    def __str__(self) -> str:
        """Write it as one line; a column that has the same name in the file stands alone."""
        pairs = [ours if ours == theirs else f"{ours} = {theirs}" for ours, theirs in self.used.items()]
        left = f"; not read: {', '.join(self.not_read)}" if self.not_read else ""
        return f"{self.table} · {self.file}: {', '.join(pairs)}{left}"


@dataclass(frozen=True, eq=False)
class Report:
    """Everything that reading and checking found.

    `set_aside` has one row per row that is not used: table, file, row, key, reason; it repeats no other value.
    """

    title: str
    problems: tuple[Problem, ...]
    ledger: tuple[LedgerLine, ...]
    columns: tuple[FileColumns, ...]
    set_aside: pd.DataFrame

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Problems that stop the work."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Problems that do not."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What was repaired without loss; nothing needs to be done."""
        return tuple(problem for problem in self.problems if problem.severity == "note")

    def ledger_table(self) -> pd.DataFrame:
        """The ledger as a table."""
        names = ["table", "file", "not_selected", "read", "used", "set_aside"]
        return pd.DataFrame([asdict(line) for line in self.ledger], columns=names)

    def problem_table(self) -> pd.DataFrame:
        """The problems as a table."""
        names = ["severity", "table", "file", "column", "rule", "count", "rows", "examples", "what", "advice"]
        return pd.DataFrame([asdict(problem) for problem in self.problems], columns=[*names, "suggestion"])

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "title": self.title,
            "ok": not self.errors,
            "problems": [asdict(problem) for problem in self.problems],
            "ledger": [asdict(line) for line in self.ledger],
            "columns": [asdict(line) for line in self.columns],
            "set_aside": self.set_aside.to_dict("records"),
        }

    def __str__(self) -> str:
        """Write the report for a terminal: errors, warnings, notes, ledger, columns."""
        lines = [f"{self.title}: {counted(len(self.errors), 'error')}, {counted(len(self.warnings), 'warning')}"]
        lines[0] += f", {counted(len(self.notes), 'note')}" if self.notes else ""
        for problem in (*self.errors, *self.warnings, *self.notes):
            lines.append(f"  {problem.severity.upper()}  {problem}")
        if self.ledger:
            lines += ["", "Rows (read = used + set aside):", self.ledger_table().to_string(index=False)]
        if self.columns:
            lines += ["", "Columns (ours = theirs):", *(f"  {line}" for line in self.columns)]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre>{escape(str(self))}</pre>"


class DataError(InputError):
    """The dataset has errors; `report` holds them all."""

    def __init__(self, report: Report) -> None:
        self.report = report
        listed = "".join(f"\n  {problem}" for problem in report.errors)
        super().__init__(f"{report.title}: {counted(len(report.errors), 'error')}{listed}")
