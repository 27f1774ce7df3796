"""What a power cut or a full disk may do to files, and how to be safe from it, or say it in plain words."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from prevent_geo.errors import CannotWriteError, PreventGeoError

# so ends the name of whatever is there only while a run is; it begins with a dot
PART = ".prevent-geo"
# there, what is open is neither moved nor removed, and only what is open for writing is synced
WINDOWS = os.name == "nt"
_FULL = 1 << 20

_ROOM = "make room and run the same command again"
_NO_LOCKS = "that disk has no file locks, which keep two runs apart; choose a folder on another"
_RIGHT = "choose another folder, or get the right to write there"
_ADVICE = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: "files may not become so large there; raise the limit, or choose another disk",
    errno.EROFS: "choose a folder on another disk",
    errno.EACCES: _RIGHT,
    errno.EPERM: _RIGHT,
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.ENOLCK: _NO_LOCKS,
    errno.ENOSYS: _NO_LOCKS,
    errno.ENOTSUP: _NO_LOCKS,
}
# two paths change places in one step: the C function, what it is called with, and its flag for that
_AT_CWD = -100
_SWAPS: dict[str, tuple[str, Callable[[bytes, bytes], tuple[Any, ...]]]] = {
    "linux": ("renameat2", lambda one, other: (_AT_CWD, one, _AT_CWD, other, 2)),
    "darwin": ("renamex_np", lambda one, other: (one, other, 2)),
}


def is_temporary(path: Path) -> bool:
    """Whether a path is, or is in, what is there only while a run is, or what a killed run left."""
    return any(part.startswith(".") and part.endswith(PART) for part in path.parts)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say in plain words, and with exit code 7, what the disk refuses while `path` is written.

    Raises
    ------
    CannotWriteError
        If there is no space or no right to write there, or the disk fails.
    """
    try:
        yield
    except (PreventGeoError, ConnectionError, TimeoutError):
        raise
    except OSError as error:
        advice = f"; {_ADVICE[error.errno]}" if error.errno in _ADVICE else ""
        raise CannotWriteError(f"cannot write to {path}: {error.strerror or error}{advice}") from error
    except Exception as error:
        # SQLite and GDAL say in ways of their own that the disk is full
        if _free(path) < _FULL:
            said = os.strerror(errno.ENOSPC)
            raise CannotWriteError(f"cannot write to {path}: {said} ({error}); {_ROOM}") from error
        raise


def _free(path: Path) -> int:
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return _FULL


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, where the system can do that."""
    if not WINDOWS:
        _sync(folder, os.O_RDONLY)


def sync_tree(folder: Path) -> None:
    """Have a folder, and every file and folder in it, on the disk."""
    for home, _, names in os.walk(folder, topdown=False):
        for name in names:
            path = Path(home, name)
            if not path.is_symlink():
                _sync(path, os.O_RDWR if WINDOWS else os.O_RDONLY)
        sync_folder(Path(home))


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    except OSError as error:
        # some network disks do not offer it
        if error.errno not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False, and nothing is changed, if that cannot be."""
    import ctypes

    if sys.platform not in _SWAPS:
        return False
    name, arguments = _SWAPS[sys.platform]
    swap: Any = getattr(ctypes.CDLL(None), name, None)
    return swap is not None and bool(swap(*arguments(os.fsencode(one), os.fsencode(other))) == 0)
