"""Text to values: codes, numbers, dates and flags; what cannot be read is reported, never guessed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from prevent_geo.reading.findings import Findings
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
_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2}.*)?"
_SLASHED = r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}"
_THOUSANDS = r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"
# up to here every whole number is exact in a float
_EXACT = 2**53


def clean_text(values: pd.Series) -> pd.Series[str]:
    """Text without outer spaces; what stands for "nothing" becomes missing; 7.0 in a column of whole numbers is "7"."""
    if pd.api.types.is_float_dtype(values):
        given = values.dropna().to_numpy(dtype="float64")
        if ((np.trunc(given) == given) & (np.abs(given) < _EXACT)).all():
            values = values.astype("Int64")
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
        given, numbers = values.notna(), values.astype("Float64").to_numpy("float64", na_value=np.nan)
    else:
        text = clean_text(values)
        plain = text.where(~text.str.fullmatch(_THOUSANDS, na=False), text.str.replace(",", ""))
        given, numbers = text.notna(), pd.to_numeric(plain, errors="coerce").to_numpy("float64", na_value=np.nan)
    finite = pd.Series(np.isfinite(numbers), index=values.index)
    wrong: _Wrong = {"not a number": ("Write digits only", given & ~finite)}
    done = pd.Series(numbers, index=values.index).where(finite)
    if not whole:
        return done, wrong
    fraction, huge = finite & (done % 1 != 0), finite & (done.abs() >= _EXACT)
    wrong["not a whole number"] = ("Write a whole number", fraction)
    wrong["too large to be a count"] = ("Correct the number", huge & ~fraction)
    return done.mask(fraction | huge).astype("Int64"), wrong


def _to_dates(values: pd.Series, declared: str | None) -> tuple[pd.Series, _Wrong]:
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.tz_localize(None).dt.normalize().astype("datetime64[us]"), {}
    text = clean_text(values)
    # cells of a workbook and of Parquet may be dates already; no format is needed for those
    real = values.map(lambda value: isinstance(value, date)) if values.dtype == object else text.isna() & False
    iso = text.notna() & (real if declared else text.str.fullmatch(_ISO, na=False))
    parsed = _parse(text.where(iso).str.slice(0, 10), "%Y-%m-%d")
    if declared:
        parsed = parsed.fillna(_parse(text.where(~iso), declared))
        advice = "Correct the dates, or 'dates' in dataset.toml"
        return parsed, {f"not a date written as {declared}": (advice, text.notna() & parsed.isna())}
    slashed = text.str.fullmatch(_SLASHED, na=False)
    order = 'Say which in dataset.toml: dates = "%d/%m/%Y" (day first) or dates = "%m/%d/%Y" (month first)'
    form = 'Write dates as 2026-03-31, or say in dataset.toml how they are written: dates = "%d/%m/%Y"'
    return parsed, {
        "there is no such day": ("Correct the dates", iso & parsed.isna()),
        "nothing says which is the day and which the month": (order, slashed),
        "not a date": (form, text.notna() & ~iso & ~slashed),
    }


def _parse(text: pd.Series[str], form: str) -> pd.Series:
    return pd.to_datetime(text, format=form, errors="coerce").astype("datetime64[us]").dt.normalize()
