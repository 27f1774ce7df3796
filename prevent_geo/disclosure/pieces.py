"""Pieces: a plan taken apart into those that have nothing to do with each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from prevent_geo.disclosure.attacker import Integers, components
from prevent_geo.disclosure.plan import Flags, Known, Plan, Protected

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def parts_of(plan: Plan) -> Iterator[tuple[Integers, Plan]]:
    """Each component in which something is protected: its figures, and the plan of them alone.

    Nothing that is decided in one of them matters in another.
    """
    goal, left = plan.protected, plan.left[1]
    known = plan.known
    # a row that leaves nothing above the least of its atoms fixes each of them, and links none
    negative = np.asarray((known.forms < 0).sum(axis=1)).ravel() > 0
    linking = known.forms[negative | (known.upper > known.forms @ plan.least + 1e-6)]
    label = components(plan.forms, goal.forms, left.forms, linking)
    for number in np.unique(label[np.append(goal.forms.indices, left.forms.indices)]):
        inside = label == number
        rows = _within(plan.forms, inside)
        yield rows, _part(plan, rows, inside)


def _part(plan: Plan, rows: Integers, inside: Flags) -> Plan:
    atoms, own = np.flatnonzero(inside), _within(plan.left[1].forms, inside)
    return replace(
        plan,
        row={},
        counts=plan.counts[atoms],
        least=plan.least[atoms],
        forms=plan.forms[rows][:, atoms],
        primary=plan.primary[rows],
        open=plan.open[rows],
        shown=(plan.shown[0][rows], plan.shown[1][rows]),
        protected=_only(plan.protected, _within(plan.protected.forms, inside), atoms),
        known=_told(plan, plan.known, inside),
        parts=plan.parts[:, atoms],
        events=plan.events[:, atoms],
        told=plan.told[atoms],
        left=(plan.left[0][own], _only(plan.left[1], own, atoms)),
        earlier=_told(plan, plan.earlier, inside),
    )


def _told(plan: Plan, known: Known, inside: Flags) -> Known:
    """What is known of the atoms inside, given the others; they are in one row only where each of them is certain."""
    which = _within(known.forms, inside)
    forms = known.forms[which]
    outside = forms @ np.where(inside, 0.0, plan.counts)
    return Known(forms[:, np.flatnonzero(inside)], known.lower[which] - outside, known.upper[which] - outside)


def _only(goal: Protected, which: Integers, atoms: Integers) -> Protected:
    names = tuple(goal.names[int(i)] for i in which)
    return Protected(goal.forms[which][:, atoms], goal.low[which], goal.high[which], names)


def _within(forms: csr_array, inside: Flags) -> Integers:
    return np.flatnonzero(np.asarray(abs(forms) @ inside.astype("float64")).ravel() > 0)
