"""The release ledger: an append-only, hash-chained file of what each earlier release fixed.

It holds true counts of persons. It is as confidential as the dataset: keep it where the dataset is kept, never with
what is released. Where the system has file modes, only its owner can read it.

One line of JSON is one entry. Each carries the digest of the entry before it; a small file beside the ledger, its head,
holds the number and the digest of the last one. So an edit, a deletion, a changed order and a cut end are noticed. What
is not noticed is somebody who writes both files anew, or puts older copies of both in place: keep `Ledger.head` of the
last release elsewhere too (a manifest does).

The order of writing, each step on the disk before the next: the head of what is there, the line, the new head. So a
crash leaves at most a part of a line, or one line that the head does not know yet. Nothing was published with either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prevent_geo.disclosure.chain import (
    Entry,
    canonical,
    check_day,
    head_digest,
    head_of,
    line_of,
    next_entry,
    plain_record,
    read_chain,
)
from prevent_geo.disclosure.disk import extend_file, locked, patiently, replace_file
from prevent_geo.errors import DisclosureError, LockedError

__all__ = ["LEDGER", "Entry", "Ledger", "LedgerError", "LedgerMovedError", "append", "open_ledger"]

LEDGER = "disclosure-ledger.jsonl"
_READINGS = 100


class LedgerError(DisclosureError):
    """The ledger is missing, broken, or says otherwise: nothing is released."""


class LedgerMovedError(LedgerError):
    """Another release was recorded since the ledger was opened: decide anew, together with it."""


@dataclass(frozen=True, eq=False)
class Ledger:
    """All entries of a ledger that was found intact."""

    path: Path
    entries: tuple[Entry, ...]

    @property
    def records(self) -> tuple[Mapping[str, Any], ...]:
        """What each release fixed, the earliest first."""
        return tuple(entry.record for entry in self.entries)

    @property
    def head(self) -> str:
        """The digest of the last entry; 64 zeros if there is none."""
        return head_digest(self.entries)

    def find(self, record_id: str) -> Entry | None:
        """The entry whose record has that id."""
        return next((entry for entry in self.entries if entry.record["id"] == record_id), None)


def open_ledger(path: Path, *, first_release: bool = False) -> Ledger:
    """Read a ledger and verify every byte of it; write nothing.

    Parameters
    ----------
    path
        The ledger's file; its head is the file of that name with `.head` added.
    first_release
        Whether a ledger that is not there is an empty one. It changes nothing for a ledger that is there.

    Raises
    ------
    LedgerError
        If it is missing, cannot be read, or is broken: which line, and how.
    LockedError
        If others write to it all the time.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     empty = open_ledger(Path(folder) / LEDGER, first_release=True)
    ...     once = append(empty, {"id": "2025", "total": 61}, made_on="2025-04-01")
    ...     open_ledger(once.path).head == once.head, once.find("2025").record["total"]
    (True, 61)
    """
    data, head = _read_both(path)
    if data is not None:
        try:
            return Ledger(path, read_chain(data, head))
        except ValueError as flaw:
            raise _broken(path, str(flaw)) from None
    if head not in {None, head_of(())}:
        raise _broken(path, f"it is missing, but {path.name}.head is there")
    if not path.parent.is_dir():
        raise LedgerError(f"{path}: the folder of the release ledger does not exist; make it or correct the path")
    if not first_release:
        raise LedgerError(
            f"{path}: there is no release ledger. If nothing was ever released of these data, say so with "
            "--first-release (first_release=True); otherwise the file must be restored from a backup, and nothing is "
            "released until then"
        )
    return Ledger(path, ())


def append(ledger: Ledger, record: Mapping[str, Any], *, made_on: str) -> Ledger:
    """Add one record on the disk, and return the ledger with it; a record that is there already changes nothing.

    Parameters
    ----------
    ledger
        The ledger that the release was audited with.
    record
        What the release fixed, with an `id` (text); plain JSON: dicts with text keys, lists, text, finite numbers.
    made_on
        The day, such as "2025-04-01".

    Raises
    ------
    LedgerMovedError
        If another release was recorded since the ledger was opened.
    LedgerError
        If the ledger was broken or replaced since, another record has this id, or this one is not plain JSON
        or its day none.
    LockedError
        If another run has been writing to it for a minute.
    CannotWriteError
        If there is no space or no right to write.
    """
    try:
        check_day(made_on)
        content = plain_record(record)
    except ValueError as flaw:
        raise LedgerError(f"{ledger.path}: this record cannot be kept: {flaw}") from None
    with locked(ledger.path):
        now = open_ledger(ledger.path, first_release=not ledger.entries)
        _check_unmoved(ledger, now)
        _write_head(now)
        same = now.find(content["id"])
        if same is not None:
            if canonical(same.record) != canonical(content):
                raise LedgerError(
                    f"{ledger.path}: line {same.number} records another release with the id {content['id']!r}; "
                    "a recorded release never changes, so give the new one an id of its own"
                )
            return ledger
        entry = next_entry(now.entries, content, made_on)
        _write_line(now, entry)
        longer = Ledger(now.path, (*now.entries, entry))
        _write_head(longer)
        return longer


def _broken(path: Path, flaw: str) -> LedgerError:
    return LedgerError(
        f"{path}: the release ledger is broken: {flaw}. It and {path.name}.head must be restored from a backup; "
        "nothing is released until then"
    )


def _head_path(path: Path) -> Path:
    return Path(f"{path}.head")


def _read(path: Path) -> bytes | None:
    """The bytes of a file, or None if there is none."""
    try:
        if path.is_dir():
            raise LedgerError(f"{path} is a folder; the release ledger is a file, such as {path / LEDGER}")
        return patiently(path.read_bytes)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise LedgerError(f"{path}: the release ledger cannot be read ({reason}); nothing is released") from None


def _read_both(path: Path) -> tuple[bytes | None, bytes | None]:
    """Ledger and head as they were at one moment: the head did not change while the ledger was read."""
    head = _read(_head_path(path))
    for _ in range(_READINGS):
        before, data = head, _read(path)
        head = _read(_head_path(path))
        if head == before:
            return data, head
    raise LockedError(f"{path}: other runs are writing to the release ledger; try again when they have ended")


def _check_unmoved(opened: Ledger, now: Ledger) -> None:
    known = len(opened.entries)
    if head_digest(now.entries[:known]) != opened.head:
        raise LedgerError(
            f"{now.path}: this is not the release ledger that was opened; another file was put in its place. "
            "Find out which one is right; nothing is released until then"
        )
    if len(now.entries) > known:
        raise LedgerMovedError(
            f"{now.path}: another release was recorded since this one was decided (line {known + 1}); "
            "decide this one again, together with it"
        )


def _write_line(ledger: Ledger, entry: Entry) -> None:
    """Put a line behind those that are there, in the place of what a crash left of one."""
    if ledger.entries:
        extend_file(ledger.path, sum(len(line_of(known)) for known in ledger.entries), line_of(entry))
    else:
        replace_file(ledger.path, line_of(entry))


def _write_head(ledger: Ledger) -> None:
    """Let the head name the last line, if it does not yet."""
    head = head_of(ledger.entries)
    if _read(_head_path(ledger.path)) != head:
        replace_file(_head_path(ledger.path), head)
