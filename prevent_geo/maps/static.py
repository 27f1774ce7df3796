"""The static twin: one layer drawn with matplotlib from the same Style, with its words in the figure and beside it."""

from __future__ import annotations

import io
import textwrap
from functools import lru_cache
from html import escape
from typing import Any

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

from prevent_geo.layers import Entry, Layer
from prevent_geo.maps.scene import Scene
from prevent_geo.maps.words import alt_text
from prevent_geo.pages import png_uri

_HATCHES = {
    "": "",
    "dots": "....",
    "lines": "////",
    "cross": "xxxx",
    "bars": "----",
    "checks": "++++",
    "back": "\\\\\\\\",
}
_INK, _LINE, _GROUND = "#1f1f1f", "#5f5f5f", "#ececec"
_MAP_BOX = (0.02, 0.12, 0.64, 0.76)
# the same picture gives the same bytes, and text stays text where a font is missing
_SETTINGS: Any = {
    "svg.hashsalt": "prevent_geo",
    "hatch.linewidth": 0.5,
    "hatch.color": "#4d4d4d",
    "font.family": "DejaVu Sans",
}


class MapFigure(Figure):
    """A matplotlib figure that knows its words; it shows itself in a notebook with its alternative text."""

    alt_text: str = ""

    def png(self, *, dpi: int = 110) -> bytes:
        """The figure as PNG."""
        return self._save("png", dpi=dpi, metadata={"Software": None, "Description": self.alt_text})

    def svg(self) -> bytes:
        """The figure as SVG."""
        return self._save("svg", metadata={"Date": None, "Creator": None})

    def _save(self, kind: str, **options: Any) -> bytes:
        buffer = io.BytesIO()
        with mpl.rc_context(_SETTINGS):
            self.savefig(buffer, format=kind, **options)
        return buffer.getvalue()

    def _repr_html_(self) -> str:
        return f'<img alt="{escape(self.alt_text)}" src="{png_uri(self.png())}">'


