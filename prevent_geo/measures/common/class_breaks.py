"""Class breaks of the usual schemes of maps; a value v is in class i where breaks[i-1] < v <= breaks[i]."""

from __future__ import annotations

import warnings

import numpy as np

from prevent_geo.measures.common.counting import Floats, Integers

# more values than this only cost time: the search goes by their square
_JENKS_VALUES = 500


def quantile_breaks(values: Floats, classes: int) -> Floats:
    """Inner breaks of classes with as many values each; equal breaks leave a class empty, and keep its number.

    Examples
    --------
    >>> quantile_breaks(np.array([0.0, 0, 0, 1, 5]), 4).tolist()
    [0.0, 0.0, 1.0]
    """
    return np.quantile(values, np.arange(1, classes) / classes)


def equal_breaks(values: Floats, classes: int) -> Floats:
    """Inner breaks of classes of the same width.

    Examples
    --------
    >>> equal_breaks(np.array([0.0, 1, 8]), 4).tolist()
    [2.0, 4.0, 6.0]
    """
    return np.linspace(values.min(), values.max(), classes + 1)[1:-1]


def jenks_breaks(values: Floats, classes: int) -> Floats:
    """Inner breaks, half-way between classes with the least variance within them; needs as many distinct values.

    The scheme of Fisher and Jenks. Of more than 500 values it takes 500, evenly spaced in their order, with the least
    and the greatest.

    Examples
    --------
    >>> jenks_breaks(np.array([1.0, 2, 10, 11, 50]), 3).tolist()
    [6.0, 30.5]
    """
    from mapclassify import FisherJenks

    inorder = np.sort(values)
    chosen = _thin(inorder)
    # so many ties that the rest is hardly in it
    chosen = chosen if len(np.unique(chosen)) >= classes else _thin(np.unique(inorder))
    with warnings.catch_warnings():
        # numba would only make it faster
        warnings.filterwarnings("ignore", "Numba not installed", UserWarning)
        tops = FisherJenks(chosen, k=classes).bins[:-1]
    return np.asarray(tops + chosen[np.searchsorted(chosen, tops, side="right")]) / 2


def class_numbers(values: Floats, breaks: Floats) -> Integers:
    """Class of each value, from 0."""
    return np.searchsorted(breaks, values, side="left")


def _thin(inorder: Floats) -> Floats:
    if len(inorder) <= _JENKS_VALUES:
        return inorder
    return inorder[np.linspace(0, len(inorder) - 1, _JENKS_VALUES).round().astype(np.int64)]
