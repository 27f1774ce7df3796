"""Cuts: what an attack that fails says of every suppression that could stop it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from prevent_geo.disclosure.attacker import Floats, Integers, bounds
from prevent_geo.disclosure.audit import Narrowed
from prevent_geo.disclosure.plan import Flags, Plan

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_VIOLATED = 1e-5
_PRICED = 1e-9


@dataclass(frozen=True, eq=False)
class Goals:
    """What attackers must not rule out: forms of the atoms, and by how much each must be able to rise.

    `dual` (atoms × prices) and `price` are of the programme that says how far a form can rise at most: one price for
    each figure above and one below, for each bound of what is known, for the least of each atom (its price is `least`,
    goals × atoms). `spare` is how much further a figure may fall when it is withheld; `free` are those that may be.
    """

    forms: csr_array
    need: Floats
    least: Floats
    dual: csr_array
    price: Floats
    spare: Floats
    free: Flags

    @classmethod
    def of(cls, plan: Plan, found: list[Narrowed]) -> Goals:
        """The ends that are narrowed of what attackers find."""
        from scipy.sparse import csr_array as sparse
        from scipy.sparse import identity, vstack

        forms, reach, least = [sparse((0, len(plan.counts)), dtype="float64")], [np.zeros(0)], []
        for one in found:
            attack = one.attack
            up, down = one.found.upper < attack.high - 0.5, one.found.lower > attack.low + 0.5
            forms += [attack.targets[up], -attack.targets[down]]
            reach += [attack.high[up], -attack.low[down]]
            least += [plan.counts - attack.least] * int(up.sum() + down.sum())
        goal = vstack(forms).tocsr()
        lower, upper = plan.limits(plan.primary)
        known, level = plan.known, plan.known.forms @ plan.counts
        top, bottom = np.isfinite(known.upper), np.isfinite(known.lower)
        told = [plan.forms, -plan.forms, known.forms[top], -known.forms[bottom], -identity(len(plan.counts))]
        room = [upper - plan.values, plan.values - lower, (known.upper - level)[top], (level - known.lower)[bottom]]
        free = ~plan.primary & ~plan.open
        return cls(
            forms=goal,
            need=np.concatenate(reach) - goal @ plan.counts,
            least=np.array(least).reshape(-1, len(plan.counts)),
            dual=vstack(told).T.tocsc(),
            price=np.concatenate(room),
            spare=np.where(free, np.maximum(lower - plan.withheld_least, 0.0), 0.0),
            free=free,
        )

    def __len__(self) -> int:
        """Number of goals."""
        return len(self.need)

    def joined(self, other: Goals, which: Integers) -> Goals:
        """These goals, and some of others of the same plan."""
        from scipy.sparse import vstack

        return replace(
            self,
            forms=vstack([self.forms, other.forms[which]]).tocsr(),
            need=np.append(self.need, other.need[which]),
            least=np.vstack([self.least, other.least[which]]),
        )

    def cuts(self, chosen: Floats, among: Integers, most: int | None = None) -> tuple[csr_array, Integers]:
        """Conditions that a choice of figures breaks, and which of some goals lack something under it.

        Each is a weight for every figure: over the figures that are withheld, they must add up to 1 or more.
        """
        from scipy.sparse import csr_array as sparse

        # a little of every figure too: of many cuts that finds one with few and dear figures
        inner = np.minimum(chosen + 0.5 / len(chosen) * self.free, 1.0)
        found, lacking = [], []
        for number in among:
            for point in (inner, chosen):
                weight = self._weight(int(number), point)
                if weight is not None and weight @ chosen < 1 - _VIOLATED:
                    found.append(weight)
                    lacking.append(number)
                    break
            if len(lacking) == most:
                break
        rows = sparse(np.unique(np.round(found, 9), axis=0) if found else (0, len(chosen)), dtype="float64")
        return rows, np.array(lacking, dtype="int64")

    def _weight(self, number: int, chosen: Floats) -> Floats | None:
        """Each figure's share of what a goal lacks, if it were withheld; None if the goal lacks nothing."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import hstack

        need, size = self.need[number], len(chosen)
        form = self.forms[[number]]
        price = np.concatenate([self.price, self.least[number], [need]])
        most = np.full(len(price), np.inf)
        most[:size][chosen >= 1] = 0.0
        price[:size][chosen >= 1] = 0.0
        unchosen = price.copy()
        price[:size] += need * chosen
        price[size : 2 * size] += self.spare * chosen
        goal = form.toarray().ravel()
        result: Any = milp(
            price,
            constraints=LinearConstraint(hstack([self.dual, form.T]).tocsc(), goal, goal),
            bounds=Bounds(0, most),
        )
        if result.x is None or result.fun > need - _VIOLATED:
            return None
        rises, falls = result.x[:size], result.x[size : 2 * size]
        lacking = need - unchosen @ result.x
        # what is withheld has no ceiling: any price is enough
        weight = np.where(rises > _PRICED, 1.0, np.minimum(falls * self.spare / lacking, 1.0))
        return np.where(self.free, weight, 0.0)


def further_cut(plan: Plan, withheld: Flags, narrowed: Narrowed) -> Floats:
    """The cut that needs no duality: of the figures that are shown, one more must be withheld; as few as can be told.

    Withholding only ever widens, so that what leaves a target narrowed does so with fewer figures as well.
    """
    attack, trial = narrowed.attack.only(np.array([0])), withheld.copy()
    shown = np.flatnonzero(~withheld & ~plan.open)
    waiting = [shown[np.argsort(plan.cost[shown], kind="stable")]]
    while waiting:
        some = waiting.pop()
        trial[some] = True
        found = bounds(plan.view(trial, attack.least), attack.targets, attack.low, attack.high)
        if found.lower[0] > attack.low[0] + 0.5 or found.upper[0] < attack.high[0] - 0.5:
            continue
        trial[some] = False
        if len(some) > 1:
            half = len(some) // 2
            waiting += [some[half:], some[:half]]
    return (~trial & ~plan.open).astype("float64")
