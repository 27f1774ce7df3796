"""Secondary suppression: withhold further figures, few and small ones, until no attacker narrows a protected form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from prevent_geo.disclosure.attacker import Floats, Integers
from prevent_geo.disclosure.audit import Attack, Narrowed, audit, labels
from prevent_geo.disclosure.excuse import refusal
from prevent_geo.disclosure.plan import Flags, Plan

# atoms of a figure beyond which it is not looked at first: most remedies lie within the same neighbourhood
_NEAR = 60
_SOME = 1e-6
_SECONDS = 60.0
# figures of one component that are tried again: the dearest, as each try costs an audit and few succeed
_PASSES = 6


def suppress(plan: Plan) -> Flags:
    """Choose what is withheld.

    Parameters
    ----------
    plan
        The release.

    Returns
    -------
    array of bool
        Whether each figure of the plan is withheld; the audit finds nothing.

    Raises
    ------
    DisclosureError
        If nothing that may be withheld protects some cell: earlier releases give it away, say. Names the cells.

    Notes
    -----
    For each form that is narrowed, the cheapest change of the counts that takes it to the end of its interval is found
    as a linear programme; the figures that change are withheld (the attacker cannot rule that change out any more).
    Then the dearest further figures are shown again where the audit lets them.
    Source: Kelly, Golden & Assad (1992), Networks 22; Fischetti & Salazar (2000), Management Science 47.
    """
    withheld = plan.primary.copy()
    while found := audit(plan, withheld, every=False):
        before = withheld.sum()
        for narrowed in found:
            withheld = _remedied(plan, withheld, narrowed)
        if withheld.sum() == before:
            raise refusal([word for narrowed in audit(plan, withheld) for word in narrowed.words()])
    return _tidied(plan, withheld)


def _remedied(plan: Plan, withheld: Flags, narrowed: Narrowed) -> Flags:
    """More withheld, for those of the narrowed targets that lie apart from each other."""
    withheld, touched = withheld.copy(), np.zeros(len(plan.counts), dtype=bool)
    attack, found = narrowed.attack, narrowed.found
    for i in range(len(attack)):
        region = next(_regions(plan, attack, i))
        if (region & touched).any():
            continue
        touched |= region
        if found.upper[i] < attack.high[i]:
            withheld |= _cheapest(plan, withheld, attack, i, up=1.0)
        if found.lower[i] > attack.low[i]:
            withheld |= _cheapest(plan, withheld, attack, i, up=-1.0)
    return withheld


def _regions(plan: Plan, attack: Attack, number: int) -> Iterator[Flags]:
    """The atoms around a target, ever more of them."""
    form = attack.targets[[number]]
    size = np.diff(plan.forms.indptr)
    inside = np.asarray(abs(form).todense()).ravel() > 0
    for limit in (_NEAR, len(plan.counts) + 1):
        rows = (np.asarray(plan.forms @ inside.astype("float64")).ravel() > 0) & (size <= limit)
        yield inside | (np.asarray(plan.forms[rows].sum(axis=0)).ravel() > 0)
    yield np.ones(len(plan.counts), dtype=bool)


def _cheapest(plan: Plan, withheld: Flags, attack: Attack, number: int, *, up: float) -> Flags:
    """The figures whose withholding lets the target reach the upper (1) or lower (-1) end of its interval."""
    for region in _regions(plan, attack, number):
        # what is narrowed in whole numbers only is not seen without them
        for whole in (False, True):
            changed = _change(plan, withheld, attack, number, region, up, whole=whole)
            if changed is not None and (changed & ~withheld).any():
                return changed
    return np.zeros(len(withheld), dtype=bool)


def _change(
    plan: Plan, withheld: Flags, attack: Attack, number: int, region: Flags, up: float, *, whole: bool
) -> Flags | None:
    """Solve for the least change within a region: its variables are that of each atom, then each figure's slack."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import bmat, csr_array, identity

    column = np.flatnonzero(region)
    rows = _touching(plan.forms[:, column])
    known = _touching(plan.known.forms[:, column])
    forms, values = plan.forms[rows][:, column], plan.values[rows]
    lower, upper = (limit[rows] for limit in plan.limits(withheld))
    aim = attack.targets[[number]]
    end = attack.high[number] if up > 0 else attack.low[number]
    need = up * float(end - (aim @ plan.counts)[0])
    fixed = withheld[rows] | plan.open[rows]
    price = plan.cost[rows] / max(need, 1.0)
    spare = np.where(fixed, 0.0, np.maximum(lower - plan.withheld_least, 0.0))
    size, slack = len(column), identity(len(rows), format="csr")
    others = plan.known.forms[known]
    level = others @ plan.counts
    matrix = bmat(
        [
            [forms, slack, -slack],
            [others[:, column], None, None],
            [up * aim[:, column], csr_array((1, len(rows))), csr_array((1, len(rows)))],
        ]
    )
    result: Any = milp(
        np.concatenate([np.full(size, 1e-9), price, price]),
        constraints=LinearConstraint(
            matrix,
            np.concatenate([lower - values, plan.known.lower[known] - level, [need]]),
            np.concatenate([upper - values, plan.known.upper[known] - level, [np.inf]]),
        ),
        bounds=Bounds(
            np.concatenate([(attack.least - plan.counts)[column], np.zeros(2 * len(rows))]),
            np.concatenate([np.full(size, np.inf), spare, np.where(fixed, 0.0, np.inf)]),
        ),
        integrality=np.repeat([int(whole), 0], [size, 2 * len(rows)]),
        options={"time_limit": _SECONDS},
    )
    if result.x is None:
        return None
    moved = result.x[size : size + len(rows)] + result.x[size + len(rows) :]
    changed = np.zeros(len(withheld), dtype=bool)
    changed[rows[moved > _SOME]] = True
    return changed


def _touching(forms: Any) -> Integers:
    return np.flatnonzero(np.diff(forms.tocsr().indptr) > 0)


def _tidied(plan: Plan, withheld: Flags) -> Flags:
    """Show again what need not be withheld, the dearest first, one in each component at a time."""
    untried = withheld & ~plan.primary
    for _ in range(_PASSES):
        if not untried.any():
            break
        label = labels(plan, withheld)
        tried = _apart(plan, untried, label)
        untried[tried] = False
        near = np.isin(label, label[plan.forms[tried].indices])
        trial = withheld.copy()
        trial[tried] = False
        # an outsider's finding may stand before a contributor's: ask again until nobody finds anything
        while found := audit(plan, trial, near, every=False):
            failed = np.zeros(label.max() + 2, dtype=bool)
            for narrowed in found:
                failed[label[narrowed.attack.targets.indices]] = True
            back = [figure for figure in tried if failed[label[plan.forms[[int(figure)]].indices]].any()]
            shown_still = [figure for figure in back if not trial[figure]]
            trial[shown_still or tried] = True
        withheld = trial
    return withheld


def _apart(plan: Plan, untried: Flags, label: Integers) -> Integers:
    """Untried figures of which no two lie in one component, the dearest first."""
    order = np.flatnonzero(untried)
    order = order[np.argsort(-plan.cost[order], kind="stable")]
    chosen, taken = [], np.zeros(label.max() + 2, dtype=bool)
    for figure in order:
        own = label[plan.forms[[int(figure)]].indices]
        if not taken[own].any():
            taken[own] = True
            chosen.append(int(figure))
    return np.array(chosen, dtype="int64")


def loss(plan: Plan, withheld: Flags) -> Floats:
    """What is lost: number of figures withheld, and number of those beyond the primary ones."""
    return np.array([withheld.sum(), (withheld & ~plan.primary).sum()], dtype="float64")
