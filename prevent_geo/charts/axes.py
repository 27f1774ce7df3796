"""What all charts are drawn on: light axes, a key of shapes with words, and labels that do not lie on each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from prevent_geo.drawing import INK, LINE, WordedFigure
from prevent_geo.lettering import text_width
from prevent_geo.measures.common.counting import Floats

WIDTH = 6.3
SIZE = 8.0
GRID = "#e3e3e3"
BAND = "#f3f4f6"
# labels keep this distance from each other and from the points, in points of 1/72 inch
_GAP = 2.0
Box = tuple[float, float, float, float]
_PAPER = {"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 0.6}


@dataclass(frozen=True)
class Mark:
    """How the points of one kind look: a shape of their own, never a colour alone."""

    shape: str
    colour: str
    filled: bool = True
    size: float = 5.5

    def look(self) -> dict[str, Any]:
        """The same for matplotlib."""
        return {
            "marker": self.shape,
            "markersize": self.size,
            "linestyle": "none",
            "color": self.colour,
            "markerfacecolor": self.colour if self.filled else "white",
            "markeredgewidth": 1.0,
        }


def chart_axes(height: float, *, left: float, right: float, top: float, bottom: float) -> tuple[WordedFigure, Axes]:
    """A figure of the width of a page with one frameless axes; all in inches."""
    figure = WordedFigure(WIDTH, height)
    box = (left / WIDTH, bottom / height, (WIDTH - left - right) / WIDTH, (height - top - bottom) / height)
    axes = figure.add_axes(box)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(labelsize=SIZE, length=0, colors=INK, pad=4)
    axes.set_axisbelow(True)
    return figure, axes


def grid_lines(axes: Axes, axis: Any) -> None:
    """Light lines across one axis, "x" or "y", and none across the other."""
    axes.grid(visible=True, axis=axis, color=GRID, linewidth=0.7)


def name_axes(figure: WordedFigure, axes: Axes, *, across: str, up: str = "") -> None:
    """Say what is on the axes, both to be read without turning the head."""
    top = axes.get_position().y1 + 8 / 72 / figure.get_figheight()
    figure.text(0.02, top, up, fontsize=SIZE, color=INK, va="bottom")
    axes.set_xlabel(across, fontsize=SIZE, color=INK, labelpad=5)


def write_key(figure: WordedFigure, entries: Sequence[tuple[Mark, str]]) -> None:
    """A row of shapes along the top of a figure, each with its words; one shape needs no key."""
    if len(entries) < 2:
        return
    width, height = figure.get_size_inches()
    x, y = 0.02 * width + 0.05, height - 0.14
    for mark, words in entries:
        length = text_width(words, SIZE) / 72
        if x + 0.12 + length > width:
            x, y = 0.02 * width + 0.05, y - 0.18
        figure.add_artist(Line2D([x / width], [y / height], transform=figure.transFigure, **mark.look()))
        figure.text((x + 0.1) / width, y / height, words, fontsize=SIZE, color=INK, va="center_baseline")
        x += 0.1 + length + 0.25


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Places moved up where they lie closer than the gap to the one below, in their order.

    >>> spread([3.0, 0.0, 3.2], 1.0)
    [3.0, 0.0, 4.0]
    """
    moved = list(places)
    order = sorted(range(len(moved)), key=lambda number: moved[number])
    for below, above in pairwise(order):
        moved[above] = max(moved[above], moved[below] + gap)
    return moved


def write_at_end(figure: WordedFigure, axes: Axes, labels: Sequence[tuple[float, str]]) -> None:
    """Labels of lines at their right end, in the margin, at least a line apart."""
    low, high = axes.get_ylim()
    inches = axes.get_position().height * figure.get_figheight()
    places = spread([place for place, _ in labels], (SIZE + _GAP) / 72 / inches * (high - low))
    for place, (_, words) in zip(places, labels, strict=True):
        axes.text(
            1.015, place, words, transform=axes.get_yaxis_transform(), fontsize=SIZE, color=LINE, va="center_baseline"
        )


def write_beside(axes: Axes, texts: Sequence[str]) -> None:
    """A text in the right margin for each row, the first at the top."""
    for row, words in enumerate(texts):
        axes.text(
            1.025, row, words, transform=axes.get_yaxis_transform(), fontsize=SIZE, color=INK, va="center_baseline"
        )


def label_points(
    figure: WordedFigure,
    axes: Axes,
    points: Floats,
    labels: Sequence[tuple[int, str]],
    *,
    avoid: Floats | None = None,
    away: float = 5.0,
) -> list[int]:
    """Write labels beside points where there is room, the first first.

    Parameters
    ----------
    figure, axes
        With their final limits.
    points
        Places of all points (n by 2), which no label covers.
    labels
        Position among the points, and the words.
    avoid
        Further places that a label covers only where there is no other room, as along a line.
    away
        Distance of a label from its point, in points of 1/72 inch.

    Returns
    -------
    list of int
        Positions of the points that have a label now.
    """
    unit = figure.dpi / 72
    places = axes.transData.transform(points) / unit
    lines = places[:0] if avoid is None else axes.transData.transform(avoid) / unit
    frame = axes.get_window_extent()
    inside = (frame.x0 / unit, frame.y0 / unit, frame.x1 / unit, frame.y1 / unit)
    taken: list[Box] = []
    done = []
    for number, words in labels:
        x, y = (float(at) for at in places[number])
        boxes = _boxes(x, y, text_width(words, SIZE), away)
        free = [box for box in boxes if _within(box, inside) and not _hit(box, places, taken)]
        # a line under a label is better than no label
        for box in sorted(free, key=lambda box: _hit(box, lines, ()))[:1]:
            left, middle = axes.transData.inverted().transform((box[0] * unit, (box[1] + box[3]) / 2 * unit))
            axes.text(left, middle, words, fontsize=SIZE, color=INK, va="center_baseline", zorder=6, bbox=_PAPER)
            taken.append(box)
            done.append(number)
    return done


def _boxes(x: float, y: float, width: float, away: float) -> list[Box]:
    """Where a label may be: right, left, above, below, and the corners."""
    half, up = SIZE * 0.6, away + SIZE * 0.6
    middles = [(x + away, y), (x - away - width, y), (x - width / 2, y + up), (x - width / 2, y - up)]
    middles += [(x + away / 2, y + up), (x + away / 2, y - up), (x - away / 2 - width, y + up)]
    return [(left, middle - half, left + width, middle + half) for left, middle in middles]


def _within(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _hit(box: Box, points: Floats, taken: Sequence[Box]) -> bool:
    """Whether a box covers a point or a label."""
    left, low, right, high = box[0] - _GAP, box[1] - _GAP, box[2] + _GAP, box[3] + _GAP
    x, y = points[:, 0], points[:, 1]
    covers = bool(np.any((x > left) & (x < right) & (y > low) & (y < high)))
    return covers or any(left < t[2] and right > t[0] and low < t[3] and high > t[1] for t in taken)
