"""An invented partnership: organisations and their sites, never people."""

from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from prevent_geo.synthesis.ground import residents_of
from prevent_geo.synthesis.land.names import name_partners
from prevent_geo.synthesis.mix import codes, mix, numbers
from prevent_geo.synthesis.roads import find_roads
from prevent_geo.synthesis.streams import Floats, Integers, stream

_AGREEMENTS = {"signed": 0.55, "draft": 0.17, "none": 0.28}
_TRIES_PER_SITE = 200


def draw_partners(
    areas: gpd.GeoDataFrame, *, partners: int = 100, seed: int, as_of: date = date(2026, 9, 30)
) -> gpd.GeoDataFrame:
    """Draw organisations that work in the areas: their sector, site, capacity and readiness.

    Parameters
    ----------
    areas
        Areas with area_code, neighbourhood_name, district_name, population and geometry in metres.
    partners
        How many to draw; each sector has at least one where there are enough.
    seed
        The same seed and areas give the same partners.
    as_of
        The day on which the list was made; training lies before it, reviews on both sides of it.

    Returns
    -------
    GeoDataFrame
        One row per partner, sorted by partner_id: partner_id (XP0001 ...), partner_name, sector, capacity
        (sessions per month), agreement (none, draft, signed), agreement_review_due and training_date (ISO
        dates, missing where there is none), liaison (yes, no), easting and northing (whole metres), and
        geometry (point).
    """
    if partners < 1 or areas.empty:
        raise ValueError("partners need at least one area and a count of 1 or more")
    rng = stream(seed, "partners")
    sectors = _draw_sectors(partners)
    roads = find_roads(areas)
    hosts = _draw_hosts(areas, roads, sectors, rng)
    spots = _draw_spots(areas, roads, sectors, hosts, rng)
    width = max(4, len(str(partners)))
    drawn = pd.DataFrame({"partner_id": [f"XP{n:0{width}}" for n in range(1, partners + 1)]})
    drawn["partner_name"] = name_partners(_surroundings(areas, hosts).assign(sector=sectors), seed=seed)
    drawn["sector"] = sectors
    usual = pd.Series(numbers("sectors", "capacity"), index=codes("sectors"))[sectors].to_numpy()
    drawn["capacity"] = np.maximum(1, np.round(usual * rng.uniform(0.5, 1.6, partners))).astype(np.int64)
    drawn = pd.concat([drawn, _draw_readiness(sectors, as_of, rng)], axis=1)
    drawn["easting"], drawn["northing"] = spots[:, 0].astype(np.int64), spots[:, 1].astype(np.int64)
    return gpd.GeoDataFrame(drawn, geometry=shapely.points(spots), crs=areas.crs)


def _surroundings(areas: gpd.GeoDataFrame, hosts: Integers) -> pd.DataFrame:
    """Names of the neighbourhood and the district around each host; the nearest that is known."""
    hood = areas["neighbourhood_name"].fillna(areas["area_name"]).fillna(areas["area_code"])
    named = pd.DataFrame({"neighbourhood_name": hood, "district_name": areas["district_name"].fillna(hood)})
    return named.iloc[hosts].reset_index(drop=True)


def _draw_sectors(partners: int) -> list[str]:
    """Sectors in proportion to their shares, the fractions given to those that lose most by rounding."""
    share = numbers("sectors", "share")
    ideal = share / share.sum() * partners
    counts = np.floor(ideal).astype(np.int64)
    if partners >= len(share):
        counts = np.maximum(counts, 1)
    while counts.sum() != partners:
        step = 1 if counts.sum() < partners else -1
        # the last of a sector stays where there are enough for all
        last = (counts <= 1) & (step < 0) & (partners >= len(share))
        counts[int(np.argmax(np.where(last, -np.inf, step * (ideal - counts))))] += step
    return [sector for sector, count in zip(codes("sectors"), counts, strict=True) for _ in range(count)]


