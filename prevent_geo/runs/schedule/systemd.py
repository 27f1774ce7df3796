"""A service and a timer for systemd."""

from __future__ import annotations

import shlex
from pathlib import Path

from prevent_geo.errors import InputError
from prevent_geo.runs.schedule.scheduled import MADE_BY, ScheduledRun

_TEMPORARY = (Path("/tmp"), Path("/var/tmp"))
_SERVICE = """\
# {made_by}
[Unit]
Description={title}

[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart=:{command}
# 6: another run holds the lock, which does no harm
SuccessExitStatus=6
Nice=10
TimeoutStartSec={hours}h
TimeoutStopSec=2min
{memory}{network}# lets a service of a user have what follows
PrivateUsers=yes
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths={writes}
{temporary}PrivateDevices=yes
ProtectControlGroups=yes
ProtectKernelTunables=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
# what Jupyter, IPython and matplotlib would write to the home folder
RuntimeDirectory={task}
CacheDirectory=prevent-geo
Environment=JUPYTER_RUNTIME_DIR=%t/{task} IPYTHONDIR=%C/prevent-geo/ipython MPLCONFIGDIR=%C/prevent-geo/matplotlib
"""
_TIMER = """\
# {made_by}
[Unit]
Description={title}

[Timer]
OnCalendar={calendar}
# a start that was missed while the machine was off is made up for
Persistent=true

[Install]
WantedBy=timers.target
"""


def write_files(run: ScheduledRun) -> dict[str, bytes]:
    """The two unit files, by name."""
    folder = str(run.folder)
    if folder != folder.rstrip() or folder.endswith("\\"):
        raise InputError(f"--folder '{folder}' ends in a space or a backslash, which systemd drops; rename it")
    outside = not any(path.is_relative_to(top) for path in (run.folder, *run.writes) for top in _TEMPORARY)
    writes = run.writes if outside else (*run.writes, *_TEMPORARY)
    texts = {
        "made_by": MADE_BY,
        "title": _literal(f"prevent-geo {run.name}, {run.at}"),
        "folder": _literal(folder),
        "command": " ".join(_quoted(word) for word in run.command),
        "hours": str(run.hours),
        "memory": f"MemoryMax={run.memory_mb}M\n" if run.memory_mb else "",
        "network": "" if run.network else "# it needs no network\nPrivateNetwork=yes\n",
        "writes": " ".join(_quoted_path(path) for path in writes),
        "temporary": "PrivateTmp=yes\n" if outside else "",
        "task": run.task,
        "calendar": calendar(run),
    }
    return {
        f"{run.task}.service": _SERVICE.format_map(texts).encode(),
        f"{run.task}.timer": _TIMER.format_map(texts).encode(),
    }


def steps(run: ScheduledRun, out: Path) -> list[str]:
    """What a person does with the files."""
    service, timer = f"{run.task}.service", f"{run.task}.timer"
    files = shlex.join([str(out / service), str(out / timer)])
    return [
        "To install it, or to replace an earlier one of this name:",
        f"  install -D -m 644 -t ~/.config/systemd/user {files}",
        "  systemctl --user daemon-reload",
        f"  systemctl --user enable --now {timer}",
        "  loginctl enable-linger    # once: so that it runs when nobody is logged on",
        f"To try it at once: systemctl --user start {service}",
        f"To see it: systemctl --user list-timers; what became of it: tail {shlex.quote(str(run.log))}",
        f"To remove it: systemctl --user disable --now {timer}; rm ~/.config/systemd/user/{run.task}.*",
    ]


def calendar(run: ScheduledRun) -> str:
    """The OnCalendar expression, in local time."""
    at = run.at
    weekdays = ",".join(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day] for day in at.weekdays)
    months = "*" if len(at.months) in (0, 12) else ",".join(f"{month:02}" for month in at.months)
    day = f"{at.day:02}" if at.day else "*"
    return f"{weekdays} *-{months}-{day} {at.clock}:00".strip()


def _literal(text: str) -> str:
    """A value of which no part is a specifier."""
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    r"""A word of ExecStart=: (the colon: $ stands for itself).

    >>> print(_quoted('a "b" \\ 50%'))
    "a \"b\" \\ 50%%"
    """
    return '"' + _literal(word.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def _quoted_path(path: Path) -> str:
    """A path of ReadWritePaths=, where a backslash stands for itself.

    >>> print(_quoted_path(Path('/a "b" c')))
    "/a "'"'"b"'"'" c"
    """
    return _literal("'\"'".join(f'"{part}"' for part in str(path).split('"')))
