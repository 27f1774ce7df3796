"""datapackage.json: the files of a town as a Frictionless data package, from the declarations of the tables."""

from __future__ import annotations

import json
from typing import Any

from prevent_geo.tables import TABLES, CodeList, Column, Table

_TYPES = {"code": "string", "text": "string", "integer": "integer", "number": "number", "date": "date"}
_LICENCE = {"name": "CC0-1.0", "title": "Creative Commons Zero v1.0 Universal"}


def data_package(
    title: str, description: str, files: dict[str, list[str]], code_lists: dict[str, CodeList], *, real_areas: bool
) -> str:
    """Descriptor of a package, as JSON.

    Parameters
    ----------
    files
        For each table (in the order of `TABLES`) the name of its file and, where it is CSV, its columns.
    real_areas
        The areas are not invented, and not ours to license.
    """
    resources = [
        _resource(TABLES[table], name, columns, files, code_lists) for (table, (name, *columns)) in files.items()
    ]
    for resource in resources:
        if not (real_areas and resource["name"] == "areas"):
            resource["licenses"] = [_LICENCE]
    facts = {
        "profile": "data-package",
        "name": "synthetic-town",
        "title": title,
        "description": description,
        "resources": resources,
    }
    return json.dumps(facts, indent=1, ensure_ascii=False) + "\n"


def _resource(
    table: Table, file: str, columns: list[str], files: dict[str, list[str]], code_lists: dict[str, CodeList]
) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": table.name, "path": file, "description": f"A row is {table.row}."}
    if not file.endswith(".csv"):
        text = {"format": "geojson", "encoding": "utf-8"}
        return facts | {"type": "file"} | (text if file.endswith(".geojson") else {"format": "parquet"})
    given = [table.column(name) if name in table.names else None for name in columns]
    schema: dict[str, Any] = {
        "fields": [
            _field(column, code_lists) if column else {"name": name, "type": "integer", "description": "metres"}
            for name, column in zip(columns, given, strict=True)
        ],
        "missingValues": [""],
        "primaryKey": list(table.identity),
    }
    # what refers to a file that is no table cannot be checked by the package
    keys = [_foreign_key(column) for column in given if column and _is_table(column, files)]
    if keys:
        schema["foreignKeys"] = keys
    return facts | {"profile": "tabular-data-resource", "encoding": "utf-8", "schema": schema}


def _field(column: Column, code_lists: dict[str, CodeList]) -> dict[str, Any]:
    unit = f" ({column.unit})" if column.unit else ""
    field: dict[str, Any] = {"name": column.name, "description": column.meaning + unit}
    if column.kind == "flag":
        return field | {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]}
    limits: dict[str, Any] = {"minimum": column.minimum, "maximum": column.maximum}
    limits = {name: int(value) if value == int(value) else value for name, value in limits.items() if value is not None}
    if column.required and not column.nullable:
        limits["required"] = True
    if column.code_list:
        limits["enum"] = list(code_lists[column.code_list].labels)
    if column.pattern:
        limits["pattern"] = column.pattern
    field["type"] = _TYPES[column.kind]
    return field | ({"constraints": limits} if limits else {})


def _is_table(column: Column, files: dict[str, list[str]]) -> bool:
    table = column.refers_to.partition(".")[0]
    return table in files and files[table][0].endswith(".csv")


def _foreign_key(column: Column) -> dict[str, Any]:
    table, _, field = column.refers_to.partition(".")
    return {"fields": [column.name], "reference": {"resource": table, "fields": [field]}}
