"""All four companions of a town at once."""

from __future__ import annotations

from datetime import date

import geopandas as gpd

from prevent_geo.synthesis.companions.actions import draw_actions
from prevent_geo.synthesis.companions.drawn import Drawn
from prevent_geo.synthesis.companions.pathway import draw_pathway
from prevent_geo.synthesis.companions.perspectives import draw_perspectives
from prevent_geo.synthesis.companions.practice import draw_practice


def draw_companions(
    areas: gpd.GeoDataFrame,
    partners: gpd.GeoDataFrame,
    *,
    start: date,
    months: int,
    seed: int,
    spread: float = 0.4,
) -> dict[str, Drawn]:
    """Draw the four tables that stand beside the contacts, by name, in the order of `TABLES`.

    Parameters
    ----------
    areas, partners, start, months, seed
        As for each of them.
    spread
        How much places differ beyond their residents, in every table; 0 for a plain town.

    Raises
    ------
    ValueError
        See each of them.
    """
    return {
        "perspectives": draw_perspectives(areas, start=start, months=months, seed=seed, spread=spread),
        "practice": draw_practice(areas, partners, start=start, months=months, seed=seed),
        "actions": draw_actions(areas, start=start, months=months, seed=seed, spread=spread),
        "pathway": draw_pathway(areas, start=start, months=months, seed=seed, spread=spread),
    }
