"""Decide: what is withheld of a plan, or what its figures are rounded to, so that the audit finds nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from prevent_geo.disclosure.attacker import Floats
from prevent_geo.disclosure.audit import Narrowed, audit
from prevent_geo.disclosure.excuse import refusal
from prevent_geo.disclosure.optimum import Found, search, small
from prevent_geo.disclosure.plan import Flags, Plan
from prevent_geo.disclosure.rounding import given_before, round_additively, rounding_limits
from prevent_geo.disclosure.suppress import suppress
from prevent_geo.errors import DisclosureError

# bases that are tried, in bases of the policy, and how often each is rounded the other way where it narrows a count
_COARSER = (1, 2, 3)
_TRIES = 6
# what a count that is narrowed gains by being rounded the other way: more than any deviation within a base
_LEAN = 4.0
_SOME = 1e-5


@dataclass(frozen=True, eq=False)
class Decision:
    """What is withheld of a plan, and what the rest stands for.

    `lower` and `upper` are the lowest and the highest count that each figure stands for where it is shown; `rounded` is
    what is printed there (None: the count itself). `loss` is the total cost of what is withheld, or the sum of
    |rounded - count|; `optimum` the least total cost, where it was found.
    """

    withheld: Flags
    lower: Floats
    upper: Floats
    rounded: Floats | None
    primary: int
    secondary: int
    loss: float
    optimum: float | None
    method: str


def decide(plan: Plan, *, given: Mapping[int, float] | None = None) -> Decision:
    """Protect a release.

    Parameters
    ----------
    plan
        The release.
    given
        What figures (by row) were rounded to before, for a policy that rounds; None: as far as plan.known tells it.

    Returns
    -------
    Decision
        The audit of it finds nothing.

    Raises
    ------
    DisclosureError
        If some protected count could be narrowed whatever is done, or this cannot be told. Names the cells.
    """
    decision = _rounding(plan, given) if plan.policy.method == "rounding" else _suppression(plan)
    if found := audit(plan.showing(decision.lower, decision.upper), decision.withheld):
        raise refusal([word for narrowed in found for word in narrowed.words()])
    return decision


def _suppression(plan: Plan) -> Decision:
    """The cheaper of the heuristic's choice and, where it can be looked for, the optimum."""
    refused: DisclosureError | None = None
    quick: Flags | None = None
    try:
        quick = suppress(plan)
    except DisclosureError as error:
        refused = error
    found = search(plan, at_most=quick) if small(plan) else Found(quick, -np.inf)
    if found.withheld is None:
        raise refused or refusal(list(plan.protected.names))
    withheld, loss = found.withheld, float(plan.cost @ found.withheld)
    base = plan.policy.round_to
    return Decision(
        withheld=withheld,
        lower=plan.shown[0],
        upper=plan.shown[1],
        rounded=plan.policy.rounded(pd.Series(plan.values)).to_numpy() if base > 1 else None,
        primary=int(plan.primary.sum()),
        secondary=int((withheld & ~plan.primary).sum()),
        loss=loss,
        optimum=loss if loss <= found.bound + _SOME else None,
        method=_method(None if quick is None else float(plan.cost @ quick), loss, found.bound),
    )


def _method(quick: float | None, loss: float, bound: float) -> str:
    if not np.isfinite(bound):
        return "heuristic"
    if loss > bound + _SOME:
        return f"heuristic, at most {100 * (loss / bound - 1):.0f} % above the optimum"
    if quick is None:
        return "optimal"
    return f"optimal (the heuristic: {100 * (quick / loss - 1):.0f} % above)" if loss else "optimal"


def _rounding(plan: Plan, given: Mapping[int, float] | None) -> Decision:
    """Round to the policy's base, the other way where that narrows a count, then to coarser bases."""
    nothing, found = np.zeros(len(plan.primary), dtype=bool), list[Narrowed]()
    for times in _COARSER:
        base, lean = times * plan.policy.round_to, np.zeros(len(nothing))
        before = given_before(plan, base) if given is None else given
        if any(value % base for value in before.values()):
            continue
        for _ in range(_TRIES):
            rounded = round_additively(plan, base, before, lean=lean)
            lower, upper = rounding_limits(plan, rounded, base)
            found = audit(plan.showing(lower, upper), nothing)
            if not found:
                method = f"rounded to multiples of {base}" + (" (finer ones do not protect)" if times > 1 else "")
                loss = float(np.abs(rounded - plan.values).sum())
                return Decision(nothing, lower, upper, rounded, 0, 0, loss, None, method)
            turned = _turned(plan, found)
            if not turned.any():
                break
            lean += turned
    raise refusal([word for narrowed in found for word in narrowed.words()])


def _turned(plan: Plan, found: list[Narrowed]) -> Floats:
    """Which figures had better be rounded up (negative: that costs less) or down, so that what is narrowed is not."""
    lean = np.zeros(len(plan.primary))
    size = np.diff(plan.forms.indptr)
    for one in found:
        targets = one.attack.targets
        shared = (plan.forms @ targets.T).toarray()
        same = (shared == size[:, None]) & (shared == np.diff(targets.indptr)[None, :])
        up, down = one.found.upper < one.attack.high - 0.5, one.found.lower > one.attack.low + 0.5
        lean += _LEAN * ((same & down).sum(axis=1) - (same & up).sum(axis=1))
    return lean
