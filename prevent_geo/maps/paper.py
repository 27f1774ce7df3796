"""Paper: a figure drawn in points, with few and simple artists, so that a picture costs little time and few bytes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from shapely.geometry.base import BaseGeometry

from prevent_geo.drawing import HATCHES, INK, WordedFigure
from prevent_geo.layers import Entry
from prevent_geo.lettering import line_height
from prevent_geo.maps.ground import Box, polygons

_DOT, _DOTS_APART = 0.9, 3.6


class Paper:
    """A figure on which everything is placed in points from the lower left corner."""

    def __init__(self, width: float, height: float) -> None:
        """An empty sheet of some inches."""
        self.figure = WordedFigure(width, height)
        self.box = Box(0, 0, width * 72, height * 72)
        self.points = Affine2D().scale(1 / 72) + self.figure.dpi_scale_trans

    def shape(
        self, path: Path | None, *, face: str = "none", edge: str = "none", line: float = 0.0, above: float = 1.0
    ) -> None:
        """Draw a path, filled and outlined."""
        if path is not None:
            look = PathPatch(
                path, facecolor=face, edgecolor=edge, linewidth=line, joinstyle="round", transform=self.points
            )
            self._add(look, above)

    def veil(self, path: Path) -> None:
        """Pale what lies below."""
        look = PathPatch(path, facecolor="#ffffff", edgecolor="none", linewidth=0, alpha=0.72, transform=self.points)
        self._add(look, 3.9)

    def dots(self, rows: Path, ink: str = "#4d4d4d") -> None:
        """Draw rows of dots."""
        look = PathPatch(rows, facecolor="none", edgecolor=ink, linewidth=_DOT, capstyle="round", transform=self.points)
        # a dash without length that ends round is a dot: a row of dots for the price of a line
        look.set_linestyle((0, (0.001, _DOTS_APART / _DOT)))
        self._add(look, 1.5)

    def entry(self, path: Path | None, shapes: Iterable[BaseGeometry], entry: Entry, *, edge: str, line: float) -> None:
        """Draw shapes in the colour and hatch of an entry of a legend; `shapes` are in points."""
        if path is None:
            return
        # matplotlib writes each dot of its own hatch as a circle, a quarter of a megabyte a picture
        hatch = "" if entry.hatch == "dots" else HATCHES[entry.hatch]
        look = PathPatch(
            path,
            facecolor=entry.colour,
            edgecolor=edge,
            linewidth=line,
            hatch=hatch,
            joinstyle="round",
            transform=self.points,
        )
        self._add(look, 1.0)
        if entry.hatch == "dots" and (rows := dotted_rows(shapes)) is not None:
            self.dots(rows)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
        across: Literal["left", "center", "right"] = "left",
        above: float = 4.0,
        turned: float = 0.0,
    ) -> None:
        """Write one line, its foot at y."""
        self.figure.text(
            x,
            y,
            words,
            fontsize=size,
            fontweight="bold" if bold else "normal",
            color=colour,
            ha=across,
            va="baseline",
            zorder=above,
            rotation=turned,
            transform=self.points,
            parse_math=False,
        )

    def lines(self, x: float, top: float, words: Iterable[str], size: float, *, bold: bool = False) -> float:
        """Write lines from a top down; returns where they end."""
        for line in words:
            top -= line_height(size)
            self.text(x, top + 0.26 * size, line, size, bold=bold)
        return top

    def _add(self, artist: Artist, above: float) -> None:
        artist.set_zorder(above)
        self.figure.add_artist(artist)


def square(box: Box) -> Path:
    """The outline of a box."""
    x0, y0, x1, y1 = (round(edge, 1) for edge in (box.left, box.bottom, box.right, box.top))
    return Path([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)], closed=True)


def dotted_rows(shapes: Iterable[BaseGeometry]) -> Path | None:
    """Level lines inside shapes (in points) that begin and end on a lattice, as long as the dots on them."""
    pieces: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for part in polygons(shapes):
        low_x, low_y, high_x, high_y = part.bounds
        levels = range(math.ceil(low_y / _DOTS_APART), math.floor(high_y / _DOTS_APART) + 1)
        rows = [[(low_x - 1, level * _DOTS_APART), (high_x + 1, level * _DOTS_APART)] for level in levels]
        if rows:
            inside = shapely.get_parts(shapely.intersection(shapely.linestrings(rows), part))
            for x0, y, x1, _ in shapely.bounds(inside[shapely.get_type_id(inside) == 1]):
                # every other row by half, so that the dots do not stand in columns
                shift = _DOTS_APART / 2 * (round(y / _DOTS_APART) % 2)
                first = math.ceil((x0 + 0.6 - shift) / _DOTS_APART) * _DOTS_APART + shift
                last = math.floor((x1 - 0.6 - shift) / _DOTS_APART) * _DOTS_APART + shift
                if last >= first:
                    pieces.append(((first, y), (last + 0.1, y)))
    if not pieces:
        return None
    codes = np.tile([Path.MOVETO, Path.LINETO], len(pieces))
    return Path(np.array(pieces).reshape(-1, 2).round(1), codes)
