"""What it costs to run notebooks: plain papermill, one process after another, next to warm kernels.

    python benchmarks/runs.py [small] [briefing] [memory] [kernels] [many] [--write]

small: one small map notebook, the same outputs, by the papermill command in a loop, by papermill in one process, and by
jobs of ours with one and two workers. briefing: what a job of the real briefing takes beyond the notebook's own cells.
memory: resident memory over 500 jobs. kernels: 500 kernels, 8 at a time. many: 240 briefings, 24 neighbourhoods in 10
periods. All in one run on one machine: compare the rows, not the machines.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import papermill

from prevent_geo.dataset import open_dataset
from prevent_geo.runs.batch import choose_places
from prevent_geo.runs.briefings import Order, make_briefings
from prevent_geo.runs.job import Job, Limits, Result
from prevent_geo.runs.kernels.server import start_fork_server
from prevent_geo.runs.queue import run_jobs
from prevent_geo.runs.workers import LocalWorkers

PAGE = Path(__file__).parents[1] / "docs" / "run-speed.md"
SMALL = Path(__file__).parent / "notebooks" / "small_map.ipynb"
HEAD = """# What runs cost

Made by `python benchmarks/runs.py --write` on two slow cores that do other things too: compare the rows of a table, not
the machines.
"""
PLACES = 24
_ALONE = 6
PERIODS = ("2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3", "2025", "all")
Lines = list[str]


def small(folder: Path) -> Lines:
    """The peers and ours, on the same notebook; each writes the same map and figure."""
    loop = 4
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", str(SMALL)]

    def by_command(number: int) -> None:
        out = folder / f"command-{number}"
        words = [*command, f"{out}.ipynb", "-p", "out", str(out), "-p", "place", "neighbourhood:X05000003"]
        subprocess.run(words, check=True, capture_output=True)

    def in_process(number: int) -> None:
        out = folder / f"process-{number}"
        given = {"out": str(out), "place": "neighbourhood:X05000003"}
        papermill.execute_notebook(str(SMALL), f"{out}.ipynb", given, progress_bar=False)

    rows = [
        ("the papermill command in a loop", loop, _seconds(lambda: [by_command(n) for n in range(loop)]) / loop),
        ("papermill in one process", loop, _seconds(lambda: [in_process(n) for n in range(loop)]) / loop),
    ]
    _warm()
    for workers, count in ((1, 120), (2, 240)):
        jobs = [_small_job(folder / f"ours-{workers}-{number}") for number in range(count)]
        results: list[Result] = []
        seconds = _seconds(
            lambda jobs=jobs, workers=workers, results=results: results.extend(run_jobs(jobs, _quiet, workers=workers))
        )
        _all_made(results)
        rows.append((f"prevent_geo, {workers} worker{'s' * (workers > 1)}", count, seconds / count))
    _same_bytes(folder)
    first = rows[0][2]
    table = [f"| {name} | {count} | {each:.2f} | {first / each:.0f} |" for name, count, each in rows]
    own = statistics.median(result.cells for result in results)
    return [
        *(
            "## A small map notebook",
            "",
            "| way | runs | seconds each | times the loop |",
            "| --- | ---: | ---: | ---: |",
        ),
        *(*table, "", f"The notebook's own cells take {own:.2f} s, with two workers at work."),
    ]


def briefing(folder: Path) -> Lines:
    """What jobs take beyond the cells of their notebooks, as each job has measured both."""
    results = _made_alone(_places()[:_ALONE], folder / "one")
    beyond = [result.seconds - result.cells for result in results]
    return [
        *("## The real briefing", "", "| | seconds |", "| --- | ---: |"),
        f"| a job, median of {len(results)} neighbourhoods | {statistics.median(one.seconds for one in results):.2f} |",
        f"| of it the notebook's own cells | {statistics.median(one.cells for one in results):.2f} |",
        f"| beyond them | {statistics.median(beyond):.2f} (most {max(beyond):.2f}) |",
    ]


def memory(folder: Path) -> Lines:
    """Resident memory of this process, which hands the jobs out, after each hundred of 500."""
    _warm()
    sizes: list[tuple[int, float]] = []

    def look(_: Result, done: int, of: int) -> None:
        if done in (20, 100, 200, 300, 400, of):
            sizes.append((done, _resident()))

    jobs = [_small_job(folder / f"m-{number}") for number in range(500)]
    _all_made(run_jobs(jobs, look, workers=2))
    line = ", ".join(f"{size:.0f} MB after {done}" for done, size in sizes)
    return ["## Memory over 500 jobs", "", f"The process that hands out the jobs: {line}."]


def kernels(folder: Path) -> Lines:
    """500 kernels, 8 at a time: each has to make its release."""
    _warm()
    jobs = [_small_job(folder / f"k-{number}") for number in range(500)]
    seconds = _seconds(lambda: _all_made(run_jobs(jobs, _quiet, workers=8)))
    return ["## 500 kernels, 8 at a time", "", f"All 500 made their release: {seconds / 500:.2f} s each."]


def many(folder: Path) -> Lines:
    """240 briefings in 10 runs, and what they would take if nothing but the cells of their notebooks took time."""
    places = _places()
    start, done, failed = time.monotonic(), 0, 0
    for period in PERIODS:
        order = Order("sample", places, folder / period, {"period": period}, limits=Limits(retries=0))
        results = make_briefings(order, report=_quiet, say=lambda _: None, workers=2)
        wrong = [f"{result.job.title}: {result.error}" for result in results if not result.ok]
        done, failed = done + len(results), failed + len(wrong)
        print(
            f"{period}: {done} done, {failed} failed, {time.monotonic() - start:,.0f} s",
            *wrong,
            file=sys.stderr,
            flush=True,
        )
    seconds = time.monotonic() - start
    cells = statistics.mean(result.cells for result in _made_alone(places[:_ALONE], folder / "pure"))
    again = _seconds(
        lambda: make_briefings(
            Order("sample", places, folder / PERIODS[0], {"period": PERIODS[0]}), report=_quiet, say=lambda _: None
        )
    )
    pure = cells * done / 2
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return [
        *("## 240 briefings, two workers", "", "| | |", "| --- | ---: |"),
        f"| briefings done, failed | {done - failed}, {failed} |",
        f"| seconds in all, each | {seconds:,.0f}, {seconds / done:.1f} |",
        f"| the pure work of their cells, on two cores | {pure:,.0f} s |",
        f"| ratio | {seconds / pure:.2f} |",
        f"| memory: this process, the largest child | {_resident():.0f} MB, {children:,.0f} MB |",
        f"| the same command again, for the first {len(places)} | {again:.1f} s |",
    ]


def _made_alone(places: Sequence[object], out: Path) -> Sequence[Result]:
    """What became of briefings made one after another, nothing else running."""
    _warm()
    order = Order("sample", tuple(places), out, force=True)
    results = make_briefings(order, report=_quiet, say=lambda _: None, workers=_OneByOne(1))
    _all_made(results)
    return results


class _OneByOne(LocalWorkers):
    """One job at a time, where others would start and end beside it."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self._threads = ThreadPoolExecutor(1)


