"""View: what somebody knows of the finest counts, and what follows from it step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from prevent_geo.disclosure.programme import Floats, Integers, contradiction

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# counts are whole: what differs by less is the same
WHOLE = 1e-6


@dataclass(frozen=True, eq=False)
class View:
    """What somebody knows of the atoms x: lower ≤ matrix @ x ≤ upper, and x whole and at least `least`."""

    matrix: csr_array
    lower: Floats
    upper: Floats
    least: Floats


def known_atoms(view: View) -> Floats:
    """Value of each atom that follows from one figure after the other; NaN where none does.

    Raises
    ------
    DisclosureError
        If figures contradict each other.
    """
    matrix, value = view.matrix, np.full(view.matrix.shape[1], np.nan)
    exact = np.abs(view.upper - view.lower) < WHOLE
    positive = np.asarray((matrix < 0).sum(axis=1)).ravel() == 0
    while True:
        free = np.isnan(value)
        left = view.upper - matrix @ np.where(free, 0.0, value)
        unknown = matrix.multiply(free[None, :].astype("float64")).tocsr()
        unknown.eliminate_zeros()
        spare = left - unknown @ np.where(free, view.least, 0.0)
        if (spare[positive] < -WHOLE).any():
            raise contradiction()
        number = np.diff(unknown.indptr)
        # nothing is left above the least of any of them
        drained = np.unique(unknown[positive & (spare < WHOLE) & (number > 0)].indices)
        single = np.flatnonzero(exact & (number == 1))
        if not len(drained) and not len(single):
            return value
        value[drained] = view.least[drained]
        first = unknown.indptr[single]
        at, by = unknown.indices[first], unknown.data[first]
        fresh = np.isnan(value[at])
        value[at[fresh]] = (left[single] / by)[fresh]


def telling(view: View) -> npt.NDArray[np.bool_]:
    """Whether each row says something: a sum with no upper end that its atoms keep above its lower one does not."""
    positive = np.asarray((view.matrix < 0).sum(axis=1)).ravel() == 0
    silent = np.isinf(view.upper) & positive & (view.matrix @ view.least >= view.lower - WHOLE)
    return np.asarray(~silent, dtype=bool)


def components(*matrices: csr_array) -> Integers:
    """Component of each atom: two are in one if a row of any of the matrices names both."""
    from scipy.sparse import bmat, vstack
    from scipy.sparse.csgraph import connected_components

    rows = vstack(matrices).tocsr()
    graph = bmat([[None, rows], [rows.T, None]])
    labels = connected_components(graph, directed=False)[1]
    return np.asarray(labels[rows.shape[0] :], dtype="int64")
