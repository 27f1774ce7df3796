"""dataset.toml and its files -> checked tables and one report of everything that was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd

from prevent_geo.period import Period
from prevent_geo.reading.checks import check_order, check_values
from prevent_geo.reading.compact import Compact, Discard, Sink, refuse_too_many
from prevent_geo.reading.config import DatasetConfig, read_code_lists, read_config
from prevent_geo.reading.events import Known, check_events
from prevent_geo.reading.findings import Findings
from prevent_geo.reading.joins import place_partners
from prevent_geo.reading.levels import check_levels
from prevent_geo.reading.personal import refuse_protected_codes
from prevent_geo.reading.problems import Report
from prevent_geo.reading.shapes import check_coverage
from prevent_geo.reading.stream import ContactStream, is_streamed
from prevent_geo.reading.table import Part, bounds, finished, internal_crs, read_table
from prevent_geo.tables import AREAS, CONTACTS, PARTNERS, TABLES, CodeList, Standard, read_standards


@dataclass(frozen=True, eq=False)
class Reading:
    """What reading a folder gave: its config, code lists and report, and the tables if there were no errors.

    `standards` are those that the dataset names, if it does. `optional` holds every optional table by name; one that
    the dataset has not is empty, with all its columns. `files` are the names of those that were read, beside
    dataset.toml; `window` is the time of which contacts were, if not all.
    """

    config: DatasetConfig
    code_lists: Mapping[str, CodeList]
    standards: Mapping[str, Standard] | None
    report: Report
    areas: gpd.GeoDataFrame | None = None
    partners: gpd.GeoDataFrame | None = None
    contacts: pd.DataFrame | None = None
    optional: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    window: Period | None = None


def read_dataset(folder: Path, *, period: str | None = None) -> Reading:
    """Read and check everything in a dataset folder; problems are gathered, not raised.

    Parameters
    ----------
    period
        Contacts that are read in batches (see `is_streamed`) need only be those of this period and of as long a time
        before it; the others are neither read nor checked. In other datasets it changes nothing.

    Raises
    ------
    InputError
        If dataset.toml itself, or a code list or the standards that it names, cannot be used; if the period is not
        understood; or if there are more contacts than memory holds.
    """
    compact = Compact()

    def keep() -> Compact:
        nonlocal compact
        compact = Compact()
        return compact

    found = read_into(folder, keep, period=period)
    if found.contacts is None and found.areas is not None:
        return replace(found, contacts=compact.frame())
    return found


def check_dataset(folder: Path) -> Report:
    """Read and check everything, and keep only the report: contacts that are read in batches may be any number."""
    return read_into(folder, Discard, limit=False).report


def read_into(folder: Path, make_sink: Callable[[], Sink], *, period: str | None = None, limit: bool = True) -> Reading:
    """Read a dataset of which contacts that are read in batches go into a sink; see `read_dataset`."""
    config = read_config(folder)
    code_lists = read_code_lists(config, folder)
    standards = read_standards(folder / config.standards, focus=code_lists["focus"]) if config.standards else None
    internal = internal_crs(config)
    window = None if period is None else _window(Period.parse(period, config.dates()), config.dates())
    findings = Findings()
    refuse_protected_codes({name: code_lists[name] for name in config.codes}, findings)
    areas = read_table(AREAS, config, folder, internal, None, findings)
    streamed = is_streamed(config, folder)
    home, others = bounds(areas), [table for table in TABLES.values() if table is not AREAS]
    at_once = [table for table in others if not (streamed and table is CONTACTS)]
    parts = {table.name: read_table(table, config, folder, internal, home, findings) for table in at_once}
    parts = {AREAS.name: areas} | parts
    known = Known(internal, areas, home, code_lists, _keys(parts), config.dates())
    frames = {name: part.frame for name, part in parts.items() if part.frame is not None}
    for name, frame in frames.items():
        if name != CONTACTS.name:
            check_values(frame, TABLES[name], code_lists, known.keys, findings)
    if streamed:
        stream = ContactStream(config, folder, window, findings)
        if limit:
            refuse_too_many(stream.most)
        events, complete = None, stream.run(known, make_sink)
        files = stream.files(config.file_names())
    else:
        events, files = check_events(parts[CONTACTS.name], known, findings), tuple(config.file_names())
        complete = events is not None
    _warn({name: frame for name, frame in frames.items() if name != CONTACTS.name}, areas, findings)
    partners = parts[PARTNERS.name].shapes
    if findings.has_errors or areas.shapes is None or partners is None or not complete:
        return Reading(config, code_lists, standards, findings.report(config.title))
    located = place_partners(partners, areas.shapes, findings)
    return Reading(
        config,
        code_lists,
        standards,
        findings.report(config.title),
        gpd.GeoDataFrame(finished(areas.shapes, AREAS)),
        gpd.GeoDataFrame(finished(located, PARTNERS)),
        None if events is None else finished(events, CONTACTS),
        {table.name: finished(frames.get(table.name), table) for table in others if table.optional},
        files,
        window if streamed and window != known.period else None,
    )


def _window(period: Period, known: Period) -> Period:
    """A period with the time before it that it is compared with, as far as the dataset covers that."""
    return Period(max(known.start, period.before().start), period.end)


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
