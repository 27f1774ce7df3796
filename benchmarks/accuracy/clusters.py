"""Planted clusters of areas that are reached less: how many of them, and of their areas, each measure finds."""

from __future__ import annotations

import numpy as np
import pandas as pd
from marks import Marks
from towns import CONTACTS, counted, indexed_areas, town_like

from prevent_geo.measures.common.adjacency import adjacency
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
    """One cluster in an else plain town, of each size and with fewer or more contacts; and the two of the usual town."""
    areas = indexed_areas(town)
    neighbours = adjacency(areas)
    for size in SIZES:
        for contacts in VOLUMES:
            planted = town_like(town, plant=[Wish("under_reached", size=size)], contacts=contacts)
            row = f"{size:g} with {contacts:,} contacts"
            _check(marks, row, planted.intensity, counted(planted.intensity), areas, neighbours)
    # what else a usual town has is no false alarm, so nothing is said of it
    _check(marks, "0.3 in the usual town", town.intensity, counted(town.intensity), areas, neighbours, precise=False)


def _check(
    marks: Marks,
    row: str,
    intensity: Intensity,
    contacts: pd.DataFrame,
    areas: pd.DataFrame,
    neighbours: object,
    *,
    precise: bool = True,
) -> None:
    truth = [intensity.positions(feature) for feature in of_kind(intensity.features, "under_reached")]
    inside = np.any(truth, axis=0)
    for name, found in flags(contacts, areas, neighbours).items():
        key = f"{row}|{name}"
        marks.add(TABLE, key, "areas found", found[inside])
        marks.add(TABLE, key, "clusters found", [found[cluster].mean() >= 0.5 for cluster in truth])
        marks.add(TABLE, key, "clusters touched", [found[cluster].any() for cluster in truth])
        if precise:
            marks.add(TABLE, key, "precision", inside[found])
            marks.add(TABLE, key, "others flagged", found[~inside])
    if len(contacts):
        marks.add(TABLE, f"{row}|reach_gap, 95 %", "contacts an area", len(contacts), len(areas))


def flags(contacts: pd.DataFrame, areas: pd.DataFrame, neighbours: object) -> dict[str, np.ndarray]:
    """Areas that each measure says are low."""
    gap, plot = reach_gap(contacts, areas)["class"], funnel(contacts, areas)["signal"]
    clusters = hotspots(contacts, areas, neighbours=neighbours)["class"]
    found = {
        "reach_gap, 95 %": gap.isin(LOW),
        "reach_gap, 99.8 %": gap == LOW[0],
        "funnel, 95 %": plot.str.startswith("below"),
        "funnel, 99.8 %": plot == "below 99.8 %",
        "rate_ratio, adjusted verdict": rate_ratio(contacts, areas)["verdict"] == "lower",
        "hotspots, cluster of low rates": clusters == "cluster of low rates",
    }
    return {name: flag.to_numpy(dtype=bool) for name, flag in found.items()}
