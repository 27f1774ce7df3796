"""Text to values: codes, numbers, dates and flags; what cannot be read is reported, never guessed."""

from __future__ import annotations

import pandas as pd

from prevent_geo.reading.problems import Findings
from prevent_geo.tables import Column, Table

_MISSING = {"", "NA", "N/A", "n/a", "-", "NULL", "null", "#N/A"}
_FLAGS = {
    "yes": True,
    "y": True,
    "true": True,
    "1": True,
    "no": False,
    "n": False,
    "false": False,
    "0": False,
}
_ISO = r"\d{4}-\d{2}-\d{2}(?:[ T].*)?"
_SLASHED = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"


def clean_text(values: pd.Series) -> pd.Series[str]:
    """Text without outer spaces; what stands for "nothing" becomes missing."""
    text = values.astype("str").str.strip()
    return text.mask(text.isin(_MISSING))


def convert_columns(
    frame: pd.DataFrame, table: Table, file: str, dates: str | None, findings: Findings
) -> pd.DataFrame:
    """Turn every column of a mapped frame into its kind.

    Parameters
    ----------
    frame
        Our column names, their values; with the provenance columns `_file` and `_row`.
    dates
        How dates are written (strftime), or None for ISO dates only.
    """
    done = frame.copy()
    for column in table.columns:
        if column.name not in frame or column.kind == "geometry":
            continue
        values, wrong = _convert(frame[column.name], column, dates)
        done[column.name] = values
        for what, (advice, bad) in wrong.items():
            if bad.any():
                findings.add(
                    "error",
                    "type",
                    what,
                    advice,
                    table=table.name,
                    file=file,
                    column=column.name,
                    rows=frame.loc[bad, "_row"],
                    examples=frame.loc[bad, column.name],
                )
    return done


_Wrong = dict[str, tuple[str, "pd.Series[bool]"]]


def _convert(values: pd.Series, column: Column, dates: str | None) -> tuple[pd.Series, _Wrong]:
    if column.kind in {"code", "text"}:
        return clean_text(values), {}
    if column.kind == "date":
        return _to_dates(values, dates)
    if column.kind == "flag":
        text = clean_text(values)
        flags = text.str.casefold().map(_FLAGS).astype("boolean")
        return flags, {"not yes or no": ("Write yes or no", text.notna() & flags.isna())}
    return _to_numbers(values, whole=column.kind == "integer")


def _to_numbers(values: pd.Series, *, whole: bool) -> tuple[pd.Series, _Wrong]:
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        given, numbers = values.notna(), values.astype("Float64")
    else:
        text = clean_text(values)
        plain = text.where(~text.str.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", na=False), text.str.replace(",", ""))
        given, numbers = text.notna(), pd.to_numeric(plain, errors="coerce").astype("Float64")
    wrong: _Wrong = {"not a number": ("Write digits only", given & numbers.isna())}
    if not whole:
        return numbers.astype("float64"), wrong
    fraction = (numbers % 1 != 0).fillna(False).astype(bool)
    wrong["not a whole number"] = ("Write a whole number", fraction)
    return numbers.mask(fraction).astype("Int64"), wrong


def _to_dates(values: pd.Series, declared: str | None) -> tuple[pd.Series, _Wrong]:
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.tz_localize(None).dt.normalize(), {}
    text = clean_text(values)
    if declared is not None:
        parsed = pd.to_datetime(text, format=declared, errors="coerce")
        advice = "Correct the dates, or the 'dates' key in dataset.toml"
        return parsed, {f"not a date written as {declared}": (advice, text.notna() & parsed.isna())}
    iso = text.str.fullmatch(_ISO, na=False)
    parsed = pd.to_datetime(text.where(iso).str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
    slashed = text.str.fullmatch(_SLASHED, na=False)
    other = text.notna() & ~iso & ~slashed
    order = 'Say which in dataset.toml: dates = "%d/%m/%Y" (day first) or dates = "%m/%d/%Y" (month first)'
    return parsed, {
        "no such day in the calendar": ("Correct the dates", iso & parsed.isna()),
        "the order of day and month is not declared": (order, slashed),
        "not a date": (
            'Write dates as 2026-03-31, or declare how they are written: dates = "%d/%m/%Y"',
            other,
        ),
    }
