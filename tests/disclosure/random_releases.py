"""Random releases as plain data: true counts, and the figures of them that are published. No library is used.

Two or three levels of places with overlapping drawn ones, none to two categories with their margins, four quarters with
the cumulated periods and the year, contributors, zeros, and floors (each event had a visitor).
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import product

QUARTERS = (
    ("2025-01-01", "2025-03-31"),
    ("2025-04-01", "2025-06-30"),
    ("2025-07-01", "2025-09-30"),
    ("2025-10-01", "2025-12-31"),
)
Name = tuple[str, str, str]  # place, period, category


@dataclass(frozen=True)
class RandomRelease:
    """A table of persons and what is published of it.

    `counts` are the true counts of the finest cells, `floors` what everybody knows them to be at least (the number of
    events, where that is known), `nothing` those that everybody knows to be zero, `parts` each contributor's own counts
    and `events` its known events. Each figure is the sum of some cells. A line is a total and what it is the sum of.
    `steps` are the figures of each release when they come one after the other.
    """

    seed: int
    counts: tuple[int, ...]
    floors: tuple[int, ...]
    nothing: tuple[bool, ...]
    parts: tuple[tuple[int, ...], ...]
    events: tuple[tuple[int, ...], ...]
    figures: dict[Name, tuple[int, ...]]
    lines: tuple[tuple[Name, ...], ...]
    steps: tuple[tuple[Name, ...], ...]

    def count(self, name: Name) -> int:
        """True count of a figure."""
        return sum(self.counts[cell] for cell in self.figures[name])

    def until(self, step: int) -> RandomRelease:
        """The data as they are when that step (from 0) is released, and its figures; cells are numbered by quarter."""
        names = self.steps[step]
        size = 1 + max(cell for name in names for cell in self.figures[name])
        return RandomRelease(
            seed=self.seed,
            counts=self.counts[:size],
            floors=self.floors[:size],
            nothing=self.nothing[:size],
            parts=tuple(own[:size] for own in self.parts),
            events=tuple(own[:size] for own in self.events),
            figures={name: self.figures[name] for name in names},
            lines=tuple(line for line in self.lines if set(line) <= set(names)),
            steps=(names,),
        )


def random_release(seed: int, *, most: int = 240, areas: int | None = None) -> RandomRelease:
    """A release of a dozen to `most` cells, or of so many areas; the same seed gives the same one."""
    draw = random.Random(seed)
    categories, category_lines = _categories(draw, most // 12)
    leaves = [name for name, cells in categories.items() if len(cells) == 1]
    each = 4 * len(leaves)
    areas = areas or draw.randint(3, max(3, min(10, most // each)))
    places, place_lines = _places(draw, areas)
    periods, period_lines = _periods()
    size = areas * each

    def cells(place: str, period: str, category: str) -> tuple[int, ...]:
        parts = product(periods[period], places[place], categories[category])
        return tuple((quarter * areas + area) * len(leaves) + leaf for quarter, area, leaf in parts)

    names = list(product(places, periods, categories))
    lines = [tuple((p, when, what) for p in line) for line in place_lines for when in periods for what in categories]
    lines += [tuple((where, p, what) for p in line) for line in period_lines for where in places for what in categories]
    lines += [tuple((where, when, c) for c in line) for line in category_lines for where in places for when in periods]
    parts = _parts(draw, size)
    counts = tuple(map(sum, zip(*parts, strict=True)))
    known = draw.random() < 0.5
    events = [[draw.randint(1, min(part, 2)) if part and known else 0 for part in own] for own in parts]
    with_contributors = draw.random() < 0.5
    return RandomRelease(
        seed=seed,
        counts=counts,
        floors=tuple(map(sum, zip(*events, strict=True))),
        nothing=tuple(known and count == 0 for count in counts),
        parts=tuple(map(tuple, parts)) if with_contributors else (),
        events=tuple(map(tuple, events)) if with_contributors else (),
        figures={name: cells(*name) for name in names},
        lines=tuple(lines),
        steps=tuple(tuple(name for name in names if max(periods[name[1]]) == quarter) for quarter in range(4)),
    )


def _categories(draw: random.Random, most: int) -> tuple[dict[str, tuple[int, ...]], list[tuple[str, ...]]]:
    """Of none to two variables: the leaves of each combination, "" for all, and the lines among them."""
    variables = [[f"{letter}{i}" for i in range(draw.randint(2, 3))] for letter in "ab"[: draw.choice([0, 1, 1, 2])]]
    while len(leaves := list(product(*variables))) > most:
        variables.pop()
    found, lines = {}, []
    for chosen in product(*([*variable, ""] for variable in variables)):
        inside = [i for i, leaf in enumerate(leaves) if all(b in ("", a) for a, b in zip(leaf, chosen, strict=True))]
        found["".join(chosen)] = tuple(inside)
        for at, variable in enumerate(variables):
            if not chosen[at]:
                lines.append(("".join(chosen), *("".join((*chosen[:at], one, *chosen[at + 1 :])) for one in variable)))
    return found, lines


def _places(draw: random.Random, areas: int) -> tuple[dict[str, tuple[int, ...]], list[tuple[str, ...]]]:
    """Areas, their neighbourhoods, districts or all, and drawn places across them, with the lines among them."""
    found: dict[str, tuple[int, ...]] = {f"area:X{i:02}": (i,) for i in range(areas)}
    lines, level = [], list(found)
    for word, fewest in (("neighbourhood", 4), ("district", 6)):
        if len(level) < 2 or areas < fewest:
            continue
        cuts = sorted(draw.sample(range(1, len(level)), max(1, len(level) // 3)))
        above = []
        for number, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(level)], strict=True)):
            name = f"{word}:{number}"
            found[name] = tuple(area for place in level[start:end] for area in found[place])
            lines.append((name, *level[start:end]))
            above.append(name)
        level = above
    found["all"] = tuple(range(areas))
    lines.append(("all", *level))
    for number in range(draw.randint(0, 2)):
        inside = sorted(draw.sample(range(areas), draw.randint(2, areas - 1)))
        found[f"drawn:{number}"] = tuple(inside)
        lines.append((f"drawn:{number}", *(f"area:X{i:02}" for i in inside)))
    return found, lines


def _periods() -> tuple[dict[str, tuple[int, ...]], list[tuple[str, ...]]]:
    """The quarters, what is cumulated from the first, and the year."""
    quarters = [f"{start}/{end}" for start, end in QUARTERS]
    found = {name: (i,) for i, name in enumerate(quarters)}
    cumulated = [f"{QUARTERS[0][0]}/{end}" for _, end in QUARTERS]
    found |= {name: tuple(range(i + 1)) for i, name in enumerate(cumulated)}
    lines = [(cumulated[i], cumulated[i - 1], quarters[i]) for i in (1, 2, 3)]
    return found, [*lines, (cumulated[3], *quarters)]


def _parts(draw: random.Random, size: int) -> list[list[int]]:
    """What each of two or three contributors counted in each cell: often nothing, often few."""
    empty, few = draw.uniform(0.1, 0.5), draw.uniform(0.3, 0.6)
    parts = [[0] * size for _ in range(draw.randint(2, 3))]
    for cell in range(size):
        if draw.random() < empty:
            continue
        count = draw.randint(1, 9) if draw.random() < few else int(draw.lognormvariate(2.7, 0.8)) + 1
        for _ in range(count if count < 6 else 1):
            draw.choice(parts)[cell] += 1 if count < 6 else count
        if count >= 6 and draw.random() < 0.7:
            share = draw.randint(0, count)
            giver = max(parts, key=lambda own, at=cell: own[at])
            giver[cell] -= share
            draw.choice(parts)[cell] += share
    return parts
