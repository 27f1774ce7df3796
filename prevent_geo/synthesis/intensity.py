"""Where and when contacts happen: how many in each area and month, and which partner reaches which area."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.synthesis.mix import mix
from prevent_geo.synthesis.streams import Floats, Integers

_REACH_M = 1_500.0
_USUAL_CAPACITY = 4.0
_MIDDLE_DECILE = 5.5
_SILENT_SHARE, _FAINT_SHARE = 0.05, 0.03


@dataclass(frozen=True, eq=False)
class Reach:
    """The pull of each partner on each area (areas x partners), and which partners are schools."""

    pull: Floats
    schools: np.ndarray


def reach(areas: gpd.GeoDataFrame, partners: gpd.GeoDataFrame) -> Reach:
    """Pull of each partner on each area: its capacity, falling with the square of the distance."""
    places, sites = areas.centroid, partners.geometry
    across = places.x.to_numpy()[:, None] - sites.x.to_numpy()[None, :]
    along = places.y.to_numpy()[:, None] - sites.y.to_numpy()[None, :]
    blank = pd.Series(np.nan, index=partners.index)
    capacity = pd.to_numeric(partners.get("capacity", blank)).astype("float64")
    sessions = capacity.fillna(_USUAL_CAPACITY).clip(lower=0.5).to_numpy()
    pull = sessions[None, :] / (1 + (across**2 + along**2) / _REACH_M**2)
    return Reach(pull, (partners["sector"] == "school").to_numpy(dtype=bool))


def draw_counts(
    areas: gpd.GeoDataFrame, pull: Floats, months: pd.PeriodIndex, *, contacts: int, rng: np.random.Generator
) -> tuple[Integers, Integers]:
    """Draw how many contacts each area had in each month, and the positions of the faint areas.

    Counts are Poisson with a rate that is proportional to residents, need, pull and season. Silent areas have
    none; one whole neighbourhood is silent. Faint areas have one or two small contacts.
    """
    silent, faint = _draw_exceptions(areas, rng)
    need = 0.6 + 0.7 * (10 - _deciles(areas)) / 9
    supply = pull.sum(axis=1)
    nearness = 0.3 + supply / (supply + np.median(supply))
    residents = pd.to_numeric(areas["population"]).astype("float64").fillna(0).to_numpy()
    place = residents * need * nearness * rng.gamma(6.0, 1 / 6.0, len(areas))
    place[silent] = 0
    place[faint] = 0
    season = np.array(mix()["season"]["weights"])[months.month.to_numpy() - 1]
    rates = place[:, None] * season[None, :]
    counts = rng.poisson(rates * (contacts / rates.sum()))
    counts[faint, rng.integers(len(months), size=len(faint))] = rng.integers(1, 3, size=len(faint))
    return np.asarray(counts, dtype=np.int64), faint


def _deciles(areas: gpd.GeoDataFrame) -> Floats:
    """Deprivation deciles, the middle where there is none."""
    if "deprivation_decile" not in areas:
        return np.full(len(areas), _MIDDLE_DECILE)
    deciles = pd.to_numeric(areas["deprivation_decile"]).astype("float64").fillna(_MIDDLE_DECILE)
    return np.asarray(deciles, dtype=np.float64)


def _draw_exceptions(areas: gpd.GeoDataFrame, rng: np.random.Generator) -> tuple[Integers, Integers]:
    """Positions of the silent areas (1 in 20, and one neighbourhood) and of the faint ones."""
    shuffled = rng.permutation(len(areas))
    silent = list(shuffled[: round(_SILENT_SHARE * len(areas))])
    rest = shuffled[len(silent) :]
    hoods = areas["neighbourhood_code"].to_numpy(dtype=object)
    sizes = areas["neighbourhood_code"].value_counts().sort_index()
    small = sizes[sizes <= max(2, 0.08 * len(areas))]
    if len(sizes) > 1 and len(small):
        quiet = small.index[int(rng.integers(len(small)))]
        silent.extend(np.flatnonzero(hoods == quiet))
        rest = rest[hoods[rest] != quiet]
    faint = np.sort(rest[: round(_FAINT_SHARE * len(areas))])
    return np.unique(np.array(silent, dtype=np.int64)), faint.astype(np.int64)
