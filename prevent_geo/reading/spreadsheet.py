"""What a spreadsheet does to values: codes turned into numbers, formulas that failed, leading zeros lost."""

from __future__ import annotations

import pandas as pd

from prevent_geo.reading.config import Source
from prevent_geo.reading.findings import Findings, place_of
from prevent_geo.reading.red_lines import withheld
from prevent_geo.reading.tidy import text_of
from prevent_geo.tables import Column, Table

_SHORTENED = r"[0-9](?:\.[0-9]+)?[Ee]\+[0-9]{1,3}"
_FAILED = r"#(?:REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)|Err:5[0-9]{2}"
AS_TEXT = "import the column as text (in Excel: Data, From Text/CSV)"


def refuse_mangled(frame: pd.DataFrame, table: Table, source: Source, findings: Findings) -> pd.DataFrame:
    """Report codes that became numbers such as 1E+05, and formulas that failed such as #REF!.

    They are missing in the frame that is returned, so that nothing else is said of them.
    """
    clean = frame.copy(deep=False)
    for column in table.columns:
        if column.name not in frame or column.kind == "geometry":
            continue
        if column.kind == "code":
            clean[column.name] = _refuse_shortened(clean, column, table, source, findings)
        clean[column.name] = _refuse_failed(clean, column.name, column.name, table, source, findings)
    pair = source.coordinates
    for name, theirs in (("_x", pair.x), ("_y", pair.y)) if pair else ():
        clean[name] = _refuse_failed(clean, name, theirs, table, source, findings)
    return clean


def lost_zeros(values: pd.Series[str], known: pd.Index) -> pd.Series[bool]:
    """Whether each value is a number that is known with another count of leading zeros.

    >>> lost_zeros(pd.Series(["417", "9"], dtype="str"), pd.Index(["00417"], dtype="str")).tolist()
    [True, False]
    """
    numbers = {code.lstrip("0") for code in known if code.isdigit()}
    return values.map(lambda code: code.isdigit() and code.lstrip("0") in numbers).astype(bool)


def advise_on_zeros(values: pd.Series[str], known: pd.Index, other: str) -> tuple[str, str]:
    """What is wrong with codes whose leading zeros were lost, here or in the other table, and how to get them back."""
    value = str(values.iloc[0])
    twin = next(code for code in known if code.isdigit() and code.lstrip("0") == value.lstrip("0"))
    what = f"not in the table of {other}, where {withheld(value)} is {withheld(twin)}: leading zeros were lost"
    whose = "this file" if len(twin) > len(value) else f"the file of {other}"
    return what, f"A spreadsheet takes them off when it opens {whose}: {AS_TEXT}, or export it again"


def _refuse_shortened(
    frame: pd.DataFrame, column: Column, table: Table, source: Source, findings: Findings
) -> pd.Series:
    values = frame[column.name]
    if pd.api.types.is_float_dtype(values):
        # a float that no whole number can hold exactly is written with an exponent
        values = values.astype("str")
    text = text_of(values)
    if values.dtype == object and (parts := values.map(lambda value: isinstance(value, float))).any():
        text = values.where(parts | values.map(lambda value: isinstance(value, str))).astype("str")
    if text is None:
        return frame[column.name]
    # a plain search first: few codes have a plus, and expressions are slow on millions of rows
    some = text[text.str.contains("+", regex=False, na=False)]
    hit = some[some.str.strip().str.fullmatch(_SHORTENED)]
    if not len(hit):
        return frame[column.name]
    findings.add(
        "error",
        "spreadsheet",
        "a spreadsheet made a number of the code and shortened it",
        f"The code cannot be told from it: {AS_TEXT}, or export it again",
        table=table.name,
        file=source.name,
        column=column.name,
        rows=frame.loc[hit.index, "_row"],
        examples=hit,
    )
    return frame[column.name].mask(frame.index.isin(hit.index))


def _refuse_failed(
    frame: pd.DataFrame, name: str, shown: str, table: Table, source: Source, findings: Findings
) -> pd.Series:
    text = text_of(frame[name])
    if text is None:
        return frame[name]
    some = text[text.str.startswith(("#", "Err:"), na=False)]
    hit = some[some.str.fullmatch(_FAILED)]
    if not len(hit):
        return frame[name]
    findings.add(
        "error",
        "spreadsheet",
        "a formula of a spreadsheet failed here",
        "Mend the formula in the spreadsheet, or leave the cell empty, and export it again",
        table=table.name,
        file=source.name,
        column=shown,
        rows=frame.loc[hit.index, "_row"],
        examples=hit,
        spoils="" if shown == name else place_of(table),
    )
    return frame[name].mask(frame.index.isin(hit.index))
