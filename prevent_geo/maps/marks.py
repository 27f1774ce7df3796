"""Marks: what partner sites and notes are drawn with, each kind of its own shape, colour and letter."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.path import Path

from prevent_geo.layers import Layer
from prevent_geo.maps.ground import Box, Frame, Ground
from prevent_geo.maps.paper import Paper
from prevent_geo.maps.scene import Scene

_ROUND = 0


@dataclass(frozen=True)
class Mark:
    """A mark: its letters, colour, number of corners (0: round), turn of the first corner in degrees; filled or not."""

    letters: str
    colour: str
    corners: int = _ROUND
    turn: float = 0.0
    filled: bool = True


# paper white with a coloured edge: a partner's mark is filled
NOTE_MARKS: Mapping[str, Mark] = {
    "strength": Mark("S", "#1c7c74", 4, 45, filled=False),
    "concern": Mark("C", "#b84300", 4, 90, filled=False),
    "tension": Mark("T", "#801650", 3, 90, filled=False),
    "hope": Mark("H", "#12436d", 6, 90, filled=False),
    "unknown": Mark("U", "#3d3d3d", 5, 90, filled=False),
}
OTHER_NOTE = Mark("·", "#3d3d3d", 8, 22.5, filled=False)


def draw_mark(paper: Paper, mark: Mark, x: float, y: float, radius: float, *, above: float) -> None:
    """Draw a mark around a point on paper."""
    face, edge, ink = (mark.colour, "#ffffff", "#ffffff") if mark.filled else ("#ffffff", mark.colour, mark.colour)
    paper.shape(_outline(mark, x, y, radius), face=face, edge=edge, line=0.16 * radius + 0.1, above=above)
    size = radius * (1.05 if len(mark.letters) > 1 else 1.25)
    # a triangle's middle lies below that of its height
    foot = y - 0.36 * size - (0.08 * radius if mark.corners == 3 else 0)
    paper.text(x, foot, mark.letters, size, bold=not mark.filled, colour=ink, across="center", above=above)


def site_marks(layer: Layer) -> dict[str, Mark]:
    """The mark of each class of a layer of sites."""
    return {entry.key: Mark(entry.mark, entry.colour) for entry in layer.style.entries}


def draw_sites(paper: Paper, scene: Scene, layer: Layer, frame: Frame, radius: float) -> list[Box]:
    """Draw the sites of a layer of points; returns where they stand."""
    sites = scene.points.loc[list(layer.names.index)]
    if sites.empty:
        return []
    marks, places = site_marks(layer), frame.place(sites.geometry.get_coordinates().to_numpy())
    for order, ((x, y), key) in enumerate(zip(places.tolist(), layer.classes, strict=True)):
        # each mark with its letters lies wholly above the one before
        draw_mark(paper, marks[key], x, y, radius, above=2 + order / len(sites))
    return [_around(x, y, radius) for x, y in places.tolist()]


def draw_notes(paper: Paper, scene: Scene, ground: Ground, frame: Frame, radius: float, taken: list[Box]) -> list[Box]:
    """Draw one mark for each area and kind of note, beside what stands there already; returns where they stand."""
    full, rows = list(taken), {code: number for number, code in enumerate(scene.areas.index)}
    kinds = dict.fromkeys((note.area_code, note.kind) for note in scene.notes)
    made = []
    for order, (code, kind) in enumerate(kinds):
        middle = ground.areas[rows[code]].representative_point()
        x, y = frame.place(np.array((middle.x, middle.y))).tolist()
        box = next((spot for spot in _spots(x, y, radius) if not any(spot.meets(other) for other in full)), None)
        box = box or _around(x, y, radius)
        full.append(box)
        made.append(box)
        middle_x, middle_y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        draw_mark(paper, note_mark(kind), middle_x, middle_y, radius, above=3 + order / len(kinds))
    return made


def note_mark(kind: str) -> Mark:
    """The mark of a kind of note; a kind that we do not know has one of its own."""
    return NOTE_MARKS.get(kind, OTHER_NOTE)


def _spots(x: float, y: float, radius: float) -> list[Box]:
    """The point itself, then six around it, then twelve further out."""
    rings = [(0.0, 1), (2.1 * radius, 6), (4.2 * radius, 12)]
    turns = [(far, 2 * math.pi * step / count) for far, count in rings for step in range(count)]
    return [_around(x + far * math.cos(turn), y + far * math.sin(turn), radius) for far, turn in turns]


def _around(x: float, y: float, radius: float) -> Box:
    return Box(x - radius, y - radius, x + radius, y + radius)


def _outline(mark: Mark, x: float, y: float, radius: float) -> Path:
    if mark.corners == _ROUND:
        circle = Path.circle((0, 0), radius)
        return Path(np.add(circle.vertices, (x, y)).round(1), circle.codes)
    turns = np.radians(mark.turn + 360 / mark.corners * np.arange(mark.corners + 1))
    # corners reach further out than a circle of the same size
    reach = radius * {3: 1.5, 4: 1.25}.get(mark.corners, 1.15)
    corners = np.column_stack([x + reach * np.cos(turns), y + reach * np.sin(turns)])
    return Path(corners.round(1), closed=True)
