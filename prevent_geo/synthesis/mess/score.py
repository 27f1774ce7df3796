"""Score a checker: which planted faults its report names, and which of its problems no fault accounts for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from prevent_geo.synthesis.mess.export import Fault
from prevent_geo.synthesis.mess.registry import FAULTS


class Told(Protocol):
    """A problem of a report: what is read of it here; as text it is what people read."""

    @property
    def severity(self) -> str: ...  # noqa: D102
    @property
    def file(self) -> str: ...  # noqa: D102
    @property
    def column(self) -> str: ...  # noqa: D102
    @property
    def rule(self) -> str: ...  # noqa: D102
    @property
    def rows(self) -> tuple[int, ...]: ...  # noqa: D102


_Told = TypeVar("_Told", bound=Told)


def find_missed(faults: Iterable[Fault], problems: Sequence[Told]) -> list[Fault]:
    """Faults that no problem names as their kind expects: by file, severity, rule, column, row and words."""
    return [fault for fault in faults if not any(_names(problem, fault) for problem in problems)]


def find_unexplained(faults: Sequence[Fault], problems: Iterable[_Told]) -> list[_Told]:
    """Errors and warnings that no fault accounts for, or that name rows in which none stands."""
    return [problem for problem in problems if problem.severity != "note" and not _is_explained(problem, faults)]


def _names(problem: Told, fault: Fault) -> bool:
    kind = FAULTS[fault.fault]
    if problem.file != fault.file or problem.rule not in kind.rules or problem.severity not in kind.severity:
        return False
    if kind.names_column and problem.column not in {fault.ours, fault.column}:
        return False
    if kind.names_rows and fault.row is not None and fault.row not in problem.rows:
        return False
    pattern = kind.says.replace("{row}", str(fault.row)).replace("{written}", re.escape(fault.written))
    return bool(re.search(pattern, str(problem)))


def _is_explained(problem: Told, faults: Sequence[Fault]) -> bool:
    here = [fault for fault in faults if fault.file == problem.file]
    if any(problem.rule in FAULTS[fault.fault].also for fault in here):
        return True
    behind = [fault for fault in here if problem.rule in FAULTS[fault.fault].rules]
    behind = [fault for fault in behind if _has_column(problem, fault)]
    return bool(behind) and {*problem.rows} <= {fault.row for fault in behind}


def _has_column(problem: Told, fault: Fault) -> bool:
    return not FAULTS[fault.fault].names_column or problem.column in {fault.ours, fault.column}
