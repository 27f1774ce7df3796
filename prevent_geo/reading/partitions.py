"""Partitions: the Parquet files of a folder as one source, read in batches of bounded size, parts of no use skipped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import numpy as np
import pandas as pd

from prevent_geo.errors import InputError, counted, quoted_list
from prevent_geo.period import Period
from prevent_geo.reading.config import Source
from prevent_geo.reading.files import FORMATS, PARQUET
from prevent_geo.reading.findings import Findings
from prevent_geo.reading.raw import RawFile, readable_as

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

Integers = np.ndarray[Any, np.dtype[np.int64]]

BATCH_ROWS = 100_000
# what Hive, Spark and dask write for a value that is missing
_NOTHING = "__HIVE_DEFAULT_PARTITION__"
_KEY = re.compile(r"([^=]+)=(.*)", re.DOTALL)
_TOLD = 10


class PartError(InputError):
    """One file of a folder cannot be read; `file` says which."""

    def __init__(self, file: str, told: str) -> None:
        self.file = file
        super().__init__(told)


@dataclass(frozen=True)
class PartFile:
    """One file of a folder: its name beside dataset.toml, what the folders around it say of its rows, its rows."""

    path: Path
    name: str
    keys: Mapping[str, str | None]
    rows: int


@dataclass(frozen=True, eq=False)
class Partitions:
    """Parquet files with the same columns, in the order of their names; rows are numbered from 0 through all files."""

    files: tuple[PartFile, ...]
    columns: tuple[str, ...]

    @property
    def starts(self) -> Integers:
        """The number of rows before each file."""
        return np.cumsum([0, *(file.rows for file in self.files[:-1])], dtype="int64")

    def header(self) -> RawFile:
        """The columns as a file has them, of which nothing is read at once."""
        return RawFile(list(self.columns), False, 1, lambda columns: pd.DataFrame(columns=columns))

    def used(self, days: str, window: Period | None) -> dict[str, int]:
        """How many rows of a window each file may have, by the statistics of the column of days; if it may have any."""
        counts = {file.name: sum(rows for rows, skip in _groups(file, days, window) if not skip) for file in self.files}
        return {name: count for name, count in counts.items() if count}

    def read(self, wanted: list[str], days: str, window: Period | None) -> Iterator[tuple[pd.DataFrame, Integers]]:
        """Batches of the wanted columns, each with the numbers of its rows; row groups outside a window are skipped."""
        held: list[pd.DataFrame] = []
        numbers: list[Integers] = []
        for file, start in zip(self.files, self.starts, strict=False):
            for frame, at in _pieces(file, wanted, days, window):
                held.append(frame)
                numbers.append(at + start)
                # small files are read together: what a batch costs beyond its rows is much for a few rows
                if sum(map(len, held)) >= BATCH_ROWS:
                    yield _joined(held), np.concatenate(numbers)
                    held, numbers = [], []
        if held:
            yield _joined(held), np.concatenate(numbers)


def is_folder(path: Path) -> bool:
    """Whether there is a folder; a name that no file can have names none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_plain_parquet(path: Path, rows: int) -> bool:
    """Whether a path is a Parquet file without shapes that can be read and has at least so many rows."""
    try:
        return path.is_file() and path.suffix.casefold() in PARQUET and _header(path)[1] >= rows
    except (InputError, OSError, ValueError):
        return False


def find_partitions(folder: Path, source: Source, table: str, findings: Findings) -> Partitions | None:
    """Look at the header of every file of a source; None if one cannot be used (each of which is reported).

    Files and folders whose names begin with a dot or an underscore are left, as what writes Parquet expects.
    """
    wrong: list[tuple[str, str]] = []
    found: list[PartFile] = []
    columns: list[str] = []
    for path in _listed(folder / source.file):
        name = path.relative_to(folder).as_posix()
        try:
            keys = {} if path == folder / source.file else _keys(path.relative_to(folder / source.file))
            schema, rows = _header(path)
            names = [*schema, *(key for key in keys if key not in schema)]
            columns = columns or names
            if set(names) != set(columns) or len(names) != len(columns):
                raise InputError(_differ(names, columns, found[0].name))
        except InputError as error:
            wrong.append((name, str(error)))
            continue
        found.append(PartFile(path, name, {key: keys[key] for key in keys if key not in schema}, rows))
    if not wrong and not any(file.rows for file in found):
        none = "not one of its files has rows; export them again"
        wrong.append((source.name, none if found else "this is a folder, not a file; name the file in it"))
    for name, told in wrong[:_TOLD]:
        findings.add("error", "file", told, "", table=table, file=name)
    if len(wrong) > _TOLD:
        told = f"{counted(len(wrong) - _TOLD, 'more file')} cannot be used"
        findings.add("error", "file", told, "Mend those above, and check again", table=table, file=source.name)
    return None if wrong else Partitions(tuple(found), tuple(columns))


