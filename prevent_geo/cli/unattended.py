"""The command line with a log: `python -m prevent_geo.cli.unattended LOG COMMAND...`, as schedulers start it."""

from __future__ import annotations

import io
import os
import shlex
import sys
from datetime import datetime

from prevent_geo.cli import main


def run_logged(log: str, words: list[str]) -> int:
    """Run a command of prevent-geo, add all that it and its kernels say to a file, and return its exit code."""
    scheduler = os.dup(2)
    with open(log, "ab", buffering=0) as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", line_buffering=True)
    sys.argv = ["prevent-geo", *words]
    code: object = 1
    print(f"{_now()} started: prevent-geo {shlex.join(words)}", flush=True)
    try:
        main()
        code = 0
    except SystemExit as exit_:
        code = exit_.code or 0
    finally:
        print(f"{_now()} ended with exit code {code}", flush=True)
        if code != 0:
            # cron mails it, systemd keeps it in the journal
            told = f"prevent-geo {words[0]} ended with exit code {code}; its log is {log}\n"
            os.write(scheduler, told.encode("utf-8", "replace"))
    return code if isinstance(code, int) else 1


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


if __name__ == "__main__":
    raise SystemExit(run_logged(sys.argv[1], sys.argv[2:]))
