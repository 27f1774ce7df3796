"""A process that does one job after another: as who hands out the jobs sees it, and from within."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Protocol, TextIO

from prevent_geo.errors import JobsFailedError, TimedOutError
from prevent_geo.runs.job import Job, Result, Turn, run_job

# jobs that a process does before another takes its place, so that no memory is held for good
_MOST = 50
# what is said about the turn of its notebook: asked for, given, and given back
_ASKED, _GIVEN, _OVER = "turn?\n", "turn\n", "over\n"


class Child(Protocol):
    """A process, forked or started anew."""

    def wait(self) -> int | None:
        """Wait for its end; its exit code, negative for a signal."""

    def kill(self) -> None:
        """End it at once."""


class JobProcess:
    """A process that does jobs: forked where that can be, started anew elsewhere.

    Parameters
    ----------
    turns
        As many as notebooks may run at a time.
    """

    def __init__(self, turns: threading.Semaphore) -> None:
        self._turns = turns
        orders, self._orders = os.pipe()
        self._answers, answers = os.pipe()
        self._unread = os.fdopen(self._answers, encoding="utf-8")
        self._child = _start(orders, answers)
        for end in (orders, answers):
            os.close(end)
        self._left = _MOST
        self._late = self._failed = False

    @property
    def fresh(self) -> bool:
        """Whether it may have another job: nothing went wrong in it so far, and it had not too many."""
        return self._left > 0 and not self._late and not self._failed

    def kill(self) -> None:
        """End it at once, and the notebook that it runs."""
        self._child.kill()

    def close(self) -> None:
        """Let it end, for there are no more jobs, and wait until it has."""
        os.close(self._orders)
        self._child.wait()
        self._unread.close()

    def do(self, job: Job, folder: Path) -> Result:
        """Do a job in a working folder; the process is killed if that takes longer than the job may take.

        Its notebook waits for a turn, and its time counts from then on.
        """
        self._left -= 1
        order = json.dumps({"job": job.to_json(), "folder": str(folder)}) + "\n"
        timer = threading.Timer(job.limits.job, self._end_late)
        timer.daemon = True
        try:
            # no order was taken, or the answer is torn: it has ended
            with ExitStack() as turn, suppress(BrokenPipeError, ValueError):
                _write_all(self._orders, order.encode())
                for line in self._unread:
                    if line == _ASKED:
                        turn.enter_context(self._turns)
                        if job.limits.job:
                            timer.start()
                        _write_all(self._orders, _GIVEN.encode())
                    elif line == _OVER:
                        turn.close()
                    else:
                        result = Result(job, **json.loads(line))
                        self._failed = not result.ok
                        return result
        finally:
            timer.cancel()
        return self._ended(job)

    def _end_late(self) -> None:
        self._late = True
        self.kill()

    def _ended(self, job: Job) -> Result:
        """What became of a job whose process ended without an answer."""
        self._failed = True
        code = self._child.wait()
        if self._late:
            error = f"it took longer than {job.limits.job:,.0f} s, the limit of a job"
            return Result(job, job.limits.job, error=error, exit_code=TimedOutError.exit_code)
        return Result(job, error=f"its process {_end(code)}", exit_code=JobsFailedError.exit_code, died=True)


def _write_all(file: int, content: bytes) -> None:
    while content:
        content = content[os.write(file, content) :]


def _end(code: int | None) -> str:
    if code is None or code >= 0:
        return f"ended with exit code {code}"
    with suppress(ValueError):
        return f"was killed by {signal.Signals(-code).name}"
    return f"was killed by signal {-code}"


def _start(orders: int, answers: int) -> Child:
    from prevent_geo.runs.kernels.server import find_fork_server

    server = find_fork_server(wait=True)
    if server is not None:
        from prevent_geo.runs.kernels.forked import fork

        return fork(server, f"{__name__}:serve", files=[orders, answers, 2])
    return subprocess.Popen([sys.executable, "-m", __name__], stdin=orders, stdout=answers)


class _GivenTurn(Turn):
    """The turn that who hands out the jobs gives, by the lines of two pipes."""

    def __init__(self, orders: TextIO, say: Callable[[str], None]) -> None:
        self._orders, self._say = orders, say
        self._has_come = False

    def wait(self, **_: object) -> None:
        start = time.monotonic()
        self._say(_ASKED)
        if self._orders.readline() != _GIVEN:
            raise JobsFailedError("the run that it is a part of has ended")
        self._has_come, self.waited = True, time.monotonic() - start

    def end(self) -> None:
        if self._has_come:
            self._has_come = False
            self._say(_OVER)


def serve() -> None:
    """Do the jobs that come as lines of standard input, and answer each with a line that says what became of it."""
    with os.fdopen(os.dup(0), encoding="utf-8") as orders, os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        nothing = os.open(os.devnull, os.O_RDONLY)
        # what a job starts or prints has no part in this
        os.dup2(nothing, 0)
        os.dup2(2, 1)

        def say(line: str) -> None:
            answers.write(line)
            answers.flush()

        with suppress(KeyboardInterrupt):
            while line := orders.readline():
                order = json.loads(line)
                os.chdir(order["folder"])
                result = asdict(run_job(Job.from_json(order["job"]), _GivenTurn(orders, say)))
                del result["job"]
                say(json.dumps(result) + "\n")


if __name__ == "__main__":
    serve()
