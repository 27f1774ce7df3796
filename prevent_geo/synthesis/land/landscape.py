"""Rivers and parks: what borders follow and where nobody lives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree

from prevent_geo.synthesis.land.borders import Borders
from prevent_geo.synthesis.land.cells import Cells
from prevent_geo.synthesis.land.partition import find_pieces
from prevent_geo.synthesis.land.rings import build_polygons
from prevent_geo.synthesis.land.settlement import CELLS_PER_AREA, Settlement, Towns, spread_apart
from prevent_geo.synthesis.streams import Floats, Integers

_AREAS_PER_RIVER, _AREAS_PER_PARK = 3_000, 450
_FINEST = 9
# how far a river swings aside, as a share of its way; less each time it would cross another or itself
_BENDS = (0.3, 0.3, 0.27, 0.24, 0.24, 0.2, 0.2, 0.15, 0.1, 0.05, 0.0)
# banks: pairs of points on both sides, in units of the usual distance between points there
_BANK_STEP, _BANK_OFFSET, _BANK_CLEAR = 0.85, 0.36, 0.8
_CLOSEST_M = 12.0
_PARK_AREAS = 3.2
_NO = -1


@dataclass(frozen=True, eq=False)
class Ground:
    """Points, which are on land, which line a river's bank, and the park of each (-1: none); the rivers' courses."""

    points: Floats
    on_land: np.ndarray
    bank: np.ndarray
    park_of: Integers
    courses: list[Floats]


@dataclass(frozen=True, eq=False)
class Crossing:
    """Which river each link crosses (-1: none), and where (NaN: nowhere)."""

    river_of: Integers
    where: Floats


def lay_ground(settlement: Settlement, *, areas: int, rng: np.random.Generator) -> Ground:
    """Let rivers run through the points and clear parks among them."""
    points, tree = settlement.points, cKDTree(settlement.points)
    bands = np.linspace(settlement.low[1], settlement.high[1], max(1, round(areas / _AREAS_PER_RIVER)) + 1)
    courses: list[Floats] = []
    for band in np.column_stack([bands[:-1], bands[1:]]):
        courses.append(_run(settlement, band, courses, tree, rng))
    along = np.vstack(courses)
    park_of, stays = _lay_parks(settlement.towns, points, along, areas, rng)
    distance, nearest = cKDTree(along).query(points)
    stays &= distance > _BANK_CLEAR * _spacing(tree, along)[nearest]
    banks = _line_banks(courses, tree)
    everyone = np.vstack([banks, points[stays]])
    on_land = np.append(settlement.on_land[tree.query(banks)[1]], settlement.on_land[stays])
    park_of = np.append(np.full(len(banks), _NO), park_of[stays])
    kept = spread_apart(everyone, _CLOSEST_M)
    bank = np.arange(len(everyone)) < len(banks)
    return Ground(everyone[kept], on_land[kept], bank[kept], park_of[kept], courses)


def cross_rivers(cells: Cells, ground: Ground) -> Crossing:
    """Find the links that cross a river."""
    river_of = np.full(len(cells.links), _NO, dtype=np.int64)
    where = np.full((len(cells.links), 2), np.nan)
    near = ground.bank.copy()
    near[cells.links[ground.bank[cells.links].any(axis=1)].ravel()] = True
    candidates = np.flatnonzero(near[cells.links].all(axis=1))
    lines = np.asarray(shapely.linestrings(cells.points[cells.links[candidates]]))
    starts = np.vstack([course[:-1] for course in ground.courses])
    ends = np.vstack([course[1:] for course in ground.courses])
    river = np.repeat(np.arange(len(ground.courses)), [len(course) - 1 for course in ground.courses])
    pieces = shapely.linestrings(np.stack([starts, ends], axis=1))
    piece, line = shapely.STRtree(lines).query(pieces, predicate="intersects")
    # a link that a bend crosses twice has both ends on one bank
    odd = np.bincount(line, minlength=len(lines)) % 2 == 1
    piece, line = piece[odd[line]], line[odd[line]]
    line, first = np.unique(line, return_index=True)
    piece = piece[first]
    a, b = np.moveaxis(cells.points[cells.links[candidates[line]]], 1, 0)
    c, d = starts[piece], ends[piece]
    along, course = b - a, d - c
    cross = along[:, 0] * course[:, 1] - along[:, 1] * course[:, 0]
    share = ((c - a)[:, 0] * course[:, 1] - (c - a)[:, 1] * course[:, 0]) / np.where(cross == 0, 1.0, cross)
    river_of[candidates[line]] = river[piece]
    where[candidates[line]] = a + np.clip(share, 0.2, 0.8)[:, None] * along
    return Crossing(river_of, where)


def settle_parks(cells: Cells, ground: Ground, inside: np.ndarray, crossing: Crossing) -> Integers:
    """The park of each cell on land (-1: none), each park in one piece on one bank."""
    park_of = np.where(inside, ground.park_of, _NO)
    pair = park_of[cells.links]
    whole = (pair[:, 0] == pair[:, 1]) & (pair[:, 0] != _NO) & (crossing.river_of == _NO)
    piece = find_pieces(cells.links[whole], len(park_of))
    sizes = np.bincount(piece)
    for park in np.unique(park_of[park_of != _NO]):
        members = park_of == park
        largest = piece[members][np.argmax(sizes[piece[members]])]
        park_of[members & (piece != largest)] = _NO
    return park_of


def trace_rivers(cells: Cells, area_of: Integers, crossing: Crossing, borders: Borders) -> list[shapely.Geometry]:
    """Each river as far as it is a border between two areas."""
    pair = area_of[cells.links]
    wet = (crossing.river_of >= 0) & (pair[:, 0] != pair[:, 1]) & (pair >= 0).all(axis=1)
    rivers = []
    for river in np.unique(crossing.river_of[wet]):
        links = np.flatnonzero(wet & (crossing.river_of == river))
        ends = borders.corners[cells.sides[links]]
        steps = np.concatenate([ends[:, :1], borders.middles[links], ends[:, 1:]], axis=1)
        lines = shapely.linestrings(steps[(steps != steps[:, :1]).any(axis=(1, 2))])
        rivers.append(shapely.normalize(shapely.line_merge(shapely.multilinestrings(lines))))
    return rivers


def trace_parks(cells: Cells, park_of: Integers, borders: Borders) -> list[shapely.Geometry]:
    """Each park as one polygon."""
    present, labels = np.unique(park_of, return_inverse=True)
    if present[-1] < 0:
        return []
    return list(build_polygons(cells, labels - (present[0] < 0), borders.corners, borders.middles))


def _run(settlement: Settlement, band: Floats, others: list[Floats], tree: cKDTree, rng: np.random.Generator) -> Floats:
    """The course of a river through the largest town of a band of the box, winding less if it meets another.

    The only river runs across the whole box, others from beyond their town to the sea.
    """
    low, high, towns = settlement.low, settlement.high, settlement.towns
    here = np.flatnonzero((towns.centres[:, 1] >= band[0]) & (towns.centres[:, 1] < band[1]))
    through = np.array([(low[0] + high[0]) / 2, band.mean()])
    if len(here):
        off = rng.uniform(0.2, 0.35) * np.where(rng.random(2) < 0.5, -1, 1)
        through = towns.centres[here[0]] + off * towns.cores_m[here[0]]
    sides = np.array([low[0], high[0]]) + 0.02 * (high[0] - low[0]) * np.array([-1, 1])
    mouth, source = sides if rng.random() < 0.5 else sides[::-1]
    alone = band[0] <= low[1] and band[1] >= high[1]
    if not alone:
        source = through[0] + rng.uniform(0.25, 0.6) * (source - through[0])
    levels = band.mean() + rng.uniform(-0.3, 0.3, size=2) * (band[1] - band[0])
    ends = np.array([[source, levels[0]], [mouth, levels[1]]])
    if alone and rng.random() < 0.5:
        ends = (ends - low)[:, ::-1] + low
    for bend in _BENDS:
        upper = _wind(np.array([ends[0], through]), bend, rng)
        lower = _wind(np.array([through, ends[1]]), bend, rng)
        course = _even(np.vstack([upper, lower[1:]]), tree)
        line = shapely.LineString(course)
        if line.is_simple and not shapely.intersects([shapely.LineString(other) for other in others], line).any():
            break
    return course


def _wind(ends: Floats, bend: float, rng: np.random.Generator) -> Floats:
    """A winding line between two points: its middles are moved aside again and again."""
    line = ends
    for _ in range(_FINEST):
        step = np.diff(line, axis=0)
        aside = np.column_stack([-step[:, 1], step[:, 0]]) * rng.uniform(-bend, bend, len(step))[:, None]
        middles = (line[:-1] + line[1:]) / 2 + aside
        line = np.insert(line, np.arange(1, len(line)), middles, axis=0)
    return np.asarray(line, dtype=np.float64)


def _even(line: Floats, tree: cKDTree) -> Floats:
    """Walk along a line in steps that suit how close the points lie there, and take the edge off its bends."""
    for _ in range(2):
        fine = np.linspace(0, len(line) - 1, 4 * len(line))
        fine_line = np.column_stack([np.interp(fine, np.arange(len(line)), line[:, axis]) for axis in (0, 1)])
        lengths = np.sqrt((np.diff(fine_line, axis=0) ** 2).sum(axis=1))
        pace = _spacing(tree, fine_line)
        walked = np.append(0, np.cumsum(lengths / (_BANK_STEP * (pace[:-1] + pace[1:]) / 2)))
        stops = np.linspace(0, walked[-1], max(int(walked[-1]), 3) + 1)
        line = np.column_stack([np.interp(stops, walked, fine_line[:, axis]) for axis in (0, 1)])
        for _ in range(2):
            line[1:-1] = (line[:-2] + 2 * line[1:-1] + line[2:]) / 4
    return np.round(line, 2)


def _spacing(tree: cKDTree, spots: Floats) -> Floats:
    """The usual distance between the points around a spot, in metres."""
    distances = tree.query(spots, k=min(12, tree.n))[0]
    return np.asarray(1.8 * distances[:, -1] / np.sqrt(min(12, tree.n)), dtype=np.float64)


def _line_banks(courses: list[Floats], tree: cKDTree) -> Floats:
    """Points on the left and on the right of the middle of each step, so that the border between them is the river."""
    middles = np.vstack([(course[:-1] + course[1:]) / 2 for course in courses])
    steps = np.vstack([np.diff(course, axis=0) for course in courses])
    lengths = np.sqrt((steps**2).sum(axis=1))
    offset = np.maximum(_BANK_OFFSET * _spacing(tree, middles), 0.6 * _CLOSEST_M)
    aside = np.column_stack([-steps[:, 1], steps[:, 0]]) * (offset / np.maximum(lengths, 1e-6))[:, None]
    banks = np.round(np.vstack([middles + aside, middles - aside])[np.tile(lengths > 0, 2)], 2)
    return np.asarray(banks[spread_apart(banks, _CLOSEST_M)], dtype=np.float64)


def _lay_parks(
    towns: Towns, points: Floats, rivers: Floats, areas: int, rng: np.random.Generator
) -> tuple[Integers, np.ndarray]:
    """The park of each point (-1: none) and which points stay: in a park fewer, for nobody lives there."""
    park_of = np.full(len(points), _NO, dtype=np.int64)
    stays = np.ones(len(points), dtype=bool)
    tree, river = cKDTree(points), cKDTree(rivers)
    for park in range(min(max(1, round(areas / _AREAS_PER_PARK)), len(towns.centres))):
        spots = towns.centres[park] + rng.uniform(-0.9, 0.9, size=(60, 2)) * towns.cores_m[park]
        wide = np.sqrt(_PARK_AREAS * CELLS_PER_AREA / np.pi) * _spacing(tree, spots)
        clear = river.query(spots)[0] > 1.15 * wide
        spot = int(np.argmax(clear)) if clear.any() else int(np.argmax(river.query(spots)[0] / wide))
        inside = np.array(tree.query_ball_point(spots[spot], wide[spot], return_sorted=True), dtype=np.int64)
        inside = inside[park_of[inside] < 0]
        squeezed = (points[inside] - spots[spot]) * np.array([1.0, 1.35])
        inside = inside[(squeezed**2).sum(axis=1) < wide[spot] ** 2]
        park_of[inside] = park
        stays[inside[rng.random(len(inside)) < 0.4]] = False
    return park_of, stays
