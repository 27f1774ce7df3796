"""Jobs in processes of their own on this machine: forked where that can be, started anew elsewhere."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Protocol

from prevent_geo.errors import JobsFailedError, TimedOutError
from prevent_geo.releases.staging import tidy_leftovers
from prevent_geo.runs.job import Job, Result, run_job
from prevent_geo.runs.turns import STARTED, Turn

ORDER, ANSWER = "job.json", "result.json"
# jobs beyond those whose notebooks run
AHEAD = 2


class Child(Protocol):
    """A process that does a job."""

    def wait(self, timeout: float | None = None) -> int | None:
        """Its exit code once it has ended; None if it has not after `timeout` seconds."""

    def kill(self) -> None:
        """End it at once."""


class LocalWorkers:
    """So many notebooks at a time, each job in a process of its own, which is killed at its time limit.

    Two more jobs are under way: a kernel that starts, a release that is scanned and put in place.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._threads = ThreadPoolExecutor(count + AHEAD)
        self._processes = JobProcesses(count)

    def submit(self, job: Job) -> Future[Result]:
        """Queue a job."""
        return self._threads.submit(self._processes.run, job)

    def stop(self) -> None:
        """Kill what runs; what is queued is not begun."""
        self._processes.stop()

    def close(self) -> None:
        """Wait for what runs."""
        self._threads.shutdown(cancel_futures=True)
        self._processes.close()


class JobProcesses:
    """The processes that do jobs now, one for each thread that waits for one; `count` of them run their notebooks."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._turns = tempfile.TemporaryDirectory(prefix="prevent-geo-")
        self._children: dict[int, Child] = {}
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Kill all of them; no other is started."""
        self._stopped.set()
        for child in list(self._children.values()):
            child.kill()

    def close(self) -> None:
        """Nothing more is to be done."""
        self._turns.cleanup()

    def run(self, job: Job, folder: Path | None = None) -> Result:
        """Do a job in a process of its own, in a working folder; a job whose kernel died is tried again."""
        tries = job.limits.retries + 1
        for _ in range(tries):
            result = self._try(job, folder or Path.cwd())
            if not result.died or self._stopped.is_set():
                return result
        return replace(result, error=f"{result.error} (tried {tries} times)") if tries > 1 else result

    def _try(self, job: Job, folder: Path) -> Result:
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="prevent-geo-") as place:
            (Path(place) / ORDER).write_text(job.to_json(), encoding="utf-8")
            child = self._children[threading.get_ident()] = _start(place, self._turns.name, self._count, folder)
            try:
                if self._stopped.is_set():
                    child.kill()
                code = _wait(child, job.limits.job, Path(place) / STARTED)
                if code is None:
                    child.kill()
                    child.wait()
            finally:
                del self._children[threading.get_ident()]
            with suppress(OSError, ValueError):
                return Result(job, **json.loads((Path(place) / ANSWER).read_text(encoding="utf-8")))
        # it was killed, so it could not tidy up itself
        tidy_leftovers(folder / job.out)
        seconds = time.monotonic() - start
        if code is None:
            error = f"it took longer than {job.limits.job:,.0f} s, the limit of a job"
            return Result(job, seconds, error, TimedOutError.exit_code)
        return Result(job, seconds, f"its process {_end(code)}", JobsFailedError.exit_code, died=True)


def _wait(child: Child, limit: float, started: Path) -> int | None:
    """Wait for the end of a child, as long as its limit says from the moment that its turn came."""
    code = child.wait(limit or None)
    while code is None:
        with suppress(FileNotFoundError):
            left = started.stat().st_mtime + limit - time.time()
            if left <= 0:
                return None
            code = child.wait(left)
            continue
        code = child.wait(limit)
    return code


def _end(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}"
    with suppress(ValueError):
        return f"was killed by {signal.Signals(-code).name}"
    return f"was killed by signal {-code}"


def _start(place: str, turns: str, count: int, folder: Path) -> Child:
    from prevent_geo.runs.kernels.server import find_fork_server

    server = find_fork_server(wait=True)
    words = [place, turns, str(count)]
    if server is not None:
        from prevent_geo.runs.kernels.forked import fork

        return fork(server, f"{__name__}:work", words, folder=folder)
    return _Started(subprocess.Popen([sys.executable, "-m", __name__, *words], stdin=subprocess.DEVNULL, cwd=folder))


class _Started:
    """A process that was started anew."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.kill = process.kill

    def wait(self, timeout: float | None = None) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(timeout)
        return None


def work(place: str, turns: str, count: str) -> None:
    """Do the job that is in a folder, and write what became of it there."""
    job = Job.from_json((Path(place) / ORDER).read_text(encoding="utf-8"))
    result = asdict(run_job(job, Turn(Path(turns), int(count), Path(place) / STARTED)))
    del result["job"]
    (Path(place) / ANSWER).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    work(*sys.argv[1:])
