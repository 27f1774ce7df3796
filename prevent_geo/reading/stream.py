"""Stream: contacts read and checked batch by batch, with the report that reading them at once would give.

Memory holds one batch, whatever the number of rows; what becomes of the checked contacts is the sink's matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from prevent_geo.errors import InputError
from prevent_geo.period import Period
from prevent_geo.reading.compact import Discard, Sink
from prevent_geo.reading.config import DatasetConfig, Source
from prevent_geo.reading.dates import to_dates
from prevent_geo.reading.events import Known, check_events
from prevent_geo.reading.files import open_file
from prevent_geo.reading.findings import Findings, SourceRows
from prevent_geo.reading.gathered import Gathered, Integers, locator
from prevent_geo.reading.mapping import (
    map_rows,
    note_repairs,
    refuse_none_left,
    set_aside_unusable,
    tidy_raw,
    wanted_columns,
)
from prevent_geo.reading.partitions import PartError, Partitions, find_partitions, is_folder, is_plain_parquet
from prevent_geo.reading.plan import plan_columns
from prevent_geo.reading.raw import RawFile
from prevent_geo.reading.repeats import Hashes, Repeats, hash_keys
from prevent_geo.reading.table import assemble, convert_rows
from prevent_geo.reading.tidy import clean_text
from prevent_geo.tables import CONTACTS

# a single Parquet file with so many rows is read in batches too
STREAMED_FROM = 500_000
# rows whose key another row has too, which are checked together
MOST_REPEATS = 1_000_000


def is_streamed(config: DatasetConfig, folder: Path) -> bool:
    """Whether contacts are read in batches: a source is a folder, or a Parquet file with very many rows."""
    paths = [folder / source.file for source in config.contacts]
    return any(is_folder(path) or is_plain_parquet(path, STREAMED_FROM) for path in paths)


@dataclass(eq=False)
class _Opened:
    """A source whose header is known, and how many of its rows were read, selected and kept."""

    source: Source
    number: int
    mapped: dict[str, str]
    raw: RawFile
    partitions: Partitions | None
    counts: list[int] = field(default_factory=lambda: [0, 0, 0])
    damaged: bool = False

    @property
    def days(self) -> str:
        return self.mapped.get("date", "")

    def batches(self, window: Period | None) -> Iterator[tuple[pd.DataFrame, Integers]]:
        """Rows that may be of a window, with their numbers."""
        wanted = wanted_columns(self.mapped, self.source)
        if self.partitions is None:
            frame = self.raw.read(wanted).reset_index(drop=True)
            yield frame, np.arange(len(frame)) + self.raw.first_row
            return
        for frame, numbers in self.partitions.read(wanted, self.days, window):
            yield frame, numbers + self.raw.first_row


class ContactStream:
    """The contacts of a dataset, opened; `run` reads and checks them."""

    def __init__(self, config: DatasetConfig, folder: Path, window: Period | None, findings: Findings) -> None:
        self._window, self._findings = window, findings
        found = [_open(source, folder, findings) for source in config.contacts]
        self._sources = [each for each in found if each is not None]
        for number, each in enumerate(self._sources, start=len(findings.sources) + 1):
            each.number = number

        self._used = {
            each.source.file: each.partitions.used(each.days, window) for each in self._sources if each.partitions
        }

    @property
    def most(self) -> int:
        """How many contacts there may be, those of a text or a workbook not counted."""
        return sum(count for used in self._used.values() for count in used.values())

    def files(self, names: list[str]) -> tuple[str, ...]:
        """Names of files, each folder among them as its files that have rows of the window."""
        return tuple(dict.fromkeys(file for name in names for file in self._used.get(name, [name])))

    def run(self, known: Known, make_sink: Callable[[], Sink]) -> bool:
        """Read and check every contact; false if there is nothing to read.

        A second pass is needed only where a key is given more than once: rows that share one are held back, and
        checked together.
        """
        if not self._sources:
            return False
        pass_ = _Pass(self._sources, self._window, known, make_sink(), None)
        pass_.run()
        suspects = pass_.repeats
        if len(suspects):
            pass_ = _Pass(self._sources, self._window, known, make_sink(), suspects)
            pass_.run()
        pass_.gathered.hand_on(self._findings)
        for each in self._sources:
            self._close(each)
        return True

    def _close(self, each: _Opened) -> None:
        read, selected, kept = each.counts
        total = sum(file.rows for file in each.partitions.files) if each.partitions and not each.damaged else read
        name = each.source.name
        self._findings.sources.append(SourceRows(CONTACTS.name, name, total - selected, selected))
        if read and not kept and not self._window:
            refuse_none_left(read, selected, CONTACTS, each.source, self._findings)


class _Pass:
    """One reading of all sources; `suspects` are the hashes of keys that are known to come more than once."""

    def __init__(
        self, sources: list[_Opened], window: Period | None, known: Known, sink: Sink, suspects: Hashes | None
    ) -> None:
        self._sources, self._window, self._known, self._suspects = sources, window, known, suspects
        self._held: dict[int, list[pd.DataFrame]] = {}
        self._room = MOST_REPEATS
        self._shares: dict[tuple[str, str, str], tuple[int, int]] = {}
        self.sink, self.repeats = sink, np.array([], dtype="uint64")
        folders = {
            each.source.name: ([file.name for file in each.partitions.files], each.partitions.starts)
            for each in sources
            if each.partitions
        }
        self.gathered = Gathered(locator(folders))

    def run(self) -> None:
        """Read everything once."""
        with Repeats() as repeats:
            for each in self._sources:
                each.counts = [0, 0, 0]
                try:
                    for frame, numbers in each.batches(self._window):
                        self._take(each, frame, numbers, repeats)
                except InputError as error:
                    batch, each.damaged = Findings(), True
                    file = error.file if isinstance(error, PartError) else each.source.name
                    batch.add("error", "file", str(error), "", table=CONTACTS.name, file=file)
                    self.gathered.take(batch)
            self.repeats = repeats.found()
        self._take_held()

    def _take(self, each: _Opened, frame: pd.DataFrame, numbers: Integers, repeats: Repeats) -> None:
        batch = Findings(self._shares)
        each.counts[0] += len(frame)
        if self._window and each.days:
            day = to_dates(frame[each.days], each.source.dates)[0]
            # a day that cannot be read is an error, whatever was meant
            inside = (day.isna() | day.between(*_ends(self._window))).to_numpy()
            frame, numbers = frame[inside], numbers[inside]
        tidied, told = tidy_raw(frame, wanted_columns(each.mapped, each.source))
        place = each.number, numbers, each.raw.first_row
        kept, selected = map_rows(tidied, told, each.mapped, CONTACTS, each.source, place, batch)
        each.counts[1] += selected
        each.counts[2] += len(kept)
        hashes = hash_keys(clean_text(kept[CONTACTS.key]))
        if self._suspects is None:
            repeats.add(hashes)
        else:
            suspect = np.isin(hashes, self._suspects)
            self._hold(each, kept[suspect], batch)
            kept = kept[~suspect]
        self._check([(each.source, kept)], batch)

    def _hold(self, each: _Opened, rows: pd.DataFrame, batch: Findings) -> None:
        self._held.setdefault(each.number, []).append(rows[: self._room])
        if len(rows) > self._room:
            what = f"more than {MOST_REPEATS:,} rows have a {CONTACTS.key} that another row has too"
            advice, key = "Take out what was exported twice", CONTACTS.key
            name = each.source.name
            batch.add("error", "field uniqueness", what, advice, table=CONTACTS.name, file=name, column=key)
        self._room -= min(len(rows), self._room)

    def _take_held(self) -> None:
        """Check the rows together whose keys are given more than once."""
        batch, parts = Findings(self._shares), []
        for each in self._sources:
            if each.number in self._held:
                rows = pd.concat(self._held[each.number], ignore_index=True)
                none = pd.Series(False, index=rows.index)
                parts.append((each.source, set_aside_unusable(rows, none, CONTACTS, each.source.name, batch)))
        self._held = {}
        self._check(parts, batch)

    def _check(self, parts: list[tuple[Source, pd.DataFrame]], batch: Findings) -> None:
        known, rows, placed = self._known, [], True
        for source, mapped in parts:
            if len(mapped):
                converted, found = convert_rows(mapped, CONTACTS, source, known.internal, known.home, batch)
                rows.append(converted)
                placed &= found
        part = assemble(rows, CONTACTS, known.internal, batch, whole=True, placed=placed)
        events = check_events(part, known, batch)
        self.gathered.take(batch)
        if self.gathered.has_errors:
            # the report goes on, but nobody will use the contacts
            self.sink = Discard()
        if events is not None:
            self.sink.add(events)


def _open(source: Source, folder: Path, findings: Findings) -> _Opened | None:
    path, partitions = folder / source.file, None
    if is_folder(path) or is_plain_parquet(path, 1):
        partitions = find_partitions(folder, source, CONTACTS.name, findings)
        if partitions is None:
            return None
        raw = partitions.header()
    else:
        try:
            raw = open_file(path, source)
        except InputError as error:
            findings.add("error", "file", str(error), "", table=CONTACTS.name, file=source.name)
            return None
        note_repairs(raw, CONTACTS, source, findings)
    mapped = plan_columns(CONTACTS, source, raw, findings)
    return None if mapped is None else _Opened(source, 0, mapped, raw, partitions)


def _ends(period: Period) -> tuple[pd.Timestamp, pd.Timestamp]:
    return pd.Timestamp(period.start), pd.Timestamp(period.end)