def _draw_hosts(
    areas: gpd.GeoDataFrame, roads: gpd.GeoSeries, sectors: list[str], rng: np.random.Generator
) -> Integers:
    """The area of each partner: in centres, along main roads, or spread out evenly over the residents."""
    people = residents_of(areas) + 1
    close = people * people / areas.area.to_numpy()
    beside = np.zeros(len(areas))
    beside[np.unique(areas.sindex.query(roads.to_numpy(), predicate="intersects")[1])] = 1
    weights = {"central": close, "road": close * beside if beside.any() else close}
    # neighbourhood by neighbourhood, so that every so-many-th resident has a school
    line = np.lexsort((np.arange(len(areas)), areas["neighbourhood_code"].fillna("").to_numpy(dtype=object)))
    ceilings = np.cumsum(people[line])
    hosts = np.empty(len(sectors), dtype=np.int64)
    for sector, entry in mix()["sectors"].items():
        places = [place for place, other in enumerate(sectors) if other == sector]
        if entry["siting"] == "spread":
            steps = (np.arange(len(places)) + rng.random()) / max(len(places), 1) * ceilings[-1]
            hosts[places] = line[np.minimum(np.searchsorted(ceilings, steps), len(areas) - 1)]
            continue
        share = weights[entry["siting"]]
        again = len(places) > int(np.count_nonzero(share))
        hosts[places] = rng.choice(len(areas), size=len(places), replace=again, p=share / share.sum())
    return hosts


def _draw_spots(
    areas: gpd.GeoDataFrame, roads: gpd.GeoSeries, sectors: list[str], hosts: Integers, rng: np.random.Generator
) -> Floats:
    """A site in each host area, on the main road for those that stand there."""
    shapes = areas.geometry.to_numpy()
    network = shapely.multilinestrings(roads.to_numpy()) if len(roads) else None
    spots = []
    for sector, host in zip(sectors, hosts, strict=True):
        shape, along = shapes[host], rng.random()
        if network is not None and mix()["sectors"][sector]["siting"] == "road":
            stretch = shapely.line_merge(shapely.intersection(network, shape))
            spot = np.round(shapely.get_coordinates(shapely.line_interpolate_point(stretch, along, normalized=True)))
            if len(spot) and shapely.contains_xy(shape, spot[0, 0], spot[0, 1]):
                spots.append(spot[0])
                continue
        spots.append(_spot_in(shape, rng))
    return np.array(spots)


def _spot_in(shape: shapely.Geometry, rng: np.random.Generator) -> Floats:
    """A point in whole metres inside a shape."""
    low_x, low_y, high_x, high_y = shapely.bounds(shape)
    tries = np.round(rng.uniform([low_x, low_y], [high_x, high_y], size=(_TRIES_PER_SITE, 2)))
    within = np.flatnonzero(shapely.contains_xy(shape, tries[:, 0], tries[:, 1]))
    if len(within):
        return np.asarray(tries[within[0]], dtype=np.float64)
    inner = shapely.point_on_surface(shape)
    return np.round(np.array([shapely.get_x(inner), shapely.get_y(inner)]))


def _draw_readiness(sectors: list[str], as_of: date, rng: np.random.Generator) -> pd.DataFrame:
    """Agreements, training and liaison; what is not there is missing."""
    count = len(sectors)
    agreement = rng.choice(list(_AGREEMENTS), size=count, p=list(_AGREEMENTS.values()))
    review_in = rng.integers(-200, 540, count).tolist()
    trained_share = pd.Series(numbers("sectors", "trained"), index=codes("sectors"))[sectors].to_numpy()
    trained = rng.random(count) < trained_share
    trained_ago = rng.integers(20, 1_100, count).tolist()
    reviews = [(as_of + timedelta(days)).isoformat() for days in review_in]
    trainings = [(as_of - timedelta(days)).isoformat() for days in trained_ago]
    return pd.DataFrame(
        {
            "agreement": agreement,
            "agreement_review_due": pd.Series(reviews, dtype="str").where(agreement == "signed"),
            "training_date": pd.Series(trainings, dtype="str").where(trained),
            "liaison": np.where(rng.random(count) < 0.6, "yes", "no"),
        }
    )
