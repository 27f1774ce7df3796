"""Residents, households, deprivation and rurality of areas."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.synthesis.streams import Floats, smooth_field, stream

_URBAN_PER_KM2, _TOWN_PER_KM2 = 1_500.0, 400.0
_SHARE_WITHOUT_DECILE = 0.02


def draw_people(polygons: gpd.GeoSeries, *, seed: int) -> pd.DataFrame:
    """Draw what is counted in each area: population (residents), households, deprivation_decile and rurality.

    Residents are 1,000 to 3,000 with a median of about 1,600, like the smallest areas of the census.
    Deprivation is highest in dense areas and changes smoothly across the town; deciles are tenths of this
    town, 1 the most deprived, missing for 2 areas in 100. Rurality follows from residents per square
    kilometre.
    """
    rng = stream(seed, "people")
    count = len(polygons)
    population = np.minimum(np.round(1_000 + rng.gamma(4.0, 172.0, count)), 3_000).astype(np.int64)
    households = np.round(population / rng.uniform(2.1, 2.7, count)).astype(np.int64)
    per_km2 = population / (polygons.area.to_numpy() / 1e6)
    centroids = polygons.centroid
    score = (
        1.1 * _rank_share(per_km2)
        + 0.35 * smooth_field(np.column_stack([centroids.x, centroids.y]), bumps=40, scale_m=3_500, rng=rng)
        + 0.12 * rng.standard_normal(count)
    )
    decile = pd.array(1 + np.floor(10 * _rank_share(-score)).astype(np.int64), dtype="Int64")
    decile[rng.choice(count, size=round(count * _SHARE_WITHOUT_DECILE), replace=False)] = pd.NA
    rurality = np.select([per_km2 >= _URBAN_PER_KM2, per_km2 >= _TOWN_PER_KM2], ["urban", "town_and_fringe"], "rural")
    return pd.DataFrame(
        {
            "population": population,
            "households": households,
            "deprivation_decile": decile,
            "rurality": rurality,
        }
    )


def _rank_share(values: Floats) -> Floats:
    """Share of the values that are lower: 0 for the lowest, below 1 for the highest."""
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return np.asarray(ranks / len(values), dtype=np.float64)
