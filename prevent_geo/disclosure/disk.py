"""Files that outlast a crash: each step is on the disk before the next begins, and one run writes at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from typing import TypeVar

from prevent_geo.errors import CannotWriteError, LockedError

LOCK_SECONDS = 60
_TRIES = 20
_PAUSE_SECONDS = 0.05

Result = TypeVar("Result")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other runs from a file, and say in plain words what the disk refuses meanwhile.

    Raises
    ------
    LockedError
        If another run keeps it for longer than a minute.
    CannotWriteError
        If there is no space or no right to write.
    """
    from filelock import FileLock, Timeout

    try:
        with FileLock(f"{path}.lock", timeout=LOCK_SECONDS, mode=0o600):
            yield
    except Timeout:
        raise LockedError(
            f"{path} is locked by another run for more than {LOCK_SECONDS} seconds; try again when that run has ended"
        ) from None
    except OSError as error:
        raise CannotWriteError(f"cannot write {path}: {error.strerror or error}") from None


def patiently(step: Callable[[], Result]) -> Result:
    """Take a step again, for a second, that Windows denies while another run has the file open."""
    for _ in range(_TRIES - 1):
        with suppress(PermissionError):
            return step()
        sleep(_PAUSE_SECONDS)
    return step()


def replace_file(path: Path, content: bytes) -> None:
    """Write a file in one step, for its owner only: it has all of the new content, or is as it was."""
    new = Path(f"{path}.new")
    new.unlink(missing_ok=True)
    with open(new, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    patiently(lambda: os.replace(new, path))
    # the folder too, or a power cut may bring the old file back; Windows and some networks do not offer it
    with suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def extend_file(path: Path, length: int, content: bytes) -> None:
    """Write behind the first `length` bytes of a file, in the place of whatever follows them."""
    with open(path, "r+b") as file:
        file.truncate(file.seek(length))
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