def plot_layer(scene: Scene, layer: Layer) -> MapFigure:
    """Draw one layer of a scene: title, question, map, legend with counts, scale, source, marking."""
    if not isinstance(layer, Layer):
        raise TypeError(f"plot_layer was handed a {type(layer).__name__}; it takes a Layer")
    with mpl.rc_context(_SETTINGS):
        figure = MapFigure(figsize=(8.4, 6.2), facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.add_axes(_MAP_BOX)
        axes.set_axis_off()
        axes.set_aspect("equal")
        _draw(axes, scene, layer)
        _frame(axes, scene.areas)
        _scale_bar(axes)
        _write_words(figure, scene, layer)
        _write_legend(figure, layer)
        figure.alt_text = alt_text(scene, layer)
    return figure


def _draw(axes: Axes, scene: Scene, layer: Layer) -> None:
    areas, context = _paths(scene)
    _add(axes, context, facecolor="#f7f7f7", edgecolor="#cfcfcf", linewidth=0.3)
    if layer.kind == "points":
        _add(axes, areas, facecolor=_GROUND, edgecolor="#bdbdbd", linewidth=0.4)
        _draw_points(axes, scene.points, layer)
        return
    classes = layer.classes.to_numpy()
    for entry, count in layer.legend():
        if count:
            members = [path for path, key in zip(areas, classes, strict=True) if key == entry.key]
            hatch = _HATCHES[entry.hatch]
            _add(axes, members, facecolor=entry.colour, edgecolor=_LINE, linewidth=0.35, hatch=hatch)


def _add(axes: Axes, paths: list[Path], **look: Any) -> None:
    # GeoDataFrame.plot would draw the whole figure anew after each class
    axes.add_collection(PathCollection(paths, **look), autolim=False)


@lru_cache(maxsize=2)
def _paths(scene: Scene) -> tuple[list[Path], list[Path]]:
    """Areas and context as matplotlib paths; a scene is drawn once for each layer."""
    return [_path(shape) for shape in scene.areas.geometry], [_path(shape) for shape in scene.context]


def _path(shape: BaseGeometry) -> Path:
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    rings = [ring for part in shapely.orient_polygons(polygons) for ring in (part.exterior, *part.interiors)]
    return Path.make_compound_path(*(Path(shapely.get_coordinates(ring), closed=True) for ring in rings))


def _draw_points(axes: Axes, points: gpd.GeoDataFrame, layer: Layer) -> None:
    if points.empty:
        return
    size = 7.5 if len(points) <= 60 else 5.5
    places = points.geometry.get_coordinates().to_numpy()
    for order, ((x, y), key) in enumerate(zip(places, layer.classes, strict=True)):
        entry = layer.style.entry(key)
        # each marker with its text lies wholly above the one before
        above = 3 + order / len(points)
        look: dict[str, Any] = {
            "markersize": size * 1.5,
            "markeredgecolor": "white",
            "markeredgewidth": 0.5,
            "zorder": above,
        }
        axes.plot(x, y, "o", color=entry.colour, **look)
        text: dict[str, Any] = {
            "fontsize": size - 1,
            "ha": "center",
            "va": "center_baseline",
            "zorder": above,
            "parse_math": False,
        }
        axes.text(x, y, entry.mark, color="white", **text)


def _frame(axes: Axes, areas: gpd.GeoDataFrame) -> None:
    low_x, low_y, high_x, high_y = areas.total_bounds
    margin = 0.04 * max(high_x - low_x, high_y - low_y)
    axes.set_xlim(low_x - margin, high_x + margin)
    axes.set_ylim(low_y - margin, high_y + margin)


def _scale_bar(axes: Axes) -> None:
    low_x, high_x = axes.get_xlim()
    low_y, high_y = axes.get_ylim()
    length = _nice_length((high_x - low_x) / 4)
    x, y = low_x + 0.02 * (high_x - low_x), low_y - 0.02 * (high_y - low_y)
    tick = 0.008 * (high_y - low_y)
    axes.plot([x, x, x + length, x + length], [y + tick, y, y, y + tick], color=_INK, linewidth=1.2, clip_on=False)
    label = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    axes.text(x + length / 2, y - tick, label, fontsize=7.5, color=_INK, ha="center", va="top", clip_on=False)


def _nice_length(most: float) -> float:
    power = 10.0 ** np.floor(np.log10(most))
    return float(max(step * power for step in (1, 2, 5) if step * power <= most))


def _write_words(figure: Figure, scene: Scene, layer: Layer) -> None:
    figure.text(
        0.02,
        0.965,
        textwrap.shorten(f"{layer.title}: {scene.place.name}", 75, placeholder=" …"),
        fontsize=13,
        fontweight="bold",
        color=_INK,
        va="top",
        parse_math=False,
    )
    question = textwrap.fill(f"{layer.question}  {scene.period}", 126)
    figure.text(0.02, 0.92, question, fontsize=8.5, color=_INK, va="top", parse_math=False)
    about = scene.about
    source, licence = about.source.rstrip(".") or "not given", about.licence or "not given"
    lines = "\n".join(
        textwrap.wrap(f"{about.marking}.  Licence: {licence}.  Source: {source}.", 150, max_lines=3, placeholder=" …")
    )
    figure.text(0.02, 0.015, lines, fontsize=6.5, color=_INK, va="bottom", parse_math=False)


def _write_legend(figure: Figure, layer: Layer) -> None:
    handles = [_handle(entry, layer.kind) for entry, _ in layer.legend()]
    labels = [f"{entry.mark}  {entry.label}  ({count:,})".strip() for entry, count in layer.legend()]
    with mpl.rc_context({"text.parse_math": False}):
        noun = "areas" if layer.kind == "areas" else "sites"
        legend = figure.legend(
            handles,
            labels,
            loc="upper left",
            bbox_to_anchor=(0.68, 0.87),
            frameon=False,
            fontsize=8,
            title=f"{textwrap.fill(f'{layer.unit[:1].upper()}{layer.unit[1:]}', 36)}\n(number of {noun})",
            title_fontsize=8,
            alignment="left",
            handlelength=1.8,
            handleheight=1.3,
        )
        legend.get_title().set_multialignment("left")


def _handle(entry: Entry, kind: str) -> Patch | Line2D:
    if kind == "points":
        return Line2D([], [], linestyle="", marker="o", markersize=9, color=entry.colour)
    return Patch(facecolor=entry.colour, edgecolor=_LINE, linewidth=0.6, hatch=_HATCHES[entry.hatch])
