"""Files to raw frames: any supported format, only the columns that are wanted, one row number per row."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.reading.config import Source
from prevent_geo.reading.raw import RawFile, readable_as
from prevent_geo.reading.text import open_text
from prevent_geo.reading.workbook import open_workbook

_TEXT = {".csv": ",", ".tsv": "\t", ".txt": "\t"}
_VECTOR = {
    ".gpkg": "GeoPackage",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".fgb": "FlatGeobuf",
    ".shp": "a Shapefile",
    ".zip": "a zipped Shapefile",
}
PARQUET = {".parquet", ".geoparquet"}
FORMATS = (*_TEXT, ".xlsx", *sorted(PARQUET), *sorted(_VECTOR))


def open_file(path: Path, source: Source) -> RawFile:
    """Look at a file's header.

    Raises
    ------
    InputError
        If it is not there, empty, of an unknown format, or cannot be read.
    """
    try:
        return _open(path, source)
    except OSError as error:
        raise InputError(f"the file cannot be opened ({error.strerror}); check who may read it") from None


def _open(path: Path, source: Source) -> RawFile:
    if "\0" in source.file or not path.exists():
        near = sorted(p.name for p in path.parent.glob("*")) if path.parent.is_dir() else []
        raise InputError(
            f"there is no such file{did_you_mean(path.name, near)}; put it there, or correct 'file' in dataset.toml"
        )
    if path.is_dir():
        raise InputError("this is a folder, not a file; name the file in it")
    if path.stat().st_size == 0:
        raise InputError("the file is empty (0 bytes); export it again")
    suffix = path.suffix.casefold()
    if suffix in _TEXT:
        return open_text(path, source, source.delimiter or _TEXT[suffix])
    if suffix == ".xlsx":
        return open_workbook(path, source)
    if suffix in PARQUET:
        return _open_parquet(path)
    if suffix in _VECTOR:
        return _open_vector(path, source, _VECTOR[suffix])
    raise InputError(f"'{path.suffix}' is not a format that can be read; use one of {', '.join(FORMATS)}")


def _open_parquet(path: Path) -> RawFile:
    import pyarrow.parquet as pq

    with readable_as("Parquet"):
        file = pq.ParquetFile(path)
        schema, count = file.schema_arrow, file.metadata.num_rows
        geo = json.loads((schema.metadata or {}).get(b"geo", b"null"))
        main = str(geo["primary_column"]) if geo else ""
    if count == 0:
        raise InputError("the file has no rows; export it again")

    def read(columns: list[str]) -> pd.DataFrame:
        with readable_as("Parquet"):
            # what pandas noted about an index is ignored: its columns are columns here
            frame = pq.read_table(path, columns=columns).to_pandas(ignore_metadata=True)
            frame = frame if columns else pd.DataFrame(index=range(count))
            if not main:
                return frame
            import geopandas as gpd

            shapes = gpd.read_parquet(path, columns=[main])
            return gpd.GeoDataFrame(frame, geometry=shapes.geometry.to_numpy(), crs=shapes.crs)

    left_out = {main, "bbox"} if main else set()
    return RawFile([name for name in schema.names if name not in left_out], bool(main), 1, read)


def _open_vector(path: Path, source: Source, kind: str) -> RawFile:
    import geopandas as gpd
    import pyogrio

    notes: list[str] = []
    with readable_as(kind), _noted(notes):
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        listed = ", ".join(layers)
        if source.layer is None and len(layers) > 1:
            raise InputError(f'the file has several layers ({listed}); say which in dataset.toml: layer = "..."')
        if source.layer is not None and source.layer not in layers:
            near = did_you_mean(source.layer, layers)
            raise InputError(f"there is no layer '{source.layer}'{near}; its layers are {listed}")
        info = pyogrio.read_info(path, layer=source.layer, force_feature_count=True)
    if info["features"] == 0:
        raise InputError("the file has no rows; export it again")

    def read(columns: list[str]) -> pd.DataFrame:
        with readable_as(kind), _noted(notes):
            return gpd.read_file(path, layer=source.layer, columns=columns, engine="pyogrio")

    return RawFile([str(name) for name in info["fields"]], info["geometry_type"] is not None, 1, read, notes)


@contextmanager
def _noted(notes: list[str]) -> Iterator[None]:
    """Keep what GDAL warns of, so that it stands in the report and not on the screen."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    # a column of numbers and text is no concern of GDAL's: its values are checked later
    told = (str(warning.message) for warning in caught if issubclass(warning.category, RuntimeWarning))
    notes += [text for text in told if text not in notes]
