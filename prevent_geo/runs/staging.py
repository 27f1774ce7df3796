"""Write a folder whole or not at all: build it elsewhere, then move it into place."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prevent_geo.errors import CannotWriteError, InputError

MANIFEST = "manifest.json"


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """A temporary folder on the same disk as `out`; it is removed at the end, whatever happens.

    Raises
    ------
    InputError
        If `out` exists and is not an earlier release.
    CannotWriteError
        If there is no space or no right to write there.
    """
    check_free(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise CannotWriteError(f"cannot write to {out.parent}: {error.strerror}") from None
    try:
        yield stage
    except OSError as error:
        raise CannotWriteError(f"cannot write {out}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def check_free(out: Path) -> None:
    """Refuse a target that holds something other than an earlier release."""
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file()):
        raise InputError(f"{out} exists and is not an earlier release; choose another folder, or empty it")


def publish(folder: Path, stage: Path, out: Path) -> None:
    """Move a finished folder to its place; an earlier release there is replaced."""
    if out.exists():
        out.rename(stage / "replaced")
    folder.rename(out)
