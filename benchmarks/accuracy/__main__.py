"""How accurate the measures are, where the truth is known: counted over many invented towns.

    python benchmarks/accuracy [--seeds 200] [--first 1] [--workers 2] [--write]

For every seed it draws the usual town, the null town and towns with one thing planted, all on one land and with the
same partners, and calls the measures as a user would. It prints the coverage of 95 % limits, false alarms, what is
found of what is planted, the error of rankings and the delay of detection; --write writes docs/accuracy.md instead.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

# each process has one core to itself
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

ROOT = Path(__file__).parents[2]


def run_seed(seed: int) -> tuple[int, dict[tuple[str, str, str], list[float]], dict[str, float]]:
    """Everything that one seed has to say, and the seconds that each part took."""
    from alarms import check_alarms
    from clusters import check_clusters
    from delays import check_delays
    from limits import check_limits
    from limits_partners import check_partner_limits
    from marks import Marks
    from ranking import check_ranking
    from recovery import check_recovery
    from towns import as_dataset, town_like, usual_town

    marks, seconds, begun = Marks(), {}, time.perf_counter()

    def lap(name: str) -> None:
        nonlocal begun
        now = time.perf_counter()
        seconds[name], begun = now - begun, now

    usual = usual_town(seed)
    null = town_like(usual)
    datasets = {id(town): as_dataset(town) for town in (usual, null)}
    lap("towns")
    for town in (usual, null):
        check_partner_limits(marks, town, datasets[id(town)], check_limits(marks, town, datasets[id(town)]))
    lap("limits")
    check_alarms(marks, null, datasets[id(null)])
    lap("alarms")
    check_clusters(marks, usual)
    lap("clusters")
    check_ranking(marks, usual)
    check_delays(marks, usual)
    check_recovery(marks, usual, datasets[id(usual)])
    lap("ranking, delays, recovery")
    return seed, marks.cells, seconds


def find_modules() -> None:
    """Where town_dataset is, for every process."""
    sys.path.append(str(ROOT / "benchmarks"))


def run(seeds: range, workers: int) -> dict[int, dict[tuple[str, str, str], list[float]]]:
    """All seeds, with a line on stderr for each."""
    begun, done = time.perf_counter(), {}
    with ProcessPoolExecutor(workers, initializer=find_modules) as pool:
        for job in as_completed([pool.submit(run_seed, seed) for seed in seeds]):
            seed, cells, seconds = job.result()
            done[seed] = cells
            parts = ", ".join(f"{name} {value:.1f}" for name, value in seconds.items())
            passed = time.perf_counter() - begun
            print(f"seed {seed} ({len(done)} of {len(seeds)}, {passed:.0f} s): {parts}", file=sys.stderr, flush=True)
    # in the order of the seeds, whichever came first, so that the page is the same every time
    return {seed: done[seed] for seed in seeds}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=200, help="how many (default: 200)")
    parser.add_argument("--first", type=int, default=1, help="the first seed (default: 1)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="write docs/accuracy.md instead of printing it")
    asked = parser.parse_args()
    from marks import pool
    from page import page

    found = run(range(asked.first, asked.first + asked.seeds), asked.workers)
    text = page(pool([*found.values()]), seeds=asked.seeds, first=asked.first)
    if asked.write:
        path = ROOT / "docs" / "accuracy.md"
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
    else:
        print(text)


if __name__ == "__main__":
    main()