def _listed(path: Path) -> list[Path]:
    """The Parquet files of a folder, or the file itself; another format among them is kept, so that it is refused."""
    if not path.is_dir():
        return [path]
    inside = [each for each in path.rglob("*") if each.suffix.casefold() in FORMATS and each.is_file()]
    hidden = [any(part[0] in "._" for part in each.relative_to(path).parts) for each in inside]
    return sorted((each for each, skip in zip(inside, hidden, strict=True) if not skip), key=Path.as_posix)


def _keys(path: Path) -> dict[str, str | None]:
    """What the names of the folders say: strand=communities/month=2026-01."""
    pairs = [match.groups() for part in path.parts[:-1] if (match := _KEY.fullmatch(part))]
    return {unquote(key): None if value == _NOTHING else unquote(value) for key, value in pairs}


def _header(path: Path) -> tuple[list[str], int]:
    if path.suffix.casefold() not in PARQUET:
        raise InputError("it is not Parquet; in a folder all files are: write it so, or name it as a source of its own")
    if path.stat().st_size == 0:
        raise InputError("the file is empty (0 bytes); export it again")
    with _opened(path) as file:
        if b"geo" in (file.schema_arrow.metadata or {}):
            advice = "write the coordinates as two columns of numbers, or the area_code"
            raise InputError(f"it has shapes, which are not read in batches; {advice}")
        return list(file.schema_arrow.names), file.metadata.num_rows


def _differ(names: list[str], columns: list[str], first: str) -> str:
    parts = [
        f"{word} {quoted_list(sorted(some))}"
        for word, some in (("it lacks", set(columns) - set(names)), ("it has", set(names) - set(columns)))
        if some
    ]
    told = " and ".join(parts) or "one name is there twice"
    return f"its columns are not those of {first}: {told}; write all files of the folder with the same columns"


def _opened(path: Path) -> pq.ParquetFile:
    import pyarrow.parquet as pq

    with readable_as("Parquet"):
        return pq.ParquetFile(path)


def _groups(file: PartFile, days: str, window: Period | None) -> Iterator[tuple[int, bool]]:
    """Rows of each row group, and whether its statistics say that none is of the window."""
    with _opened(file.path) as opened:
        place = opened.schema_arrow.names.index(days) if days in opened.schema_arrow.names else -1
        flat = opened.metadata.num_columns == len(opened.schema_arrow.names)
        for number in range(opened.metadata.num_row_groups):
            group = opened.metadata.row_group(number)
            known = window is not None and place >= 0 and flat
            yield group.num_rows, known and window is not None and _outside(group.column(place).statistics, window)


def _outside(statistics: Any, window: Period) -> bool:
    """Whether no day is in the window and none is missing; a time with a zone, or a text, tells nothing here."""
    if statistics is None or not statistics.has_min_max or not statistics.has_null_count or statistics.null_count:
        return False
    low, high = statistics.min, statistics.max
    if not (isinstance(low, date) and isinstance(high, date)) or getattr(low, "tzinfo", None):
        return False
    first, last = (day.date() if isinstance(day, datetime) else day for day in (low, high))
    return first > window.end or last < window.start


def _pieces(
    file: PartFile, wanted: list[str], days: str, window: Period | None
) -> Iterator[tuple[pd.DataFrame, Integers]]:
    """Rows of a file, with their places in it."""
    groups = list(_groups(file, days, window))
    starts = np.append(0, np.cumsum([rows for rows, _ in groups]))
    inside = [name for name in wanted if name not in file.keys]
    try:
        with _opened(file.path) as opened, readable_as("Parquet"):
            for number, (rows, skip) in enumerate(groups):
                if skip or not rows:
                    continue
                at = int(starts[number])
                for batch in opened.iter_batches(BATCH_ROWS, row_groups=[number], columns=inside):
                    frame = _plain(batch)
                    for key in set(wanted) - set(inside):
                        frame[key] = pd.Series(file.keys[key], index=frame.index, dtype="str")
                    yield frame[wanted], np.arange(at, at + len(frame))
                    at += len(frame)
    except InputError as error:
        raise PartError(file.name, str(error)) from None


def _plain(batch: pa.RecordBatch) -> pd.DataFrame:
    """Rows as pandas has them: codes as text, days as days."""
    import pyarrow as pa

    columns = [
        values.dictionary_decode() if pa.types.is_dictionary(values.type) else values for values in batch.columns
    ]
    table = pa.Table.from_arrays(columns, names=batch.schema.names)
    frame: pd.DataFrame = table.to_pandas(ignore_metadata=True, date_as_object=False)
    return frame if columns else pd.DataFrame(index=range(batch.num_rows))


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
