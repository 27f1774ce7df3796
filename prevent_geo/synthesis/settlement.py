"""Where people live: towns, villages and open country, as points of about equal weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prevent_geo.synthesis.streams import Floats, smooth_field

_MIDDLE = np.array([400_000.0, 300_000.0])
_HALF_EXTENT_M = 21_000.0
_MARGIN_M = 2_500.0
_TOWN_SHARE, _VILLAGE_SHARE = 0.66, 0.12
_LAND_SHARE = 0.42
_VILLAGES = 14
# fewer would leave no cells around the town
_FEWEST_OPEN = 500


@dataclass(frozen=True, eq=False)
class Settlement:
    """Points in metres, and how strongly each belongs to the town; the highest values become the town."""

    points: Floats
    belonging: Floats
    threshold: float


def settle(*, towns: int, points: int, rng: np.random.Generator) -> Settlement:
    """Draw about `points` points inside the town, dense in `towns` centres, with open country around it."""
    centres, spreads, shares = _towns(towns, rng)
    villages = _spaced(_VILLAGES, reach_m=14_000, apart_m=2_500, rng=rng)
    in_towns = _clusters(centres, spreads, np.round(shares * points * _TOWN_SHARE).astype(int), rng)
    each = np.full(_VILLAGES, int(points * _VILLAGE_SHARE / _VILLAGES))
    in_villages = _clusters(villages, rng.uniform(250, 600, _VILLAGES), each, rng)
    open_count = max(_FEWEST_OPEN, int(points * (1 - _TOWN_SHARE - _VILLAGE_SHARE) / _LAND_SHARE))
    country = rng.uniform(-_HALF_EXTENT_M, _HALF_EXTENT_M, size=(open_count, 2)) + _MIDDLE
    # two points on the same ten metres would give cells too thin to survive rounding
    everyone = np.unique(np.round(np.vstack([in_towns, in_villages, country]), -1), axis=0)
    everyone += rng.uniform(-2, 2, size=everyone.shape)
    belonging = _belonging(np.vstack([everyone, country]), centres, spreads, villages, rng)
    threshold = float(np.quantile(belonging[len(everyone) :], 1 - _LAND_SHARE))
    belonging = belonging[: len(everyone)]
    edge = np.abs(everyone - _MIDDLE).max(axis=1) > _HALF_EXTENT_M - _MARGIN_M
    return Settlement(everyone, np.where(edge, -np.inf, belonging), threshold)


def _towns(count: int, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Centres, spreads in metres and shares of the residents, largest first."""
    shares = 1 / (1 + 0.6 * np.arange(count))
    shares /= shares.sum()
    centres = _spaced(count, reach_m=9_500, apart_m=9_000, rng=rng)
    return centres, 3_300 * np.sqrt(shares), shares


def _spaced(count: int, *, reach_m: float, apart_m: float, rng: np.random.Generator) -> Floats:
    """Points within a radius of the middle, kept apart as long as there is room."""
    chosen: list[Floats] = []
    while len(chosen) < count:
        spot = rng.uniform(-reach_m, reach_m, size=2)
        if float(spot @ spot) > reach_m**2:
            continue
        if all(float((spot - other) @ (spot - other)) > apart_m**2 for other in chosen):
            chosen.append(spot)
        else:
            apart_m *= 0.98
    return np.asarray(np.array(chosen) + _MIDDLE, dtype=np.float64)


def _clusters(centres: Floats, spreads: Floats, counts: np.ndarray, rng: np.random.Generator) -> Floats:
    """Clouds of points: a dense core with looser suburbs, longer one way than the other."""
    clouds = []
    for centre, spread, count in zip(centres, spreads, counts, strict=True):
        widths = spread * np.where(rng.random(count) < 0.55, 0.75, 1.7)
        stretch = rng.uniform(0.75, 1.3)
        cloud = rng.standard_normal((count, 2)) * widths[:, None] * np.array([stretch, 1 / stretch])
        turn = rng.uniform(-1, 1, size=2)
        cosine, sine = turn / np.sqrt(turn @ turn)
        clouds.append(cloud @ np.array([[cosine, sine], [-sine, cosine]]) + centre)
    return np.vstack(clouds)


def _belonging(points: Floats, towns: Floats, spreads: Floats, villages: Floats, rng: np.random.Generator) -> Floats:
    """How strongly each point is drawn to the towns and villages, with an uneven edge."""
    total = 0.45 * smooth_field(points, bumps=60, scale_m=5_000, rng=rng)
    reaches = np.append(3.5 * spreads, np.full(len(villages), 2_500.0))
    for centre, reach in zip(np.vstack([towns, villages]), reaches, strict=True):
        total = total + 2.2 * reach / 7_000 / (1 + ((points - centre) ** 2).sum(axis=1) / reach**2)
    result: Floats = total
    return result
