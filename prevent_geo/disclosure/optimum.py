"""The optimum: the suppression of least cost, proven to be so, of plans that are small."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from prevent_geo.disclosure.attacker import Floats, Integers
from prevent_geo.disclosure.audit import Narrowed, audit
from prevent_geo.disclosure.cuts import Goals, further_cut
from prevent_geo.disclosure.pieces import parts_of
from prevent_geo.disclosure.plan import Flags, Plan

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# measured: up to these it mostly ends within seconds; what makes it hard are many figures over each atom
_ATOMS = 500
_HARD = 3_000
# limits in work, not in seconds, so that every computer comes to the same result
_PARTLY = 150
_ROUNDS = 60
_NODES = 2_000
# how near to its least cost a choice is found: in parts first (None), then ever nearer
_GAPS = (None, 0.03, 0.01, 0.003, 0.0)
# costs nearer to each other than this are the same
_SOME = 1e-5


@dataclass(frozen=True, eq=False)
class Found:
    """The cheapest safe suppression that was found, if any, and the cost that none can be below."""

    withheld: Flags | None
    bound: float


def small(plan: Plan) -> bool:
    """Whether the optimum is worth looking for, in every component."""
    return all(_hardness(part) <= _HARD and len(part.counts) <= _ATOMS for _, part in parts_of(plan))


def _hardness(plan: Plan) -> float:
    depth = plan.forms.nnz / len(plan.counts)
    return float(len(plan.protected.names) * depth**2)


def optimal(plan: Plan, *, at_most: Flags | None = None, time_limit_s: float = 20.0) -> Flags | None:
    """The suppression of least total cost.

    Parameters
    ----------
    plan
        The release.
    at_most
        A suppression that is known to be safe: nothing dearer is looked at.
    time_limit_s
        Seconds after which it is given up.

    Returns
    -------
    array of bool
        Whether each figure is withheld; the audit finds nothing. None if it is not proven that nothing costs less.
    """
    found = search(plan, at_most=at_most, time_limit_s=time_limit_s)
    if found.withheld is None or plan.cost @ found.withheld > found.bound + _SOME:
        return None
    return found.withheld


def search(plan: Plan, *, at_most: Flags | None = None, time_limit_s: float = 20.0) -> Found:
    """Look for the suppression of least total cost, and say how far from it the best one is at most.

    Parameters
    ----------
    plan, at_most, time_limit_s
        As for `optimal`.

    Returns
    -------
    Found
        What is withheld, if anything safe was found: the audit finds nothing. The bound is of the plan's total cost.

    Notes
    -----
    An attack that fails gives a linear condition: the dual of its programme names the figures of which one (or enough
    of several) must be withheld, whatever else is. The cheapest set that meets all conditions so far is attacked anew,
    until no attack is left; so it is never dearer than any safe set. Withholding only ever widens: what is safe with
    fewer figures is not asked again, and where whole numbers alone narrow, one of the figures that are left must go.
    Source: Fischetti & Salazar (2000), Management Science 47, whose cuts these are.
    """
    end = monotonic() + time_limit_s
    withheld, bound, complete = plan.primary.copy(), float(plan.cost @ plan.primary), True
    for rows, part in parts_of(plan):
        found = _Search.of(part, None if at_most is None else at_most[rows]).run(end)
        bound += found.bound - float(part.cost @ part.primary)
        complete &= found.withheld is not None
        if found.withheld is not None:
            withheld[rows] = found.withheld
    return Found(withheld if complete else None, bound)


@dataclass(eq=False)
class _Search:
    """The state of a search: what must not be ruled out, the cuts, the best that was found and the bound."""

    plan: Plan
    goals: Goals
    cuts: csr_array
    best: Flags | None
    bound: float

    @classmethod
    def of(cls, plan: Plan, best: Flags | None) -> _Search:
        """Begin with the primary figures."""
        from scipy.sparse import csr_array as sparse

        goals = Goals.of(plan, audit(plan, plan.primary))
        none = sparse((0, len(plan.primary)), dtype="float64")
        return cls(plan, goals, none, best if len(goals) else plan.primary.copy(), float(plan.cost @ plan.primary))

    def run(self, end: float) -> Found:
        """Search until nothing cheaper is left or time is up."""
        stage = 0
        for number in range(_PARTLY + _ROUNDS):
            if self.best is not None and self.plan.cost @ self.best <= self.bound + _SOME:
                break
            chosen = self._cheapest(end, _GAPS[stage])
            if chosen is None:
                break
            if stage == 0:
                lacking = self._cut(chosen, np.arange(len(self.goals)))[1]
                settled = not lacking.size or number >= _PARTLY
            else:
                settled = self._safe(chosen, end)
            stage = min(stage + settled, len(_GAPS) - 1)
        return Found(self.best, self.bound)

    def _cheapest(self, end: float, gap: float | None) -> Floats | None:
        """How much of each figure is withheld (1: all of it) at least cost, so that every cut adds up to 1 or more."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        seconds = end - monotonic()
        if seconds <= 0:
            return None
        plan = self.plan
        result: Any = milp(
            plan.cost,
            constraints=LinearConstraint(self.cuts, np.ones(self.cuts.shape[0]), np.inf),
            bounds=Bounds(plan.primary.astype("float64"), (~plan.open).astype("float64")),
            integrality=np.full(len(plan.primary), int(gap is not None)),
            options={"time_limit": seconds, "node_limit": _NODES, "mip_rel_gap": gap or 0.0},
        )
        if result.x is None:
            return None
        bound = result.fun if gap is None else result.mip_dual_bound
        self.bound = max(self.bound, float(bound))
        return np.asarray(np.clip(result.x, 0.0, 1.0) if gap is None else np.round(result.x))

    def _cut(self, chosen: Floats, among: Integers, most: int | None = None) -> tuple[csr_array, Integers]:
        """Add what attacks on a choice say; also give it, with the (at most so many) goals that lack something."""
        from scipy.sparse import vstack

        fresh, lacking = self.goals.cuts(chosen, among, most)
        self.cuts = vstack([self.cuts, fresh]).tocsr()
        return fresh, lacking

    def _safe(self, chosen: Floats, end: float) -> bool:
        """Attack a choice, withhold more by hand until it is safe, and keep the best; whether it was safe as it was.

        What is mended stays mended, so that only the goals that lacked something are asked again.
        """
        among, mended = np.arange(len(self.goals)), chosen
        while monotonic() < end:
            fresh, among = self._cut(mended, among)
            if not among.size:
                narrowed = audit(self.plan, mended > 0.5)
                if not narrowed:
                    self._keep(self._tidied(mended, chosen, end))
                    return mended is chosen
                fresh, among = self._learned(mended, narrowed)
            further = self._mended(mended, fresh)
            if further is None:
                break
            mended = further
        return False

    def _keep(self, trials: list[Floats]) -> None:
        """Keep the first that is safe, if it is cheaper than the best so far."""
        for trial in trials:
            if self.best is not None and self.plan.cost @ trial >= self.plan.cost @ self.best:
                continue
            if not audit(self.plan, trial > 0.5):
                self.best = trial > 0.5
                return

    def _tidied(self, mended: Floats, chosen: Floats, end: float) -> list[Floats]:
        """Show again what was mended needlessly, the dearest first; the result, then what was before."""
        tidy, among = mended.copy(), list(range(len(self.goals)))
        order = np.flatnonzero(mended > chosen + 0.5)
        for figure in order[np.argsort(-self.plan.cost[order], kind="stable")]:
            if monotonic() > end:
                break
            tidy[figure] = 0.0
            _, lacking = self._cut(tidy, np.array(among), 1)
            if lacking.size:
                tidy[figure] = 1.0
                # what was hard to protect once is asked first from now on
                among.remove(lacking[0])
                among.insert(0, int(lacking[0]))
        return [tidy, mended]

    def _learned(self, chosen: Floats, narrowed: list[Narrowed]) -> tuple[csr_array, Integers]:
        """Add goals of attackers that were not thought of, or a cut where whole numbers alone narrow something."""
        from scipy.sparse import csr_array as sparse
        from scipy.sparse import vstack

        new = Goals.of(self.plan, narrowed)
        fresh, lacking = new.cuts(chosen, np.arange(len(new)))
        if not lacking.size:
            fresh = sparse(further_cut(self.plan, chosen > 0.5, narrowed[0])[None, :])
        self.cuts = vstack([self.cuts, fresh]).tocsr()
        known = len(self.goals)
        self.goals = self.goals.joined(new, lacking)
        return fresh, np.arange(known, len(self.goals))

    def _mended(self, chosen: Floats, cuts: csr_array) -> Floats | None:
        """More withheld, so that all these cuts add up to 1; None if nothing is left that could do it."""
        chosen = chosen.copy()
        for cut in cuts.toarray():
            while cut @ chosen < 1 - _SOME:
                gain = np.where(chosen < 0.5, cut, 0.0) / self.plan.cost
                if not gain.any():
                    return None
                chosen[np.argmax(gain)] = 1.0
        return chosen
