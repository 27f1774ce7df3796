"""How far the order of areas by their rate is from the true one, before and after smoothing."""

from __future__ import annotations

import numpy as np
from marks import Marks
from scipy.stats import spearmanr
from towns import CONTACTS, counted, indexed_areas, town_like
from truth import expected

from prevent_geo.measures.common.adjacency import adjacency
from prevent_geo.measures.smoothed_rate import smoothed_rate
from prevent_geo.synthesis.town import Town

TABLE = "ranking"
_PER = 1_000


def check_ranking(marks: Marks, town: Town) -> None:
    """Raw and smoothed rates of usual towns with fewer and with as many contacts as usual."""
    areas = indexed_areas(town)
    neighbours = adjacency(areas)
    for contacts in (CONTACTS // 8, CONTACTS // 4, CONTACTS):
        drawn = town if contacts == CONTACTS else town_like(town, plain=False, contacts=contacts)
        rows = counted(drawn.intensity)
        near, far = smoothed_rate(rows, areas, neighbours=neighbours), smoothed_rate(rows, areas)
        residents = areas["population"].to_numpy(dtype="float64")
        with np.errstate(divide="ignore", invalid="ignore"):
            true = expected(drawn.intensity).recorded.sum(axis=1) / residents * _PER
        known = far["value"].notna().to_numpy() & (residents > 0)
        rates = {"raw": far["raw_rate"], "smoothed towards all": far["value"], "smoothed to neighbours": near["value"]}
        for name, rate in rates.items():
            _compare(marks, f"{contacts:,} contacts|{name}", rate.to_numpy()[known], true[known])


def _compare(marks: Marks, row: str, rate: np.ndarray, true: np.ndarray) -> None:
    tenth = len(true) // 10
    lowest = np.zeros(len(true), dtype=bool)
    lowest[np.argsort(true, kind="stable")[:tenth]] = True
    # of equal rates each is as likely to be among the lowest
    limit = np.sort(rate)[tenth - 1]
    under, on = rate < limit, rate == limit
    found = (lowest & under).sum() + (lowest & on).sum() * (tenth - under.sum()) / on.sum()
    marks.add(TABLE, row, "rank correlation", [spearmanr(rate, true).statistic])
    marks.add(TABLE, row, "lowest tenth found", float(found), tenth)
    marks.add(TABLE, row, "error", [np.sqrt(np.mean((rate - true) ** 2))])
