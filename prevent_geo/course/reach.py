"""Contacts, residents, land and rate of zones: the table that most lessons start from."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.measures.common.counting import count_by
from prevent_geo.measures.common.random_zones import random_zones

_AREAS_IN_A_ZONE = 2
PER = 1_000


def reach_by_zone(contacts: pd.DataFrame, areas: gpd.GeoDataFrame, zones: pd.Series | str) -> pd.DataFrame:
    """What was recorded in zones, and how many people live there on how much land.

    Parameters
    ----------
    contacts
        Contacts with area_code.
    areas
        Areas, indexed by area_code, with population (residents) and geometry in metres.
    zones
        Zone of each area, on the index of `areas`; or the column of `areas` that says it ("area_code": each its own).

    Returns
    -------
    DataFrame
        Indexed by zone, in order: contacts, residents, km2, areas, rate (contacts per 1,000 residents; missing where
        nobody lives or nothing was recorded: a zone that nobody reports from has no rate).

    Examples
    --------
    >>> import shapely
    >>> areas = gpd.GeoDataFrame(
    ...     {"population": [1000, 500], "neighbourhood_code": "N1"},
    ...     index=pd.Index(["A", "B"], name="area_code"),
    ...     geometry=[shapely.box(0, 0, 1000, 1000)] * 2,
    ... )
    >>> contacts = pd.DataFrame({"area_code": ["A", "A", "B"]})
    >>> reach_by_zone(contacts, areas, "neighbourhood_code").to_dict("index")
    {'N1': {'contacts': 3, 'residents': 1500, 'km2': 2.0, 'areas': 2, 'rate': 2.0}}
    """
    own = areas.index.to_series() if isinstance(zones, str) and zones == areas.index.name else None
    zone = own if own is not None else areas[zones] if isinstance(zones, str) else zones.reindex(areas.index)
    facts = pd.DataFrame(
        {
            "contacts": count_by(contacts["area_code"], areas.index),
            "residents": areas["population"].astype("int64"),
            "km2": areas.geometry.area / 1e6,
            "areas": 1,
        }
    )
    table = facts.groupby(zone.astype("str")).sum()
    counts = table["contacts"].where(table["contacts"] > 0)
    return table.assign(rate=PER * counts / table["residents"].where(table["residents"] > 0))


def even_contacts(contacts: pd.DataFrame, areas: gpd.GeoDataFrame, *, seed: int = 0) -> pd.DataFrame:
    """As many contacts as there are, in a town where every resident is reached alike: area_code, drawn by chance.

    Examples
    --------
    >>> areas = pd.DataFrame({"population": [1000, 0]}, index=pd.Index(["A", "B"], name="area_code"))
    >>> even_contacts(pd.DataFrame({"area_code": ["A", "B"]}), areas)["area_code"].tolist()
    ['A', 'A']
    """
    residents = areas["population"].fillna(0).to_numpy(dtype="float64")
    drawn = np.random.default_rng(seed).choice(len(areas), size=len(contacts), p=residents / residents.sum())
    return pd.DataFrame({"area_code": areas.index.to_numpy()[np.sort(drawn)]})


def unlike_zones(areas: gpd.GeoDataFrame) -> pd.Series:
    """Zone of each area, when half as many zones as areas grow by chance: some are small, some are large."""
    return random_zones(areas, count=max(1, len(areas) // _AREAS_IN_A_ZONE), seed=0)


def rates_after_rezoning(contacts: pd.DataFrame, areas: gpd.GeoDataFrame, *, times: int = 10) -> pd.DataFrame:
    """Contact rate of the zone that each area is in, when the neighbourhoods are drawn again by chance.

    Returns
    -------
    DataFrame
        On the index of `areas`, a column for each drawing (1, 2, ...): contacts per 1,000 residents of the area's zone,
        of as many zones as there are neighbourhoods.
    """
    count, drawn = areas["neighbourhood_code"].nunique(), {}
    for number in range(1, times + 1):
        zones = random_zones(areas, count=count, seed=number)
        drawn[number] = zones.map(reach_by_zone(contacts, areas, zones)["rate"]).astype("float64")
    return pd.DataFrame(drawn, index=areas.index)
