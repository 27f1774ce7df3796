"""Whether withheld counts stay withheld: random releases, attacked by somebody who shares no code with the library.

    python benchmarks/disclosure.py [--releases N] [--workers N] [--suppressed N,N] [--write]

Each release has 12 to some hundred cells, in two or three levels of places with overlapping drawn ones, none to two
categories with margins, four quarters with cumulated periods and the year, contributors, zeros and floors; every third
is published in four steps. The attacker (tests/disclosure/independent.py) is everybody, and each contributor. What it
narrows is counted next to what it narrows under two habits of analysts: withholding small counts alone, and at least
two counts in every line of a table. Exit code 1 if it narrows anything that the library let out.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

# one process is one core, or seconds would be those of several
os.environ.setdefault("OMP_NUM_THREADS", "1")
ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT))

import numpy as np  # noqa: E402

from prevent_geo.disclosure.audit import audit  # noqa: E402
from prevent_geo.disclosure.optimum import optimal  # noqa: E402
from prevent_geo.disclosure.plan import Plan  # noqa: E402
from prevent_geo.disclosure.suppress import suppress  # noqa: E402
from prevent_geo.errors import DisclosureError  # noqa: E402
from tests.disclosure.both_sides import RULES, Printed, Published, library_plan, narrowed, prints, publish, statements  # noqa: E402
from tests.disclosure.independent import Rules  # noqa: E402
from tests.disclosure.random_releases import Name, RandomRelease, random_release  # noqa: E402

PAGE = ROOT / "docs" / "disclosure-benchmark.md"
HEAD = """# What an attacker finds

Made by `python benchmarks/disclosure.py --write`. The releases are invented: nothing here is of real persons.

A count is narrowed if an end of its interval can be ruled out. Where quarters come out one after the other, a count
that earlier quarters, zeros that are shown and the known number of events narrow as far by themselves is not counted.

