"""Parquet and GeoParquet: columns, dictionaries, metadata and statistics."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from prevent_geo.disclosure.scan.encoded import worth_unpacking
from prevent_geo.disclosure.scan.part import Part
from prevent_geo.disclosure.scan.piece import Found, Piece
from prevent_geo.disclosure.scan.tables import frame

PARQUET = b"PAR1"


def read_parquet(piece: Piece) -> Found:
    """The columns as a table, and what the file carries besides: metadata, statistics, words that no row uses.

    Notes
    -----
    Geometries, like all bytes, are left to the bytes.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(piece.data))
        words = [field.name for field in file.schema_arrow if pa.types.is_string(field.type)]
        schema = file.schema_arrow
        table = pq.ParquetFile(io.BytesIO(piece.data), read_dictionary=words).read()
        statistics = "\n".join(_statistics(file.metadata))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise piece.unreadable(error) from error
    columns = {field.name: table.column(place) for place, field in enumerate(table.schema)}
    kept = {name: column for name, column in columns.items() if not _is_bytes(column.type)}
    texts = {name: [_cell(value) for value in column.to_pylist()] for name, column in kept.items()}
    yield Part(piece.where, table=frame(list(texts), zip(*texts.values(), strict=True)))
    for name, cells in texts.items():
        # a word that many rows share is unpacked once
        for cell in dict.fromkeys(cell for cell in cells if isinstance(cell, str) and worth_unpacking(cell)):
            yield piece.inside(f"column {name}", cell)
        chunks = [chunk for chunk in kept[name].chunks if pa.types.is_dictionary(chunk.type)]
        words = list(dict.fromkeys(str(word) for chunk in chunks for word in chunk.dictionary.to_pylist()))
        unused = [word for word in words if word not in set(map(str, cells))]
        if unused:
            yield Part(piece.at(f"column {name} > words in no row"), text="\n".join(unused))
    for where, metadata in [("metadata", file.metadata.metadata), ("schema metadata", schema.metadata)]:
        for key, value in (metadata or {}).items():
            yield piece.inside(f"{where} {key.decode('utf-8', 'replace')}", value)
    for field in schema:
        for key, value in (field.metadata or {}).items():
            yield piece.inside(f"column {field.name} > {key.decode('utf-8', 'replace')}", value)
    yield Part(piece.at("schema and statistics"), text=f"{schema.to_string(show_field_metadata=False)}\n{statistics}")


def _statistics(metadata: Any) -> Iterator[str]:
    """What the file says about each column of each group of rows."""
    yield f"{metadata.created_by}: {metadata.num_rows} rows"
    for group in range(metadata.num_row_groups):
        for place in range(metadata.num_columns):
            column = metadata.row_group(group).column(place)
            found = column.statistics
            if found is not None and found.has_min_max and not isinstance(found.min, bytes):
                yield f"{column.path_in_schema}: least {found.min}, greatest {found.max}"


def _is_bytes(kind: Any) -> bool:
    """Whether a column holds bytes, such as geometries."""
    import pyarrow as pa

    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))


def _cell(value: object) -> object:
    """A cell that is a list or a record, as JSON."""
    return json.dumps(value, default=str, ensure_ascii=False) if isinstance(value, (dict, list)) else value
