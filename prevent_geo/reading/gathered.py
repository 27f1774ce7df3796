"""Gathered: the findings of many batches of one table, told as if it had been checked at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from prevent_geo.reading.findings import SHOWN, Findings
from prevent_geo.reading.problems import KEPT_ROWS, Problem

# rows that are set aside and listed one by one; those beyond are counted
LISTED = 100_000

# source and numbers of rows as the checks name them -> files, and the rows in them
Integers = np.ndarray[Any, np.dtype[np.int64]]
Locate = Callable[[str, pd.Series], tuple[pd.Series, pd.Series]]


class Gathered:
    """Takes the findings of each batch, and hands them on together."""

    def __init__(self, locate: Locate) -> None:
        self._locate = locate
        self._found: dict[tuple[str, ...], Problem] = {}
        self._elsewhere: set[tuple[str, ...]] = set()
        self._aside: list[pd.DataFrame] = []
        self._listed = 0
        self._unlisted: dict[int, int] = {}
        self.has_errors = False

    def take(self, batch: Findings) -> None:
        """Take the findings of a batch; problems that differ in their rows and examples alone become one."""
        self.has_errors |= batch.has_errors
        for problem in batch.problems:
            self._take_problem(problem)
        aside = batch.rows_aside()
        kept, more = aside[: LISTED - self._listed], aside[LISTED - self._listed :]
        self._listed += len(kept)
        for name, rows in kept.groupby("file", sort=False):
            files, numbers = self._locate(str(name), rows["row"])
            self._aside.append(rows.assign(file=files, row=numbers, order=rows["row"]))
        for source in more["source"]:
            self._unlisted[source] = self._unlisted.get(source, 0) + 1

    def hand_on(self, findings: Findings) -> None:
        """Add everything to the findings of the whole dataset; a problem names the first file that it is in."""
        told = [
            replace(problem, what=f"{problem.what}, here and in other files") if key in self._elsewhere else problem
            for key, problem in self._found.items()
        ]
        findings.take(told, self._aside, self._unlisted)

    def _take_problem(self, problem: Problem) -> None:
        key = (problem.severity, problem.file, problem.column, problem.rule, problem.what, problem.advice)
        files, rows = self._locate(problem.file, pd.Series(problem.rows, dtype="int64"))
        first = self._found.get(key)
        name = first.file if first else str(files.iloc[0]) if len(files) else problem.file
        if (files != name).any():
            self._elsewhere.add(key)
        numbers = tuple(int(row) for row in rows[files == name])
        if first is None:
            self._found[key] = replace(problem, file=name, rows=numbers)
            return
        self._found[key] = replace(
            first,
            count=first.count + problem.count,
            rows=(*first.rows, *numbers)[:KEPT_ROWS],
            examples=tuple(dict.fromkeys([*first.examples, *problem.examples]))[:SHOWN],
            suggestion=first.suggestion or problem.suggestion,
        )


def locator(folders: Mapping[str, tuple[list[str], Integers]]) -> Locate:
    """Where rows are that are numbered from 1 through all files of a folder.

    Parameters
    ----------
    folders
        For each folder, its files and the number of rows before each; a source that is not in it is one file.

    Examples
    --------
    >>> files, rows = locator({"all": (["a", "b"], np.array([0, 10]))})("all", pd.Series([10, 11]))
    >>> files.tolist(), rows.tolist()
    (['a', 'b'], [10, 1])
    """

    def locate(source: str, rows: pd.Series) -> tuple[pd.Series, pd.Series]:
        if source not in folders:
            return pd.Series(source, index=rows.index, dtype="str"), rows
        files, starts = folders[source]
        at = np.searchsorted(starts, rows.to_numpy(dtype="int64") - 1, side="right") - 1
        return pd.Series(np.array(files, dtype=object)[at], index=rows.index, dtype="str"), rows - starts[at]

    return locate
