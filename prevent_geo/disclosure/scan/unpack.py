"""From the final bytes of an artefact to everything that can be read in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from prevent_geo.disclosure.scan.database import LOGS, SQLITE, read_database, read_database_log
from prevent_geo.disclosure.scan.image import PNG, read_png
from prevent_geo.disclosure.scan.packed import GZIP, read_bzip2, read_deflated, read_gzip, read_tar, read_xz, read_zip
from prevent_geo.disclosure.scan.parquet import PARQUET, read_parquet
from prevent_geo.disclosure.scan.part import Part
from prevent_geo.disclosure.scan.pdf import PDF, read_pdf
from prevent_geo.disclosure.scan.piece import LARGEST_TOTAL, Found, Piece
from prevent_geo.disclosure.scan.text import decode, read_text
from prevent_geo.disclosure.scan.workbook import ODS, read_ods, read_xlsx
from prevent_geo.errors import DisclosureError

ZIP = b"PK\x03\x04"
TEXTS = (
    *(".csv", ".tsv", ".txt", ".log", ".md", ".html", ".htm", ".svg", ".xml", ".js", ".css"),
    *(".json", ".geojson", ".ipynb", ".jsonl", ".ndjson", ".toml", ".yaml", ".yml", ".qml", ".head"),
)
UNREADABLE = {b"\x28\xb5\x2f\xfd": "Zstandard", b"7z\xbc\xaf\x27\x1c": "7-Zip", b"Rar!\x1a\x07": "RAR"}


@dataclass(frozen=True)
class Kind:
    """A kind of bytes: how it is known, which names promise it, and how it is read."""

    begins: Callable[[bytes], bool]
    suffixes: tuple[str, ...]
    read: Callable[[Piece], Found]


def parts(name: str, data: bytes) -> Iterator[Part]:
    """Everything that can be read in an artefact, by what its bytes are and not by what it is called.

    Raises
    ------
    DisclosureError
        If something in it is of a known kind and cannot be read, or unpacks too deep or too far.

    Examples
    --------
    >>> import gzip
    >>> [(part.where, part.text) for part in parts("note.txt.gz", gzip.compress(b"kanari-7", mtime=0))]
    [('note.txt.gz', ''), ('note.txt.gz > gzip', 'kanari-7')]
    """
    return (found for found in parts_and_ends(name, data) if isinstance(found, Part))


def parts_and_ends(name: str, data: bytes, is_known: Callable[[Piece], bool] = lambda _: False) -> Found:
    """The parts, and each piece again behind all that lies in it; a piece that `is_known` is not unpacked."""
    # a list and not recursion: the depth is the writer's choice; True: its inside is done
    waiting = [(Piece(name, data, Path(name).name), False)]
    left = LARGEST_TOTAL
    while waiting:
        piece, done = waiting.pop()
        if done:
            yield piece
            continue
        if is_known(piece):
            continue
        waiting.append((piece, True))
        inner: list[Piece] = []
        for found in _read(piece):
            if isinstance(found, Part):
                yield found
                continue
            inner.append(found)
            left -= len(found.data)
            if left < 0:
                raise DisclosureError(
                    f"{name} unpacks to more than {LARGEST_TOTAL // 1_000_000_000} GB, so it cannot be audited"
                )
        waiting.extend((found, False) for found in reversed(inner))


def folder_parts(folder: Path) -> Iterator[Part]:
    """Everything that can be read in every file of a folder, hidden ones too, in the order of their paths.

    Raises
    ------
    DisclosureError
        If a file cannot be read or unpacked, or is a link.
    """
    files = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if not path.is_dir() or path.is_symlink()
    }
    for where in sorted(files):
        # a link is published as what it leads to, or as nothing
        if files[where].is_symlink():
            raise DisclosureError(f"{where} is a link, so it cannot be audited; replace it by a file")
        try:
            data = files[where].read_bytes()
        except OSError as error:
            raise Piece(where, b"").unreadable(error.strerror) from error
        yield from parts(where, data)


def _read(piece: Piece) -> Found:
    """The parts and pieces right inside a piece."""
    for start, called in UNREADABLE.items():
        if piece.data.startswith(start):
            raise piece.unreadable(f"{called} archives are not opened")
    kind = find_kind(piece.data)
    text = decode(piece.data) if kind is None else None
    _check_name(piece, kind, text is not None)
    if text is not None:
        yield from read_text(piece, text)
        return
    yield Part(piece.where, piece.data)
    yield from KINDS[kind].read(piece) if kind else read_deflated(piece)


def find_kind(data: bytes) -> str | None:
    r"""The kind of some bytes, or None for text and for what is not known.

    >>> find_kind(b"%PDF-1.7\n"), find_kind(b"code,n\n")
    ('PDF', None)
    """
    return next((name for name, kind in KINDS.items() if kind.begins(data)), None)


def _check_name(piece: Piece, kind: str | None, is_text: bool) -> None:
    """Refuse a file that is not what its name says: it may be damaged, or of a form that is not known here."""
    suffix = Path(piece.name).suffix.lower()
    promised = next((name for name, known in KINDS.items() if suffix and suffix in known.suffixes), None)
    kept = is_text if suffix in TEXTS else promised in (None, kind) or (promised == "zip" and kind is not None)
    if piece.data and not kept:
        raise piece.unreadable(f"its bytes are not those of a {suffix} file")


def _starts(*starts: bytes) -> Callable[[bytes], bool]:
    """Whether bytes begin in one of these ways."""
    return lambda data: data.startswith(starts)


def _is_bytes_worth_unpacking(data: bytes) -> bool:
    """Whether a blob in a database is of a known kind or a text; a geometry is neither."""
    return find_kind(data) is not None or (len(data) > 3 and decode(data) is not None)


KINDS = {
    "PNG": Kind(_starts(PNG), (".png",), read_png),
    "PDF": Kind(lambda data: data[:1024].lstrip().startswith(PDF), (".pdf",), read_pdf),
    "SQLite": Kind(
        _starts(SQLITE),
        (".gpkg", ".sqlite", ".sqlite3", ".qgs-db"),
        lambda piece: read_database(piece, _is_bytes_worth_unpacking),
    ),
    "SQLite log": Kind(_starts(*LOGS), (), read_database_log),
    "Parquet": Kind(_starts(PARQUET), (".parquet", ".geoparquet"), read_parquet),
    "gzip": Kind(_starts(GZIP + b"\x08"), (".gz", ".tgz"), read_gzip),
    "bzip2": Kind(lambda data: data[:3] == b"BZh" and data[4:10] == b"1AY&SY", (".bz2",), read_bzip2),
    "xz": Kind(_starts(b"\xfd7zXZ\0"), (".xz",), read_xz),
    "tar": Kind(lambda data: data[257:262] == b"ustar", (".tar",), read_tar),
    "workbook": Kind(lambda data: data.startswith(ZIP) and b"xl/workbook.xml" in data, (".xlsx", ".xlsm"), read_xlsx),
    "ODS": Kind(lambda data: data.startswith(ZIP) and ODS in data[:200], (".ods",), read_ods),
    "zip": Kind(
        lambda data: data.startswith(ZIP) or zipfile.is_zipfile(io.BytesIO(data)), (".zip", ".docx", ".kmz"), read_zip
    ),
}
