"""Networks as sparse tables: betweenness at the scale of thousands, and who holds a network together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from prevent_geo.measures.common.counting import Floats, Integers

if TYPE_CHECKING:
    from scipy.sparse import csr_array

PIVOTS = 500
BATCH = 64


def pivots_of(links: csr_array, *, seed: int = 0) -> Integers:
    """The linked nodes from which betweenness is worked out: all, or a sample of `PIVOTS` where there are more."""
    linked = np.flatnonzero(np.diff(links.indptr))
    if len(linked) <= PIVOTS:
        return linked
    return np.sort(np.random.default_rng(seed).choice(linked, PIVOTS, replace=False))


def betweenness(links: csr_array, pivots: Integers) -> Floats:
    """Share of the pairs of other nodes whose shortest paths lead through each node, in steps.

    Parameters
    ----------
    links
        Symmetric, 1 for a link, nothing in the diagonal.
    pivots
        Nodes from which paths start; if these are not all linked nodes, the shares are scaled up to all.

    Notes
    -----
    Brandes' algorithm for many sources at once, a product with the table for each step of the paths. networkx gives
    the same, but takes seconds for each source where there are millions of links.
    Source: Brandes (2001), Journal of Mathematical Sociology 25; Brandes & Pich (2007), International Journal of
    Bifurcation and Chaos 17, for the pivots.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> betweenness(csr_array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]), np.arange(3)).tolist()
    [0.0, 1.0, 0.0]
    """
    nodes, total = links.shape[0], np.zeros(links.shape[0])
    if nodes < 3 or not len(pivots):
        return total
    table = links.astype("float64")
    for start in range(0, len(pivots), BATCH):
        total += _dependencies(table, pivots[start : start + BATCH])
    linked = int((np.diff(links.indptr) > 0).sum())
    share: Floats = total * (linked / len(pivots)) / ((nodes - 1) * (nodes - 2))
    return share


def _dependencies(links: csr_array, sources: Integers) -> Floats:
    """Sum over the sources of how much of their shortest paths to others leads through each node."""
    column = np.arange(len(sources))
    paths = np.zeros((links.shape[0], len(sources)))
    paths[sources, column] = 1
    reached = paths > 0
    # of each step from the sources, the nodes it reaches, and from which source
    rows = np.unique(sources)
    new = reached[rows]
    steps = []
    while len(rows):
        steps.append((rows, new))
        near = links[rows]
        around = np.flatnonzero(np.bincount(near.indices, minlength=links.shape[0]))
        ways = near[:, around].T @ np.where(new, paths[rows], 0)
        ways[reached[around]] = 0
        hit = ways.any(axis=1)
        rows, new = around[hit], ways[hit] > 0
        paths[rows] += ways[hit]
        reached[rows] |= new
    through = np.zeros_like(paths)
    for (rows, new), (further, behind) in zip(steps[-2::-1], steps[:0:-1], strict=True):
        ahead = np.zeros(behind.shape)
        np.divide(1 + through[further], paths[further], out=ahead, where=behind)
        through[rows] += np.where(new, (links[rows][:, further] @ ahead) * paths[rows], 0)
    through[sources, column] = 0
    total: Floats = through.sum(axis=1)
    return total


def connectors(links: csr_array) -> npt.NDArray[np.bool_]:
    """Whether some nodes would no longer be linked to each other without each node (articulation points).

    Notes
    -----
    Two breadth-first forests, the second of the links that the first leaves over, have the same articulation points as
    the whole network, however many links it has: Cheriyan, Kao & Thurimella (1993), SIAM Journal on Computing 22.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> connectors(csr_array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])).tolist()
    [False, True, False]
    """
    import networkx as nx

    first = _forest(links)
    rest = (links - first).tocsr()
    rest.eliminate_zeros()
    graph = nx.from_scipy_sparse_array(first + _forest(rest))
    points = np.zeros(links.shape[0], dtype=bool)
    points[list(nx.articulation_points(graph))] = True
    return points


def _forest(links: csr_array) -> csr_array:
    """A breadth-first tree of each part of the network, as a symmetric table."""
    from scipy.sparse import block_array, csr_array
    from scipy.sparse.csgraph import breadth_first_order, connected_components

    nodes = links.shape[0]
    # one more node, linked to the first of each part, makes one tree of the forest
    _, part = connected_components(links, directed=False)
    firsts = np.unique(part, return_index=True)[1]
    root = csr_array((np.ones(len(firsts)), (np.zeros(len(firsts), "int64"), firsts)), shape=(1, nodes))
    before = breadth_first_order(block_array([[links, root.T], [root, None]], format="csr"), nodes, directed=False)[1]
    child = np.flatnonzero((before[:nodes] >= 0) & (before[:nodes] < nodes))
    parent = before[child]
    ends = np.concatenate([child, parent]), np.concatenate([parent, child])
    return csr_array((np.ones(len(ends[0])), ends), shape=(nodes, nodes))
