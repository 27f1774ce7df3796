"""Write whole or not at all: build it elsewhere, then move it into place; and never over what is not ours."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prevent_geo.errors import CannotWriteError, InputError
from prevent_geo.pages import GENERATOR
from prevent_geo.typesetting import PDF_KEYWORD

MANIFEST = "manifest.json"
# what lists the files of a folder of ours, and the fact that it must name
_LISTS = {MANIFEST: "run_id", "truth/features.json": "made_by"}


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
    """Refuse a target that holds anything but an earlier release or town, and the files that it lists."""
    if out.resolve() == Path.cwd():
        raise InputError(f"{out} is the folder that this runs in; choose another")
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not _is_ours(out)):
        raise InputError(f"{out} exists and is not an earlier release; choose another folder, or empty it")


def publish(folder: Path, stage: Path, out: Path) -> None:
    """Move a finished folder to its place; an earlier release there is replaced, or put back if that fails."""
    earlier = stage / "replaced"
    if out.exists():
        out.rename(earlier)
    try:
        folder.rename(out)
    except OSError:
        if earlier.exists():
            earlier.rename(out)
        raise


def check_page(path: Path) -> None:
    """Refuse a target that is not a page of ours, HTML or PDF."""
    if path.is_dir() or (path.exists() and not _is_our_page(path.read_bytes())):
        raise InputError(f"{path} exists and is not a page that prevent_geo made; choose another name, or remove it")


def _is_our_page(data: bytes) -> bool:
    if data.startswith(b"%PDF"):
        # the metadata of an archivable PDF are not compressed
        return PDF_KEYWORD.encode() in data
    return GENERATOR.encode() in data[:4096]


def replace_page(path: Path, page: bytes) -> None:
    """Write one page whole or not at all; only an earlier page of ours is replaced.

    Raises
    ------
    InputError
        If the file exists and is not a page that prevent_geo made.
    """
    check_page(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(page)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _is_ours(out: Path) -> bool:
    """Whether the folder is an earlier release, or a town, and holds nothing beyond what its list names."""
    for name, fact in _LISTS.items():
        try:
            facts = json.loads((out / name).read_text(encoding="utf-8"))
            listed = {*facts["files"], name} if facts[fact] else set()
        except (OSError, ValueError, KeyError, TypeError):
            continue
        return all(path.relative_to(out).as_posix() in listed for path in out.rglob("*") if not path.is_dir())
    return False
