"""An attacker that shares no code with prevent_geo, and its own idea of what must not be told.

It is given plain data: which cells each published figure is the sum of, between which counts the figure must lie, and
what each cell is known to be at least. It looks for whole counts that agree with all of it: dense matrices, bounds
tightened by its own arithmetic, scipy's linprog, a branch and bound of its own where a corner is not whole, and scipy's
milp where that does not end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

WITHOUT_BOUND = 1e6  # no count of these tables comes near it
CLOSE = 1e-6
NODES = 5_000
LONGEST_S = 600

Cells = tuple[int, ...]
Statement = tuple[Mapping[int, int], float, float]


@dataclass(frozen=True)
class Rules:
    """What a policy says, as numbers."""

    withhold_from: int
    withhold_to: int
    round_to: int = 1
    dominance_largest: int = 0
    dominance_percent: int = 100
    p_percent: int = 0
    all_rounded: bool = False


@dataclass(frozen=True)
class Secret:
    """The sum of some cells, and the counts from low to high that nobody may rule out at either end."""

    cells: Cells
    low: int
    high: int


class ContradictionError(Exception):
    """No counts agree with what is published."""


class UndecidedError(Exception):
    """The search did not end."""


# what must not be told


@dataclass(frozen=True)
class Truth:
    """The true count of each cell, what everybody knows it to be at least, each contributor's own counts and events."""

    counts: Sequence[int]
    floors: Sequence[int]
    parts: Sequence[Sequence[int]] = ()
    events: Sequence[Sequence[int]] = ()


def secrets(truth: Truth, sums: Sequence[Cells], rules: Rules) -> list[Secret]:
    """What nobody may narrow: every sum that is small, or comes almost wholly from one or two contributors.

    Where it is known that a sum is at least so much, a small one is owed as many possible values above that. A count
    that leaves few for a contributor who takes its own part away is owed that from everybody.
    """
    found = []
    for cells in sums:
        total, floor = sum(truth.counts[i] for i in cells), sum(truth.floors[i] for i in cells)
        own = [sum(part[i] for i in cells) for part in truth.parts]
        low, high, k = total, total, rules.withhold_to
        small = rules.withhold_from <= total <= max(floor, 1) + k - 1
        if small:
            low, high = rules.withhold_from, max(floor, 1) + k - 1
        level = _concentrated(total, own, rules)
        low, high = min(low, total - level), max(high, total + level)
        if not small:
            for part in own:
                if part and 1 <= total - part <= k:
                    low, high = min(low, part + 1), max(high, part + k)
        low = min(max(low, floor, rules.withhold_from), total)
        if low < high or small:
            found.append(Secret(cells, low, high))
    return found


def secrets_from(
    number: int, truth: Truth, of_all: Sequence[Secret], sums: Sequence[Cells], rules: Rules
) -> list[Secret]:
    """What a contributor may not narrow: the same, but for what it knows of itself, and what is left without it."""
    known, found = known_to(number, truth), []
    for secret in of_all:
        part, least = (sum(of[i] for i in secret.cells) for of in (truth.parts[number], known))
        if part == sum(truth.counts[i] for i in secret.cells):
            continue  # that the others have nothing is no secret
        found.append(Secret(secret.cells, max(secret.low, least), max(secret.high, least)))
    for cells in sums:
        part, least = sum(truth.parts[number][i] for i in cells), sum(known[i] for i in cells)
        if part and 1 <= sum(truth.counts[i] for i in cells) - part <= rules.withhold_to:
            found.append(Secret(cells, max(part + 1, least), max(part + rules.withhold_to, least)))
    return found


def known_to(number: int, truth: Truth) -> list[int]:
    """What a contributor knows each cell to be at least: its own persons, and one at each event of another."""
    found = []
    for cell, own in enumerate(truth.parts[number]):
        others = sum(events[cell] for events in truth.events) - truth.events[number][cell] if truth.events else 0
        found.append(max(own + others, truth.floors[cell]))
    return found


