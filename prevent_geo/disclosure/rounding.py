"""Controlled rounding: every figure a multiple of the base next to its count, and rounded figures still add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from prevent_geo.disclosure.attacker import Floats, components
from prevent_geo.disclosure.plan import Flags, Plan
from prevent_geo.errors import DisclosureError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# what a step beyond the two neighbours of a count costs, in bases: many deviations within them
_BEYOND = 100.0
# an atom that no table shows is rounded near its count too, if that costs nothing
_UNSEEN = 1e-3
_WHOLE = 1e-6
# a limit in work, not in seconds, so that every computer comes to the same result
_NODES = 300
_SECONDS = 120.0
_GAP = 0.01
_SECONDS = 120.0
_GAP = 0.01
_SECONDS = 120.0
_GAP = 0.01


def round_additively(
    plan: Plan, base: int, given: Mapping[int, float] | None = None, *, lean: Floats | None = None
) -> Floats:
    """Round all figures so that they still add up.

    Parameters
    ----------
    plan
        The release.
    base
        Every figure becomes a multiple of it.
    given
        Rounded values of some figures (by row) that were published before: they stay.
    lean
        What each figure costs, in bases of deviation, if it is rounded up rather than down; 0 if None.

    Returns
    -------
    array
        Rounded value of each figure: the multiple below or above its count, or the count if it is a multiple. Where no
        such table adds up, as few figures as can be are further away.

    Raises
    ------
    DisclosureError
        If no rounding agrees with what was published before.

    Notes
    -----
    The atoms are rounded, and each figure is the sum of its rounded atoms; the sum of |rounded - count| over all
    figures is least. Over one hierarchy (or two, crossed, of which one is flat) the relaxation is a flow in a network
    and whole by itself; elsewhere the components that are not are solved in whole numbers.
    Source: Cox (1987), J. American Statistical Association 82; Salazar (2005), Mathematical Programming 105.

    Examples
    --------
    >>> from prevent_geo.disclosure.build import Atoms, build_plan
    >>> from prevent_geo.disclosure.plan import Key
    >>> from prevent_geo.disclosure.policy import find_policy
    >>> places = {"area:A": [0], "area:B": [1], "area:C": [2], "all": [0, 1, 2]}
    >>> figures = {Key("attendance", place, "2025"): np.array(atoms) for place, atoms in places.items()}
    >>> plan = build_plan(Atoms.of([7.0, 7.0, 7.0]), figures, find_policy("rounded"))
    >>> sorted(round_additively(plan, 5)[:3].tolist()), float(round_additively(plan, 5)[3])
    ([5.0, 5.0, 10.0], 20.0)
    """
    programme = _Programme.of(plan, base, given or {}, np.zeros(len(plan.values)) if lean is None else lean)
    units = programme.solve(np.ones(len(plan.counts), dtype=bool), whole=False)
    astray = programme.broken(units)
    if astray.any():
        units = np.where(astray, programme.solve(astray, whole=True), units)
    return np.asarray(np.round(plan.forms @ np.round(units)) * base)


def rounding_limits(plan: Plan, rounded: Floats, base: int) -> tuple[Floats, Floats]:
    """The lowest and the highest count that each rounded figure may stand for, for a reader who knows the rule.

    Within base - 1 of what is printed; where a figure is further from its count, within as many bases as it takes.
    """
    away = np.maximum(np.ceil((np.abs(rounded - plan.values) + 1) / base), 1.0)
    reach = away * base - 1
    return np.maximum(rounded - reach, 0.0), rounded + reach


def given_before(plan: Plan, base: int) -> dict[int, float]:
    """What figures were rounded to in earlier releases, as far as the bounds that are known of them tell."""
    forms, known = plan.forms.tocsr().sorted_indices(), plan.known.forms.tocsr().sorted_indices()
    told = {_mark(known, number): number for number in range(known.shape[0])}
    given: dict[int, float] = {}
    for row in range(forms.shape[0]):
        number = told.get(_mark(forms, row))
        if number is not None:
            printed = plan.known.upper[number] - (base - 1)
            if printed % base == 0 and plan.known.lower[number] == max(printed - (base - 1), 0.0):
                given[row] = float(printed)
    return given


def _mark(forms: csr_array, row: int) -> tuple[bytes, bytes]:
    part = slice(forms.indptr[row], forms.indptr[row + 1])
    return forms.indices[part].astype("int64").tobytes(), forms.data[part].astype("float64").tobytes()


@dataclass(frozen=True, eq=False)
class _Programme:
    """Units of the base for each atom (columns: one up, more, fewer), and the rows of figures with what is beyond."""

    forms: csr_array
    lower: Floats
    upper: Floats
    elastic: Flags
    below: Floats
    cost: Floats
    most: Floats

    @classmethod
    def of(cls, plan: Plan, base: int, given: Mapping[int, float], lean: Floats) -> _Programme:
        """Count everything in bases; a figure of one atom is that atom's bounds, unless it is given."""
        below = np.floor(plan.counts / base)
        level = plan.values / base
        floor, start = np.floor(level), plan.forms @ below
        part = level - floor
        fixed = np.isin(np.arange(len(level)), list(given))
        target = np.array([given.get(row, 0.0) for row in range(len(level))]) / base
        single = (np.diff(plan.forms.indptr) == 1) & (np.asarray(plan.forms.sum(axis=1)).ravel() == 1)
        seen = np.isin(np.arange(len(below)), plan.forms[single].indices)
        # |rounded - count| between the two neighbours is linear
        each = plan.forms.T @ np.where(fixed, 0.0, 1 - 2 * part + lean) + np.where(seen, 0.0, _UNSEEN)
        beyond = np.where(seen, _BEYOND, _UNSEEN)
        rows = ~single | fixed
        return cls(
            forms=plan.forms[rows],
            lower=(np.where(fixed, target, floor) - start)[rows],
            upper=(np.where(fixed, target, np.ceil(level)) - start)[rows],
            elastic=~fixed[rows],
            below=below,
            cost=np.array([each, each + beyond, beyond - each]),
            most=np.array([plan.counts % base > 0, np.full(len(below), np.inf), below], dtype="float64"),
        )

    def solve(self, inside: Flags, *, whole: bool) -> Floats:
        """Units of each atom inside, at least total deviation; of others what they are below their count."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import hstack, identity

        rows = np.flatnonzero(np.asarray(self.forms[:, inside].sum(axis=1)).ravel() > 0)
        forms, elastic = self.forms[rows][:, inside], identity(len(rows), format="csr")[:, self.elastic[rows]]
        count, slack = int(inside.sum()), elastic.shape[1]
        result: Any = milp(
            np.concatenate([self.cost[:, inside].ravel(), np.full(2 * slack, _BEYOND)]),
            constraints=LinearConstraint(
                hstack([forms, forms, -forms, elastic, -elastic]).tocsc(), self.lower[rows], self.upper[rows]
            ),
            bounds=Bounds(0, np.concatenate([self.most[:, inside].ravel(), np.full(2 * slack, np.inf)])),
            integrality=np.full(3 * count + 2 * slack, int(whole)),
            options={"node_limit": _NODES, "mip_rel_gap": _GAP, "time_limit": _SECONDS},
        )
        if result.x is None:
            raise DisclosureError(
                f"the figures cannot be rounded so that they add up and agree with what was published before "
                f"({result.message}), so nothing is released"
            )
        up, more, fewer = result.x[: 3 * count].reshape(3, count)
        units = self.below.copy()
        units[inside] += up + more - fewer
        return units

    def broken(self, units: Floats) -> Flags:
        """Atoms of components in which not all units are whole."""
        label = components(self.forms)
        return np.isin(label, label[np.abs(units - np.round(units)) > _WHOLE])
