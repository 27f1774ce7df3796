"""Where people live: towns of every size, villages and open country, as points of about equal weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from prevent_geo.synthesis.streams import Floats, Integers, smooth_field

CELLS_PER_AREA = 9
# open sea within the part of the world that the grid is made for; a nation is longer than it is wide
_MIDDLE = np.array([534_000.0, 828_000.0])
_WIDEST_M, _MOST_LAND_KM2 = 186_000.0, 71_000.0
_FEWEST_POINTS = 500
_RESIDENTS_PER_AREA = 1_670
_VILLAGE_AREAS = 0.7
_GRID = 120
# two points closer than this would give cells too thin to survive rounding to whole metres
_CLOSEST_M = 16.0


@dataclass(frozen=True, eq=False)
class Towns:
    """Centres in metres, largest first, with their size in areas and the width of their core in metres."""

    centres: Floats
    sizes: Floats
    cores_m: Floats


@dataclass(frozen=True, eq=False)
class Settlement:
    """Points in metres within a box from `low` to `high`, which of them are on land, and the towns."""

    points: Floats
    on_land: np.ndarray
    towns: Towns
    low: Floats
    high: Floats


def settle(*, areas: int, rng: np.random.Generator) -> Settlement:
    """Draw the points that areas are made of, about 9 for each: close in towns, far apart in the country."""
    land_share = 0.5 + 0.25 * areas / (areas + 3_000)
    # around a town there is less country than in a nation
    land_km2 = min(areas * (1.0 + 1.2 * areas / (areas + 5_000)), _MOST_LAND_KM2)
    extent = land_km2 * 1e6 / land_share
    width = min(float(np.sqrt(extent)), _WIDEST_M)
    half = np.array([width, extent / width]) / 2
    country_share, village_share = 0.095 + 5 / (areas + 20), 0.06 * areas / (areas + 20)
    per_area = max(CELLS_PER_AREA * areas, _FEWEST_POINTS) / areas
    towns = _found_towns(areas, 1 - country_share - village_share, half, rng)
    villages = _found_villages(areas * village_share, half, rng)
    country = rng.uniform(-half, half, size=(round(per_area * areas * country_share / land_share), 2))
    points = np.vstack([_people(towns, per_area, rng), _people(villages, per_area, rng), country])
    points = _spread_out(points[(np.abs(points) < half).all(axis=1)])
    on_land = _shape_land(points, towns, half, land_share, rng)
    moved = Towns(towns.centres + _MIDDLE, towns.sizes, towns.cores_m)
    return Settlement(points + _MIDDLE, on_land, moved, _MIDDLE - half, _MIDDLE + half)


def spread_apart(points: Floats, least_m: float) -> np.ndarray:
    """Mask of the points that stay when of two that are closer than this the later one goes."""
    pairs = cKDTree(points).query_pairs(least_m, output_type="ndarray")
    stays = np.ones(len(points), dtype=bool)
    stays[pairs.max(axis=1)] = False
    return stays


def _found_towns(areas: int, share: float, half: Floats, rng: np.random.Generator) -> Towns:
    """Towns whose sizes fall with their rank, the largest placed first, all of them apart."""
    count = 1 + areas // 90
    sizes = 1 / (1 + np.arange(count))
    sizes *= areas * share / sizes.sum()
    # residents per square kilometre in the core: the larger the town, the closer they live
    closest = 3_300 + 5_800 * sizes / (sizes + 150)
    cores = 1_000 * np.sqrt(sizes * _RESIDENTS_PER_AREA / (np.pi * closest))
    centres = np.zeros((0, 2))
    for core in cores:
        tries = rng.uniform(-half, half, size=(36, 2))
        tries = tries[(_outwards(tries, half) ** 4).sum(axis=1) < 0.36]
        if len(centres):
            apart = np.sqrt(((tries[:, None] - centres[None]) ** 2).sum(axis=2)) / (core + cores[: len(centres)])
            tries = tries[[int(np.argmax(np.minimum(apart.min(axis=1), 2.2)))]]
        else:
            tries = tries[[0]] * 0.3
        centres = np.vstack([centres, tries])
    return Towns(centres, sizes, cores)


def _found_villages(areas: float, half: Floats, rng: np.random.Generator) -> Towns:
    """Villages anywhere, of less than one area to a few."""
    count = round(areas / _VILLAGE_AREAS)
    sizes = _VILLAGE_AREAS * rng.uniform(0.3, 1.7, count)
    cores = 1_000 * np.sqrt(sizes * _RESIDENTS_PER_AREA / (np.pi * rng.uniform(1_000, 4_000, count)))
    return Towns(rng.uniform(-half, half, size=(count, 2)) * 0.95, sizes, cores)


def _people(towns: Towns, per_area: float, rng: np.random.Generator) -> Floats:
    """Points around centres: six in ten around the town's own, the others around those of its suburbs."""
    clouds = [np.zeros((0, 2))]
    for centre, size, core in zip(towns.centres, towns.sizes, towns.cores_m, strict=True):
        suburbs = int(size / 6)
        counts = np.full(1 + suburbs, size * per_area * (0.4 / suburbs if suburbs else 0.0))
        counts[0] = size * per_area - counts[1:].sum()
        hubs = np.vstack([centre[None], centre + 1.1 * core * _bell(suburbs, 0.8, rng)])
        widths = np.append(0.8 * core, core * np.sqrt(0.5 / max(suburbs, 1)) * rng.uniform(0.5, 1.3, suburbs))
        whole = np.floor(counts + rng.random(1 + suburbs)).astype(np.int64)
        host = np.repeat(np.arange(1 + suburbs), whole)
        cloud = _bell(len(host), 0.84, rng) * widths[host, None]
        turn = rng.uniform(-1, 1, size=2)
        across, along = turn / np.sqrt((turn**2).sum() + 1e-9)
        stretch = rng.uniform(0.8, 1.25)
        x, y = cloud[:, 0] * stretch, cloud[:, 1] / stretch
        clouds.append(hubs[host] + np.column_stack([x * across - y * along, x * along + y * across]))
    return np.vstack(clouds)


