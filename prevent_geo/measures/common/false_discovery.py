"""Many tests at once: p-values adjusted so that few of what is called a finding is chance."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from prevent_geo.measures.common.counting import Floats


def adjust(p_values: npt.ArrayLike) -> Floats:
    """Benjamini and Hochberg's adjusted p-values; a missing one is no test and stays missing.

    Notes
    -----
    With m tests, the adjusted value of the i-th smallest is the least of m p(j) / j over j ≥ i, at most 1; findings are
    those that are at most the false-discovery rate asked for.
    Source: Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57.

    Examples
    --------
    >>> adjust([0.01, 0.04, 0.03, np.nan]).round(3).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    from scipy.stats import false_discovery_control

    given = np.asarray(p_values, dtype="float64")
    adjusted, known = np.full(given.shape, np.nan), ~np.isnan(given)
    if known.any():
        adjusted[known] = false_discovery_control(given[known])
    return adjusted