def _concentrated(total: int, own: Sequence[int], rules: Rules) -> int:
    """By how much the (n, k) and p% rules want a sum to be uncertain (Hundepool et al. 2012, chapter 4)."""
    if not total or not any(own):
        return 0
    largest = [*sorted([*own, total - sum(own)], reverse=True), 0]
    level = 0
    if rules.dominance_largest:
        n, k = rules.dominance_largest, rules.dominance_percent
        level = max(level, -((k * total - 100 * sum(largest[:n])) // k))
    if rules.p_percent:
        level = max(level, -((100 * (total - sum(largest[:2])) - rules.p_percent * largest[0]) // 100))
    return level


# what is published


def statement(cells: Cells, printed: int | None, rules: Rules) -> Statement:
    """What a figure tells somebody who knows the rules; None where it is withheld."""
    sum_of = dict.fromkeys(cells, 1)
    if printed is None:
        return sum_of, rules.withhold_from, inf
    small = range(rules.withhold_from, rules.withhold_to + 1)
    near = range(max(0, printed - rules.round_to), printed + rules.round_to + 1)
    # nothing is printed as zero although zeros are withheld where all know that there is nothing
    agree = [count for count in near if count not in small and nearest(count, rules.round_to) == printed] or [printed]
    return sum_of, min(agree), max(agree)


def rounded_statement(cells: Cells, printed: int, count: int, base: int) -> Statement:
    """What it tells where all is rounded, up or down, to the next multiple or to as near a one as adds up."""
    reach = (abs(printed - count) // base + 1) * base - 1
    return dict.fromkeys(cells, 1), max(0, printed - reach), printed + reach


def nearest(count: int, base: int) -> int:
    """The nearest multiple, half up."""
    return (2 * count + base) // (2 * base) * base


# the attack


class Attacker:
    """Somebody who knows the statements, and of each cell what it is at least."""

    def __init__(self, statements: Sequence[Statement], least: Sequence[int], nodes: int = NODES) -> None:
        self.nodes = nodes
        unique: dict[tuple[tuple[int, int], ...], list[float]] = {}
        for form, lower, upper in statements:
            limits = unique.setdefault(tuple(sorted(form.items())), [-inf, inf])
            limits[0], limits[1] = max(limits[0], lower), min(limits[1], upper)
        matrix = np.zeros((len(unique), len(least)))
        for number, form in enumerate(unique):
            for cell, by in form:
                matrix[number, cell] = by
        limits = np.array(list(unique.values())).reshape(-1, 2)
        self.low, self.high = self._tightened(matrix, limits[:, 0], limits[:, 1], np.array(least, dtype=float))
        self.free = np.flatnonzero(self.high - self.low > 0.5)
        self._rows(matrix, limits)

    def narrowed(self, targets: Sequence[Secret]) -> list[Secret]:
        """Those of which it rules out an end."""
        goals, wanted, whose = [], [], []
        for number, target in enumerate(targets):
            form = np.zeros(len(self.low))
            form[list(target.cells)] = 1
            for sign, end in ((1, target.high), (-1, -target.low)):
                goals.append(sign * form[self.free])
                wanted.append(end - sign * (form @ self.low))
                whose.append(number)
        failed = self._unreached(np.array(goals).reshape(len(whose), len(self.free)), np.array(wanted))
        return [targets[number] for number in sorted({whose[i] for i in failed})]

    def extremes(self, form: Mapping[int, int]) -> tuple[float, float]:
        """The least and greatest whole value of a sum of cells."""
        full = np.zeros(len(self.low))
        full[list(form)] = list(form.values())
        base, goal = full @ self.low, full[self.free]
        return base - self._greatest(-goal), base + self._greatest(goal)

    def _tightened(self, matrix: Any, lower: Any, upper: Any, least: Any) -> tuple[Any, Any]:
        """Lowest and highest count of each cell by one statement after the other."""
        low, high = least.copy(), np.full(len(least), WITHOUT_BOUND)
        positive, negative = np.maximum(matrix, 0), np.minimum(matrix, 0)
        size = np.where(matrix == 0, np.nan, matrix)
        while True:
            smallest, largest = positive @ low + negative @ high, positive @ high + negative @ low
            if (smallest > upper + CLOSE).any() or (largest < lower - CLOSE).any():
                raise ContradictionError
            above = (upper - smallest)[:, None] / np.abs(size)
            below = (largest - lower)[:, None] / np.abs(size)
            up, down = matrix > 0, matrix < 0
            new_high = np.fmin(
                np.fmin.reduce(np.where(up, low + above, np.nan), axis=0, initial=inf),
                np.fmin.reduce(np.where(down, low + below, np.nan), axis=0, initial=inf),
            )
            new_low = np.fmax(
                np.fmax.reduce(np.where(up, high - below, np.nan), axis=0, initial=-inf),
                np.fmax.reduce(np.where(down, high - above, np.nan), axis=0, initial=-inf),
            )
            new_high, new_low = np.floor(np.fmin(new_high, high) + CLOSE), np.ceil(np.fmax(new_low, low) - CLOSE)
            if (new_low > new_high).any():
                raise ContradictionError
            if (new_low == low).all() and (new_high == high).all():
                return low, high
            low, high = new_low, new_high

    def _rows(self, matrix: Any, limits: Any) -> None:
        """The statements that still say something, of what each free cell is above its lowest."""
        rest, moved = matrix[:, self.free], limits - (matrix @ self.low)[:, None]
        room = (self.high - self.low)[self.free]
        smallest, largest = np.minimum(rest, 0) @ room, np.maximum(rest, 0) @ room
        says = (moved[:, 0] > smallest + CLOSE) | (moved[:, 1] < largest - CLOSE)
        rest, moved, self.room = rest[says], moved[says], room
        if len(rest):
            table = np.unique(np.column_stack([rest, moved]), axis=0)
            rest, moved = table[:, :-2], table[:, -2:]
        equal = moved[:, 0] == moved[:, 1]
        top, bottom = ~equal & (moved[:, 1] < inf), ~equal & (moved[:, 0] > -inf)
        self.equal, self.equals = rest[equal], moved[equal, 0]
        self.most = np.vstack([rest[top], -rest[bottom]])
        self.at_most = np.concatenate([moved[top, 1], -moved[bottom, 0]])

    def _unreached(self, goals: Any, wanted: Any) -> list[int]:
        """Numbers of the goals that no whole counts reach."""
        # sums of what is at least 0 are; whether a sum can be as small as that has to be tried
        pending = (wanted > CLOSE) | (goals < 0).any(axis=1)
        settled = (goals == 0).all(axis=1)
        failed = np.flatnonzero(settled & (wanted > CLOSE)).tolist()
        pending &= ~settled
        # many at once while that gets on
        while pending.sum() > 1:
            point = self._many(goals[pending], wanted[pending])
            if not _whole(point):
                break
            done = pending & (goals @ np.round(point) >= wanted - CLOSE)
            if done.sum() * 8 < pending.sum():
                break
            pending &= ~done
        for number in np.flatnonzero(pending):
            if not pending[number]:
                continue
            point = self._reach(goals[number], wanted[number])
            if point is None:
                failed.append(int(number))
            else:
                pending &= goals @ point < wanted - CLOSE
            pending[number] = False
        return failed

    def _many(self, goals: Any, wanted: Any) -> Any:
        """Counts at which as much as can be of all the goals is reached at once."""
        number, size = goals.shape
        matrix = np.block([[self.most, np.zeros((len(self.most), number))], [-goals, np.eye(number)]])
        return self._programme(
            np.append(np.zeros(size), -1 / np.maximum(wanted, 1)),
            np.append(self.at_most, np.zeros(number)),
            [*zip(np.zeros(size), self.room, strict=True), *((None, want) for want in wanted)],
            matrix,
            np.hstack([self.equal, np.zeros((len(self.equal), number))]),
        )[:size]

    def _reach(self, goal: Any, wanted: float) -> Any:
        """Whole counts at which a goal is reached, or None."""
        try:
            for point in self._corners(goal, lambda: wanted, wanted):
                if goal @ point >= wanted - CLOSE:
                    return point
        except UndecidedError:
            return self._whole_programme(goal, wanted)
        return None

    def _whole_programme(self, goal: Any, wanted: float) -> Any:
        """The same, by a solver of whole numbers."""
        rows = [(goal[None, :], wanted, inf)]
        rows += [(self.most, -inf, self.at_most)] if len(self.most) else []
        rows += [(self.equal, self.equals, self.equals)] if len(self.equal) else []
        result = milp(
            np.zeros(len(goal)),
            constraints=[LinearConstraint(*row) for row in rows],
            bounds=Bounds(0, self.room),
            integrality=np.ones(len(goal)),
            options={"time_limit": LONGEST_S},
        )
        if result.status == 2:
            return None
        if result.status != 0:
            raise UndecidedError(result.message)
        return np.round(result.x)

    def _greatest(self, goal: Any) -> float:
        """The greatest whole value; each corner raises what a branch must come to."""
        if not goal.any():
            return 0.0
        best = [-inf]
        for point in self._corners(goal, lambda: best[0] + 1, inf):
            best[0] = max(best[0], float(goal @ point))
        return inf if best[0] >= WITHOUT_BOUND / 2 else best[0]

    def _corners(self, goal: Any, least: Any, enough: float) -> Iterator[Any]:
        """Whole corners, by branch and bound; a branch that cannot come to `least()` is left."""
        pending = [(np.zeros(len(self.free)), self.room.copy())]
        for _ in range(self.nodes):
            if not pending:
                return
            low, high = pending.pop()
            point = self._best(goal, low, high, enough)
            if point is None or goal @ point < least() - CLOSE:
                continue
            if _whole(point):
                yield np.round(point)
                continue
            at = int(np.argmax(np.abs(point - np.round(point))))
            under, over = high.copy(), low.copy()
            under[at], over[at] = np.floor(point[at]), np.ceil(point[at])
            pending += [(low, under), (over, high)]
        raise UndecidedError

    def _best(self, goal: Any, low: Any, high: Any, enough: float) -> Any:
        matrix, limit = self.most, self.at_most
        if enough < inf:
            matrix, limit = np.vstack([matrix, goal]), np.append(limit, enough)
        return self._programme(-goal, limit, list(zip(low, high, strict=True)), matrix, self.equal)

    def _programme(self, cost: Any, limit: Any, box: list[tuple[Any, Any]], matrix: Any, equal: Any) -> Any:
        result = linprog(cost, A_ub=matrix, b_ub=limit, A_eq=equal, b_eq=self.equals, bounds=box, method="highs")
        if result.status == 2:
            return None
        if result.status != 0:
            raise UndecidedError(result.message)
        return result.x


def _whole(point: Any) -> bool:
    return point is not None and bool((np.abs(point - np.round(point)) < CLOSE).all())


def every_count(statements: Sequence[Statement], least: Sequence[int], most: int) -> Iterator[tuple[int, ...]]:
    """All counts up to `most` that agree with the statements, one after the other: for small tables."""
    size = len(least)
    forms = [([form.get(i, 0) for i in range(size)], lower, upper) for form, lower, upper in statements]

    def further(counts: list[int], sums: list[float]) -> Iterator[tuple[int, ...]]:
        at = len(counts)
        for (form, lower, upper), value in zip(forms, sums, strict=True):
            smallest = value + sum(by * (least[i] if by > 0 else most) for i, by in enumerate(form[at:], at))
            largest = value + sum(by * (most if by > 0 else least[i]) for i, by in enumerate(form[at:], at))
            if smallest > upper or largest < lower:
                return
        if at == size:
            yield tuple(counts)
            return
        for count in range(least[at], most + 1):
            yield from further(
                [*counts, count], [value + form[at] * count for (form, *_), value in zip(forms, sums, strict=True)]
            )

    yield from further([], [0.0] * len(forms))
