"""Files to raw frames: any supported format, only the columns that are wanted, one row number per row."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.reading.config import Source

_TEXT = {".csv": ",", ".tsv": "\t", ".txt": "\t"}
_VECTOR = {".gpkg", ".geojson", ".json", ".fgb", ".shp", ".zip"}
_PARQUET = {".parquet", ".geoparquet"}
FORMATS = (*_TEXT, ".xlsx", *sorted(_PARQUET), *sorted(_VECTOR))


@dataclass(frozen=True, eq=False)
class RawFile:
    """A file whose header is known: its columns, and how to read some of them."""

    columns: list[str]
    has_geometry: bool
    first_row: int
    read: Callable[[list[str]], pd.DataFrame]


def open_file(path: Path, source: Source) -> RawFile:
    """Look at a file's header.

    Raises
    ------
    InputError
        If it is not there, empty, of an unknown format, or cannot be read.
    """
    if not path.exists():
        near = sorted(p.name for p in path.parent.glob("*")) if path.parent.is_dir() else []
        raise InputError(
            f"there is no such file{did_you_mean(path.name, near)}; put it there or correct 'file' in dataset.toml"
        )
    if path.stat().st_size == 0:
        raise InputError("the file is empty (0 bytes); export it again")
    suffix = path.suffix.casefold()
    if suffix in _TEXT:
        return _open_text(path, source, source.delimiter or _TEXT[suffix])
    if suffix == ".xlsx":
        return _open_workbook(path, source)
    if suffix in _PARQUET:
        return _open_parquet(path)
    if suffix in _VECTOR:
        return _open_vector(path, source)
    raise InputError(f"'{path.suffix}' is not a format that can be read; use one of {', '.join(FORMATS)}")


def _open_text(path: Path, source: Source, delimiter: str) -> RawFile:
    try:
        with path.open(encoding=source.encoding, newline="") as lines:
            for _ in range(source.skip_rows):
                next(lines, None)
            header = next(csv.reader(lines, delimiter=delimiter), [])
            has_rows = next(lines, None) is not None
    except (UnicodeDecodeError, LookupError):
        raise InputError(
            f'the text is not {source.encoding}; say which encoding it is in, e.g. encoding = "cp1252"'
        ) from None
    header = [name.strip() for name in header]
    _refuse_wrong_delimiter(header, delimiter)
    if not has_rows:
        raise InputError("the file has a header but no rows; export it again")

    def read(columns: list[str]) -> pd.DataFrame:
        try:
            return pd.read_csv(
                path,
                sep=delimiter,
                encoding=source.encoding,
                skiprows=source.skip_rows,
                header=0,
                names=header,
                usecols=columns,
                dtype="str",
                keep_default_na=False,
                skip_blank_lines=False,
            )[columns]
        except (pd.errors.ParserError, UnicodeDecodeError, ValueError) as error:
            raise InputError(f"cannot be read as text separated by '{delimiter}': {error}") from None

    return RawFile(header, False, source.skip_rows + 2, read)


def _open_workbook(path: Path, source: Source) -> RawFile:
    try:
        sheets = pd.ExcelFile(path)
    except (ValueError, KeyError, OSError) as error:
        raise InputError(f"cannot be read as an Excel workbook: {error}") from None
    with sheets:
        names = [str(name) for name in sheets.sheet_names]
        if source.sheet is not None and source.sheet not in names:
            raise InputError(f"there is no sheet '{source.sheet}' (its sheets: {', '.join(names)})")
        frame = sheets.parse(
            source.sheet or 0, header=source.skip_rows, dtype=str, keep_default_na=False, na_filter=False
        )
    frame.columns = [str(name).strip() for name in frame.columns]
    if frame.empty:
        raise InputError("the sheet has no rows; export it again")
    return RawFile(list(frame.columns), False, source.skip_rows + 2, lambda columns: frame[columns].copy())


def _open_parquet(path: Path) -> RawFile:
    import pyarrow.parquet as pq
    from pyarrow import ArrowInvalid

    try:
        schema = pq.read_schema(path)
    except (ArrowInvalid, OSError) as error:
        raise InputError(f"cannot be read as Parquet: {error}") from None
    if b"geo" not in (schema.metadata or {}):
        return RawFile(list(schema.names), False, 1, lambda columns: pd.read_parquet(path, columns=columns))

    import geopandas as gpd

    def read(columns: list[str]) -> pd.DataFrame:
        frame = gpd.read_parquet(path, columns=[*columns, _geometry_name(schema.metadata)])
        return frame.rename_geometry("geometry") if frame.geometry.name != "geometry" else frame

    plain = [name for name in schema.names if name not in {_geometry_name(schema.metadata), "bbox"}]
    return RawFile(plain, True, 1, read)


def _open_vector(path: Path, source: Source) -> RawFile:
    import geopandas as gpd
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        if source.layer is None and len(layers) > 1:
            raise InputError(f'the file has several layers ({", ".join(layers)}); say which: layer = "..."')
        if source.layer is not None and source.layer not in layers:
            raise InputError(f"there is no layer '{source.layer}' (its layers: {', '.join(layers)})")
        info = pyogrio.read_info(path, layer=source.layer, force_feature_count=True)
    except (DataSourceError, DataLayerError) as error:
        raise InputError(f"cannot be read as {path.suffix}: {error}") from None
    if info["features"] == 0:
        raise InputError("the file has no rows; export it again")

    def read(columns: list[str]) -> pd.DataFrame:
        return gpd.read_file(path, layer=source.layer, columns=columns, engine="pyogrio")

    return RawFile([str(name) for name in info["fields"]], info["geometry_type"] is not None, 1, read)


def _geometry_name(metadata: dict[bytes, bytes]) -> str:
    import json

    return str(json.loads(metadata[b"geo"])["primary_column"])


def _refuse_wrong_delimiter(header: list[str], delimiter: str) -> None:
    others = {";": "semicolons", "\t": "tabs", ",": "commas", "|": "bars"}
    for other, name in others.items():
        if other != delimiter and len(header) == 1 and header[0].count(other) > 0:
            written = "\\t" if other == "\t" else other
            raise InputError(
                f"the columns are separated by {name}, not by '{delimiter}'; write delimiter = \"{written}\""
            )
