"""What cannot be protected: intervals that are narrower than they should be even if everything is withheld."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from prevent_geo.disclosure.attacker import View, bounds
from prevent_geo.disclosure.audit import OUTSIDER, Narrowed, audit
from prevent_geo.disclosure.plan import Flags, Plan
from prevent_geo.errors import DisclosureError, counted


def excuse(plan: Plan) -> Plan:
    """The same plan, with the intervals that a release cannot keep whatever it withholds.

    Raises
    ------
    DisclosureError
        If earlier releases give one of its counts away by themselves. Names the cells.

    Notes
    -----
    Zeros that are shown, events that each had a visitor, and the order of stages can bound a count from both sides of a
    sum that was published, and so can what a contributor counted itself, without any figure of this release: it adds
    nothing, and is not refused for that. What follows for everybody from earlier figures alone is refused.
    """
    everything = ~plan.open
    while found := audit(plan, everything):
        lost = [word for narrowed in found for word in _given_away(plan, narrowed).words()]
        if lost:
            raise refusal(lost)
        fresh = {
            (narrowed.attack.contributor, name): (float(low), float(high))
            for narrowed in found
            for name, low, high in zip(narrowed.attack.names, narrowed.found.lower, narrowed.found.upper, strict=True)
        }
        plan = replace(plan, excused={**plan.excused, **fresh})
    return plan


def refusal(cells: list[str]) -> DisclosureError:
    """The error that names the cells because of which nothing is released."""
    named = "".join(f"\n  {cell}" for cell in cells[:10])
    more = f"\n  and {len(cells) - 10:,} more" if len(cells) > 10 else ""
    return DisclosureError(
        f"nothing is released: {counted(len(cells), 'protected count')} could be narrowed whatever else is withheld, "
        f"because of what was published before or is known:{named}{more}"
    )


def _given_away(plan: Plan, narrowed: Narrowed) -> Narrowed:
    """Those that earlier figures narrow for everybody, without anything else that is known, and that this is about."""
    attack = narrowed.attack
    if attack.contributor != OUTSIDER:
        return replace(narrowed, attack=attack.only(np.zeros(0, dtype="int64")))
    seen = View(plan.earlier.forms, plan.earlier.lower, plan.earlier.upper, np.zeros(len(plan.counts)))
    found = bounds(seen, attack.targets, attack.low, attack.high)
    inside = np.asarray(abs(attack.targets) @ _atoms_of(plan).astype("float64")).ravel() > 0
    which = np.flatnonzero(inside & ((found.lower > attack.low + 0.5) | (found.upper < attack.high - 0.5)))
    return replace(narrowed, attack=attack.only(which))


def _atoms_of(plan: Plan) -> Flags:
    about = np.zeros(len(plan.counts), dtype=bool)
    about[plan.forms.indices] = True
    return about
