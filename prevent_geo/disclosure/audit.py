"""The audit: every attacker against every protected form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from prevent_geo.disclosure.attacker import Bounds, Floats, Integers, View, bounds, components, known_atoms, telling
from prevent_geo.disclosure.attacks import OUTSIDER, Attack, contributor, contributors, outsider, together
from prevent_geo.disclosure.plan import Flags, Plan

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["OUTSIDER", "Attack", "Narrowed", "audit", "contributors", "labels", "outsider"]

# atoms of one programme, from which on contributors are asked in another: each question costs more in a larger one
_SIDE_BY_SIDE = 1_000


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
    everybody = _near(together(plan), _reached(plan, withheld, near))
    if not len(everybody):
        return []
    doubtful = _narrowed(plan, withheld, everybody).attack
    return _each(plan, withheld, doubtful, every=every) if len(doubtful) else []


def _near(attack: Attack, near: Flags | None) -> Attack:
    if near is None:
        return attack
    return attack.only(np.flatnonzero(np.asarray(abs(attack.targets) @ near.astype("float64")).ravel()))


def _each(plan: Plan, withheld: Flags, doubtful: Attack, *, every: bool) -> list[Narrowed]:
    """Ask each contributor that has a part near a doubtful target, some at a time side by side."""
    label, view = labels(plan, withheld), plan.view(withheld)
    known = known_atoms(view)
    world = _World(view, known, np.asarray(view.matrix @ np.nan_to_num(known)), telling(view))
    found: list[Narrowed] = []
    asked: list[tuple[Attack, Flags]] = []
    for attack in _suspects(plan, label, doubtful):
        asked.append((attack, np.isnan(known) & np.isin(label, label[attack.targets.indices])))
        if sum(int(inside.sum()) for _, inside in asked) >= _SIDE_BY_SIDE:
            found += _side_by_side(world, asked, every=every)
            asked = []
    found += _side_by_side(world, asked, every=every)
    return [narrowed for narrowed in found if len(narrowed.attack)]


@dataclass(frozen=True, eq=False)
class _World:
    """What everybody knows: a view, the atoms that follow from it, their sum in each row, and the rows that count."""

    view: View
    known: Floats
    told: Floats
    telling: Flags


def _side_by_side(world: _World, asked: list[tuple[Attack, Flags]], *, every: bool) -> list[Narrowed]:
    """Attacks that each look at some atoms, in one system of blocks."""
    from scipy.sparse import block_diag

    if not asked:
        return []
    view, fixed = world.view, np.nan_to_num(world.known)
    touched = [np.asarray(abs(view.matrix) @ inside.astype("float64")).ravel() > 0 for _, inside in asked]
    rows = [np.flatnonzero(row & world.telling) for row in touched]
    pairs = list(zip(rows, asked, strict=True))
    one = View(
        block_diag([view.matrix[row][:, inside] for row, (_, inside) in pairs], format="csr"),
        np.concatenate([(view.lower - world.told)[row] for row in rows]),
        np.concatenate([(view.upper - world.told)[row] for row in rows]),
        np.concatenate([attack.least[inside] for attack, inside in asked]),
    )
    constant = np.concatenate([attack.targets @ fixed for attack, _ in asked])
    low, high = (np.concatenate([getattr(attack, end) for attack, _ in asked]) - constant for end in ("low", "high"))
    targets = block_diag([attack.targets[:, inside] for attack, inside in asked], format="csr")
    found = bounds(one, targets, low, high, every=every)
    lower, upper = found.lower + constant, found.upper + constant
    ends = np.cumsum([0, *(len(attack) for attack, _ in asked)])
    return [
        _findings(attack, Bounds(lower[i:j], upper[i:j]))
        for (attack, _), i, j in zip(asked, ends[:-1], ends[1:], strict=True)
    ]


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
        yield contributor(plan, int(number), left[owner[left] == number], which)


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


def _narrowed(plan: Plan, withheld: Flags, attack: Attack, *, every: bool = True) -> Narrowed:
    view = plan.view(withheld, attack.least)
    return _findings(attack, bounds(view, attack.targets, attack.low, attack.high, every=every))


def _findings(attack: Attack, found: Bounds) -> Narrowed:
    which = np.flatnonzero((found.lower > attack.low + 0.5) | (found.upper < attack.high - 0.5))
    return Narrowed(attack.only(which), Bounds(found.lower[which], found.upper[which]))
