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

    def including(self, inside: np.ndarray, partner: int) -> Access:
        """The same, but in some areas (a mask) one partner is among the near ones; without pull, if it was not."""
        near, pull = self.partner.copy(), self.pull.copy()
        absent = inside & ~(near == partner).any(axis=1)
        near[absent, -1], pull[absent, -1] = partner, 0.0
        return replace(self, partner=near, pull=pull)


def lean(shares: Floats, slots: np.ndarray, share: float) -> Floats:
    """Shares of each row (adding to 1) in which the slots of a mask get `share`, and the others what is left."""
    others = np.where(slots, 0.0, shares)
    left = others.sum(axis=1, keepdims=True)
    held = np.where(left > 0, share, 1.0)
    scaled = np.where(left > 0, others * (1 - share) / np.where(left > 0, left, 1), 0.0)
    return np.asarray(np.where(slots.any(axis=1, keepdims=True), np.where(slots, held, scaled), shares))


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
