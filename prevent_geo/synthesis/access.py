"""Access: which partners are near each area, and how strongly each of them reaches it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from prevent_geo.synthesis.streams import Floats, Integers

_REACH_M = 1_500.0
_USUAL_CAPACITY = 4.0
_NEAREST = 12


@dataclass(frozen=True, eq=False)
class Access:
    """The nearest partners of each area: their positions and their pull (both areas x slots, nearest first).

    The pull of a partner is its capacity, falling with the square of the distance.
    """

    partner: Integers
    pull: Floats

    def nearness(self) -> Floats:
        """How well each area is served, from 0.3 to 1.3; 0.8 in the middle."""
        supply = self.pull.sum(axis=1)
        return np.asarray(0.3 + supply / (supply + np.median(supply)), dtype=np.float64)

    def weights(self) -> Floats:
        """Weight of each near partner in an area: a contact is held by one of the few that pull most."""
        return self.pull**2

    def work(self, residents: Floats, inside: Integers, count: int) -> Floats:
        """Expected work of each of `count` partners in some areas, where contacts are in proportion to residents."""
        share = self.weights()[inside] / self.weights()[inside].sum(axis=1, keepdims=True)
        work = share * np.maximum(residents[inside], 1)[:, None]
        return np.asarray(np.bincount(self.partner[inside].ravel(), work.ravel(), count), dtype=np.float64)

    def leaning(self, areas: Integers, partner: int, share: float) -> Access:
        """The same, but in some areas one partner has this share of the weight; it becomes near if it was not."""
        near, pull = self.partner.copy(), self.pull.copy()
        for area in areas.tolist():
            slots = np.flatnonzero(near[area] == partner)
            slot = int(slots[0]) if len(slots) else near.shape[1] - 1
            near[area, slot] = partner
            others = float((np.delete(pull[area], slot) ** 2).sum())
            pull[area, slot] = np.sqrt(others * share / max(1 - share, 1e-9)) if others else 1.0
        return replace(self, partner=near, pull=pull)


def find_access(areas: gpd.GeoDataFrame, partners: gpd.GeoDataFrame) -> Access:
    """The partners nearest to each area, and their pull on it."""
    centroids, sites = areas.centroid, partners.geometry
    places = np.column_stack([centroids.x, centroids.y])
    near = min(_NEAREST, len(partners))
    distance, partner = cKDTree(np.column_stack([sites.x, sites.y])).query(places, k=near)
    distance, partner = (np.reshape(values, (len(areas), near)) for values in (distance, partner))
    blank = pd.Series(np.nan, index=partners.index)
    capacity = pd.to_numeric(partners.get("capacity", blank)).astype("float64")
    sessions = capacity.fillna(_USUAL_CAPACITY).clip(lower=0.5).to_numpy()
    return Access(partner.astype(np.int64), sessions[partner] / (1 + distance**2 / _REACH_M**2))
