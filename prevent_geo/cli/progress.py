"""How something is going: a bar on a terminal, lines in a log, and lines of JSON in a file that is asked for."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

import typer

from prevent_geo.errors import CannotWriteError

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from prevent_geo.runs.job import Result


class Progress:
    """Told of each job as it ends; a context manager."""

    def __init__(self, of: int, log: str = "") -> None:
        self._of = of
        self._log: IO[str] | None = None
        if log:
            try:
                Path(log).parent.mkdir(parents=True, exist_ok=True)
                self._log = Path(log).open("a", encoding="utf-8")  # noqa: SIM115
            except OSError as error:
                raise CannotWriteError(f"cannot write the log {log}: {error.strerror}") from None
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        """Show the bar."""
        if sys.stdout.isatty():
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            remaining = (TextColumn("about"), TimeRemainingColumn(), TextColumn("left"))
            self._bar = Bar(TextColumn("Briefings"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), *remaining)
            self._task = self._bar.add_task("", total=self._of)
            self._bar.start()
        return self

    def __exit__(self, *failure: object) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
        if self._log is not None:
            self._note("ended" if failure[0] is None else "broke off", error=getattr(failure[0], "__name__", None))
            self._log.close()

    def say(self, line: str) -> None:
        """Print a line."""
        self._print(line)
        self._note("said", line=line)

    def report(self, result: Result, done: int, of: int) -> None:
        """Print what became of a job."""
        state = f"done in {result.seconds:.0f} s" if result.ok else f"FAILED: {result.error}"
        self._print(f"[{done}/{of}] {result.job.title}: {state}")
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=of)
        # an error's text may quote the data, a log is kept longer than they are
        facts = {"place": result.job.out.name, "status": result.status, "exit_code": result.exit_code}
        took = {"seconds": round(result.seconds, 1), "cells": round(result.cells, 1)}
        self._note("job", **facts, **took, done=done, of=of)

    def end(self, results: Sequence[Result]) -> None:
        """Note how many were made, kept and failed."""
        states = [result.status for result in results]
        self._note("results", **{state: states.count(state) for state in ("made", "kept", "failed")})

    def _print(self, line: str) -> None:
        if self._bar is not None:
            from rich.markup import escape

            self._bar.console.print(escape(line), highlight=False)
        else:
            print(line, flush=True)

    def _note(self, event: str, **facts: Any) -> None:
        if self._log is not None:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            self._log.write(json.dumps({"time": now, "event": event, **facts}, ensure_ascii=False) + "\n")
            self._log.flush()


@contextlib.contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each thing that is written, on a terminal; a line for each that is done, in a log."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def say(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=of)
            bars.update(tasks[what], completed=done, total=of)
            if not console.is_terminal and done == of:
                typer.echo(f"{what}: done", err=True)

        yield say