"""
WAYS = ("small counts alone", "two per line", "prevent_geo")
POLICIES = ("default", "hes", "strict", "rounded")
MOST = (16, 12, 24, 16, 16, 12, 36)  # cells at most; one release in a hundred has up to LARGE
LARGE = 120
SUPPRESSED = (100, 300, 1_000, 2_000)
LIMIT_SECONDS, LIMIT_SIZE = 10, 1_000
OPTIMUM_SECONDS = 20


@dataclass
class Tally:
    """What became of one release; of each way, how many sums are narrowed and how many figures withheld."""

    policy: str
    steps: int
    cells: int
    figures: int = 0
    refused: int = 0
    seconds: float = 0
    narrowed: tuple[int, ...] = (0,) * len(WAYS)
    withheld: tuple[int, ...] = (0,) * len(WAYS)
    optimum: tuple[float, float] | None = None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--releases", type=int, default=1_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--suppressed", default=",".join(map(str, SUPPRESSED)), help="sizes of the audit that is timed")
    parser.add_argument("--write", action="store_true", help="write docs/disclosure-benchmark.md instead of printing")
    asked = parser.parse_args()
    tallies = []
    with get_context("spawn").Pool(asked.workers) as pool:
        for number, tally in enumerate(pool.imap_unordered(one_release, range(asked.releases)), 1):
            tallies.append(tally)
            if number % 50 == 0:
                print(f"{number:,} of {asked.releases:,} releases", file=sys.stderr, flush=True)
        sizes = [int(size) for size in asked.suppressed.split(",") if size]
        timed = pool.map(time_audit, sizes, chunksize=1) if sizes else []
    parts = [attacks(tallies), costs(tallies), times(timed)]
    text = "\n\n".join(part for part in parts if part)
    if asked.write:
        PAGE.write_text(HEAD + text + "\n", encoding="utf-8", newline="\n")
    else:
        print(text)
    return int(any(tally.narrowed[-1] for tally in tallies))


def one_release(seed: int) -> Tally:
    """Publish a release in each way and attack it."""
    policy = POLICIES[seed % len(POLICIES)]
    release = random_release(seed, most=LARGE if seed % 100 == 99 else MOST[seed % len(MOST)])
    steps = [release] if seed % 3 else [release.until(step) for step in range(4)]
    tally = Tally(policy, len(steps), len(release.counts))
    begun = time.process_time()
    ours = list(_ours(steps, policy, tally))
    tally.seconds = time.process_time() - begun
    # analysts who do not round show the rest as it is
    rules = RULES["default"] if RULES[policy].all_rounded else RULES[policy]
    # what the others publish is compared for the steps that were not refused
    steps = steps[: len(ours)]
    tally.figures = sum(len(step.figures) for step in steps)
    ways = [[(one.printed, one.rules) for one in ours]]
    for withhold in (two_per_line, _small):
        ways.insert(0, [(prints(step, withhold(step, rules), rules), rules) for step in steps])
    tally.narrowed = tuple(_found(steps, way) for way in ways)
    tally.withheld = tuple(sum(shown is None for printed, _ in way for shown in printed.values()) for way in ways)
    if seed % 9 == 1 and len(release.counts) <= 16 and not RULES[policy].all_rounded:
        tally.optimum = _against_optimum(library_plan(release, policy))
    return tally


def _ours(steps: list[RandomRelease], policy: str, tally: Tally) -> Iterator[Published]:
    earlier: list[Published] = []
    for step in steps:
        try:
            earlier.append(publish(library_plan(step, policy, earlier)))
        except DisclosureError:
            tally.refused = 1
            return
        yield earlier[-1]


def _found(steps: list[RandomRelease], way: list[tuple[Printed, Rules]]) -> int:
    """How many different sums somebody narrows, from all steps so far."""
    told, found = [], set()
    for step, (printed, rules) in zip(steps, way, strict=True):
        before = [*told]
        told += statements(step, printed, rules)
        found |= {secret.cells for _, secret in narrowed(step, told, rules, before)}
    return len(found)


def _small(release: RandomRelease, rules: Rules) -> set[Name]:
    """What a spreadsheet withholds: counts in the range."""
    known = {name for name, cells in release.figures.items() if all(release.nothing[cell] for cell in cells)}
    small = range(rules.withhold_from, rules.withhold_to + 1)
    return {name for name in release.figures if release.count(name) in small} - known


def two_per_line(release: RandomRelease, rules: Rules) -> set[Name]:
    """The habit: where one count of a line (a total and its parts) is withheld, the next smallest is too."""
    withheld = _small(release, rules)
    while True:
        before = len(withheld)
        for line in release.lines:
            hidden = [name for name in line if name in withheld]
            others = [name for name in line if name not in withheld and release.count(name) > 0]
            if len(hidden) == 1 and others:
                withheld.add(min(others, key=lambda name: (release.count(name), name)))
        if len(withheld) == before:
            return withheld


def _against_optimum(plan: Plan) -> tuple[float, float] | None:
    """Figures that the heuristic withholds, and those of the optimum; None if that is not found in time."""
    found = suppress(plan)
    best = optimal(plan, at_most=found, time_limit_s=OPTIMUM_SECONDS)
    return None if best is None or not best.any() else (float(found.sum()), float(best.sum()))


@dataclass
class Timed:
    """Processor seconds of an audit of so many withheld figures, and of one linear programme over the same view."""

    withheld: int
    figures: int
    cells: int
    audit: float
    programme: float


def time_audit(size: int) -> Timed:
    """Time the audit of a release that has about so many withheld figures and is safe."""
    plan, withheld = _safe_release(size)
    begun = time.process_time()
    found = audit(plan, withheld)
    seconds = time.process_time() - begun
    if found:
        raise AssertionError("the release whose audit is timed is not safe")
    return Timed(int(withheld.sum()), len(withheld), len(plan.counts), seconds, _one_programme(plan, withheld))


def _safe_release(size: int) -> tuple[Plan, np.ndarray]:
    """Areas are added until so many figures are withheld; those around what is narrowed are, the smaller ones first."""
    areas = max(4, size // 50)
    while True:
        release = random_release(8, areas=areas)
        plan = library_plan(release, "default")
        names = two_per_line(release, RULES["default"])
        withheld = plan.primary.copy()
        withheld[[row for key, row in plan.row.items() if key[1:] in names]] = True
        near, reach = plan.forms[plan.primary].sum(axis=0) > 0, 2
        while True:
            withheld |= (plan.forms @ near.astype("float64") > 0) & (np.diff(plan.forms.indptr) <= reach) & ~plan.open
            found = audit(plan, withheld) if withheld.sum() >= size else []
            if not found:
                break
            near, reach = sum(abs(one.attack.targets).sum(axis=0) for one in found) > 0, reach * 4
        if withheld.sum() >= size:
            return plan, withheld
        areas = int(areas * max(1.2, 1.05 * size / max(withheld.sum(), 1)))


def _one_programme(plan: Plan, withheld: np.ndarray) -> float:
    from scipy.optimize import LinearConstraint, milp

    view = plan.view(withheld)
    target = plan.protected.forms[[0]].toarray().ravel()
    begun = time.process_time()
    milp(-target, constraints=LinearConstraint(view.matrix, view.lower, view.upper))
    return time.process_time() - begun


def attacks(tallies: list[Tally]) -> str:
    """What was narrowed under each way, by policy."""
    lines = [
        f"{len(tallies):,} releases, of {sum(tally.steps > 1 for tally in tallies):,} of which the four quarters came "
        f"out one after the other; {min(t.cells for t in tallies)} to {max(t.cells for t in tallies)} cells each. "
        f"{sum(tally.refused for tally in tallies):,} ended in a refusal: nothing was published from there on.",
        "",
        "| policy | way | releases | figures | withheld | share withheld (%) | releases broken | counts narrowed |",
        "| --- | --- |" + " ---: |" * 6,
    ]
    for policy in POLICIES:
        those = [tally for tally in tallies if tally.policy == policy]
        figures = sum(tally.figures for tally in those)
        for number, way in enumerate(WAYS):
            withheld = sum(tally.withheld[number] for tally in those)
            broken = sum(tally.narrowed[number] > 0 for tally in those)
            cells = [
                f"{len(those):,}",
                f"{figures:,}",
                f"{withheld:,}",
                f"{100 * withheld / max(figures, 1):.1f}",
                f"{broken:,}",
                f"{sum(tally.narrowed[number] for tally in those):,}",
            ]
            lines.append(f"| {policy} | {way} | {' | '.join(cells)} |")
    return "\n".join(lines)


def costs(tallies: list[Tally]) -> str:
    """Figures withheld by the heuristic, against the optimum."""
    both = [tally.optimum for tally in tallies if tally.optimum]
    if not both:
        return ""
    more = sorted(100 * (ours / best - 1) for ours, best in both)
    cells = [
        f"{len(both):,}",
        f"{statistics.median(more):.1f}",
        f"{more[int(0.9 * (len(more) - 1))]:.1f}",
        f"{100 * sum(one <= 0 for one in more) / len(more):.0f}",
    ]
    head = "| small tables | withheld more than the optimum, median (%) | 90th percentile (%) | no more than it (%) |"
    return "\n".join([head, "| ---: | ---: | ---: | ---: |", f"| {' | '.join(cells)} |"])


def times(timed: list[Timed]) -> str:
    """Seconds of the audit by figures withheld."""
    if not timed:
        return ""
    lines = [
        "| withheld | figures | cells | audit (processor s) | one linear programme of that size (s) | ratio |",
        "|" + " ---: |" * 6,
    ]
    for one in timed:
        seconds = f"{one.audit:.2f} | {one.programme:.3f} | {one.audit / max(one.programme, 1e-6):.0f}"
        lines.append(f"| {one.withheld:,} | {one.figures:,} | {one.cells:,} | {seconds} |")
    slow = [one for one in timed if one.withheld <= 1.2 * LIMIT_SIZE and one.audit > LIMIT_SECONDS]
    word = "BEYOND" if slow else "Within"
    return "\n".join([*lines, "", f"{word} {LIMIT_SECONDS} s for {LIMIT_SIZE:,}."])


if __name__ == "__main__":
    sys.exit(main())
