"""What stands beside the tables of a town: dataset.toml, README.md and datapackage.json."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

import prevent_geo
from prevent_geo.crs import crs_name
from prevent_geo.synthesis.package import data_package
from prevent_geo.synthesis.town import Town
from prevent_geo.tables import TABLES, Table, default_code_lists

_TEMPLATES = Path(__file__).parent / "templates"
_INVENTED = (
    "Everything here is invented: the places, the organisations and the events. Codes begin with X so that nobody "
    "takes them for real ones; deprivation deciles are tenths of this town."
)
_OVER_REAL = (
    "The areas are those of {name}{licence}. Everything else is invented: no organisation and no event in it exists."
)
_NOTHING_EXISTS = "no place, organisation or event in it exists"
_GEOJSON = "The `crs` member of areas.geojson is not part of RFC 7946; GDAL and QGIS read it. "


def describe_dataset(
    town: Town, files: Mapping[str, str], frames: Mapping[str, pd.DataFrame], contacts: int, *, command: str
) -> dict[str, str]:
    """The texts that describe a dataset, by file name.

    Parameters
    ----------
    files, frames
        For each table its file and, of all but the contacts, its rows.
    contacts
        How many contacts there are.
    command
        What it was made by.
    """
    name, reality = _name_and_reality(town)
    facts = _facts(town, name) | {
        "areas_file": files["areas"],
        "contacts_file": files["contacts"],
        "companions": "".join(f'\n[{table}]\nfile = "{file}"\n' for table, file in list(files.items())[3:]),
    }
    counts = {table: len(frame) for table, frame in frames.items()} | {"contacts": contacts}
    columns = {table: list(frame.columns) for table, frame in frames.items()}
    columns["contacts"] = [column.name for column in TABLES["contacts"].columns if column.kind != "geometry"]
    readme = facts | {
        "heading": f"{name}: a synthetic {'dataset over real areas' if town.origin else 'town'}",
        "reality": reality,
        "command": command or "prevent_geo.synthesis.write_town",
        "files": "\n".join(f"| {file} | {TABLES[table].row} | {counts[table]:,} |" for table, file in files.items()),
        "geojson": _GEOJSON if files["areas"].endswith(".geojson") else "",
        "columns": "".join(_columns(TABLES[table], columns[table]) for table in files),
    }
    listed = {table: [file, *columns[table]] for table, file in files.items()}
    package = data_package(
        f"{name}: synthetic community engagement",
        reality,
        listed,
        dict(default_code_lists()),
        real_areas=town.origin is not None,
    )
    return {
        "dataset.toml": _fill("dataset.toml", facts).rstrip() + "\n",
        "README.md": _fill("README.md", readme),
        "datapackage.json": package,
    }


def _name_and_reality(town: Town) -> tuple[str, str]:
    """What the town is called, and what in it is real; in words that mean nothing to Markdown or TOML."""
    if town.origin is None:
        return str(town.areas["force_name"].iloc[0]), _INVENTED
    name = _plain(town.origin.name)
    licence = (
        f" (licence: {_plain(town.origin.licence)})" if town.origin.licence else ", under the licence of their source"
    )
    return name, _OVER_REAL.format(name=name, licence=licence)


def _facts(town: Town, name: str) -> dict[str, str]:
    calendar, origin = town.intensity.calendar, town.origin
    licence, source = "CC0-1.0", _NOTHING_EXISTS
    if origin is not None:
        licence = f"CC0-1.0; the areas: {_plain(origin.licence) or 'the licence of their source'}"
        source = f"no organisation or event in it exists; areas: {_plain(origin.source) or name}"
    return {
        "version": prevent_geo.__version__,
        "title": f"{name} community engagement (synthetic)",
        "start": calendar[0].start_time.date().isoformat(),
        "end": calendar[-1].end_time.date().isoformat(),
        "vintage": str(calendar[-1] + 1),
        "marking": origin.marking if origin else "NOT PROTECTIVELY MARKED",
        "licence": licence,
        "source": f"Synthetic data, drawn with seed {town.seed}: {source}",
        "crs": crs_name(town.areas),
    }


def _fill(template: str, facts: Mapping[str, object]) -> str:
    return (_TEMPLATES / template).read_text(encoding="utf-8").format(**facts)


def _plain(text: str) -> str:
    """Text without what TOML, Markdown or HTML would read as more than text."""
    return "".join(" " if letter in '"\\`|<>*[]{}' or not letter.isprintable() else letter for letter in text).strip()


def _columns(table: Table, names: list[str]) -> str:
    """A list of the columns of a table that are there, in words."""
    lines = [f"**{table.name}**\n"]
    for name in names:
        if name not in table.names:
            lines.append(f"- {name}: metres")
            continue
        column = table.column(name)
        unit = f" ({column.unit})" if column.unit else ""
        lines.append(f"- {name}: {column.meaning}{unit}")
    return "\n".join(lines) + "\n\n"
