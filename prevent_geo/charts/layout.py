"""Where the points of a network are drawn: near each other where few and short links part them."""

from __future__ import annotations

import numpy as np

from prevent_geo.measures.common.counting import Floats, Integers

_STEPS = 100
# parts without a link between them, as a multiple of the longest path
_APART = 1.2


def stress_layout(size: int, pairs: Integers, lengths: Floats) -> Floats:
    """Places between −1 and 1 whose distances are near to those along the links; no chance in it.

    Parameters
    ----------
    size
        Number of points, at least 2.
    pairs
        The two ends of each link (2 by links), as positions.
    lengths
        Length of each link, above 0.

    Returns
    -------
    ndarray
        Places (size by 2).

    Notes
    -----
    Stress Σ (|x − y| − d)² / d² over all pairs, with d the shortest path, made smaller step by step from the places of
    classical scaling. Sources: Torgerson (1952), Psychometrika 17; Gansner, Koren & North (2004), Graph Drawing.

    Examples
    --------
    >>> stress_layout(3, np.array([[0, 1], [1, 2]]), np.array([1.0, 1.0]))[:, 0].tolist()
    [1.0, 0.0, -1.0]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import shortest_path

    links = coo_array((lengths, (pairs[0], pairs[1])), shape=(size, size)).tocsr()
    paths = shortest_path(links, directed=False)
    far = paths[np.isfinite(paths)].max()
    paths = np.where(np.isfinite(paths), paths, far * _APART)
    np.fill_diagonal(paths, 1.0)
    weights = 1 / paths**2
    np.fill_diagonal(weights, 0.0)
    np.fill_diagonal(paths, 0.0)
    places = _scaled(paths)
    inverse = np.linalg.pinv(np.diag(weights.sum(axis=1)) - weights)
    for _ in range(_STEPS):
        apart = np.linalg.norm(places[:, None] - places, axis=2)
        pull = -weights * np.divide(paths, apart, out=np.zeros_like(paths), where=apart > 0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        places = inverse @ (pull @ places)
    low, high = places.min(axis=0), places.max(axis=0)
    # rounded, so that the last digit of a sum does not change the picture
    rounded: Floats = np.round((places - (low + high) / 2) / np.maximum((high - low) / 2, 1e-9), 3) + 0.0
    return rounded


def _scaled(distances: Floats) -> Floats:
    """Classical scaling in two dimensions; on each axis the first place far from the middle is above 0."""
    squares = distances**2
    centred = squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean()
    values, vectors = np.linalg.eigh(-centred / 2)
    axes = vectors[:, :-3:-1] * np.sqrt(np.maximum(values[:-3:-1], 0))
    first = (np.abs(axes) > np.abs(axes).max(axis=0) / 2).argmax(axis=0)
    return np.asarray(axes * np.where(axes[first, [0, 1]] < 0, -1.0, 1.0))
