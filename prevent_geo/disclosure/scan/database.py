"""GeoPackage and SQLite: every table, the SQL of views, blobs, and what deletion left behind."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from prevent_geo.disclosure.scan.database_pages import Pages, Record
from prevent_geo.disclosure.scan.encoded import worth_unpacking
from prevent_geo.disclosure.scan.part import Part
from prevent_geo.disclosure.scan.piece import Found, Piece
from prevent_geo.disclosure.scan.tables import frame

SQLITE = b"SQLite format 3\0"
# the pages of a write-ahead log and of a rollback journal, by how the file begins
LOGS = {b"\x37\x7f\x06\x82": (8, 32, 24, 0), b"\x37\x7f\x06\x83": (8, 32, 24, 0), b"\xd9\xd5\x05\xf9": (24, -1, 4, 4)}


def read_database(piece: Piece, is_known: Callable[[bytes], bool]) -> Found:
    """Every table of every kind, blobs that `is_known` says can be unpacked, free pages and unused space.

    Notes
    -----
    Read from a temporary copy that SQLite may not change. Virtual tables are read through the tables that they lie in;
    views are given as their SQL. Geometries are left to the bytes.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite"
        copy.write_bytes(piece.data)
        try:
            with closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
                connection.text_factory = lambda text: text.decode("utf-8", "replace")
                for table, kind, sql in connection.execute("SELECT name, type, sql FROM sqlite_master").fetchall():
                    yield Part(piece.at(f"{kind} {table}"), text=f"{table}\n{sql or ''}")
                    if kind == "table" and not (sql or "").upper().startswith("CREATE VIRTUAL"):
                        yield from _table(piece, connection, table, is_known)
                yield from _table(piece, connection, "sqlite_master", is_known)
        except (sqlite3.Error, ValueError) as error:
            raise piece.unreadable(error) from error
    pages = Pages(piece.data)
    free = pages.free()
    if free:
        left = b"".join(free.values())
        yield Part(piece.at("free pages"), left, _printable(left))
        for number, page in free.items():
            yield from _records(piece, f"free pages > page {number}", pages.records(page))
    unused = pages.unused()
    if unused.strip(b"\0"):
        yield Part(piece.at("unused space in pages"), unused, _printable(unused))


def read_database_log(piece: Piece) -> Found:
    """The rows in the pages of a write-ahead log or a rollback journal, older or newer than the database."""
    size_at, start, before, after = LOGS[piece.data[:4]]
    size = int.from_bytes(piece.data[size_at : size_at + 4])
    start = int.from_bytes(piece.data[20:24]) if start < 0 else start
    yield Part(piece.at("text"), text=_printable(piece.data))
    if size < 512:
        return
    step = before + size + after
    pages = Pages(piece.data)
    for number, place in enumerate(range(start, len(piece.data) - step + 1, step), 1):
        page = piece.data[place + before : place + before + size]
        yield from _records(piece, f"page {number}", pages.records(page))


def _table(piece: Piece, connection: sqlite3.Connection, table: str, is_known: Callable[[bytes], bool]) -> Found:
    """One table as text, and the cells in it that hold more."""
    quoted = table.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{quoted}"')
    header = [column[0] for column in cursor.description]
    rows = cursor.fetchall()
    kept = [
        place
        for place in range(len(header))
        if not rows or not all(isinstance(row[place], bytes) or row[place] is None for row in rows)
    ]
    yield Part(
        piece.at(table), table=frame([header[place] for place in kept], ([row[x] for x in kept] for row in rows))
    )
    for number, row in enumerate(rows, 1):
        for name, cell in zip(header, row, strict=True):
            if isinstance(cell, bytes) and is_known(cell):
                yield piece.unpacked(f"{table} > row {number} > {name}", cell)
            elif isinstance(cell, str) and worth_unpacking(cell):
                yield piece.inside(f"{table} > row {number} > {name}", cell)


def _records(piece: Piece, label: str, records: list[Record]) -> Found:
    """Rows that a page still holds."""
    if records:
        yield Part(piece.at(label), table=frame([], records))


def _printable(data: bytes) -> str:
    """The runs of four and more printable letters."""
    return "\n".join(run.decode("utf-8", "replace") for run in re.findall(rb"[\x20-\x7e\x80-\xff]{4,}", data))
