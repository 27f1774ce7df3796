"""Locks that die with their process: one run at a time writes to a folder, and a killed run leaves nothing locked.

The system holds the lock of an open file for the process (flock; a byte range on Windows), so none outlasts its
holder, however that ends, and a stopped process keeps its own. A program that is started does not inherit it; a
process forked with os.fork lets go of its copy at once.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prevent_geo.errors import LockedError
from prevent_geo.releases.disk import PART, WINDOWS, writing

LOCK = f".run{PART}"
_TRIES = 20
_NOTE_BYTES = 2000
# Windows keeps others from reading what is locked, so it is a byte that no note reaches
_FAR = 1 << 30
_WAIT = "wait until it ends, or stop it, and run the same command again"


class Hold:
    """A file that this process has locked."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self.handle = handle
        _held.add(self)

    def let_go(self, *, remove: bool = False) -> None:
        """Unlock the file, and remove it if asked to; a process forked from the holder cannot."""
        if self not in _held:
            return
        with suppress(OSError):
            if remove and not WINDOWS and self.is_in_place():
                self.path.unlink()
        _held.discard(self)
        os.close(self.handle)
        with suppress(OSError):
            if remove and WINDOWS:
                # refused if somebody else has opened it meanwhile
                self.path.unlink()

    def is_in_place(self) -> bool:
        """Whether the file is still the one of that name."""
        try:
            return os.path.samestat(os.fstat(self.handle), os.lstat(self.path))
        except FileNotFoundError:
            return False


_held: set[Hold] = set()


def _forget() -> None:
    for hold in _held:
        os.close(hold.handle)
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def take(path: Path) -> Hold | None:
    """Lock a file, which is made if it is not there, with what it holds as it was; None if somebody else has it."""
    for _ in range(_TRIES):
        # not through a link, or whoever put it there chooses what is written to
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            taken = _lock(handle)
        except OSError:
            # there are no locks on that disk
            os.close(handle)
            path.unlink()
            raise
        if not taken:
            os.close(handle)
            return None
        hold = Hold(path, handle)
        if hold.is_in_place():
            return hold
        # whoever had it has removed it meanwhile
        hold.let_go()
    return None


def _lock(handle: int) -> bool:
    try:
        fcntl = importlib.import_module("fcntl")
    except ImportError:
        return _lock_byte(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lock_byte(handle: int) -> bool:
    msvcrt = importlib.import_module("msvcrt")
    os.lseek(handle, _FAR, os.SEEK_SET)
    try:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    except PermissionError:
        return False
    finally:
        os.lseek(handle, 0, os.SEEK_SET)
    return True


@contextmanager
def run_lock(out: Path) -> Iterator[None]:
    """Keep other runs from writing to `out`, which is made if it is not there, until this one ends.

    Raises
    ------
    LockedError
        If another run, or this process, is writing there; it says who.
    CannotWriteError
        If there is no right to write there, or its disk has no locks.
    """
    out = out.absolute()
    with writing(out):
        made = not out.exists()
        out.mkdir(parents=True, exist_ok=True)
        hold = take(out / LOCK)
    if hold is None:
        raise LockedError(f"{out} is being written to by {_holder(out / LOCK)}; {_WAIT}")
    try:
        _leave_note(hold.handle)
        yield
    finally:
        owned = hold in _held
        hold.let_go(remove=True)
        if made and owned:
            # of a run that wrote nothing, nothing stays
            with suppress(OSError):
                out.rmdir()


def _leave_note(handle: int) -> None:
    words = [Path(sys.argv[0]).name, *(word for word in sys.argv[1:2] if word.isalpha())]
    note = {
        "process": os.getpid(),
        "host": platform.node(),
        "since": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC",
        "command": " ".join(words),
    }
    # on a full disk it is held all the same
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.write(handle, json.dumps(note).encode()[:_NOTE_BYTES])


def _holder(path: Path) -> str:
    """Who has locked a file, as its note says; it may be of anybody, so what cannot be printed is left out."""
    try:
        with path.open("rb") as file:
            note: dict[str, Any] = json.loads(file.read(_NOTE_BYTES))
        said = {name: _printable(note[name]) for name in ("process", "host", "since", "command")}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return "another run"
    return f"another run: process {said['process']} on {said['host']} since {said['since']} ({said['command']})"


def _printable(value: object) -> str:
    return "".join(letter for letter in str(value)[:100] if letter.isprintable())
