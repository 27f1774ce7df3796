"""The attacker: how far somebody who knows what is published can narrow a count that is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from prevent_geo.disclosure.programme import Floats, Integers
from prevent_geo.disclosure.reduced import Reduced
from prevent_geo.disclosure.view import View, components, known_atoms, telling

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["Bounds", "Floats", "Integers", "View", "bounds", "components", "known_atoms", "telling"]


@dataclass(frozen=True, eq=False)
class Bounds:
    """The least and the greatest whole value that each target can have; infinite where nothing bounds it."""

    lower: Floats
    upper: Floats


def bounds(
    view: View,
    targets: csr_array,
    lower: Floats | None = None,
    upper: Floats | None = None,
    *,
    every: bool = True,
    time_limit_s: float = 120.0,
) -> Bounds:
    """How far each target can be narrowed.

    Parameters
    ----------
    view
        What the attacker knows, over m atoms.
    targets
        t × m, a linear form of the atoms in each row.
    lower, upper
        Values beyond which it does not matter: looking ends there, and that value is given. None: exact bounds.
    every
        Whether every target is asked. If not, one that falls short of its value is enough for all in its component.
    time_limit_s
        Seconds that one programme may take.

    Returns
    -------
    Bounds
        Of each target, over the whole counts that agree with all that the attacker knows.

    Raises
    ------
    DisclosureError
        If nothing agrees with it, or a programme does not end in time: what cannot be audited is not released.

    Notes
    -----
    Linear programmes: each asks for the extreme of one target in every connected component at once, and its corner
    serves all other targets that it satisfies. A corner that is not whole is asked for again in whole numbers.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> rows = csr_array([[1.0, 1.0, 1.0]])
    >>> seen = View(rows, np.array([9.0]), np.array([9.0]), np.array([1.0, 1.0, 0.0]))
    >>> found = bounds(seen, csr_array([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]]))
    >>> found.lower.tolist(), found.upper.tolist()
    ([1.0, 1.0], [8.0, 8.0])
    """
    from scipy.sparse import csr_array as sparse

    wanted = sparse(targets)
    unlimited = np.full(wanted.shape[0], np.inf)
    system = Reduced.of(view, wanted, time_limit_s)
    most = system.extremes(unlimited if upper is None else upper, every=every)
    negative = system.negated()
    least = -negative.extremes(unlimited if lower is None else -lower, every=every)
    return Bounds(least, most)
