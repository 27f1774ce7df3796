"""CSV and TSV: strict about separators, quotation marks and encodings, since a shifted column looks like data."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Container, Generator, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

import pandas as pd

from prevent_geo.errors import InputError
from prevent_geo.reading.config import Source
from prevent_geo.reading.raw import RawFile
from prevent_geo.reading.titles import FIRST_ROWS, names_wanted, refuse_title

_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_CHUNK = 5_000


def open_text(path: Path, source: Source, delimiter: str) -> RawFile:
    """Look at the header of a text file; see `open_file`."""
    with _explained(path, source, delimiter):
        first = _first_rows(path, source, delimiter)
    header = [name.strip() for name in first[0][1]] if first else []
    _refuse_wrong_delimiter(header, delimiter, names_wanted(source))
    refuse_title(first, source)
    if not any(header):
        advice = "if title rows stand above the header, say how many in dataset.toml: skip_rows = 1"
        raise InputError(f"the first line, which should name the columns, is blank; {advice}")
    _refuse_wrong_delimiter(header, delimiter, None)
    if len(first) < 2:
        raise InputError("the file has a header but no rows; export it again")

    def read(columns: list[str]) -> pd.DataFrame:
        with _explained(path, source, delimiter):
            return _read(_rows(path, source, delimiter), header, columns, source.skip_rows + 2)

    told = ["the mark of UTF-8 at its start (byte order mark) was taken off"] if _has_mark(path) else []
    return RawFile(header, False, source.skip_rows + 2, read, tidied=told)


def _first_rows(path: Path, source: Source, delimiter: str) -> list[tuple[int, list[str]]]:
    """The first rows, each with the number of lines of the file that come before it."""
    with path.open(encoding=_without_mark(source.encoding), newline="") as lines:
        skipped = sum(1 for _ in islice(lines, source.skip_rows))
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        first: list[tuple[int, list[str]]] = []
        while len(first) < FIRST_ROWS:
            before = skipped + reader.line_num
            if (row := next(reader, None)) is None:
                break
            first.append((before, row))
    return first


def _has_mark(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(3) == codecs.BOM_UTF8


def _without_mark(encoding: str) -> str:
    """The encoding, but UTF-8 without the mark that may stand at its start."""
    return "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding


def _rows(path: Path, source: Source, delimiter: str) -> Generator[list[str]]:
    with path.open(encoding=_without_mark(source.encoding), newline="") as lines:
        for _ in range(source.skip_rows):
            next(lines, None)
        yield from csv.reader(lines, delimiter=delimiter, strict=True)


def _read(rows: Iterator[list[str]], header: list[str], columns: list[str], first_row: int) -> pd.DataFrame:
    import pyarrow as pa

    places = [header.index(name) for name in columns]
    next(rows)
    parts: list[list[pa.Array]] = [[] for _ in columns]
    uneven, count = [], 0
    # few rows at a time: a million lists alive at once keep the garbage collector busy
    while chunk := list(islice(rows, _CHUNK)):
        if set(map(len, chunk)) != {len(header)}:
            uneven += [first_row + count + at for at, row in enumerate(chunk) if _is_uneven(row, len(header))]
            chunk = [[*row, *[""] * len(header)][: len(header)] for row in chunk]
        count += len(chunk)
        by_column = list(zip(*chunk, strict=True))
        for part, place in zip(parts, places, strict=True):
            part.append(pa.array(by_column[place], pa.large_string()))
    if uneven:
        listed = ", ".join(str(row) for row in uneven[:5])
        rows_have = f"row {listed} has" if len(uneven) == 1 else f"{len(uneven):,} rows (the first: {listed}) have"
        raise InputError(
            f"{rows_have} more or fewer values than the header's {len(header)}; "
            "put text that has the separator in it in quotation marks, or export the file again"
        )
    texts = {
        name: pd.array(pa.chunked_array(part, pa.large_string()), dtype="str")
        for name, part in zip(columns, parts, strict=True)
    }
    return pd.DataFrame(texts, index=range(count))


def _is_uneven(row: list[str], width: int) -> bool:
    """Whether values are lacking or left over; blank rows and empty values at the end lose nothing."""
    return len(row) != width and any(cell.strip() for cell in (row if len(row) < width else row[width:]))


@contextmanager
def _explained(path: Path, source: Source, delimiter: str) -> Iterator[None]:
    try:
        codecs.lookup(source.encoding)
    except (LookupError, ValueError):
        raise InputError(
            f"'{source.encoding}' is not an encoding; write one such as encoding = \"cp1252\" in dataset.toml"
        ) from None
    _refuse_nul(path, source.encoding)
    if _has_mark(path) and not codecs.lookup(source.encoding).name.startswith("utf"):
        raise InputError(
            f"the file begins with the mark of UTF-8, but dataset.toml says {source.encoding}; take 'encoding' out"
        )
    try:
        yield
    except csv.Error as error:
        good = 0
        with suppress(csv.Error):
            for _ in _rows(path, source, delimiter):
                good += 1
        told = "a quotation mark is opened and not closed" if "end of data" in str(error) else str(error)
        raise InputError(f"row {source.skip_rows + good + 1} cannot be read: {told}; export the file again") from None
    except (UnicodeError, LookupError):
        name = "UTF-8" if source.encoding == "utf-8-sig" else source.encoding
        raise InputError(
            f'the text is not {name}; say in dataset.toml which encoding it is in, e.g. encoding = "cp1252"'
        ) from None


def _refuse_nul(path: Path, encoding: str) -> None:
    """Refuse what is not text in an encoding of bytes: UTF-16 read as UTF-8, or a workbook called .csv."""
    if encoding.casefold().startswith(("utf-16", "utf16", "utf_16", "utf-32", "utf32", "utf_32")):
        return
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            if b"\0" in block:
                advice = 'if Excel saved it as Unicode text, say in dataset.toml: encoding = "utf-16"'
                raise InputError(f"the file has NUL bytes, which text has not; {advice}")


def _refuse_wrong_delimiter(header: list[str], delimiter: str, wanted: Container[str] | None) -> None:
    """Refuse a lone column whose name has other separators in it (and, between them, one of the wanted names)."""
    if len(header) != 1:
        return
    counts = {other: header[0].count(other) for other in _NAMES if other != delimiter}
    best = max(counts, key=lambda other: counts[other])
    parts = [part.strip(' "') for part in header[0].split(best)]
    if counts[best] and (wanted is None or any(part in wanted for part in parts)):
        written = "\\t" if best == "\t" else best
        expected = _NAMES.get(delimiter, f"'{delimiter}'")
        raise InputError(
            f"the columns are separated by {_NAMES[best]}, not {expected}; "
            f'say so in dataset.toml: delimiter = "{written}"'
        )
