"""Residents, households, deprivation and rurality of areas, calibrated to real ones (people.toml)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.synthesis.streams import Floats, Integers, stream

_URBAN_PER_KM2, _FRINGE_PER_KM2 = 560.0, 180.0
_SHARE_WITHOUT_DECILE = 0.02


def draw_people(polygons: gpd.GeoSeries, pairs: Integers, *, seed: int) -> pd.DataFrame:
    """Draw what is counted in each area: population (residents), households, deprivation_decile and rurality.

    Residents, and residents per household, have the quantiles of the real areas of the census. Deprivation
    is somewhat higher where people live closely, and like that of the areas around, as much as in reality
    (Moran's I of the decile about 0.55, whatever the number of areas). Deciles are tenths of these areas, 1
    the most deprived, missing for 2 in 100. Rurality follows from residents per square kilometre.

    Parameters
    ----------
    polygons
        Areas, in metres.
    pairs
        Positions of the areas that touch (m x 2, each pair once).
    seed
        The same seed and areas give the same people.
    """
    rng = stream(seed, "people")
    count = len(polygons)
    real = _real_areas()

    def alike(rounds: int) -> Floats:
        return _alike(rng.standard_normal(count), pairs, rounds)

    def noise() -> Floats:
        return rng.standard_normal(count)

    population = np.round(_like(real["residents"], 0.45 * alike(1) + noise(), rng)).astype(np.int64)
    per_km2 = population / (polygons.area.to_numpy() / 1e6)
    dense = 2 * _rank_share(per_km2) - 1
    size = _like(real["residents_per_household"], 0.3 * dense + 0.85 * alike(2) + 0.55 * noise(), rng)
    households = np.maximum(1, np.round(population / size)).astype(np.int64)
    score = 0.5 * dense + 0.6 * alike(3) + 0.45 * alike(12) + 0.55 * noise()
    decile = pd.array(1 + np.floor(10 * _rank_share(-score)).astype(np.int64), dtype="Int64")
    decile[rng.choice(count, size=round(count * _SHARE_WITHOUT_DECILE), replace=False)] = pd.NA
    rurality = np.select([per_km2 >= _URBAN_PER_KM2, per_km2 >= _FRINGE_PER_KM2], ["urban", "town_and_fringe"], "rural")
    return pd.DataFrame(
        {
            "population": population,
            "households": households,
            "deprivation_decile": decile,
            "rurality": rurality,
        }
    )


def _alike(values: Floats, pairs: Integers, rounds: int) -> Floats:
    """Average values with those of the areas that touch, again and again; mean 0, standard deviation 1."""
    count = len(values)
    first, second = np.concatenate([pairs, pairs[:, ::-1]]).T
    around = 1 + np.bincount(first, minlength=count)
    for _ in range(rounds):
        values = (values + np.bincount(first, weights=values[second], minlength=count)) / around
    spread = float(values.std())
    return np.asarray((values - values.mean()) / (spread if spread > 0 else 1.0), dtype=np.float64)


def _like(quantiles: Floats, order: Floats, rng: np.random.Generator) -> Floats:
    """Values with given quantiles in a given order: the lowest where `order` is lowest."""
    shares = _rank_share(order) + rng.random(len(order)) / len(order)
    return np.asarray(np.interp(shares, _real_areas()["shares"], quantiles), dtype=np.float64)


def _rank_share(values: Floats) -> Floats:
    """Share of the values that are lower: 0 for the lowest, below 1 for the highest."""
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return np.asarray(ranks / len(values), dtype=np.float64)


@cache
def _real_areas() -> dict[str, Floats]:
    """Quantiles of real areas."""
    text = (Path(__file__).parent / "people.toml").read_text(encoding="utf-8")
    return {name: np.array(values, dtype=np.float64) for name, values in tomllib.loads(text).items()}
