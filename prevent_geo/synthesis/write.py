"""Write a town as a dataset folder, with its truth beside it: the same seed writes the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from prevent_geo.crs import crs_name
from prevent_geo.synthesis.companions import Drawn, draw_companions
from prevent_geo.synthesis.contacts import MonthCounts, as_text, draw_counts, draw_months
from prevent_geo.synthesis.describe import describe_dataset
from prevent_geo.synthesis.town import Town
from prevent_geo.synthesis.truth import write_features, write_truth

# called with what is being written, how much of it is done, and how much there is
Progress = Callable[[str, int, int], None]

_ROW_GROUP = 131_072
# how much places differ, beyond their residents, in the tables beside the contacts
_SPREAD = 0.4


@dataclass(frozen=True)
class Written:
    """What was written: how many contacts, and the names of the files."""

    contacts: int
    files: tuple[str, ...]


def write_town(
    folder: Path, town: Town, *, columnar: bool = False, command: str = "", progress: Progress | None = None
) -> Written:
    """Write a town to a folder: its tables, dataset.toml, README.md, datapackage.json, and truth/ beside them.

    Parameters
    ----------
    folder
        Made if it is not there; files of the same names are replaced.
    columnar
        Write areas and contacts as Parquet, month by month, instead of GeoJSON and CSV.
    command
        What the README says the town was made by.
    progress
        Told of every month and file.

    Raises
    ------
    ValueError
        If not one contact was drawn.
    """
    counts, companions = draw_counts(town.intensity), companions_of(town)
    written = _write_tables(folder, town, counts, companions, columnar=columnar, command=command, progress=progress)
    say(progress, "truth", 0, 1)
    write_truth(folder / "truth", town, counts, companions, written.files)
    say(progress, "truth", 1, 1)
    return written


def write_sample(folder: Path, town: Town, *, command: str) -> Written:
    """Write a town as text only, so that differences can be read; of its truth only what is planted."""
    counts, companions = draw_counts(town.intensity), companions_of(town)
    written = _write_tables(folder, town, counts, companions, columnar=False, command=command, progress=None)
    write_features(folder / "truth", town, written.files)
    return written


def say(progress: Progress | None, what: str, done: int, of: int) -> None:
    """Tell how far something is, if anybody listens."""
    if progress is not None:
        progress(what, done, of)


def _write_tables(
    folder: Path,
    town: Town,
    counts: list[MonthCounts],
    companions: Mapping[str, Drawn],
    *,
    columnar: bool,
    command: str,
    progress: Progress | None,
) -> Written:
    """Write the dataset alone, without its truth."""
    contacts = sum(int(month.recorded.sum()) for month in counts)
    if not contacts:
        raise ValueError("not one contact was drawn; ask for more")
    folder.mkdir(parents=True, exist_ok=True)
    files = {"areas": "areas.parquet" if columnar else "areas.geojson", "partners": "partners.csv"}
    if columnar:
        town.areas.to_parquet(folder / files["areas"], index=False, compression="zstd")
    else:
        (folder / files["areas"]).write_bytes(_geojson(town.areas).encode())
    sites = pd.DataFrame(town.partners.drop(columns="geometry"))
    _write_csv(folder / "partners.csv", sites)
    files["contacts"] = "contacts.parquet" if columnar else "contacts.csv"
    months = _counted(draw_months(town.intensity, counts), len(counts), progress)
    (_write_parquet if columnar else _write_months)(folder / files["contacts"], months)
    frames = {"areas": pd.DataFrame(town.areas.drop(columns="geometry")), "partners": sites}
    for name, drawn in companions.items():
        files[name] = f"{name}.csv"
        frames[name] = drawn.table
        _write_csv(folder / files[name], drawn.table)
    texts = describe_dataset(town, files, frames, contacts, command=command)
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    return Written(contacts, (*files.values(), *texts))


def companions_of(town: Town) -> dict[str, Drawn]:
    """The tables that stand beside the contacts of a town, if they have rows; in a plain town all places are alike."""
    calendar = town.intensity.calendar
    drawn = draw_companions(
        town.areas,
        town.partners,
        start=calendar[0].start_time.date(),
        months=len(calendar),
        seed=town.seed,
        spread=0.0 if town.plain else _SPREAD,
    )
    return {name: companion for name, companion in drawn.items() if len(companion.table)}


def _counted(months: Iterator[pa.Table], count: int, progress: Progress | None) -> Iterator[pa.Table]:
    say(progress, "contacts", 0, count)
    for number, month in enumerate(months, start=1):
        yield month
        say(progress, "contacts", number, count)


def _write_parquet(path: Path, months: Iterator[pa.Table]) -> None:
    first = next(months)
    with pq.ParquetWriter(path, first.schema, compression="zstd") as writer:
        writer.write_table(first, row_group_size=_ROW_GROUP)
        for month in months:
            writer.write_table(month, row_group_size=_ROW_GROUP)


def _write_months(path: Path, months: Iterator[pa.Table]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        for number, month in enumerate(months):
            as_text(month).to_csv(file, index=False, header=number == 0, lineterminator="\n")


def _write_csv(path: Path, frame: pd.DataFrame) -> None:
    path.write_bytes(str(frame.to_csv(index=False, lineterminator="\n")).encode())


def _geojson(areas: gpd.GeoDataFrame) -> str:
    """One feature to a line, in metres (to the millimetre), with the name of the grid that they are in."""
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:" + crs_name(areas).replace(":", "::")}}
    facts = areas.drop(columns="geometry").astype("object")
    rows = facts.where(facts.notna(), None).to_numpy()
    names = list(facts.columns)
    features = [
        _feature(dict(zip(names, row, strict=True)), shape) for row, shape in zip(rows, areas.geometry, strict=True)
    ]
    head = f'{{\n"type": "FeatureCollection",\n"crs": {json.dumps(crs)},\n"features": [\n'
    return head + ",\n".join(features) + "\n]\n}\n"


def _feature(record: Mapping[str, Any], shape: Any) -> str:
    polygons = [
        [_ring(ring) for ring in (part.exterior, *part.interiors)]
        for part in shapely.get_parts(shapely.orient_polygons(shape))
    ]
    single = len(polygons) == 1
    geometry = {"type": "Polygon" if single else "MultiPolygon", "coordinates": polygons[0] if single else polygons}
    feature = {"type": "Feature", "properties": record, "geometry": geometry}
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"))


def _ring(ring: Any) -> list[list[float]]:
    """Corners to the millimetre; whole metres as whole numbers."""
    corners = np.round(shapely.get_coordinates(ring), 3)
    whole = bool((corners == np.round(corners)).all())
    listed: list[list[float]] = (corners.astype(np.int64) if whole else corners).tolist()
    return listed
