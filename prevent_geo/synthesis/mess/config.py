"""dataset.toml of an export, as a careful analyst would have written it had there been no fault."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from prevent_geo.crs import WEB
from prevent_geo.period import Period
from prevent_geo.synthesis.mess.dates import DATE_FORM
from prevent_geo.synthesis.mess.export import Export
from prevent_geo.tables import TABLES


def describe_export(exports: Sequence[Export], *, title: str, source: str, period: Period, crs: str) -> str:
    """The text of dataset.toml."""
    lines = [
        f"title = {_quoted(title)}",
        f"period = {{ from = {period.start.isoformat()}, to = {period.end.isoformat()} }}",
        'marking = "NOT PROTECTIVELY MARKED"',
        'licence = "CC0-1.0"',
        f"source = {_quoted(source)}",
        f"crs = {_quoted(crs)}",
    ]
    for table in TABLES:
        parts = [export for export in exports if export.table == table]
        for export in parts:
            name = f"[[{table}]]" if len(parts) > 1 else f"[{table}]"
            lines += ["", name, *_source(export)]
    return "\n".join(lines) + "\n"


def _source(export: Export) -> list[str]:
    table, lines = TABLES[export.table], [f"file = {_quoted(export.file)}"]
    if any(table.column(ours).kind == "date" for ours in export.columns if not ours.startswith("_")):
        lines.append(f"dates = {_quoted(DATE_FORM)}")
    if "_x" in export.columns:
        x, y = (_quoted(export.columns[ours]) for ours in ("_x", "_y"))
        lines.append(f"coordinates = {{ x = {x}, y = {y}, crs = {_quoted(WEB)} }}")
    # a shapefile may not keep a name that is ours already, so each is said there
    said = {ours: header for ours, header in export.columns.items() if not ours.startswith("_")}
    mapped = {ours: header for ours, header in said.items() if ours != header or export.form == "shapefile"}
    if mapped:
        lines.append(f"columns = {_inline(mapped)}")
    if export.values:
        listed = ", ".join(f"{ours} = {_inline(words)}" for ours, words in export.values.items())
        lines.append(f"values = {{ {listed} }}")
    return lines


def _inline(pairs: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{_key(key)} = {_quoted(value)}" for key, value in pairs.items()) + " }"


def _key(key: str) -> str:
    return key if key.isascii() and key.isidentifier() else _quoted(key)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