def _bell(count: int, most: float, rng: np.random.Generator) -> Floats:
    """Points whose density falls as 1 / (1 + r^2)^2; `most` is the share of its reach that is kept."""
    spots = rng.uniform(-1, 1, size=(count, 2))
    squared = (spots**2).sum(axis=1)
    # directions lean a little to the corners: that spares a sine, which rounds differently from machine to machine
    share = most * rng.random(count)
    radius = np.sqrt(share / (1 - share))
    return np.asarray(spots * (radius / np.sqrt(squared + 1e-12))[:, None], dtype=np.float64)


def _spread_out(points: Floats) -> Floats:
    """Move each point a little away from its nearest neighbours, and drop those that are still too close."""
    for _ in range(2):
        distances, nearest = cKDTree(points).query(points, k=5)
        away = points - points[nearest[:, 1:]].mean(axis=1)
        limit = 0.3 * distances[:, -1] / (np.sqrt((away**2).sum(axis=1)) + 1e-9)
        points = points + away * np.minimum(0.6, limit)[:, None]
    # centimetres: what differs in the last bit between machines is gone
    points = np.round(points, 2)
    return np.asarray(points[spread_apart(points, _CLOSEST_M)], dtype=np.float64)


def _shape_land(points: Floats, towns: Towns, half: Floats, share: float, rng: np.random.Generator) -> np.ndarray:
    """Which points are on land: an uneven outline that takes the towns in and keeps off the edge of the box."""
    steps = np.maximum(2, np.round(_GRID * half / half.max())).astype(np.int64)
    across, along = (np.linspace(-extent, extent, count) for extent, count in zip(half, steps, strict=True))
    grid = np.column_stack([axis.ravel() for axis in np.meshgrid(across, along, indexing="ij")])
    width = 2 * float(half[0])
    squared = _outwards(grid, half) ** 2
    total = -2.2 * squared.sum(axis=1) ** 2 - 2.2 * (squared**2).sum(axis=1)
    bumps = int(30 * half[1] / half[0])
    total += 0.8 * smooth_field(grid, bumps=bumps, scale_m=0.17 * width, rng=rng)
    total += 0.55 * smooth_field(grid, bumps=8 * bumps, scale_m=0.06 * width, rng=rng)
    for centre, core in zip(towns.centres[:60], towns.cores_m[:60], strict=True):
        reach = 2.5 * core + 0.02 * width
        total += 1.3 * np.minimum(1.0, 8 * reach / width) / (1 + ((grid - centre) ** 2).sum(axis=1) / reach**2)
    threshold = np.quantile(total, 1 - share)
    inside = (np.abs(points) < 0.95 * half).all(axis=1)
    return np.asarray(inside & (_read(total.reshape(steps), points, half) > threshold))


def _outwards(points: Floats, half: Floats) -> Floats:
    """How near points are to the edge of the box, across and along: 1 at the edge, 0 half its width inside."""
    return np.asarray(np.maximum(0, 1 - (half - np.abs(points)) / half.min()), dtype=np.float64)


def _read(grid: Floats, points: Floats, half: Floats) -> Floats:
    """Read a grid over the box at points, evenly between its nodes."""
    last: Integers = np.array(grid.shape) - 1
    spots = (points / half + 1) / 2 * last
    base = np.minimum(spots.astype(np.int64), last - 1)
    (x, y), (i, j) = (spots - base).T, base.T
    low = grid[i, j] * (1 - x) + grid[i + 1, j] * x
    high = grid[i, j + 1] * (1 - x) + grid[i + 1, j + 1] * x
    return np.asarray(low * (1 - y) + high * y, dtype=np.float64)
