"""datapackage.json: every file of a release described as Frictionless Data Package does, with hashes and schemas."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from prevent_geo.releases.manifest import file_hash
from prevent_geo.releases.staging import MANIFEST

DATA_PACKAGE = "datapackage.json"
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".gpkg": "application/geopackage+sqlite3",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# what the columns of a table of figures are; a layer's table has them all
FIELDS = {
    "area_code": "Code of the area",
    "partner_id": "Code of the partner",
    "name": "Name",
    "value": "Released value; empty where there is none",
    "lower": "Lower 95 % limit",
    "upper": "Upper 95 % limit",
    "numerator": "What was counted",
    "denominator": "What it is out of, or of how many residents",
    "n": "Number of observations",
    "method": "How it was worked out",
    "status": "Whether there is a value, or why there is none",
}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_WHOLE = re.compile(r"-?(?:0|[1-9]\d*)")


def datapackage(folder: Path, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The content of datapackage.json for the files of a folder, but for itself and the manifest, which lists it.

    Parameters
    ----------
    folder
        A release folder whose other files are written.
    facts
        What the manifest says: title, place_name, marking, licence, source, vintage, parameters, run_id.

    Returns
    -------
    dict
        Name, title, licences, sources, and for each file its name, path, format, mediatype, size in bytes and SHA-256;
        for a CSV also its encoding and the name, title and type of each column.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in (MANIFEST, DATA_PACKAGE))
    return {
        "profile": "data-package",
        "name": _slug(f"{facts['parameters']['place']} {facts['parameters']['period']}"),
        "id": str(facts["run_id"]),
        "title": f"{facts['place_name']}: {facts['title']}",
        "description": f"{facts['marking']}. Period: {facts['parameters']['period']}. Vintage: {facts['vintage']}.",
        "licenses": [{"name": _slug(facts["licence"], keep_case=True), "title": facts["licence"] or "not given"}],
        "sources": [{"title": facts["source"] or "not given"}],
        "resources": [_resource(path, path.relative_to(folder).as_posix()) for path in files],
    }


def _resource(path: Path, name: str) -> dict[str, Any]:
    suffix = path.suffix.lower()
    resource = {
        "name": _slug(name),
        "path": name,
        "format": suffix.removeprefix(".") or "bin",
        "mediatype": MEDIA_TYPES.get(suffix, "application/octet-stream"),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{file_hash(path)}",
    }
    if suffix != ".csv":
        return resource
    return {
        **resource,
        "profile": "tabular-data-resource",
        "title": path.stem.replace("_", " ").capitalize(),
        "encoding": "utf-8-sig",
        "schema": _schema(path),
    }


def _schema(path: Path) -> dict[str, Any]:
    """Columns of a CSV and what their cells are; nothing stands for missing."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    fields = [
        {"name": name, "type": _type(cells), "title": FIELDS.get(name, name.replace("_", " ").capitalize())}
        for name, cells in zip(header, columns, strict=True)
    ]
    return {"fields": fields, "missingValues": [""]}


def _type(cells: tuple[str, ...]) -> str:
    given = [cell for cell in cells if cell]
    if given and all(map(_WHOLE.fullmatch, given)):
        return "integer"
    return "number" if given and all(map(_NUMBER.fullmatch, given)) else "string"


def _slug(text: str, *, keep_case: bool = False) -> str:
    """A name of small letters, digits, dots, dashes and underscores, as the specification wants it.

    >>> _slug("tables/Contact rate.csv")
    'tables-contact-rate.csv'
    """
    kept = re.sub(r"[^A-Za-z0-9._-]+", "-", text if keep_case else text.lower()).strip("-.")
    return kept or "not-given"