def _small_job(out: Path) -> Job:
    given = {"place": "neighbourhood:X05000003"}
    return Job(SMALL, given, out, out.name, "sample", limits=Limits(retries=0))


def _same_bytes(folder: Path) -> None:
    """Every way has to have written the same map and figure, but for the random names in folium's page."""
    pictures = {(path / "map.png").read_bytes() for path in folder.iterdir() if path.is_dir()}
    if len(pictures) != 1:
        raise SystemExit("the ways did not write the same figure")


def _places() -> list[object]:
    data = open_dataset("sample")
    return list(choose_places(data, "neighbourhood", "all")[:PLACES])


def _warm() -> None:
    server = start_fork_server("sample")
    assert server is None or server.ready(120)


def _all_made(results: Sequence[Result]) -> None:
    failed = [result.error for result in results if not result.ok]
    if failed:
        raise SystemExit(f"{len(failed)} failed: {failed[0]}")


def _seconds(work: Callable[[], object]) -> float:
    start = time.monotonic()
    work()
    return time.monotonic() - start


def _resident() -> float:
    """Megabytes of resident memory of this process."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20


def _quiet(*_: object) -> None:
    """Say nothing."""


PARTS = {"small": small, "briefing": briefing, "memory": memory, "kernels": kernels, "many": many}


def main() -> None:
    """Run the parts that are named, all if none is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="parts to run; all if none is named")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    asked = parser.parse_args()
    lines = [HEAD]
    for name in asked.parts or PARTS:
        with tempfile.TemporaryDirectory(prefix="prevent-geo-runs-") as folder:
            part = PARTS[name](Path(folder))
        print("\n".join(part), "\n", flush=True)
        lines += [*part, ""]
    if asked.write:
        PAGE.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
