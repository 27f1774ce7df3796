"""The small pictures of cards: where areas lie, and how many units are in each class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from prevent_geo.drawing import GROUND, HATCHES, INK, LINE, PALETTE, SETTINGS, WordedFigure
from prevent_geo.lettering import wrap

if TYPE_CHECKING:
    from geopandas import GeoSeries

_WIDTH, _HEIGHT = 3.2, 2.4
# of more than this many areas the borders would be all that is seen
_MOST_BORDERS = 2_000
_MOST_BARS, _BAR = 12, 0.22
_LABEL_POINTS = 118.0


@dataclass(frozen=True)
class Bar:
    """One bar: its words, how long it is, its colour and hatch."""

    label: str
    count: int
    colour: str
    hatch: str = ""


def outline(
    areas: GeoSeries, alt_text: str, *, chosen: Sequence[str] = (), sites: GeoSeries | None = None
) -> WordedFigure:
    """A small map: areas in grey, the chosen ones dark, sites as dots.

    Parameters
    ----------
    areas
        Their polygons, indexed by area_code.
    alt_text
        What it shows, in words.
    chosen
        Codes of the areas that are meant; none if all are.
    sites
        Points.
    """
    import matplotlib as mpl

    figure = WordedFigure(_WIDTH, _HEIGHT)
    figure.alt_text = alt_text
    with mpl.rc_context(SETTINGS):
        axes = figure.add_axes((0.02, 0.02, 0.96, 0.96))
        axes.set_axis_off()
        axes.set_aspect("equal")
        meant = areas.index.isin(list(chosen))
        _draw_areas(axes, areas.to_numpy()[~meant], GROUND)
        _draw_areas(axes, areas.to_numpy()[meant], PALETTE[0])
        if sites is not None and len(sites):
            axes.plot(sites.x, sites.y, ".", color=PALETTE[0], markersize=3)
        axes.autoscale_view()
    return figure


def bars(lines: Sequence[Bar], alt_text: str) -> WordedFigure:
    """A bar for each class, in their order, with its words and its count."""
    import matplotlib as mpl

    shown = list(lines)[:_MOST_BARS]
    height = max(0.5, _BAR * len(shown) + 0.1)
    figure = WordedFigure(4.4, height)
    figure.alt_text = alt_text
    longest = max([bar.count for bar in shown], default=0) or 1
    with mpl.rc_context(SETTINGS):
        axes = figure.add_axes((0.42, 0.02, 0.56, 0.96))
        axes.set_axis_off()
        axes.set_xlim(0, 1.25 * longest)
        axes.set_ylim(len(shown) - 0.4, -0.6)
        for place, bar in enumerate(shown):
            axes.barh(place, bar.count, height=0.7, color=bar.colour, hatch=HATCHES[bar.hatch], edgecolor=LINE, lw=0.6)
            axes.text(bar.count + 0.02 * longest, place, f"{bar.count:,}", va="center", size=7, color=INK)
            label = wrap(bar.label, _LABEL_POINTS, 7, most=1)[0]
            axes.text(-0.02 * longest, place, label, va="center", ha="right", size=7, color=INK)
    return figure


def _draw_areas(axes: Any, areas: np.ndarray[Any, Any], colour: str) -> None:
    """Polygons; of very many, a dot in the middle of each."""
    import shapely
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    shapes = areas[~shapely.is_missing(areas) & ~shapely.is_empty(areas)]
    if not len(shapes):
        return
    if len(shapes) > _MOST_BORDERS:
        middle = shapely.get_coordinates(shapely.centroid(shapes))
        axes.plot(*middle.T, ",", color=LINE if colour == GROUND else colour)
        return
    low_x, low_y, high_x, high_y = shapely.total_bounds(shapes)
    simple = shapely.get_parts(shapely.coverage_simplify(shapes, max(high_x - low_x, high_y - low_y) / 400))
    at, ring = shapely.get_coordinates(shapely.get_rings(shapely.orient_polygons(simple)), return_index=True)
    codes = np.full(len(at), Path.LINETO, dtype=Path.code_type)
    first = np.flatnonzero(np.diff(ring, prepend=-1))
    codes[first] = Path.MOVETO
    codes[np.append(first[1:], len(at)) - 1] = Path.CLOSEPOLY
    border = "#b1b4b6" if colour == GROUND else "white"
    axes.add_patch(PathPatch(Path(at, codes), facecolor=colour, edgecolor=border, lw=0.3))
