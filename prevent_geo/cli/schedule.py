"""The command that puts another command on a schedule."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from prevent_geo.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from prevent_geo.runs.schedule import ScheduledRun

# for app.command: what follows the first word belongs to the command that is scheduled
SETTINGS = {"allow_interspersed_args": False}
_UNATTENDED = ("brief", "map", "poster", "check", "audit")
_BY_HAND = {
    "first_release": "--first-release is for the very first run: make that one by hand, and leave it out here",
    "dry_run": "--dry-run makes nothing; leave it out",
}


def schedule(
    words: Annotated[
        list[str],
        typer.Argument(metavar="COMMAND...", help="The command to run, last: brief DATASET --each neighbourhood ..."),
    ],
    at: Annotated[
        str,
        typer.Option(
            metavar="TIME",
            help="Local time: 'daily 02:00', 'Mon 02:00', 'Mon,Thu 02:00', 'monthly 1 02:00' or 'quarterly 1 02:00'.",
        ),
    ],
    target: Annotated[
        str, typer.Option("--as", metavar="cron|systemd|windows", help="Scheduler; the default is this machine's.")
    ] = "",
    name: Annotated[str, typer.Option(help="Name of the schedule; the default is that of the command.")] = "",
    folder: Annotated[Path, typer.Option(help="Folder that it runs in.")] = Path("."),
    log: Annotated[str, typer.Option(metavar="FILE", help="Log to add to; the default is OUT/NAME.log.")] = "",
    hours: Annotated[int, typer.Option(min=1, max=168, help="Stop it after so many hours.")] = 12,
    memory: Annotated[int, typer.Option(min=0, metavar="MB", help="Limit of the whole run (systemd only).")] = 0,
    out: Annotated[Path, typer.Option(help="Folder to write.")] = Path("outputs/schedule"),
) -> None:
    """Write a cron line, a systemd timer or a Windows task that runs a command.

    Checks the command, writes the files and says how to install them; installs nothing itself.
    """
    from prevent_geo.runs.schedule import ScheduledRun, When, write_schedule

    when = When.parse(at)
    target = target or ("windows" if sys.platform == "win32" else "systemd" if shutil.which("systemctl") else "cron")
    words = words[1:] if words[0] == "prevent-geo" else words
    given = check_command(words)
    home = Path(os.path.abspath(folder))
    if not home.is_dir():
        raise InputError(f"--folder {folder}: there is no such folder")
    files = Path(os.path.abspath(out))
    name = name or words[0]
    log_file = Path(os.path.abspath(log)) if log else files / f"{name}.log"
    if log and not log_file.parent.is_dir():
        raise InputError(f"--log {log}: there is no folder {log_file.parent}")
    run = ScheduledRun(
        name=name,
        at=when,
        words=tuple(words),
        folder=home,
        log=log_file,
        interpreter=sys.executable,
        writes=_folders_to_write(home, given, log_file),
        hours=hours,
        memory_mb=memory,
        network=given.get("cluster", "") not in ("", "local"),
    )
    written, steps = write_schedule(run, target, files)
    _tell(run, [*(f"Written: {path}" for path in written), *steps])


def check_command(words: list[str]) -> dict[str, Any]:
    """Parse a command with its own options, without running it, and return their values.

    Raises
    ------
    InputError
        If it is not a command, its options are wrong, or it makes no sense when nobody is there.
    """
    from prevent_geo.cli import app

    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    word = words[0] if words else ""
    if " " in word:
        raise InputError(f"'{word}' is one word: write the command without quotes around it, after all other options")
    if word not in _UNATTENDED:
        why = "is for somebody who is there" if word in commands else "is not a command"
        raise InputError(
            f"'{word}' {why}; commands to schedule: {', '.join(_UNATTENDED)}{did_you_mean(word, _UNATTENDED)}"
        )
    if "--help" in words:
        raise InputError("--help makes nothing; leave it out")
    try:
        given: dict[str, Any] = commands[word].make_context(word, list(words[1:])).params
    except Exception as error:
        # typer's own errors know what to say; which class they are depends on its version
        if not hasattr(error, "format_message"):
            raise
        raise InputError(f"{word}: {error.format_message()}") from None
    for option, why in _BY_HAND.items():
        if given.get(option):
            raise InputError(f"{word}: {why}")
    return given


def _folders_to_write(home: Path, given: dict[str, Any], log: Path) -> tuple[Path, ...]:
    """The folders that the run has to write to: beside its output, its ledger and its log."""
    from prevent_geo.resources import shipped

    wanted = []
    if given.get("dataset"):
        dataset = home / given["dataset"]
        if given["dataset"] == "sample" and not dataset.exists():
            dataset = shipped("data/sample")
        if not (dataset / "dataset.toml").is_file():
            raise InputError(f"{dataset}: there is no dataset.toml; the folder is looked for from {home}")
        wanted.append((home / given["ledger"]).parent if given.get("ledger") else dataset)
    for option in ("out", "log"):
        if given.get(option):
            wanted.append((home / given[option]).parent)
    # the folder of the log is there by then
    nearest = {log.parent, *(_nearest(Path(os.path.abspath(path))) for path in wanted)}
    return tuple(sorted(path for path in nearest if not any(top in path.parents for top in nearest)))


def _nearest(path: Path) -> Path:
    found = next(folder for folder in (path, *path.parents) if folder.exists())
    if found == Path(found.anchor):
        raise InputError(f"{path}: there is no such folder; make it first")
    return found


def _tell(run: ScheduledRun, lines: list[str]) -> None:
    print(f"{str(run)[0].upper()}{str(run)[1:]}")
    print(f"It runs in {run.folder} and is stopped after {run.hours} hours.")
    for line in lines:
        print(line)
    print("Nothing is installed yet. Exit codes: prevent-geo --help; 6, another run was still at it, does no harm.")
    if run.at.hour == 1:
        print("Note: the hour from 01:00 is left out or comes twice when UK clocks change; 02:00 is safe.")
    print(f"First try it by hand: cd {shlex.quote(str(run.folder))} && prevent-geo {shlex.join(run.words)}")
