"""Jobs on this machine: so many notebooks at a time, each job in a process that has no other at the same time."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from prevent_geo.releases.staging import tidy_leftovers
from prevent_geo.runs.job import Job, Result
from prevent_geo.runs.job_process import JobProcess

# jobs beyond those whose notebooks run
AHEAD = 2


class LocalWorkers:
    """So many notebooks at a time, each job in a process that is killed at the job's time limit.

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
    """The processes that do jobs now, and those that wait for one; `count` of them run their notebooks."""

    def __init__(self, count: int) -> None:
        self._turns = threading.Semaphore(count)
        self._busy: dict[int, JobProcess] = {}
        self._idle: list[JobProcess] = []
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Kill all of them; no other is started."""
        self._stopped.set()
        for process in [*self._busy.values(), *self._idle]:
            process.kill()

    def close(self) -> None:
        """Nothing more is to be done."""
        while self._idle:
            self._idle.pop().close()

    def run(self, job: Job, folder: Path | None = None) -> Result:
        """Do a job in a working folder; one whose kernel died is tried again, in another process."""
        tries = job.limits.retries + 1
        for _ in range(tries):
            result = self._try(job, folder or Path.cwd())
            if not result.died or self._stopped.is_set():
                return result
        return replace(result, error=f"{result.error} (tried {tries} times)") if tries > 1 else result

    def _try(self, job: Job, folder: Path) -> Result:
        try:
            process = self._idle.pop()
        except IndexError:
            process = JobProcess(self._turns)
        self._busy[threading.get_ident()] = process
        try:
            if self._stopped.is_set():
                process.kill()
            result = process.do(job, folder)
        finally:
            del self._busy[threading.get_ident()]
            if process.fresh:
                self._idle.append(process)
            else:
                process.close()
        if not result.ok:
            # it may have been killed, and could not tidy up itself
            tidy_leftovers(folder / job.out)
        return result
