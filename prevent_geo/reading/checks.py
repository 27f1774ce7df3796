"""Checks of a whole table: missing values, uniqueness, ranges, code lists, keys between tables, order of columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from prevent_geo.reading.findings import Findings
from prevent_geo.reading.spreadsheet import advise_on_zeros, lost_zeros
from prevent_geo.tables import TABLES, CodeList, Column, Table


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
    _check_together(frame, table, findings)


def check_order(frame: pd.DataFrame, table: Table, findings: Findings) -> None:
    """Warn of rows in which a date comes before, or a number is below, what the table says it follows."""
    for first, second in table.in_order:
        if first not in frame or second not in frame:
            continue
        wrong = (frame[second] < frame[first]).fillna(False).astype(bool)
        if not wrong.any():
            continue
        word, dates = table.column(second).less, table.column(second).kind == "date"
        for file, part in frame[wrong].groupby("_file", sort=False):
            low, high = (part[name].dt.strftime("%Y-%m-%d") if dates else part[name] for name in (second, first))
            findings.add(
                "warning",
                "order",
                f"{second} is {word} {first}",
                "Correct the one or the other, or leave empty what is not known",
                table=table.name,
                file=str(file),
                column=second,
                rows=part["_row"],
                examples=[f"{one} {word} {other}" for one, other in zip(low.head(), high.head(), strict=True)],
            )


def _check_together(frame: pd.DataFrame, table: Table, findings: Findings) -> None:
    """Report rows that share all of the columns which together name a row."""
    names = [name for name in table.unique_together if name in frame]
    if not names:
        return
    twins = frame[frame.duplicated(names, keep=False)]
    for name in names:
        twins = twins[~findings.is_reported(twins, table.name, name)]
    for file, part in twins.groupby("_file", sort=False):
        findings.add(
            "error",
            "field uniqueness",
            f"the same {', '.join(names)} are given to more than one row",
            "Each may be there once: take out the extra rows, or correct them",
            table=table.name,
            file=str(file),
            column=names[-1],
            rows=part["_row"],
            examples=part[names[0]].astype("str").str.cat(part[names[1:]].astype("str"), sep=" / ", na_rep=""),
        )


def _schema(column: Column, code_lists: Mapping[str, CodeList], keys: Mapping[str, pd.Index]):  # type: ignore[no-untyped-def]
    import pandera.pandas as pa

    checks = []
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum, error="minimum"))
    if column.maximum is not None:
        checks.append(pa.Check.le(column.maximum, error="maximum"))
    if column.pattern:
        checks.append(pa.Check(lambda values: values.str.fullmatch(column.pattern), error="pattern"))
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
    is_lost = lost_zeros(rows[column.name], known) if check == "key" else pd.Series(False, index=rows.index)
    # a repeat across files is one problem of each file, so that each message names rows of one file
    for (file, lost), part in rows.groupby([rows["_file"], is_lost.rename("_lost")], sort=False):
        if bool(lost):
            what, advice = advise_on_zeros(part[column.name], known, column.refers_to.partition(".")[0])
        else:
            what, advice = _words(column, check, known)
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
            known=() if bool(lost) else known,
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
    if check == "pattern":
        return f"not written as {column.written_as}", f"Write each {column.name} as {column.written_as}"
    other, _, theirs = column.refers_to.partition(".")
    whose = "" if theirs == TABLES[other].key else f"a {theirs} "
    return f"not {whose}in the table of {other}", f"Correct it, or add it to {other}"
