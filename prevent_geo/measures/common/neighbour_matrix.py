"""Neighbours as a sparse matrix in the order of an index, for measures of whole columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from prevent_geo.errors import InputError, counted

if TYPE_CHECKING:
    from libpysal.graph import Graph
    from scipy.sparse import csr_array


def neighbour_matrix(neighbours: Graph, index: pd.Index) -> csr_array:
    """1 where the area of a column is a neighbour of the area of a row, else 0; no area is its own.

    Parameters
    ----------
    neighbours
        Which areas are neighbours; links count, whatever their weight, unless it is 0.
    index
        The areas to look at; links from or to others are left out.

    Raises
    ------
    InputError
        If the graph lacks an area of the index.

    Examples
    --------
    >>> from libpysal.graph import Graph
    >>> graph = Graph.from_arrays(["A", "B", "B", "C"], ["B", "A", "C", "B"], [1, 1, 1, 1])
    >>> neighbour_matrix(graph, pd.Index(["B", "A"])).toarray().tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    from scipy.sparse import csr_array

    unknown = index.difference(neighbours.unique_ids)
    if len(unknown):
        raise InputError(
            f"neighbours lacks {counted(len(unknown), 'area')} (first: '{unknown[0]}'); "
            "make it from the same areas: adjacency(areas)"
        )
    links = neighbours.adjacency
    focal, other = (index.get_indexer(links.index.get_level_values(level)) for level in (0, 1))
    keep = (focal >= 0) & (other >= 0) & (focal != other) & (links.to_numpy() != 0)
    ones = np.ones(int(keep.sum()))
    return csr_array((ones, (focal[keep], other[keep])), shape=(len(index), len(index)))
