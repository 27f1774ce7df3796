"""What areas and partners are like: what is raised, how far people trust, how often and how fast they are answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from prevent_geo.synthesis.features import Feature, of_kind
from prevent_geo.synthesis.ground import number_level
from prevent_geo.synthesis.mix import mix
from prevent_geo.synthesis.streams import Floats, Integers, stream

_TRUST, _TRUST_SPREAD = 3.3, 0.3
_ANSWERED_LOW, _ANSWERED_HIGH = 0.5, 0.9
_DELAY_LOW_DAYS, _DELAY_HIGH_DAYS = 2.0, 12.0
# half the areas hold events between 0.7 and 1.4 times the usual size
_SIZE_SPREAD = 0.5


@dataclass(frozen=True, eq=False)
class Traits:
    """How places and partners differ before anything happens.

    `hood` numbers the neighbourhood of each area; `themes` are shares (neighbourhoods x themes); `trust` is the mean
    answer, `answered` the share of contacts answered and `log_size` the logarithm of the usual size of events, by
    area; `slowness` is the scale of the recording delay of each partner (days).
    """

    hood: Integers
    themes: Floats
    trust: Floats
    answered: Floats
    log_size: Floats
    slowness: Floats


def draw_traits(
    areas: gpd.GeoDataFrame, partners: gpd.GeoDataFrame, features: Sequence[Feature], *, even: bool, seed: int
) -> Traits:
    """Draw the traits; in an even town all places and all partners are alike."""
    rng = stream(seed, "traits")
    hood, _ = number_level(areas, "neighbourhood")
    hoods = int(hood.max()) + 1
    usual = np.array(list(mix()["themes"].values()), dtype=np.float64)
    leaning = rng.gamma(2.5, 1 / 2.5, size=(hoods, len(usual)))
    themes = usual * (np.ones_like(leaning) if even else 0.2 + leaning)
    spread = 0.0 if even else 1.0
    trust = (_TRUST + spread * _TRUST_SPREAD * rng.standard_normal(hoods))[hood]
    middle, half = (_ANSWERED_LOW + _ANSWERED_HIGH) / 2, (_ANSWERED_HIGH - _ANSWERED_LOW) / 2
    answered = (middle + spread * half * rng.uniform(-1, 1, hoods))[hood]
    middle, half = (_DELAY_LOW_DAYS + _DELAY_HIGH_DAYS) / 2, (_DELAY_HIGH_DAYS - _DELAY_LOW_DAYS) / 2
    slowness = middle + spread * half * rng.uniform(-1, 1, len(partners))
    log_size = np.zeros(len(areas))
    sizes = np.round(_SIZE_SPREAD * rng.standard_normal(len(areas)), 6)
    for feature in of_kind(features, "ecological_slope"):
        inside = areas["area_code"].astype(str).isin(feature.areas).to_numpy()
        log_size = np.where(inside, sizes, log_size)
    return Traits(hood, themes / themes.sum(axis=1, keepdims=True), trust, answered, log_size, slowness)
