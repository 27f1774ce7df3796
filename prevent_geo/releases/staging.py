"""Write whole or not at all: build it elsewhere, then move it into place; and never over what is not ours.

A release is built in a folder of its own beside its place, `.NAME-xxxxxxxx.prevent-geo`, is on the disk to the last
file, and then changes places with the earlier one in one step. Where the system cannot do that (Windows, some network
disks) the earlier one is first moved into that folder, and `NAME` is missing for a moment.

A run that is killed leaves that folder. It holds a file that its run keeps locked, so the next run sees that it is
nobody's, and tidies it; if `NAME` is missing, the earlier release in it is put back.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from prevent_geo.errors import CannotWriteError, InputError, LockedError
from prevent_geo.pages import GENERATOR
from prevent_geo.releases.disk import PART, WINDOWS, exchange, is_temporary, sync_folder, sync_tree, writing
from prevent_geo.releases.lock import LOCK, Hold, take
from prevent_geo.typesetting import PDF_KEYWORD

MANIFEST = "manifest.json"
# what lists the files of a folder of ours, and the fact that it must name
_LISTS = {MANIFEST: "run_id", "truth/features.json": "made_by"}
_OWNER = "owner"
_REPLACED = "replaced"


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """A temporary folder on the same disk as `out`; it is removed at the end, whatever happens.

    What killed runs left beside `out` is tidied first.

    Raises
    ------
    InputError
        If `out` exists and is not an earlier release.
    CannotWriteError
        If there is no space or no right to write there.
    """
    check_free(out)
    place, process = _real(out), os.getpid()
    if os.path.ismount(place):
        raise CannotWriteError(f"{out} is a disk of its own, which cannot be replaced; choose a folder in it")
    with writing(out):
        place.parent.mkdir(parents=True, exist_ok=True)
        tidy_leftovers(place)
        stage, hold = _make_stage(place)
        try:
            yield stage
        finally:
            # not by a process that was forked meanwhile
            if os.getpid() == process:
                _close_stage(stage, hold, place)


def publish(folder: Path, stage: Path, out: Path) -> None:
    """Move a finished folder to its place in one step, on the disk when this returns; an earlier release is replaced.

    If that fails, the end of `staging` puts the earlier one back. What is moved into the stage of another release is on
    the disk when that is.
    """
    place = _real(out)
    lasting = not is_temporary(place.parent)
    if lasting:
        sync_tree(folder)
    if not exchange(folder, place):
        with suppress(FileNotFoundError):
            place.rename(stage / _REPLACED)
        folder.rename(place)
    if lasting:
        sync_folder(place.parent)


def tidy_leftovers(out: Path) -> None:
    """Tidy what killed runs left beside `out`, and put back the release that one was about to replace.

    What belongs to a run that is still alive, or to another user, is left alone.
    """
    place = _real(out)
    name = re.compile(rf"\.{re.escape(place.name)}-[a-z0-9_]{{8}}{re.escape(PART)}")
    try:
        found = [path for path in place.parent.iterdir() if name.fullmatch(path.name)]
    except OSError:
        return
    for stage in found:
        with suppress(OSError):
            if not stage.is_symlink() and (hold := take(stage / _OWNER)):
                _close_stage(stage, hold, place)


def _make_stage(place: Path) -> tuple[Path, Hold]:
    while True:
        stage = Path(tempfile.mkdtemp(prefix=f".{place.name}-", suffix=PART, dir=place.parent))
        try:
            if hold := take(stage / _OWNER):
                return stage, hold
        except FileNotFoundError:
            # another run has tidied it away before it had an owner
            continue
        except OSError:
            shutil.rmtree(stage, ignore_errors=True)
            raise


def _close_stage(stage: Path, hold: Hold, place: Path) -> None:
    """Remove a stage; an earlier release that nothing has replaced is put back, or stays for the next run to do so."""
    earlier = stage / _REPLACED
    try:
        if earlier.exists() and not place.exists():
            earlier.rename(place)
            sync_folder(place.parent)
    except OSError:
        hold.let_go()
        return
    if WINDOWS:
        hold.let_go()
    shutil.rmtree(stage, ignore_errors=True)
    hold.let_go()


def check_free(out: Path) -> None:
    """Refuse a target that holds anything but an earlier release or town, and the files that it lists."""
    if out.resolve() == Path.cwd():
        raise InputError(f"{out} is the folder that this runs in; choose another")
    if out.is_file() or (out.is_dir() and _holds_anything(out) and not _is_ours(out)):
        raise InputError(f"{out} exists and is not an earlier release; choose another folder, or empty it")


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
    LockedError
        If another run is writing it.
    CannotWriteError
        If there is no space or no right to write there.
    """
    check_page(path)
    with writing(path):
        replace_file(_real(path), page)


def replace_file(path: Path, data: bytes) -> None:
    """Write a file in one step, on the disk when this returns: it has all of the new content, or is as it was.

    What a killed run left of it is written over, so there is never more than one such file. In the stage of a release
    it is on the disk when that is.

    Raises
    ------
    LockedError
        If another run is writing it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new, lasting = path.with_name(f".{path.name}{PART}"), not is_temporary(path.parent)
    hold = take(new)
    if hold is None:
        raise LockedError(f"{path} is being written by another run; try again when it is done")
    try:
        os.ftruncate(hold.handle, 0)
        with open(hold.handle, "wb", closefd=False) as file:
            file.write(data)
        if lasting:
            os.fsync(hold.handle)
        if WINDOWS:
            hold.let_go()
        new.replace(path)
    except BaseException:
        hold.let_go(remove=True)
        if WINDOWS:
            new.unlink(missing_ok=True)
        raise
    hold.let_go()
    if lasting:
        sync_folder(path.parent)


def _real(path: Path) -> Path:
    """Where a path leads; a link stays a link to what is written."""
    return Path(os.path.realpath(path))


def _holds_anything(out: Path) -> bool:
    return any(path.name != LOCK for path in out.iterdir())


def _is_ours(out: Path) -> bool:
    """Whether the folder is an earlier release, or a town, and holds nothing beyond what its list names."""
    for name, fact in _LISTS.items():
        try:
            facts = json.loads((out / name).read_text(encoding="utf-8"))
            listed = {*facts["files"], name, LOCK} if facts[fact] else set()
        except (OSError, ValueError, KeyError, TypeError):
            continue
        return all(path.relative_to(out).as_posix() in listed for path in out.rglob("*") if not path.is_dir())
    return False
