"""Which areas touch: the neighbours that spatial measures look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from libpysal.graph import Graph


def adjacency(areas: gpd.GeoDataFrame) -> Graph:
    """Areas that share a border or a corner (queen contiguity), each link with weight 1.

    An area that touches none, or has no geometry, is an isolate. Borders need not match corner for corner.

    Parameters
    ----------
    areas
        Polygons with unique index.

    Examples
    --------
    >>> import shapely
    >>> areas = gpd.GeoDataFrame(index=["A", "B", "C"], geometry=[shapely.box(x, 0, x + 1, 1) for x in (0, 1, 5)])
    >>> adjacency(areas).adjacency.to_dict()
    {('A', 'B'): 1.0, ('B', 'A'): 1.0, ('C', 'C'): 0.0}
    """
    import shapely
    from libpysal.graph import Graph

    shapes = areas.geometry.to_numpy()
    focal, neighbour = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    apart = focal != neighbour
    focal, neighbour = focal[apart], neighbour[apart]
    alone = np.setdiff1d(np.arange(len(areas)), focal)
    # an isolate links to itself with no weight
    links = np.concatenate([focal, alone]), np.concatenate([neighbour, alone])
    weights = np.concatenate([np.ones(len(focal)), np.zeros(len(alone))])
    order = np.lexsort((links[1], links[0]))
    names = pd.Index(areas.index)
    return Graph.from_arrays(names[links[0][order]], names[links[1][order]], weights[order])
