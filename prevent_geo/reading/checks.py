"""Checks of a whole table with pandera, lazily: missing values, uniqueness, ranges, code lists, keys between tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from prevent_geo.reading.findings import Findings
from prevent_geo.tables import CodeList, Column, Table


def check_values(
    frame: pd.DataFrame,
    table: Table,
    code_lists: Mapping[str, CodeList],
    keys: Mapping[str, pd.Index],
    findings: Findings,
) -> None:
    """Report every broken rule of a table; a value that is already reported as unreadable is not reported as missing.

    Parameters
    ----------
    keys
        For each "table.column" that another table refers to, the values that exist.
    """
    import pandera.pandas as pa

    columns = [c for c in table.columns if c.name in frame and c.kind != "geometry"]
    schema = pa.DataFrameSchema({column.name: _schema(column, code_lists, keys) for column in columns})
    plain = pd.DataFrame(frame[[column.name for column in columns]]).reset_index(drop=True)
    try:
        schema.validate(plain, lazy=True)
    except pa.errors.SchemaErrors as errors:
        failures = errors.failure_cases.drop_duplicates(["column", "check", "index"])
        for (name, check), cases in failures.groupby(["column", "check"], sort=False):
            rows = frame.iloc[cases["index"].astype(int)]
            if check == "not_nullable":
                rows = rows[~findings.is_reported(rows, table.name, str(name))]
            _report(table, table.column(str(name)), str(check), rows, code_lists, keys, findings)


def _schema(column: Column, code_lists: Mapping[str, CodeList], keys: Mapping[str, pd.Index]):  # type: ignore[no-untyped-def]
    import pandera.pandas as pa

    checks = []
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum, error="minimum"))
    if column.maximum is not None:
        checks.append(pa.Check.le(column.maximum, error="maximum"))
    if column.code_list:
        checks.append(pa.Check.isin(list(code_lists[column.code_list].labels), error="code list"))
    if column.refers_to in keys:
        checks.append(pa.Check.isin(list(keys[column.refers_to]), error="key"))
    return pa.Column(None, checks, nullable=column.nullable, unique=column.unique, name=column.name)


def _report(
    table: Table,
    column: Column,
    check: str,
    rows: pd.DataFrame,
    code_lists: Mapping[str, CodeList],
    keys: Mapping[str, pd.Index],
    findings: Findings,
) -> None:
    known: Any = ()
    if check == "code list":
        known = list(code_lists[column.code_list].labels)
    elif check == "key":
        known = keys[column.refers_to]
    what, advice = _words(column, check, known)
    # a repeat across files is one problem of each file, so that each message names rows of one file
    for file, part in rows.groupby("_file", sort=False):
        findings.add(
            "error",
            check.replace("_", " "),
            what,
            advice,
            table=table.name,
            file=str(file),
            column=column.name,
            rows=part["_row"],
            examples=() if check == "not_nullable" else part[column.name].map(_short_of_sentences),
            known=known,
        )


def _short_of_sentences(value: object) -> object:
    """A value as a report may repeat it: a code is a word or two, and whole sentences may name people."""
    return "(not shown: a sentence)" if len(str(value).split()) > 3 else value


def _words(column: Column, check: str, known: Any) -> tuple[str, str]:
    if check == "not_nullable":
        return "nothing is given", f"Each row needs its {column.name} ({column.meaning})"
    if check == "field_uniqueness":
        what = f"the same {column.name} is given to more than one row"
        return what, "Each may be there once: take out the extra rows, or correct their codes"
    if check in {"minimum", "maximum"}:
        limit, word = (column.minimum, "below") if check == "minimum" else (column.maximum, "above")
        most = "or more" if column.maximum is None else f"to {column.maximum:,g}"
        advice = f"Correct it, or leave it empty if it is not known; {column.name} ({column.meaning}) is "
        return f"{word} {limit:,g}", f"{advice}{column.minimum:,g} {most}"
    if check == "code list":
        advice = f"Map it in dataset.toml (values.{column.name}) to one of {', '.join(known)}"
        return f"not in the code list '{column.code_list}'", advice
    other = column.refers_to.partition(".")[0]
    return f"not in the table of {other}", f"Correct it, or add it to {other}"
