"""The audit: every attacker against every protected form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from prevent_geo.disclosure.attacker import Bounds, Floats, Integers, View, bounds, components, known_atoms, telling
from prevent_geo.disclosure.plan import Flags, Plan

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


@dataclass(frozen=True, eq=False)
class Narrowed:
    """Targets that an attacker can narrow, and the bounds it finds."""

    attack: Attack
    found: Bounds

    def words(self) -> list[str]:
        """Say each: the cell and by whom; not the bounds, which are what must not be said."""
        who = "somebody who reads it" if self.attack.contributor == OUTSIDER else "one of the contributors"
        return [f"{name} (by {who})" for name in self.attack.names]


def audit(plan: Plan, withheld: Flags, near: Flags | None = None, *, every: bool = True) -> list[Narrowed]:
    """What can be narrowed when these figures are withheld.

    Parameters
    ----------
    plan
        The release.
    withheld
        Of each figure of the plan.
    near
        Atoms: only the protected forms that have one of them are looked at. None: all are.
    every
        Whether all that is narrowed is to be found, or one of each component is enough.

    Returns
    -------
    list
        One for each attacker that narrows something, the contributors only where the outsider does not; empty if safe.

    Raises
    ------
    DisclosureError
        If it cannot be told.

    Notes
    -----
    Contributors are asked once somebody who only reads finds nothing. They are first taken together, as one who knows
    the largest part in every atom: what that one cannot narrow, none of them can. What it does narrow is asked of each.
    """
    found = _narrowed(plan, withheld, _near(outsider(plan), near), every=every)
    if len(found.attack):
        return [found]
    together = _near(_together(plan), _reached(plan, withheld, near))
    if not len(together):
        return []
    doubtful = _narrowed(plan, withheld, together).attack
    return _each(plan, withheld, doubtful, every=every) if len(doubtful) else []


def _near(attack: Attack, near: Flags | None) -> Attack:
    if near is None:
        return attack
    return attack.only(np.flatnonzero(np.asarray(abs(attack.targets) @ near.astype("float64")).ravel()))


def outsider(plan: Plan) -> Attack:
    """Somebody who sees what is published and knows the rules."""
    goal = plan.protected
    return Attack(OUTSIDER, plan.least, goal.forms, goal.low, goal.high, goal.names)


def contributors(plan: Plan) -> Iterator[Attack]:
    """Each contributor, after the protected forms and what is left of any without its own part."""
    for number in np.unique(np.append(plan.left[0], np.flatnonzero(np.diff(plan.parts.indptr)))):
        own = np.asarray(plan.parts[[int(number)]].todense(), dtype="float64").ravel()
        yield _attack(plan, int(number), own, np.flatnonzero(plan.left[0] == number))


def _each(plan: Plan, withheld: Flags, doubtful: Attack, *, every: bool) -> list[Narrowed]:
    """Ask each contributor that has a part near a doubtful target: side by side, in one system of blocks."""
    from scipy.sparse import block_diag

    label, view = labels(plan, withheld), plan.view(withheld)
    known = known_atoms(view)
    fixed = np.where(np.isnan(known), 0.0, known)
    told, heard = view.matrix @ fixed, telling(view)
    attacks, blocks = [], []
    for attack in _suspects(plan, label, doubtful):
        inside = np.isnan(known) & np.isin(label, label[attack.targets.indices])
        rows = np.flatnonzero(np.asarray(abs(view.matrix) @ inside.astype("float64")).ravel() * heard)
        attacks.append(attack)
        blocks.append((inside, rows, attack.targets @ fixed))
    if not attacks:
        return []
    one = View(
        block_diag([view.matrix[rows][:, inside] for inside, rows, _ in blocks], format="csr"),
        np.concatenate([(view.lower - told)[rows] for _, rows, _ in blocks]),
        np.concatenate([(view.upper - told)[rows] for _, rows, _ in blocks]),
        np.concatenate([attack.least[inside] for attack, (inside, _, _) in zip(attacks, blocks, strict=True)]),
    )
    targets = block_diag(
        [a.targets[:, inside] for a, (inside, _, _) in zip(attacks, blocks, strict=True)], format="csr"
    )
    constant = np.concatenate([part for _, _, part in blocks])
    low, high = (np.concatenate([getattr(a, end) for a in attacks]) - constant for end in ("low", "high"))
    found = bounds(one, targets, low, high, every=every)
    ends = np.cumsum([0, *(len(attack) for attack in attacks)])
    each = [
        _findings(attack, Bounds((found.lower + constant)[i:j], (found.upper + constant)[i:j]))
        for attack, i, j in zip(attacks, ends[:-1], ends[1:], strict=True)
    ]
    return [narrowed for narrowed in each if len(narrowed.attack)]


def _suspects(plan: Plan, label: Integers, doubtful: Attack) -> Iterator[Attack]:
    """Each contributor that has a part near one of the doubtful targets, after those."""
    from scipy.sparse import csr_array as sparse

    parts, names = plan.parts.tocoo(), set(doubtful.names)
    goal, (owner, own) = plan.protected, plan.left
    common = np.flatnonzero([name in names for name in goal.names])
    left = np.flatnonzero([name in names for name in own.names])
    # contributors × components, and targets × components
    size = label.max() + 2
    home = sparse((np.ones(parts.nnz), (parts.row, label[parts.col] % size)), shape=(plan.parts.shape[0], size))
    near = home @ _components_of(goal.forms[common], label, size).T
    for number in np.unique(np.append(near.tocoo().row, owner[left])):
        which = common[near[[int(number)]].indices]
        known = np.asarray(plan.parts[[int(number)]].todense(), dtype="float64").ravel()
        yield _attack(plan, int(number), known, left[owner[left] == number], which)


def _components_of(forms: csr_array, label: Integers, size: int) -> csr_array:
    from scipy.sparse import csr_array as sparse

    entries = forms.tocoo()
    return sparse((np.ones(entries.nnz), (entries.row, label[entries.col] % size)), shape=(forms.shape[0], size))


def labels(plan: Plan, withheld: Flags) -> Integers:
    """Component of each atom in what is known when these figures are withheld; -1 for atoms that are known outright."""
    view = plan.view(withheld)
    free = np.isnan(known_atoms(view))
    found = np.full(len(free), -1, dtype="int64")
    if free.any():
        found[free] = components(view.matrix[telling(view)][:, free], plan.protected.forms[:, free])
    return found


def _reached(plan: Plan, withheld: Flags, near: Flags | None) -> Flags:
    """The atoms of which a contributor may know more than others do: it has a part in their component."""
    label = labels(plan, withheld)
    has_part = np.zeros(label.max() + 2, dtype=bool)
    has_part[label[plan.parts.indices]] = True
    return has_part[label] if near is None else has_part[label] & near


def _together(plan: Plan) -> Attack:
    if not plan.parts.nnz:
        return outsider(plan).only(np.zeros(0, dtype="int64"))
    largest = np.asarray(plan.parts.max(axis=0).todense(), dtype="float64").ravel()
    return _attack(plan, OUTSIDER, largest, np.arange(len(plan.left[0])))


def _attack(plan: Plan, number: int, own: Floats, left: Integers, which: Integers | None = None) -> Attack:
    """A contributor of some parts, after all protected forms, or some, and what is left of some without its parts."""
    from scipy.sparse import vstack

    goal, rest, own = plan.protected, plan.left[1], np.maximum(own, plan.told)
    some = np.arange(len(goal.names)) if which is None else which
    # of what is all its own it has nothing to learn
    some = some[goal.forms[some] @ own < goal.forms[some] @ plan.counts]
    targets, least = vstack([goal.forms[some], rest.forms[left]]).tocsr(), np.maximum(plan.least, own)
    # what it knows of itself is no finding
    low = np.maximum(np.append(goal.low[some], rest.low[left]), targets @ least)
    high = np.maximum(np.append(goal.high[some], rest.high[left]), low)
    names = (*(goal.names[int(i)] for i in some), *(rest.names[int(i)] for i in left))
    return Attack(number, least, targets, low, high, names)


def _narrowed(plan: Plan, withheld: Flags, attack: Attack, *, every: bool = True) -> Narrowed:
    view = plan.view(withheld, attack.least)
    return _findings(attack, bounds(view, attack.targets, attack.low, attack.high, every=every))


def _findings(attack: Attack, found: Bounds) -> Narrowed:
    which = np.flatnonzero((found.lower > attack.low + 0.5) | (found.upper < attack.high - 0.5))
    return Narrowed(attack.only(which), Bounds(found.lower[which], found.upper[which]))
