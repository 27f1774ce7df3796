"""Tidying that loses nothing: outer spaces and marks for "nothing" go from text, and the report tells where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from prevent_geo.reading.findings import Findings
from prevent_geo.tables import Table

_MARKS = ["NA", "N/A", "n/a", "-", "NULL", "null", "#N/A"]
_MISSING = ["", *_MARKS]
# up to here every whole number is exact in a float
EXACT = 2**53


def clean_text(values: pd.Series) -> pd.Series[str]:
    """Text without outer spaces; what stands for "nothing" becomes missing; 7.0 in a column of whole numbers is "7"."""
    if pd.api.types.is_float_dtype(values):
        given = values.dropna().to_numpy(dtype="float64")
        if ((np.trunc(given) == given) & (np.abs(given) < EXACT)).all():
            values = values.astype("Int64")
    text = values.astype("str").str.strip()
    return text.mask(text.isin(_MISSING))


@dataclass(frozen=True, eq=False)
class Tidied:
    """What was tidied in one of their columns: which rows had outer spaces, which a mark for "nothing", and those."""

    column: str
    spaced: np.ndarray
    marked: np.ndarray
    text: pd.Series[str]


def tidy_columns(frame: pd.DataFrame, names: list[str]) -> tuple[pd.DataFrame, list[Tidied]]:
    """Strip the text in the named columns, and make a mark for "nothing" missing; values of other kinds stay."""
    done, told = frame.copy(deep=False), []
    for name in names:
        values = frame[name]
        if isinstance(values.dtype, pd.CategoricalDtype):
            values = values.astype(values.cat.categories.dtype)
        text = text_of(values)
        if text is None:
            continue
        stripped = text.str.strip()
        spaced = text.notna().to_numpy() & (stripped != text).to_numpy(dtype=bool, na_value=True)
        marked = stripped.isin(_MARKS).to_numpy(dtype=bool)
        nothing = marked | (stripped == "").to_numpy(dtype=bool, na_value=False)
        if spaced.any() or nothing.any():
            tidy = stripped.mask(nothing)
            done[name] = values.where(text.isna(), tidy) if values.dtype == object else tidy
        if spaced.any() or marked.any():
            told.append(Tidied(name, spaced, marked, stripped))
    return done, told


def note_tidied(
    told: list[Tidied],
    rows: pd.Series[int],
    ours: Mapping[str, str],
    table: Table,
    file: str,
    findings: Findings,
) -> None:
    """Note what was tidied in the rows that are used.

    Parameters
    ----------
    rows
        Number of each row, on the index that the tidied frame had; fewer than all where some are not used.
    ours
        Our name of each of their columns.
    """
    at = rows.index.to_numpy()
    for each in told:
        for hit, what in (
            (each.spaced[at], "outer spaces were taken off"),
            (each.marked[at], "what stands for 'nothing' was read as missing"),
        ):
            if not hit.any():
                continue
            examples = each.text.iloc[at[hit]].unique() if "nothing" in what else ()
            findings.add(
                "note",
                "tidied",
                what,
                "Nothing needs to be done",
                table=table.name,
                file=file,
                column=ours.get(each.column) or each.column,
                rows=rows[hit],
                examples=examples,
            )


def text_of(values: pd.Series) -> pd.Series[str] | None:
    """The text in a column, missing where there is something else; None if there is no text."""
    if isinstance(values.dtype, pd.StringDtype):
        return values
    if values.dtype != object:
        return None
    # a sheet has numbers, days and text in one column
    is_text = values.map(lambda value: isinstance(value, str)).astype(bool)
    return values.where(is_text).astype("str") if is_text.any() else None
