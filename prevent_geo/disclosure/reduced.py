"""A view without what is known outright and what does not matter, and the extremes of targets over it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from prevent_geo.disclosure.programme import Floats, Integers, Programme, contradiction
from prevent_geo.disclosure.view import WHOLE, View, components, known_atoms, telling

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Flags = npt.NDArray[np.bool_]

# beyond this a count counts as unbounded: far above any attendance, far below what a solver rounds away
_WITHOUT_BOUND = 1e7


@dataclass(frozen=True, eq=False)
class Reduced:
    """The free atoms of a view: what is known of them, and each target's form and constant part.

    `group` is the component of each free atom; no row and no target has atoms of two.
    """

    matrix: csr_array
    lower: Floats
    upper: Floats
    least: Floats
    targets: csr_array
    known: Floats
    group: Integers
    time_limit_s: float

    @classmethod
    def of(cls, view: View, targets: csr_array, time_limit_s: float) -> Reduced:
        """Take out atoms that are known, rows that say nothing, and what shares no component with a target."""
        value = known_atoms(view)
        free = np.isnan(value)
        part = np.where(free, 0.0, value)
        fixed, constant = view.matrix @ part, targets @ part
        matrix, wanted = view.matrix[:, free], targets[:, free]
        lower, upper = view.lower - fixed, view.upper - fixed
        filled = np.diff(matrix.indptr) > 0
        if ((lower > WHOLE) | (upper < -WHOLE))[~filled].any():
            raise contradiction()
        keep = filled & telling(view)
        matrix, lower, upper = matrix[keep], lower[keep], upper[keep]
        group = components(matrix, wanted)
        near = np.isin(group, group[wanted.indices])
        rows = np.asarray(abs(matrix) @ near.astype("float64")).ravel() > 0
        return cls(
            matrix[rows][:, near],
            lower[rows],
            upper[rows],
            view.least[free][near],
            wanted[:, near],
            constant,
            group[near],
            time_limit_s,
        )

    def negated(self) -> Reduced:
        """The same with targets of the other sign, so that their greatest is the least of these."""
        return replace(self, targets=-self.targets, known=-self.known)

    def extremes(self, enough: Floats, *, every: bool = True) -> Floats:
        """The greatest value of each target, or `enough` where it can be reached.

        Unless `every` is true, one target that falls short is enough of a component: others there are not asked.
        """
        found = self.known.copy()
        filled = np.diff(self.targets.indptr) > 0
        found[~filled] = np.minimum(found, enough)[~filled]
        if not filled.any():
            return found
        cap = np.minimum(enough - self.known, _WITHOUT_BOUND)
        programme = self._programme(cap)
        pending = self._reached_together(programme, filled & np.isfinite(enough), cap) | (filled & np.isinf(enough))
        found[filled & ~pending] = enough[filled & ~pending]
        group = np.zeros(len(found), dtype="int64")
        group[filled] = self.group[self.targets.indices[self.targets.indptr[:-1][filled]]]
        while pending.any():
            waiting = np.flatnonzero(pending)
            picked = waiting[np.unique(group[waiting], return_index=True)[1]]
            point = self._whole_corner(programme, picked, cap)
            reached = self.targets @ point
            found[picked] = (self.known + reached)[picked]
            satisfied = pending & np.isin(group, group[picked]) & (reached >= cap - WHOLE)
            found[satisfied] = enough[satisfied]
            pending &= ~satisfied
            pending[picked] = False
            if not every:
                short = picked[reached[picked] < cap[picked] - WHOLE]
                given_up = pending & np.isin(group, group[short])
                found[given_up] = enough[given_up]
                pending &= ~given_up
        found = np.where(np.isfinite(found), np.round(found), found) + 0.0
        return np.where(found - self.known >= _WITHOUT_BOUND - 1, enough, found)

    def _programme(self, cap: Floats) -> Programme:
        parts = (self.matrix, self.lower, self.upper, self.least, self.targets)
        return Programme(*parts, cap, time_limit_s=self.time_limit_s)

    def _reached_together(self, programme: Programme, pending: Flags, cap: Floats) -> Flags:
        """Which of the pending targets are left when many are taken to their caps at once."""
        left, before = pending.copy(), np.inf
        while 0 < left.sum() < 0.7 * before:
            before = left.sum()
            point = programme.corner(np.flatnonzero(left))
            unsound = np.asarray(abs(self.targets) @ self._astray(point).astype("float64")).ravel() > 0
            left &= unsound | (self.targets @ np.round(point) < cap - WHOLE)
        return left

    def _whole_corner(self, programme: Programme, picked: Integers, cap: Floats) -> Floats:
        """A point in whole numbers at which each of the picked targets, one a component, is greatest."""
        point = programme.corner(picked)
        broken = self._astray(point)
        again = picked[np.asarray(abs(self.targets[picked]) @ broken.astype("float64")).ravel() > 0]
        if len(again):
            rows = np.asarray(abs(self.matrix) @ broken.astype("float64")).ravel() > 0
            inside = (self.matrix[rows][:, broken], self.lower[rows], self.upper[rows], self.least[broken])
            aim = self.targets[again][:, broken]
            mended = Programme(*inside, aim, cap[again], whole=True, time_limit_s=self.time_limit_s)
            point[broken] = mended.corner(np.arange(len(again)))
        return np.round(point)

    def _astray(self, point: Floats) -> Flags:
        """The atoms of components that a point does not give in whole numbers."""
        return np.isin(self.group, self.group[np.abs(point - np.round(point)) > WHOLE])
