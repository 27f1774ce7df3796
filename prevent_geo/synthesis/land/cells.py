"""Cells: points, the links between those that touch, and the triangles at which the corners of cells lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import Delaunay

from prevent_geo.synthesis.streams import Floats, Integers


@dataclass(frozen=True, eq=False)
class Cells:
    """Points (n x 2, metres), each the middle of a cell, and how the cells lie to one another.

    `links` (m x 2) are pairs of points whose cells touch; `sides` (m x 2) are the triangles on the left and
    on the right of each link, which holds as a border's two ends; `triangles` (t x 3) are points,
    anticlockwise; `rim` tells the points at the outer edge, whose cells are not closed.
    """

    points: Floats
    links: Integers
    sides: Integers
    triangles: Integers
    rim: np.ndarray


def divide(points: Floats) -> Cells:
    """Divide the plane into cells around points (Delaunay)."""
    triangles = Delaunay(points).simplices.astype(np.int64)
    count = len(triangles)
    starts, ends = triangles.T.ravel(), triangles[:, [1, 2, 0]].T.ravel()
    forward = starts < ends
    key = (np.minimum(starts, ends) * len(points) + np.maximum(starts, ends)) * 2 + ~forward
    order = np.argsort(key)
    sorted_key, owner = key[order], order % count
    paired = np.flatnonzero(sorted_key[:-1] // 2 == sorted_key[1:] // 2)
    alone = np.ones(len(key), dtype=bool)
    alone[paired] = alone[paired + 1] = False
    rim = np.zeros(len(points), dtype=bool)
    rim[starts[order[alone]]] = rim[ends[order[alone]]] = True
    pair = sorted_key[paired] // 2
    links = np.column_stack([pair // len(points), pair % len(points)])
    sides = np.column_stack([owner[paired], owner[paired + 1]])
    return Cells(points, links, sides, triangles, rim)
