"""Hot spots where there are none, and what many tests do: the arithmetic of lesson 6."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.course.lessons.common import once
from prevent_geo.course.town import KnownTown
from prevent_geo.measures import hotspots

LIMIT, ACCEPTED, TESTS = 0.05, 0.2, 20


def places_from_a_hat(areas: gpd.GeoDataFrame, number: int = 1) -> gpd.GeoDataFrame:
    """The same areas with the same residents, each put at a place that is drawn from a hat; `number` is the drawing.

    Examples
    --------
    >>> import shapely
    >>> areas = gpd.GeoDataFrame(index=["A", "B"], geometry=gpd.points_from_xy([1, 2], [1, 2]))
    >>> sorted(places_from_a_hat(areas).geometry.x) == [1, 2]
    True
    """
    drawn = np.random.default_rng(number).permutation(len(areas))
    return areas.set_geometry(gpd.GeoSeries(areas.geometry.to_numpy()[drawn], index=areas.index, crs=areas.crs))


def found_in_hat(town: KnownTown) -> pd.DataFrame:
    """What the test of hot spots says once the places are drawn from a hat."""
    return once(town, "hat", lambda known: hotspots(known.contacts, places_from_a_hat(known.areas)))


def found(town: KnownTown) -> pd.DataFrame:
    """What the test of hot spots says of the town."""
    return once(town, "hot spots", lambda known: hotspots(known.contacts, known.areas))


def at_most(table: pd.DataFrame, limit: float, column: str = "p_value") -> int:
    """How many areas have a p-value of at most so much."""
    return int((table[column] <= limit).sum())


def areas_tested(table: pd.DataFrame) -> int:
    """How many areas were tested."""
    return int(table["p_value"].notna().sum())


def findings(town: KnownTown) -> int:
    """How many areas are found if a fifth of what is found may be chance."""
    return at_most(found(town), ACCEPTED, "p_adjusted")


def one_or_more(tests: int = TESTS) -> float:
    """Chance, in per cent, that one or more of so many independent tests fall below the limit where nothing is."""
    return 100 * (1 - (1 - LIMIT) ** tests)


def on_the_true_side(town: KnownTown) -> int:
    """How many of the findings have a true rate on that side of the town's on which the cluster was found."""
    rate = town.expected_contacts / town.areas["population"]
    mean = town.expected_contacts.sum() / town.areas["population"].sum()
    table = found(town)
    named = table[table["p_adjusted"] <= ACCEPTED]
    return int(((rate[named.index] > mean) == (named["value"] > 0)).sum())
