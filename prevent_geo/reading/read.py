"""dataset.toml and its files -> checked tables and one report of everything that was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd

from prevent_geo.reading.checks import check_order, check_values
from prevent_geo.reading.config import DatasetConfig, read_code_lists, read_config
from prevent_geo.reading.findings import Findings
from prevent_geo.reading.joins import keep_period, place_contacts, place_partners
from prevent_geo.reading.levels import check_levels
from prevent_geo.reading.personal import refuse_protected_codes
from prevent_geo.reading.problems import Report
from prevent_geo.reading.shapes import check_coverage
from prevent_geo.reading.table import Part, bounds, finished, internal_crs, read_table
from prevent_geo.tables import AREAS, CONTACTS, PARTNERS, TABLES, CodeList


@dataclass(frozen=True, eq=False)
class Reading:
    """What reading a folder gave: its config, code lists and report, and the tables if there were no errors.

    `optional` holds every optional table by name; one that the dataset has not is empty, with all its columns.
    """

    config: DatasetConfig
    code_lists: Mapping[str, CodeList]
    report: Report
    areas: gpd.GeoDataFrame | None = None
    partners: gpd.GeoDataFrame | None = None
    contacts: pd.DataFrame | None = None
    optional: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def read_dataset(folder: Path) -> Reading:
    """Read and check everything in a dataset folder; problems are gathered, not raised.

    Raises
    ------
    InputError
        If dataset.toml itself, or a code list that it names, cannot be used.
    """
    config = read_config(folder)
    code_lists = read_code_lists(config, folder)
    internal = internal_crs(config)
    findings = Findings()
    refuse_protected_codes({name: code_lists[name] for name in config.codes}, findings)
    areas = read_table(AREAS, config, folder, internal, None, findings)
    home, others = bounds(areas), [table for table in TABLES.values() if table is not AREAS]
    parts = {table.name: read_table(table, config, folder, internal, home, findings) for table in others}
    parts = {AREAS.name: areas} | parts
    frames = {name: part.frame for name, part in parts.items() if part.frame is not None}
    events = _place(parts[CONTACTS.name], areas, findings)
    frames |= {} if events is None else {CONTACTS.name: events}
    keys = _keys(parts)
    for name, frame in frames.items():
        check_values(frame, TABLES[name], code_lists, keys, findings)
    if events is not None:
        frames[CONTACTS.name] = keep_period(events, config.dates(), findings)
    _warn(frames, areas, findings)
    partners = parts[PARTNERS.name].shapes
    if findings.has_errors or areas.shapes is None or partners is None or events is None:
        return Reading(config, code_lists, findings.report(config.title))
    located = place_partners(partners, areas.shapes, findings)
    return Reading(
        config,
        code_lists,
        findings.report(config.title),
        gpd.GeoDataFrame(finished(areas.shapes, AREAS)),
        gpd.GeoDataFrame(finished(located, PARTNERS)),
        finished(frames[CONTACTS.name], CONTACTS),
        {table.name: finished(frames.get(table.name), table) for table in others if table.optional},
    )


def _place(contacts: Part, areas: Part, findings: Findings) -> pd.DataFrame | None:
    """Contacts, each with the code of its area; without knowing every area, only those that give a code."""
    if contacts.shapes is not None and areas.shapes is not None:
        return place_contacts(contacts.shapes, areas.shapes, findings)
    if contacts.frame is None or "area_code" not in contacts.frame:
        return contacts.frame
    return pd.DataFrame(contacts.frame[contacts.frame["area_code"].notna()])


def _keys(parts: Mapping[str, Part]) -> dict[str, pd.Index]:
    """For each "table.column" that a table refers to, the values that exist, if that whole table could be read."""
    keys: dict[str, pd.Index] = {}
    for reference in {column.refers_to for table in TABLES.values() for column in table.columns if column.refers_to}:
        name, _, column = reference.partition(".")
        frame = parts[name].frame
        if frame is not None and parts[name].whole:
            keys[reference] = pd.Index(frame[column].dropna().unique() if column in frame else [], dtype="str")
    return keys


def _warn(frames: Mapping[str, pd.DataFrame], areas: Part, findings: Findings) -> None:
    """Look for what is odd, beside errors too, so that one report tells everything."""
    for name, frame in frames.items():
        check_order(frame, TABLES[name], findings)
    if areas.frame is not None:
        check_levels(areas.frame, AREAS, findings)
    if areas.shapes is not None:
        unsound = findings.is_reported(areas.shapes, AREAS.name, "geometry")
        check_coverage(areas.shapes[~unsound], AREAS, findings)
