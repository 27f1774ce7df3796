"""The chain of the release ledger: how entries are spelt as lines, and what is wrong with bytes that are none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

VERSION = 1
GENESIS = "0" * 64
_FIELDS = {"digest", "made_on", "number", "previous", "record", "version"}


@dataclass(frozen=True)
class Entry:
    """One recorded release: its number from 1, its day, what it fixed, the digest before it and its own."""

    number: int
    made_on: str
    record: Mapping[str, Any]
    previous: str
    digest: str


def canonical(value: object) -> str:
    """The one spelling of a value in JSON, all ASCII.

    >>> canonical({"b": [1, 2.5], "a": None})
    '{"a":null,"b":[1,2.5]}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def next_entry(earlier: tuple[Entry, ...], record: Mapping[str, Any], made_on: str) -> Entry:
    """The entry that follows these; its digest covers the digest before it and all that it says.

    >>> next_entry((), {"id": "2025"}, "2025-04-01").number
    1
    """
    number, previous = len(earlier) + 1, head_digest(earlier)
    hashed = {"number": number, "made_on": made_on, "record": record, "version": VERSION}
    digest = sha256((previous + canonical(hashed)).encode("ascii")).hexdigest()
    return Entry(number, made_on, record, previous, digest)


def head_digest(entries: tuple[Entry, ...]) -> str:
    """The digest of the last entry; 64 zeros if there is none."""
    return entries[-1].digest if entries else GENESIS


def line_of(entry: Entry) -> bytes:
    """The line of the ledger that holds an entry."""
    return (canonical({**vars(entry), "version": VERSION}) + "\n").encode("ascii")


def head_of(entries: tuple[Entry, ...]) -> bytes:
    """The head of a ledger that holds these entries.

    >>> head_of(())[-13:-1]
    b',"number":0}'
    """
    return (canonical({"number": len(entries), "digest": head_digest(entries)}) + "\n").encode("ascii")


def check_day(made_on: str) -> None:
    """Raise ValueError unless it is a day as it is written here, such as "2025-04-01"."""
    with suppress(ValueError):
        if date.fromisoformat(made_on).isoformat() == made_on:
            return
    raise ValueError(f"its day must be one such as '2025-04-01', not {made_on!r}")


def plain_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a record, as it will be read again.

    Raises
    ------
    ValueError
        If that would be another record: a tuple, a number as a key, NaN; or if it has no id.
    """
    try:
        copy: dict[str, Any] = json.loads(canonical(dict(record)))
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"it cannot be written as JSON: {error}") from None
    if copy != record:
        raise ValueError("it would be read as another one: use text as keys, and lists instead of tuples")
    if not isinstance(copy.get("id"), str):
        raise ValueError("it has no id (text)")
    return copy


def read_chain(data: bytes, head: bytes | None) -> tuple[Entry, ...]:
    """The entries of a ledger.

    Parameters
    ----------
    data
        The bytes of the ledger. What follows the last newline was never finished, so nothing was released with it.
    head
        The bytes of its head, None if there is none.

    Raises
    ------
    ValueError
        If they are not what was written; it says in plain words which line, and what is wrong.
    """
    *lines, tail = data.split(b"\n")
    if not lines:
        raise ValueError("it holds no whole line")
    entries: tuple[Entry, ...] = ()
    for number, line in enumerate(lines, start=1):
        try:
            entries = (*entries, _checked(line, entries))
        except ValueError as flaw:
            raise ValueError(f"line {number}: {flaw}") from None
        except RecursionError:
            raise ValueError(f"line {number}: it is nested too deeply") from None
    if len({entry.record["id"] for entry in entries}) < len(entries):
        raise ValueError("two lines record a release with the same id")
    _check_head(entries, head, tail)
    return entries


def _checked(line: bytes, earlier: tuple[Entry, ...]) -> Entry:
    """The entry that a line holds behind those; ValueError if it is not exactly what would have been written."""
    try:
        found = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8 text") from None
    except ValueError:
        raise ValueError("it is not JSON") from None
    if not isinstance(found, dict) or "version" not in found:
        raise ValueError("it is not an entry of a release ledger")
    if found["version"] != VERSION:
        raise ValueError(f"it was written by another version of the ledger (this one is version {VERSION})")
    record, made_on = found.get("record"), found.get("made_on")
    if found.keys() != _FIELDS or not isinstance(record, dict) or not isinstance(made_on, str):
        raise ValueError("it is not an entry of a release ledger")
    if not isinstance(record.get("id"), str):
        raise ValueError("its record has no id")
    check_day(made_on)
    entry = next_entry(earlier, record, made_on)
    if found["number"] != entry.number:
        raise ValueError(f"its number is out of order: {entry.number} was expected")
    if found["previous"] != entry.previous:
        raise ValueError("its previous hash does not match the line before it")
    if found["digest"] != entry.digest:
        raise ValueError("its hash does not match what it says")
    if line + b"\n" != line_of(entry):
        raise ValueError("it is not spelt as it was written")
    return entry


def _check_head(entries: tuple[Entry, ...], head: bytes | None, tail: bytes) -> None:
    """Refuse a ledger that does not end where its head says, or one line (that a crash left) behind it."""
    if head is None:
        raise ValueError("its head file is missing")
    if head == head_of(entries):
        return
    # a line is begun only when the head knows all before it, so no unfinished one follows here
    if head == head_of(entries[:-1]) and not tail:
        return
    found = re.fullmatch(rb'\{"digest":"[0-9a-f]{64}","number":(\d{1,18})\}\n', head)
    if found is None:
        raise ValueError("its head file is not as it was written")
    number, last = int(found[1]), len(entries)
    if number > last:
        raise ValueError(f"it is shorter than its head says: it ends after line {last} of {number}")
    if head == head_of(entries[:number]):
        raise ValueError(f"it is longer than its head says: it goes on after line {number}")
    raise ValueError(f"line {number}: its hash is not the one in the head file")
