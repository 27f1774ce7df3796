"""A line for a crontab."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

from prevent_geo.errors import InputError
from prevent_geo.runs.schedule.scheduled import MADE_BY, ScheduledRun

# the shortest limit among the crons in use, in bytes
_LONGEST_COMMAND = 998


def write_files(run: ScheduledRun) -> dict[str, bytes]:
    """The lines to add to a crontab, as a file of that name."""
    if run.memory_mb:
        raise InputError("--memory: cron limits no memory; leave it out, or use --as systemd")
    limit = ["timeout", "-k", "60", str(run.hours * 3600)] if shutil.which("timeout") else []
    words = ["nice", "-n", "10", *limit, *run.command]
    command = f"cd {_quoted(str(run.folder))} && {' '.join(map(_quoted, words))} # {_mark(run)}"
    if len(command.encode()) > _LONGEST_COMMAND:
        raise InputError(
            f"the cron line would be {len(command.encode())} bytes long; cron reads {_LONGEST_COMMAND}: "
            "use shorter paths, or --as systemd"
        )
    head = f"# {_mark(run)} {MADE_BY}: {run.at}, local time"
    return {f"{run.task}.cron": f"{head}\n{_fields(run)} {command}\n".encode()}


def steps(run: ScheduledRun, out: Path) -> list[str]:
    """What a person does with the file."""
    others = f"crontab -l 2>/dev/null | grep -vF {shlex.quote(_mark(run))}"
    return [
        "To install it, or to replace an earlier one of this name:",
        f"  ({others}; cat {shlex.quote(str(out / f'{run.task}.cron'))}) | crontab -",
        f"To see it: crontab -l; what became of it: tail {shlex.quote(str(run.log))}",
        f"To remove it: {others} | crontab -",
    ]


def _mark(run: ScheduledRun) -> str:
    return f"[{run.task}]"


def _fields(run: ScheduledRun) -> str:
    at = run.at
    weekdays = ",".join(str((day + 1) % 7) for day in at.weekdays) or "*"
    months = "*" if len(at.months) in (0, 12) else ",".join(map(str, at.months))
    return f"{at.minute} {at.hour} {at.day or '*'} {months} {weekdays}"


def _quoted(word: str) -> str:
    r"""A word for sh inside a crontab, where a bare % ends the line.

    Some crons turn \\ into \ and others do not, so no backslash may meet another, or a %: quotes are closed between.

    >>> print(_quoted("50% of"), _quoted("a\\%"))
    '50\% of' 'a\''\%'
    """
    return shlex.quote(word).replace("\\", "\\''").replace("%", "\\%")
