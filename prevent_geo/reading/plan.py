"""Which of their columns becomes which of ours, decided from a file's header before any row is read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from prevent_geo.crs import WEB
from prevent_geo.errors import did_you_mean, quoted_list
from prevent_geo.reading.config import Source
from prevent_geo.reading.findings import Findings
from prevent_geo.reading.personal import refuse_personal_columns
from prevent_geo.reading.problems import FileColumns
from prevent_geo.reading.raw import RawFile
from prevent_geo.reading.red_lines import withheld
from prevent_geo.tables import Table


def plan_columns(table: Table, source: Source, raw: RawFile, findings: Findings) -> dict[str, str] | None:
    """Our column -> their column; None if the file cannot give the table (which is reported).

    A column is taken from `columns` if it is mapped there, else from the file's column of the same name, unless that
    one is ignored or is mapped to another of ours.
    """
    made = {*source.constants, *source.templates}
    claimed = {*source.columns.values(), *source.ignore}
    mapped = dict(source.columns)
    for column in table.columns:
        free = column.name in raw.columns and column.name not in claimed
        if column.kind != "geometry" and free and column.name not in {*mapped, *made}:
            mapped[column.name] = column.name
    pairs = [*mapped.items(), *(("", theirs) for theirs in source.extra_columns)]
    read = {theirs for _, theirs in pairs}
    _warn_of_cut(table, source, raw, {*mapped, *made}, read, findings)
    unread = [name for name in dict.fromkeys(raw.columns) if name and name not in read]
    complete = _report_missing(table, source, raw, pairs, findings)
    complete &= _report_absent(table, source, raw, {*mapped, *made}, findings)
    refuse_personal_columns(table, source.name, pairs, unread, findings)
    if not complete:
        return None
    used = mapped | {ours: f'"{withheld(str(value))}" in every row' for ours, value in source.constants.items()}
    used |= {ours: f'"{text}"' for ours, text in source.templates.items()}
    if source.coordinates:
        used["geometry"] = f"{source.coordinates.x}, {source.coordinates.y}"
    elif raw.has_geometry:
        used["geometry"] = "geometry"
    ordered = {name: used[name] for name in table.names if name in used}
    findings.columns.append(FileColumns(table.name, source.name, ordered, tuple(unread)))
    return mapped


def _report_missing(
    table: Table, source: Source, raw: RawFile, pairs: list[tuple[str, str]], findings: Findings
) -> bool:
    """Report columns that dataset.toml names and the file has not, or has more than once."""
    complete = True
    for ours, theirs in [*pairs, *(("", theirs) for theirs in source.ignore)]:
        count = raw.columns.count(theirs)
        if count == 0:
            what = f"there is no column '{theirs}'{_suggest(theirs, raw.columns)}"
            advice = f"Its columns are {quoted_list(raw.columns)}"
        elif count > 1 and theirs not in source.ignore:
            what, advice = f"{count} columns are called '{theirs}'", "Give each its own name, or take out the others"
        else:
            continue
        complete = False
        findings.add("error", "columns", what, advice, table=table.name, file=source.name, column=ours)
    return complete


def _warn_of_cut(
    table: Table, source: Source, raw: RawFile, given: set[str], read: set[str], findings: Findings
) -> None:
    """Warn of columns that a Shapefile seems to have under a cut name, so that they are not read."""
    if not source.file.casefold().endswith((".shp", ".zip")):
        return
    left = [name for name in raw.columns if name not in read and name not in source.ignore]
    absent = [column.name for column in table.columns if column.name not in given and not column.required]
    cut = [f"{name} ({' or '.join(near)})" for name in absent if (near := _cut(name, left))]
    if cut:
        what = f"a Shapefile cuts names after 10 letters, and these columns are not read for it: {', '.join(cut)}"
        advice = 'Map them in dataset.toml (columns.our_name = "their name"), or put theirs under ignore'
        findings.add("warning", "columns", what, advice, table=table.name, file=source.name)


def _suggest(name: str, columns: list[str]) -> str:
    """Return " (did you mean 'x'?)" for a name that was cut, or is spelt nearly so; else nothing."""
    near = "' or '".join(_cut(name, columns))
    return f" (did you mean '{near}'? a Shapefile cuts names after 10 letters)" if near else did_you_mean(name, columns)


def _cut(name: str, columns: Iterable[str]) -> list[str]:
    """The columns that a Shapefile may have made of a long name: its first ten letters, or eight and a number."""
    folded = name.casefold()
    numbered = re.compile(re.escape(folded[:8]) + "_[0-9]")
    some = columns if len(name) > 10 else ()
    return [column for column in some if column.casefold() == folded[:10] or numbered.fullmatch(column.casefold())]


def _report_absent(table: Table, source: Source, raw: RawFile, given: set[str], findings: Findings) -> bool:
    """Report columns that the table needs and nothing gives."""
    complete = True
    for column in table.columns:
        if not column.required or column.kind == "geometry" or column.name in given:
            continue
        complete = False
        near = did_you_mean(column.name, raw.columns).removeprefix(" (did you mean '").removesuffix("'?)")
        what = f"nothing gives the {column.name} ({column.meaning})"
        advice = f"Did you mean '{near}'? " if near else ""
        advice += f'Map a column in dataset.toml: columns.{column.name} = "{near or "their name"}"; '
        advice += f"its columns are {quoted_list(raw.columns)}"
        findings.add("error", "columns", what, advice, table=table.name, file=source.name, column=column.name)
    placed = not table.geometry or (not table.column("geometry").required and "area_code" in given)
    if not (placed or raw.has_geometry or source.coordinates):
        complete = False
        what = "nothing says where the rows are"
        pair = f'coordinates = {{ x = "their x", y = "their y", crs = "{WEB}" }}'
        advice = "Give a file with geometry" if table.geometry == "polygon" else f"Say it in dataset.toml: {pair}"
        findings.add("error", "columns", what, advice, table=table.name, file=source.name, column="geometry")
    return complete
