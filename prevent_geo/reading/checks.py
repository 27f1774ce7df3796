"""Checks of a whole table with pandera, lazily: missing values, uniqueness, ranges, code lists, keys between tables."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from prevent_geo.errors import did_you_mean
from prevent_geo.reading.problems import Findings
from prevent_geo.tables import CodeList, Column, Table


def check_values(
    frame: pd.DataFrame,
    table: Table,
    code_lists: Mapping[str, CodeList],
    keys: Mapping[str, pd.Index],
    findings: Findings,
) -> None:
    """Report every broken rule of a table.

    Parameters
    ----------
    keys
        For each "table.column" that another table refers to, the values that exist.
    """
    import pandera.pandas as pa

    columns = [c for c in table.columns if c.name in frame and c.kind != "geometry"]
    schema = pa.DataFrameSchema(
        {column.name: _schema(column, code_lists, keys) for column in columns}, unique_column_names=True
    )
    plain = pd.DataFrame(frame[[column.name for column in columns]]).reset_index(drop=True)
    try:
        schema.validate(plain, lazy=True)
    except pa.errors.SchemaErrors as errors:
        failures = errors.failure_cases.drop_duplicates(["column", "check", "index"])
        for (name, check), cases in failures.groupby(["column", "check"], sort=False):
            rows = frame.iloc[cases["index"].astype(int)]
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
    for file, part in rows.groupby("_file", sort=False):
        values = part[column.name]
        what, advice = _words(column, check, str(values.iloc[0]), code_lists, keys)
        examples = () if check == "not_nullable" else values
        findings.add(
            "error",
            check.replace("_", " "),
            what,
            advice,
            table=table.name,
            file=str(file),
            column=column.name,
            rows=part["_row"],
            examples=examples,
        )


def _words(
    column: Column, check: str, value: str, code_lists: Mapping[str, CodeList], keys: Mapping[str, pd.Index]
) -> tuple[str, str]:
    if check == "not_nullable":
        return "nothing is given", f"Each row needs the {column.meaning}"
    if check == "field_uniqueness":
        return (
            f"the same {column.name} stands more than once",
            "Each must be there once: take out or renumber the others",
        )
    if check in {"minimum", "maximum"}:
        limit, word = (column.minimum, "below") if check == "minimum" else (column.maximum, "above")
        return (
            f"{word} {limit:,g}",
            f"The {column.meaning} must be {column.minimum:,g} or more"
            if column.maximum is None
            else (f"The {column.meaning} must be between {column.minimum:,g} and {column.maximum:,g}"),
        )
    if check == "code list":
        codes = code_lists[column.code_list].labels
        advice = f"Map them in dataset.toml (values.{column.name}) to one of {', '.join(codes)}"
        return f"not a code of the list {column.code_list}{did_you_mean(value, codes)}", advice
    other = column.refers_to.partition(".")[0]
    return (
        f"not in the table of {other}{did_you_mean(value, keys[column.refers_to])}",
        f"Correct them, or add them to {other}",
    )
