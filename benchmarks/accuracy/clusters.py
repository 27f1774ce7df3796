"""Planted clusters of areas that are reached less: how many of them, and of their areas, each measure finds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from libpysal.graph import Graph
from marks import Marks
from towns import CONTACTS, counted, indexed_areas, town_like

from prevent_geo.measures.common.adjacency import adjacency
from prevent_geo.measures.common.need import need_profile
from prevent_geo.measures.funnel import funnel
from prevent_geo.measures.hotspots import hotspots
from prevent_geo.measures.rate_ratio import rate_ratio
from prevent_geo.measures.reach_gap import reach_gap
from prevent_geo.synthesis.features import Wish, of_kind
from prevent_geo.synthesis.intensity import Intensity
from prevent_geo.synthesis.town import Town

TABLE = "clusters"
SIZES = (0.3, 0.5, 0.7)
VOLUMES = (CONTACTS // 2, CONTACTS, 2 * CONTACTS, 4 * CONTACTS)
LOW = ("well below expected", "below expected")


def check_clusters(marks: Marks, town: Town) -> None:
    """A cluster of each size in an else plain town with fewer or more contacts, and the two of the usual town."""
    areas = indexed_areas(town)
    neighbours = adjacency(areas)
    for size in SIZES:
        for contacts in VOLUMES:
            intensity = town_like(town, plant=[Wish("under_reached", size=size)], contacts=contacts).intensity
            found = flags(counted(intensity), areas, neighbours, need=None)
            _count(marks, f"{size:g}, else plain town", f"{contacts:,}", intensity, found)
    found = flags(counted(town.intensity), areas, neighbours, need=need_profile("deprivation"))
    _count(marks, "0.3, usual town", f"{CONTACTS:,}", town.intensity, found)


def _count(marks: Marks, row: str, column: str, intensity: Intensity, found: dict[str, np.ndarray]) -> None:
    """Areas and clusters found; and, where the town is else plain, what else was flagged."""
    truth = [intensity.positions(feature) for feature in of_kind(intensity.features, "under_reached")]
    inside = np.any(truth, axis=0)
    alone = len(intensity.features) == len(truth)
    for name, flag in found.items():
        key = f"{row}|{name}"
        marks.add(TABLE, key, f"areas, {column}", flag[inside])
        marks.add(TABLE, key, f"clusters, {column}", [flag[cluster].mean() >= 0.5 for cluster in truth])
        if alone and column == f"{CONTACTS:,}":
            marks.add(TABLE, key, "precision", inside[flag])
            marks.add(TABLE, key, "others", flag[~inside])


def flags(
    contacts: pd.DataFrame, areas: pd.DataFrame, neighbours: Graph, *, need: Mapping[int, float] | None
) -> dict[str, np.ndarray]:
    """Areas that each measure says are low."""
    gap, plot = reach_gap(contacts, areas, need=need)["class"], funnel(contacts, areas)["signal"]
    clusters = hotspots(contacts, areas, neighbours=neighbours)["class"]
    found = {
        "reach_gap: below or well below expected": gap.isin(LOW),
        "reach_gap: well below expected": gap == LOW[0],
        "funnel: below 95 %": plot.str.startswith("below"),
        "funnel: below 99.8 %": plot == "below 99.8 %",
        "rate_ratio: lower": rate_ratio(contacts, areas)["verdict"] == "lower",
        "hotspots: cluster of low rates": clusters == "cluster of low rates",
    }
    return {name: flag.to_numpy(dtype=bool) for name, flag in found.items()}
