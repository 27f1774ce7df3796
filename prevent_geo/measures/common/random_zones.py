"""Areas put together into other zones by chance, to see what a boundary decides."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.measures.common.adjacency import adjacency
from prevent_geo.measures.common.neighbour_matrix import neighbour_matrix


def random_zones(areas: gpd.GeoDataFrame, *, count: int, seed: int) -> pd.Series:
    """Zone of each area, when about `count` zones grow from areas drawn by chance until they meet.

    Each zone hangs together: its areas can be reached from each other within it. Every part of the map that touches no
    other has a zone of its own, so that there may be more than `count`.

    Parameters
    ----------
    areas
        Polygons with unique index.
    count
        How many zones to grow, at least 1.
    seed
        The same seed and areas give the same zones, whatever the order of the rows.

    Returns
    -------
    Series
        On the index of `areas`: the code of the area that the zone grew from.

    Notes
    -----
    A step to a neighbour has a random length, even between 0.5 and 1.5; an area belongs to the seed with the shortest
    way to it.

    Examples
    --------
    >>> import shapely
    >>> areas = gpd.GeoDataFrame(index=list("ABCD"), geometry=[shapely.box(x, 0, x + 1, 1) for x in (0, 1, 2, 9)])
    >>> random_zones(areas, count=3, seed=1).to_dict()
    {'A': 'A', 'B': 'B', 'C': 'B', 'D': 'D'}
    """
    from scipy.sparse import triu
    from scipy.sparse.csgraph import connected_components, dijkstra

    if areas.empty:
        return pd.Series(index=areas.index, dtype="object")
    codes, rng = areas.index.sort_values(), np.random.default_rng(seed)
    links = neighbour_matrix(adjacency(areas), codes)
    _, part = connected_components(links, directed=False)
    order = rng.permutation(len(codes))
    firsts = order[np.unique(part[order], return_index=True)[1]]
    others = order[~np.isin(order, firsts)][: max(0, count - len(firsts))]
    steps = triu(links, format="csr")
    steps.sort_indices()
    steps.data = rng.uniform(0.5, 1.5, len(steps.data))
    seeds = np.concatenate([firsts, others])
    _, _, source = dijkstra(steps + steps.T, indices=seeds, min_only=True, return_predecessors=True)
    return pd.Series(codes[source], index=codes).reindex(areas.index)
