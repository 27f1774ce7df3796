"""Text to values: codes, numbers, dates and flags; what cannot be read is reported, never guessed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.reading.dates import to_dates
from prevent_geo.reading.findings import Fault, Findings
from prevent_geo.reading.tidy import EXACT, clean_text
from prevent_geo.tables import Column, Table

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
_THOUSANDS = r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"


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
        values, faults = _convert(frame[column.name], column, dates)
        done[column.name] = values
        for fault in faults:
            if len(fault.at):
                findings.add(
                    fault.severity,
                    fault.rule,
                    fault.what,
                    fault.advice,
                    table=table.name,
                    file=file,
                    column=column.name,
                    rows=frame["_row"].iloc[fault.at],
                    examples=frame[column.name].iloc[fault.at],
                )
    return done


def _convert(values: pd.Series, column: Column, dates: str | None) -> tuple[pd.Series, list[Fault]]:
    if column.kind in {"code", "text"}:
        return clean_text(values), []
    if column.kind == "date":
        return to_dates(values, dates)
    if column.kind == "flag":
        text = clean_text(values)
        flags = text.str.casefold().map(_FLAGS).astype("boolean")
        return flags, [Fault("not yes or no", "Write yes or no", np.flatnonzero(text.notna() & flags.isna()))]
    return _to_numbers(values, whole=column.kind == "integer")


def _to_numbers(values: pd.Series, *, whole: bool) -> tuple[pd.Series, list[Fault]]:
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        given, numbers = values.notna(), values.astype("Float64").to_numpy("float64", na_value=np.nan)
    else:
        text = clean_text(values)
        plain = text.where(~text.str.fullmatch(_THOUSANDS, na=False), text.str.replace(",", ""))
        given, numbers = text.notna(), pd.to_numeric(plain, errors="coerce").to_numpy("float64", na_value=np.nan)
    finite = pd.Series(np.isfinite(numbers), index=values.index)
    faults = [Fault("not a number", "Write digits only", np.flatnonzero(given & ~finite))]
    done = pd.Series(numbers, index=values.index).where(finite)
    if not whole:
        return done, faults
    fraction, huge = finite & (done % 1 != 0), finite & (done.abs() >= EXACT)
    faults.append(Fault("not a whole number", "Write a whole number", np.flatnonzero(fraction)))
    faults.append(Fault("too large to be a count", "Correct the number", np.flatnonzero(huge & ~fraction)))
    return done.mask(fraction | huge).astype("Int64"), faults
