"""How much of a messy export the checker finds, and what it says that is not so.

    python benchmarks/checker.py [--seeds 100] [--jobs 2] [--kinds spaces gaps ...]

Every kind of fault is planted alone in the export of a small town, once per seed, and the levels "light" and "heavy"
plant many together. A fault is found if the report names its file, rule, severity, column and row as its kind expects
(`prevent_geo.synthesis.mess.score`). A false alarm is an error or a warning that no planted fault accounts for, or that
names a row in which none stands; in a clean export everything that is said is one.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd

from prevent_geo.reading import read_dataset
from prevent_geo.synthesis import draw_areas, draw_contacts, draw_partners
from prevent_geo.synthesis.companions import draw_companions
from prevent_geo.synthesis.mess import FAULTS, LEVELS, find_missed, find_unexplained, write_mess

TOWNS = 6
START, MONTHS = date(2025, 1, 1), 6
CLEAN = "(clean)"


@dataclass(frozen=True)
class Trial:
    """What became of one export: planted and missed faults, problems told and not accounted for, in words."""

    name: str
    seed: int
    planted: int
    absent: tuple[str, ...]
    missed: tuple[str, ...]
    told: int
    unexplained: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=100, help="how many exports of each kind (default: 100)")
    parser.add_argument("--first", type=int, default=0, help="the first seed (default: 0)")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--kinds", nargs="+", default=[CLEAN, *FAULTS, *LEVELS], help="kinds or levels (default: all)")
    asked = parser.parse_args()
    began = time.perf_counter()
    seeds = range(asked.first, asked.first + asked.seeds)
    work = [(name, seed) for name in asked.kinds for seed in seeds]
    with ProcessPoolExecutor(asked.jobs) as pool:
        trials = list(pool.map(try_out, *zip(*work, strict=True), chunksize=10))
    print_table(asked.kinds, trials)
    print_misses(trials)
    print(f"\n{len(trials):,} exports in {time.perf_counter() - began:.0f} s")


def try_out(name: str, seed: int) -> Trial:
    """Plant, read and score."""
    faults = () if name == CLEAN else LEVELS.get(name, (name,))
    areas, partners, contacts, companions = draw_town(seed % TOWNS)
    with tempfile.TemporaryDirectory() as folder:
        planted = write_mess(Path(folder), areas, partners, contacts, companions=companions, faults=faults, seed=seed)
        problems = read_dataset(Path(folder)).report.problems
    # a note is nothing wrong, but in a clean export there is nothing to be noted
    told = [problem for problem in problems if problem.severity != "note" or not faults]
    wrong = find_unexplained(planted, problems) if faults else told
    missed = []
    for fault in find_missed(planted, problems):
        same = [problem for problem in problems if problem.file == fault.file]
        same.sort(key=lambda problem: problem.rule not in FAULTS[fault.fault].rules)
        said = "; ".join(f"{p.severity.upper()} {p.rule} {list(p.rows[:6])}: {p}" for p in same[:3])
        missed.append(
            f"{fault.fault}: {fault.file} row {fault.row} {fault.column} {fault.written!r}; said: {said or 'nothing'}"
        )
    absent = tuple(sorted(set(faults) - {fault.fault for fault in planted}))
    unexplained = tuple(f"{p.severity.upper()} {p.rule} {list(p.rows[:6])}: {p}" for p in wrong)
    return Trial(name, seed, len(planted), absent, tuple(missed), len(told), unexplained)


@cache
def draw_town(number: int) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, pd.DataFrame, dict[str, pd.DataFrame]]:
    """A small town; every third one has the optional tables too."""
    seed = 100 + number
    areas = draw_areas(districts=2, neighbourhoods=6, areas=40, seed=seed)
    partners = draw_partners(areas, partners=12, seed=seed)
    contacts = draw_contacts(areas, partners, contacts=200, start=START, months=MONTHS, seed=seed)
    if number % 3:
        return areas, partners, contacts, {}
    drawn = draw_companions(areas, partners, start=START, months=MONTHS, seed=seed)
    return areas, partners, contacts, {name: one.table for name, one in drawn.items()}


def print_table(names: list[str], trials: list[Trial]) -> None:
    """One line per kind: faults planted and found, problems told and false among them."""
    print(f"{'':<22}{'exports':>8}{'planted':>9}{'found':>9}{'told':>8}{'false':>7}{'false %':>9}{'no place':>10}")
    lines = [(name, [trial for trial in trials if trial.name == name]) for name in names]
    alone = [trial for trial in trials if trial.name in FAULTS]
    for name, some in [*lines, ("every kind alone", alone)]:
        planted, missed = sum(t.planted for t in some), sum(len(t.missed) for t in some)
        told, false = sum(t.told for t in some), sum(len(t.unexplained) for t in some)
        found = f"{1 - missed / planted:.2%}" if planted else "-"
        share = f"{false / told:.2%}" if told else "0.00%"
        absent = sum(bool(t.absent) for t in some)
        print(f"{name:<22}{len(some):>8}{planted:>9,}{found:>9}{told:>8,}{false:>7,}{share:>9}{absent:>10}")


def print_misses(trials: list[Trial]) -> None:
    """Every miss and every false alarm, and which kinds found no place."""
    for title, which in (("Missed", "missed"), ("False alarms", "unexplained")):
        listed = [f"  {t.name}, seed {t.seed}: {text}" for t in trials for text in getattr(t, which)]
        print(f"\n{title}: {len(listed)}", *listed, sep="\n")
    absent = Counter((trial.name, kind) for trial in trials for kind in trial.absent)
    if absent:
        print(
            "\nFound no place:", *(f"  {name}: {kind} in {count}" for (name, kind), count in absent.items()), sep="\n"
        )


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
