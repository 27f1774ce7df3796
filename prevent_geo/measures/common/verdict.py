"""A finding in words: only a test may say that something is more, or has changed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def say(
    p_values: npt.ArrayLike, differences: npt.ArrayLike, *, more: str, less: str, neither: str, significance: float
) -> npt.NDArray[np.str_]:
    """Words for each test: `more` or `less` by the sign of the difference where the p-value is at most `significance`.

    Where there was no test, nothing is said. For many tests, hand in adjusted p-values; see `adjust`.

    Examples
    --------
    >>> say([0.01, 0.2, np.nan], [-1, 1, 1], more="rose", less="fell", neither="no clear change", significance=0.05)
    array(['fell', 'no clear change', ''], dtype='<U15')
    """
    chance, difference = np.asarray(p_values, "float64"), np.asarray(differences, "float64")
    clear = chance <= significance
    return np.select([np.isnan(chance), clear & (difference > 0), clear & (difference < 0)], ["", more, less], neither)
