"""Schedules: a command at a time, as files for cron, systemd or the Windows Task Scheduler. Nothing is installed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from prevent_geo.errors import CannotWriteError, InputError, did_you_mean
from prevent_geo.runs.schedule import cron, systemd, windows
from prevent_geo.runs.schedule.scheduled import MADE_BY, ScheduledRun
from prevent_geo.runs.schedule.when import When

__all__ = ["TARGETS", "ScheduledRun", "Target", "When", "write_schedule"]


@dataclass(frozen=True)
class Target:
    """A scheduler: the files it reads, by name, and what a person does with them."""

    write_files: Callable[[ScheduledRun], dict[str, bytes]]
    steps: Callable[[ScheduledRun, Path], list[str]]


TARGETS = {
    "cron": Target(cron.write_files, cron.steps),
    "systemd": Target(systemd.write_files, systemd.steps),
    "windows": Target(windows.write_files, windows.steps),
}


def write_schedule(run: ScheduledRun, target: str, out: Path) -> tuple[list[Path], list[str]]:
    """Write the files of a scheduled run to a folder; they replace only earlier ones of ours.

    Returns the files, and the steps by which a person installs, tries and removes them.

    Raises
    ------
    InputError
        If the scheduler is not known or cannot carry the run, or a file of that name is not ours.
    CannotWriteError
        If there is no space or no right to write there.
    """
    if target not in TARGETS:
        raise InputError(f"--as '{target}': write {', '.join(TARGETS)}{did_you_mean(target, TARGETS)}")
    files = {out / name: data for name, data in TARGETS[target].write_files(run).items()}
    for path in files:
        if path.exists() and not _is_ours(path):
            raise InputError(f"{path} exists and was not {MADE_BY}; choose another --name or --out")
    try:
        out.mkdir(parents=True, exist_ok=True)
        for path, data in files.items():
            _put(path, data)
    except OSError as error:
        raise CannotWriteError(f"cannot write to {out}: {error.strerror or error}") from error
    return list(files), TARGETS[target].steps(run, out)


def _is_ours(path: Path) -> bool:
    if not path.is_file():
        return False
    head = path.read_bytes()[:1000]
    return MADE_BY.encode() in head or MADE_BY.encode("utf-16-le") in head


def _put(path: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
