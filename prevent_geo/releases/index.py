"""index.html of a run: a clickable map and a list of every place, with links to what was written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from prevent_geo.dataset import Dataset
from prevent_geo.pages import page_template, security_policy
from prevent_geo.place import LEVELS, Place
from prevent_geo.releases.staging import replace_page

_FOLDER = Path(__file__).parent / "templates"
INDEX = "index.html"
_SIDE = 640.0


@dataclass(frozen=True)
class IndexEntry:
    """A place and the folder of its release, relative to the index page."""

    place: Place
    folder: str


@dataclass(frozen=True)
class _Shape:
    entry: IndexEntry
    path: str
    x: float
    y: float


def write_index(out: Path, dataset: Dataset, period: str, entries: list[IndexEntry]) -> Path:
    """Write the index page of a run; the smallest places are the clickable shapes of its map."""
    shapes, width, height = _shapes(dataset.areas, entries)
    css = (_FOLDER / "index.css").read_text(encoding="utf-8")
    page = page_template(_FOLDER, "index.html").render(
        about=dataset.about,
        period=period,
        entries=entries,
        shapes=shapes,
        width=width,
        height=height,
        css=css,
        policy=security_policy([css]),
    )
    path = out / INDEX
    replace_page(path, page.encode())
    return path


def _shapes(areas: gpd.GeoDataFrame, entries: list[IndexEntry]) -> tuple[list[_Shape], int, int]:
    """SVG paths of the places of the lowest level, and the size of the drawing, in pixels."""
    fewest = min(_rank(entry.place) for entry in entries)
    drawn = [entry for entry in entries if _rank(entry.place) == fewest]
    outlines = [shapely.union_all(areas.loc[list(entry.place.area_codes)].geometry.to_numpy()) for entry in drawn]
    low_x, low_y, high_x, high_y = shapely.total_bounds(np.array(outlines))
    scale = _SIDE / max(high_x - low_x, high_y - low_y)
    width, height = round((high_x - low_x) * scale), round((high_y - low_y) * scale)
    simple = shapely.simplify(np.array(outlines), 0.7 / scale)
    middles = (shapely.get_coordinates(shapely.point_on_surface(simple)) - [low_x, high_y]) * [scale, -scale]
    shapes = [
        _Shape(entry, _svg_path(shape, low_x, high_y, scale), round(float(x), 1), round(float(y), 1))
        for entry, shape, (x, y) in zip(drawn, simple, middles, strict=True)
    ]
    return shapes, width, height


def _rank(place: Place) -> int:
    return LEVELS.index(place.level)


def _svg_path(shape: shapely.Geometry, left: float, top: float, scale: float) -> str:
    rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
    lines = []
    for ring in rings:
        pixels = (shapely.get_coordinates(ring) - [left, top]) * [scale, -scale]
        lines.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in pixels) + "Z")
    return "".join(lines)
