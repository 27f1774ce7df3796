"""What stands on a map beside its areas: names, scale bar, north arrow, inset, legend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from matplotlib.path import Path

from prevent_geo.drawing import INK, LINE
from prevent_geo.layers import Entry
from prevent_geo.lettering import fitted, line_height, plain, text_width, wrap
from prevent_geo.maps.ground import Box, Frame, Ground, frame_around, path_of
from prevent_geo.maps.marks import Mark, draw_mark
from prevent_geo.maps.paper import Paper, square
from prevent_geo.maps.scene import Scene

_PLACE, _LAND = "#12436d", "#e4e4e4"
_LEAST = 5.0
_CENTRE = 3.0


@dataclass(frozen=True)
class Line:
    """A line of a legend: its words, with the look of areas or of a mark; neither: a heading."""

    words: str
    entry: Entry | None = None
    mark: Mark | None = None


def write_names(paper: Paper, ground: Ground, frame: Frame, size: float, taken: Iterable[Box]) -> None:
    """Write names of places where they meet neither each other nor anything that is there; the largest place first."""
    full = list(taken)
    for name, x, y in ground.names:
        lines, (at_x, at_y) = wrap(name, 9 * size, size, most=2), frame.place(np.array((x, y)))
        wide, high = max(text_width(line, size) for line in lines), line_height(size) * len(lines)
        for shift in (0.0, 0.8 * high, -0.8 * high):
            foot = at_y + shift - high / 2
            box = Box(at_x - wide / 2 - 1.5, foot - 0.5, at_x + wide / 2 + 1.5, foot + high + 0.5)
            if frame.box.holds(box) and not any(box.meets(other) for other in full):
                full.append(box)
                _write_name(paper, lines, box, size)
                break


def _write_name(paper: Paper, lines: tuple[str, ...], box: Box, size: float) -> None:
    # pale paper under the letters: an outline around them would have to be drawn letter by letter
    paper.veil(square(box))
    top, middle = box.top - 0.5, (box.left + box.right) / 2
    for line in lines:
        top -= line_height(size)
        paper.text(middle, top + 0.26 * size, line, size, across="center")


def write_scale(paper: Paper, frame: Frame, box: Box, size: float) -> None:
    """A bar of a round length, at most a third of a box wide, and an arrow to grid north, in a strip of paper."""
    metres = _round_length(frame.metres * box.width / 3)
    long, foot = round(metres / frame.metres, 1), round(box.bottom + 3, 1)
    x = round(box.left + 1, 1)
    bar = Path([(x, foot + 3), (x, foot), (x + long, foot), (x + long, foot + 3)])
    paper.shape(bar, edge=INK, line=1.0)
    words = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    paper.text(x + long + 4, foot, words, size)
    at = round(min(x + long + text_width(words, size) + 22, box.right - 14), 1)
    arrow = Path([(at, foot - 2), (at + 3.4, foot + 9), (at + 6.8, foot - 2), (at + 3.4, foot + 0.6), (at, foot - 2)])
    paper.shape(arrow, face=INK)
    paper.text(at + 9, foot, "N", size, bold=True)


def _round_length(most: float) -> float:
    power = 10.0 ** np.floor(np.log10(most))
    return float(max(step * power for step in (1, 2, 5) if step * power <= most))


def draw_inset(paper: Paper, scene: Scene, ground: Ground, box: Box) -> None:
    """Where the place is in the whole dataset."""
    frame = frame_around(scene.outline.bounds, box)
    paper.shape(path_of([scene.outline], frame), face=_LAND, edge=LINE, line=0.4)
    paper.shape(path_of([ground.whole.simplify(frame.metres / 2)], frame), face=_PLACE, edge=_PLACE, line=0.3, above=2)
    low, high = frame.place(np.array(ground.whole.bounds).reshape(2, 2))
    if max(high - low) < 4 * _CENTRE:
        # a place too small to be found by its shape has a ring around it
        middle, radius = (low + high) / 2, max(high - low) / 2 + _CENTRE
        paper.shape(Path.circle(tuple(middle.round(1)), round(float(radius), 1)), edge=_PLACE, line=1.0, above=2)


def legend_size(lines: list[Line], box: Box, size: float) -> float:
    """The size at which a legend fits into a box: `size`, or a smaller one."""
    while size > _LEAST and _height(lines, box.width, size) > box.height:
        size -= 0.25
    return size


def write_legend(paper: Paper, lines: list[Line], box: Box, size: float) -> float:
    """Write a legend from the top of a box; returns where it ends."""
    size, top = legend_size(lines, box, size), box.top
    for number, line in enumerate(lines):
        words = _words(line, box.width, size)
        if line.entry is None and line.mark is None:
            top -= 0.5 * size if number else 0
            top = paper.lines(box.left, top, words, size, bold=True) - 0.25 * size
            continue
        _write_key(paper, line, box.left, top, size)
        top = paper.lines(box.left + 2.4 * size, top, words, size) - 0.3 * size
    return top


def _words(line: Line, width: float, size: float) -> tuple[str, ...]:
    heading = line.entry is None and line.mark is None
    return wrap(plain(line.words), width if heading else width - 2.4 * size, size, bold=heading, most=4)


def _height(lines: list[Line], width: float, size: float) -> float:
    extra = [0.75 if line.entry is None and line.mark is None else 0.3 for line in lines]
    return sum(line_height(size) * len(_words(line, width, size)) for line in lines) + sum(extra) * size


def _write_key(paper: Paper, line: Line, x: float, top: float, size: float) -> None:
    if line.mark is not None:
        draw_mark(paper, line.mark, x + 0.85 * size, top - 0.62 * size, 0.55 * size, above=3)
    elif line.entry is not None:
        swatch = Box(x, top - 1.15 * size, x + 1.8 * size, top - 0.05 * size)
        shape = shapely.box(swatch.left, swatch.bottom, swatch.right, swatch.top)
        paper.entry(square(swatch), [shape], line.entry, edge=LINE, line=0.6)


def write_title(paper: Paper, words: str, box: Box, size: float) -> float:
    """Write a title as a statement, wrapped; returns where it ends."""
    lines, size = fitted(words, box.width, size, least=8, most=3, bold=True)
    return paper.lines(box.left, box.top, lines, size, bold=True)
