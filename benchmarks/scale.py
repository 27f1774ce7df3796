"""What a nation costs: 35,672 areas, 4,000 partners and 10 thousand to 10 million contacts over 24 months.

    python benchmarks/scale.py [--areas N] [--partners N] [--most N] [--boundaries FILE --map OURS=THEIRS ...]

Each size runs in a process of its own, as `prevent-geo synth` would; the table says how long the town took, how long
its contacts took beyond that (the smallest size is the town itself), and the most memory that was held. The town is
the same for every size, so a cost that grows linearly shows as the same microseconds per contact in every row.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT_SECONDS, LIMIT_GB = 90, 4


def measure(order: dict[str, object]) -> dict[str, float]:
    """Run one order in a new process and return its seconds, gigabytes, rows and megabytes."""
    command = [sys.executable, __file__, "--one", json.dumps(order)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def run_one(order: dict[str, object]) -> None:
    from prevent_geo.runs.synth import TownOrder, make_town

    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        made = make_town(Path(folder) / "town", TownOrder(**order))
        seconds = time.perf_counter() - begun
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({"seconds": seconds, "gb": peak, "rows": made.contacts, "mb": size / 1e6}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--areas", type=int, default=35_672)
    parser.add_argument("--partners", type=int, default=4_000)
    parser.add_argument("--most", type=int, default=10_000_000)
    parser.add_argument("--boundaries", default="")
    parser.add_argument("--map", action="append", default=[])
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        run_one(json.loads(asked.one))
        return
    base = {"areas": 0 if asked.boundaries else asked.areas, "partners": asked.partners, "form": "parquet"}
    base |= {"boundaries": asked.boundaries, "columns": tuple(asked.map)}
    sizes = [
        size for size in (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000) if size <= asked.most
    ]
    print(f"{asked.boundaries or f'{asked.areas:,} invented areas'}, {asked.partners:,} partners, 24 months, Parquet")
    print(f"{'contacts':>12} {'seconds':>8} {'beyond the town':>16} {'µs/contact':>11} {'peak GB':>8} {'MB':>7}")
    first = None
    for size in sizes:
        found = measure(base | {"contacts": size})
        first = first or found
        more, rows = found["seconds"] - first["seconds"], found["rows"] - first["rows"]
        each = f"{more / rows * 1e6:11.2f}" if rows else f"{'':>11}"
        print(f"{found['rows']:12,} {found['seconds']:8.1f} {more:16.1f} {each} {found['gb']:8.2f} {found['mb']:7.1f}")
    verdict = "within" if found["seconds"] <= LIMIT_SECONDS and found["gb"] <= LIMIT_GB else "BEYOND"
    print(f"{verdict} the limits of {LIMIT_SECONDS} s and {LIMIT_GB} GB at {found['rows']:,} contacts")


if __name__ == "__main__":
    main()
