"""What sessions at some venues would reach, in all and evenly: the arithmetic of lesson 8."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.course.lessons.common import once
from prevent_geo.course.town import KnownTown
from prevent_geo.measures import SITING_REACH_M, access, left_out, nearest_partner, reach_gap, siting
from prevent_geo.measures.common.counting import Floats
from prevent_geo.measures.common.demand import demand_on, under_reached
from prevent_geo.measures.common.distance import origins_of, pairs_within

SESSIONS, FEW = 10, 5
# a choice that reaches so much of the most possible is as good: demand itself is not known better
GOOD_ENOUGH = 0.95
NEAR_KM = SITING_REACH_M / 1_000


def residents_to_reach(contacts: pd.DataFrame, areas: gpd.GeoDataFrame) -> pd.Series:
    """Residents of each area whom fewer contacts than expected leave under-reached; missing where nobody reports."""
    return under_reached(reach_gap(contacts, areas), areas)


def reached_alone(demand: pd.Series, areas: gpd.GeoDataFrame, venues: gpd.GeoDataFrame) -> pd.Series:
    """Under-reached residents within 2 km of each venue, if sessions were held there alone.

    Examples
    --------
    >>> import shapely
    >>> from prevent_geo.crs import BRITISH_NATIONAL_GRID as GRID
    >>> boxes = [shapely.box(x, 0, x + 2, 2) for x in (0, 1_000, 9_000)]
    >>> areas = gpd.GeoDataFrame(index=list("ABC"), geometry=boxes, crs=GRID)
    >>> halls = gpd.GeoDataFrame(index=["p", "q"], geometry=gpd.points_from_xy([0, 9_000], [0, 0]), crs=GRID)
    >>> reached_alone(pd.Series({"A": 200.0, "B": 100.0, "C": None}), areas, halls).to_dict()
    {'p': 300.0, 'q': 0.0}
    """
    covers = _covers(areas, venues)
    residents = np.nan_to_num(demand_on(demand, areas))
    return pd.Series(residents @ covers, index=venues.index, name="residents_within_reach")


def still_left_out(demand: pd.Series, areas: gpd.GeoDataFrame, sites: gpd.GeoDataFrame) -> pd.Series:
    """Under-reached residents of each area when sessions are held at some sites: 0 where one is within 2 km."""
    given = demand.reindex(areas.index).astype("float64")
    near = pd.Series(_covers(areas, sites).any(axis=1), index=areas.index)
    return given.mask(near & given.notna(), 0.0)


def reached_together(demand: pd.Series, areas: gpd.GeoDataFrame, sites: gpd.GeoDataFrame) -> float:
    """Under-reached residents within 2 km of one site or more: each counts once."""
    return float(demand.sum() - still_left_out(demand, areas, sites).sum())


def even_demand(demand: pd.Series, zones: pd.Series) -> pd.Series:
    """Each area's share of the demand of its zone, so that every zone counts the same, however many people are in it.

    Parameters
    ----------
    demand
        Residents to reach of each area, by area_code; may be missing.
    zones
        Zone of each area, on the same index.

    Returns
    -------
    Series
        On the index of `demand`: 0 to 1; missing where demand is, or where the zone has none.

    Examples
    --------
    >>> even_demand(pd.Series([30.0, 10, 5, 0]), pd.Series(["M", "M", "N", "O"])).tolist()
    [0.75, 0.25, 1.0, nan]
    """
    whole = demand.groupby(zones.astype("str")).transform("sum")
    return demand / whole.where(whole > 0)


def _covers(areas: gpd.GeoDataFrame, venues: gpd.GeoDataFrame) -> Floats:
    """1 where a venue (column) is within reach of an area (row)."""
    area, venue, _ = pairs_within(origins_of(areas), np.asarray(venues.geometry), SITING_REACH_M)
    covers = np.zeros((len(areas), len(venues)))
    covers[area, venue] = 1.0
    return covers


def demand_in(town: KnownTown) -> pd.Series:
    """Under-reached residents of each area of a town, as its records tell it."""
    return once(town, "residents to reach", lambda known: residents_to_reach(known.contacts, known.areas))


def best_sites(town: KnownTown, sessions: int = SESSIONS) -> frozenset[str]:
    """The venues that reach most in all."""
    demand = demand_in(town)
    chosen = once(town, f"{sessions} sites", lambda t: siting(demand, t.areas, t.partners, sessions=sessions).index)
    return frozenset(map(str, chosen))


def fair_sites(town: KnownTown) -> frozenset[str]:
    """The few venues that reach most if every neighbourhood counts the same."""
    even = even_demand(demand_in(town), town.areas["neighbourhood_code"])
    chosen = once(town, "even sites", lambda t: siting(even, t.areas, t.partners, sessions=FEW).index)
    return frozenset(map(str, chosen))


def reached_from(town: KnownTown, sites: frozenset[str]) -> float:
    """Under-reached residents whom some venues reach together."""
    return reached_together(demand_in(town), town.areas, town.partners.loc[sorted(sites)])


def reaches_enough(town: KnownTown, sites: frozenset[str]) -> bool:
    """Whether these are no more venues than there are sessions, and reach nearly as much as any could."""
    enough = GOOD_ENOUGH * reached_from(town, best_sites(town))
    return 0 < len(sites) <= SESSIONS and reached_from(town, sites) >= enough


def left_by_neighbourhood(town: KnownTown, sites: frozenset[str]) -> pd.DataFrame:
    """Who is left out by some venues, neighbourhood by neighbourhood."""
    chosen = town.partners.loc[sorted(sites)]
    return left_out(demand_in(town), town.areas, chosen, zones=town.areas["neighbourhood_code"])


def is_near(town: KnownTown) -> pd.Series:
    """Whether each area has a partner near."""
    return once(
        town, "near", lambda known: nearest_partner(known.partners, known.areas).loc["any"]["value"].le(NEAR_KM)
    )


def share_near(town: KnownTown, weights: pd.Series) -> float:
    """Percentage of some people, given for each area, who have a partner near."""
    known = weights.astype("float64").fillna(0.0)
    return float(100 * known[is_near(town)].sum() / known.sum())


def first_ten(town: KnownTown, of: pd.Series) -> list[str]:
    """The ten partners with the most of something."""
    return [str(code) for code in of.reindex(town.partners.index).astype("float64").nlargest(SESSIONS).index]


def left_of_ten(town: KnownTown) -> pd.DataFrame:
    """Who is left out of the ten sessions that reach most, neighbourhood by neighbourhood."""
    return once(town, "left out of ten", lambda known: left_by_neighbourhood(known, best_sites(known)))


def least_access(town: KnownTown) -> str:
    """The neighbourhood with the fewest sessions within reach for its residents."""
    residents, hood = town.areas["population"].astype("float64"), town.areas["neighbourhood_code"]
    sessions = (access(town.partners, town.areas)["value"] * residents).groupby(hood).sum()
    return str((sessions / residents.groupby(hood).sum()).idxmin())


def reached_by_few(town: KnownTown) -> tuple[float, float]:
    """Residents reached by the five that reach most, and by the five of the even choice."""
    return reached_from(town, best_sites(town, FEW)), reached_from(town, fair_sites(town))


def price_of_even(town: KnownTown) -> float:
    """How many residents fewer the even choice of five reaches."""
    most, even = reached_by_few(town)
    return most - even


def unknown_residents(town: KnownTown) -> float:
    """Residents of areas of which nobody knows whether they are under-reached."""
    return float(town.areas["population"].astype("float64")[demand_in(town).isna()].sum())
