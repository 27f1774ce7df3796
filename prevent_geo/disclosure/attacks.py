"""Attacks: who might narrow a protected count, knowing what, and after what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from prevent_geo.disclosure.attacker import Floats, Integers
from prevent_geo.disclosure.plan import Plan

if TYPE_CHECKING:
    from scipy.sparse import csr_array

OUTSIDER = -1


@dataclass(frozen=True, eq=False)
class Attack:
    """One attacker: the contributor's number or OUTSIDER, what it knows the atoms to be at least, and what it is after.

    `low` and `high` are the interval of each target that it must not narrow, in counts of all contributors.
    """

    contributor: int
    least: Floats
    targets: csr_array
    low: Floats
    high: Floats
    names: tuple[str, ...]

    def only(self, which: Integers) -> Attack:
        """The same attacker, after some of its targets only."""
        names = tuple(self.names[int(i)] for i in which)
        return Attack(self.contributor, self.least, self.targets[which], self.low[which], self.high[which], names)

    def __len__(self) -> int:
        """Number of targets."""
        return len(self.names)


def outsider(plan: Plan) -> Attack:
    """Somebody who sees what is published and knows the rules."""
    goal = plan.protected
    return _excused(plan, Attack(OUTSIDER, plan.least, goal.forms, goal.low, goal.high, goal.names))


def contributors(plan: Plan) -> Iterator[Attack]:
    """Each contributor, after the protected forms and what is left of any without its own part."""
    for number in np.unique(np.append(plan.left[0], np.flatnonzero(np.diff(plan.parts.indptr)))):
        yield contributor(plan, int(number), np.flatnonzero(plan.left[0] == number))


def contributor(plan: Plan, number: int, left: Integers, which: Integers | None = None) -> Attack:
    """A contributor, after all protected forms, or some, and what is left of some without its part."""
    own, least = plan.known_by(number)
    goal = plan.protected
    some = np.arange(len(goal.names)) if which is None else which
    # of what is all its own it has nothing to learn
    some = some[goal.forms[some] @ own < goal.forms[some] @ plan.counts]
    return _attack(plan, number, least, some, left)


def together(plan: Plan) -> Attack:
    """One who knows the most that any contributor knows of each atom, after all that any is after."""
    if not plan.parts.nnz:
        return outsider(plan).only(np.zeros(0, dtype="int64"))
    own, events = plan.parts.tocsc(), plan.events
    # what each knows of an atom: its own part, and a visitor for each event of the others
    spare = own.copy()
    spare.data = own.data - np.asarray(events.tocsr()[own.tocoo().row, own.tocoo().col]).ravel()
    largest = np.asarray(own.max(axis=0).todense(), dtype="float64").ravel()
    beside = plan.least + np.asarray(spare.max(axis=0).todense(), dtype="float64").ravel()
    known = np.where(plan.events.sum(axis=0) > 0, np.maximum(largest, beside), largest)
    least = np.minimum(np.maximum(np.maximum(plan.least, known), plan.told), plan.counts)
    every = (np.arange(len(plan.protected.names)), np.arange(len(plan.left[0])))
    # a single one may be owed more below than the most that any knows
    return replace(_attack(plan, OUTSIDER, plan.least, *every), least=least)


def _attack(plan: Plan, number: int, least: Floats, some: Integers, left: Integers) -> Attack:
    from scipy.sparse import vstack

    goal, rest = plan.protected, plan.left[1]
    targets = vstack([goal.forms[some], rest.forms[left]]).tocsr()
    # what it knows of itself is no finding
    low = np.maximum(np.append(goal.low[some], rest.low[left]), targets @ least)
    high = np.maximum(np.append(goal.high[some], rest.high[left]), low)
    names = (*(goal.names[int(i)] for i in some), *(rest.names[int(i)] for i in left))
    return _excused(plan, Attack(number, least, targets, low, high, names))


def _excused(plan: Plan, attack: Attack) -> Attack:
    """The same attack, with the intervals that cannot be kept as they are."""
    if not plan.excused:
        return attack
    limits = [plan.excused.get((attack.contributor, name), (-np.inf, np.inf)) for name in attack.names]
    low, high = np.array(limits, dtype="float64").reshape(-1, 2).T
    return replace(attack, low=np.maximum(attack.low, low), high=np.minimum(attack.high, high))
