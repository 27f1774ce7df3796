"""A queue of jobs with a bound, whoever does them; it stops cleanly when it is told to."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Protocol

from prevent_geo.errors import StoppedError
from prevent_geo.runs.job import Job, Result
from prevent_geo.runs.workers import AHEAD, LocalWorkers

Report = Callable[[Result, int, int], None]


class Workers(Protocol):
    """Who does jobs: `count` at a time."""

    count: int

    def submit(self, job: Job) -> Future[Result]:
        """Begin or queue a job."""

    def stop(self) -> None:
        """Stop what runs."""

    def close(self) -> None:
        """Wait until nothing runs."""


def run_jobs(jobs: Sequence[Job], report: Report, *, workers: int | Workers | None = None) -> list[Result]:
    """Run jobs and return what became of each, in their order; `report` hears of each as it ends.

    Parameters
    ----------
    jobs
        What to do. No more than two beyond the number of workers are handed out at a time.
    report
        Called with a result, how many are done, and of how many.
    workers
        How many at a time on this machine (as many as it has processors if None), or who does them.

    Notes
    -----
    After Ctrl-C or SIGTERM what runs is stopped, and the results of the rest say so with StoppedError's exit code.
    """
    if not jobs:
        return []
    if workers is None or isinstance(workers, int):
        workers = LocalWorkers(max(1, min(workers or os.cpu_count() or 1, len(jobs))))
    results: dict[int, Result] = {}
    waiting: dict[Future[Result], int] = {}
    left = list(enumerate(jobs))[::-1]
    try:
        with _heeding_signals():
            while left or waiting:
                while left and len(waiting) < workers.count + AHEAD:
                    number, job = left.pop()
                    waiting[workers.submit(job)] = number
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    number = waiting.pop(future)
                    results[number] = future.result()
                    report(results[number], len(results), len(jobs))
    except KeyboardInterrupt:
        workers.stop()
    finally:
        workers.close()
    stopped = "the run was stopped before it was done"
    return [
        results.get(number, Result(job, error=stopped, exit_code=StoppedError.exit_code))
        for number, job in enumerate(jobs)
    ]


@contextmanager
def _heeding_signals() -> Iterator[None]:
    """Take SIGTERM for a Ctrl-C; both do what they always do once the run is over, or when they come again."""

    def stop(*_: int | FrameType | None) -> None:
        for known, before in earlier.items():
            signal.signal(known, before)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    earlier = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in earlier:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, before in earlier.items():
            with suppress(TypeError):
                signal.signal(number, before)
