"""The static twin: one layer drawn with matplotlib from the same Style, with its words in the figure and beside it."""

from __future__ import annotations

from collections import Counter

import matplotlib as mpl
import numpy as np
import shapely

from prevent_geo.drawing import GROUND, LINE, SETTINGS, WordedFigure
from prevent_geo.layers import Entry, Layer
from prevent_geo.layers.layer import STATUS_ENTRIES
from prevent_geo.lettering import line_height, plain, wrap
from prevent_geo.maps.cartography import (
    Line,
    draw_inset,
    legend_size,
    write_legend,
    write_names,
    write_scale,
    write_title,
)
from prevent_geo.maps.ground import Box, Frame, Ground, frame_of, ground_of, path_of
from prevent_geo.maps.marks import draw_notes, draw_sites, note_mark, site_marks
from prevent_geo.maps.paper import Paper
from prevent_geo.maps.scene import Scene
from prevent_geo.maps.words import NOUNS, alt_text, headline

_EDGE, _GAP = 7.0, 8.0
_INSET, _STRIP = 58.0, 15.0
# on a map that is not so high, a scale bar would be larger than what it measures
_SMALL = 150.0
_AROUND, _BORDER = "#f7f7f7", "#d4d4d4"


def plot_layer(scene: Scene, layer: Layer) -> WordedFigure:
    """Draw one layer of a scene on a sheet of its own: title, question, map, legend with counts, source, marking."""
    return draw_map(scene, layer, width=8.4, height=6.2)


def draw_map(
    scene: Scene,
    layer: Layer,
    *,
    width: float,
    height: float,
    sites: Layer | None = None,
    notes: bool = False,
    labels: bool = True,
    words: bool = True,
    size: float = 8.0,
) -> WordedFigure:
    """Draw one layer of a scene.

    Parameters
    ----------
    scene, layer
        The place, and one of its layers.
    width, height
        Of the figure, in inches.
    sites
        A layer of points to draw over areas.
    notes
        Draw a mark where somebody said something, for each kind of note.
    labels
        Write names of places, where there is room.
    words
        Write title, question, source, licence and marking; without them the figure must stand beside its words.
    size
        Of the letters, in points; the legend is set smaller where it must.

    Returns
    -------
    WordedFigure
        With the alternative text of the layer; `.svg` and `.png` are its bytes.
    """
    if not isinstance(layer, Layer):
        raise TypeError(f"a map was to be drawn of a {type(layer).__name__}; it is drawn of a Layer")
    with mpl.rc_context(SETTINGS):
        paper = Paper(width, height)
        room = Box(_EDGE, _EDGE, paper.box.right - _EDGE, paper.box.top - _EDGE)
        room = _write_words(paper, scene, layer, room, size) if words else room
        lines = _legend(scene, layer, sites, notes, words)
        column = (0.34 if lines[1:] and lines[-1].mark is None else 0.4) * room.width
        column = min(max(column, 13 * size), 26 * size)
        strip = _STRIP if room.height > _SMALL else 0
        map_box = Box(room.left, room.bottom + strip, room.right - column - _GAP, room.top)
        frame = frame_of(scene, map_box)
        ground = ground_of(scene, frame)
        _draw_areas(paper, layer, ground, frame)
        taken = _draw_marks(paper, scene, layer, ground, frame, sites, notes)
        if labels:
            write_names(paper, ground, frame, size - 1, taken)
        if strip:
            write_scale(paper, frame, Box(room.left, room.bottom, map_box.right, map_box.bottom), size - 1)
        side = Box(room.right - column, room.bottom, room.right, room.top)
        _write_side(paper, scene, ground, lines, side, size)
    paper.figure.alt_text = plain(alt_text(scene, layer))
    return paper.figure


def _write_words(paper: Paper, scene: Scene, layer: Layer, room: Box, size: float) -> Box:
    """Title and question above, source, licence and marking below; returns the room between them."""
    top = write_title(paper, headline(scene, layer), room, size + 4)
    question = wrap(f"{layer.question} {scene.period}.", room.width, size, most=3)
    top = paper.lines(room.left, top - 2, question, size)
    about = scene.about
    source, licence = about.source.rstrip(".") or "not given", about.licence or "not given"
    told = f"{about.marking}. Period: {scene.period}. Licence: {licence}. Source: {source}."
    lines = wrap(told, room.width, size - 1.5, most=3)
    foot = room.bottom + line_height(size - 1.5) * len(lines)
    paper.lines(room.left, foot, lines, size - 1.5)
    return Box(room.left, foot + 3, room.right, top - _GAP)


def _draw_areas(paper: Paper, layer: Layer, ground: Ground, frame: Frame) -> None:
    around = shapely.clip_by_rect(ground.context, *frame.window())
    paper.shape(path_of(around, frame), face=_AROUND, edge=_BORDER, line=0.3, above=0.5)
    if layer.kind == "points":
        paper.shape(path_of(ground.areas, frame), face=GROUND, edge="#b1b4b6", line=0.4)
        return
    classes = layer.classes.to_numpy()
    for entry, count in layer.legend():
        if count:
            members = ground.areas[classes == entry.key]
            on_paper = shapely.transform(members, frame.place) if entry.hatch == "dots" else np.empty(0)
            paper.entry(path_of(members, frame), on_paper, entry, edge=LINE, line=0.3)


def _draw_marks(
    paper: Paper, scene: Scene, layer: Layer, ground: Ground, frame: Frame, sites: Layer | None, notes: bool
) -> list[Box]:
    """Draw sites and notes; returns where they stand."""
    points = layer if layer.kind == "points" else sites
    # as large as the map allows: some hundred marks cover a tenth of it
    radius = min(7.0, max(3.2, 0.011 * (frame.box.width * frame.box.height) ** 0.5 + 1.6))
    if len(scene.points) > 60:
        radius *= 0.75
    taken = draw_sites(paper, scene, points, frame, radius) if points is not None else []
    return taken + (draw_notes(paper, scene, ground, frame, radius, taken) if notes else [])


def _legend(scene: Scene, layer: Layer, sites: Layer | None, notes: bool, words: bool) -> list[Line]:
    """The legend of the layer, with counts; then that of the notes and of the sites."""
    unit = f"{layer.unit[:1].upper()}{layer.unit[1:]}"
    lines = [Line(f"{unit}; in brackets the number of {NOUNS[layer.kind]}" if words else unit)]
    points = layer if layer.kind == "points" else sites
    if layer.kind == "areas":
        lines += [Line(f"{_label(entry, words)} ({count:,})", entry=entry) for entry, count in layer.legend()]
    if notes and scene.notes:
        lines.append(Line("Notes of what people said"))
        said = Counter((note.kind, note.kind_label.partition(":")[0]) for note in scene.notes)
        lines += [Line(f"{label} ({count:,})", mark=note_mark(kind)) for (kind, label), count in sorted(said.items())]
    if points is not None:
        lines += [Line(points.title)] if points is not layer else []
        marks = site_marks(points)
        lines += [Line(f"{entry.label} ({count:,})", mark=marks[entry.key]) for entry, count in points.legend()]
    return lines


def _label(entry: Entry, words: bool) -> str:
    """Label of an entry; where the words stand elsewhere, without the reason in brackets."""
    return entry.label.partition(" (")[0] if entry in STATUS_ENTRIES and not words else entry.label


def _write_side(paper: Paper, scene: Scene, ground: Ground, lines: list[Line], side: Box, size: float) -> None:
    """The legend, and below it where the place is, if there is room and if it is not the whole."""
    wanted = scene.place.level != "all" and side.height > 3 * _INSET
    foot = side.bottom + _INSET + line_height(size) + _GAP if wanted else side.bottom
    box = Box(side.left, foot, side.right, side.top)
    heads = [number for number, line in enumerate(lines) if line.entry is None and line.mark is None]
    if len(heads) > 1 and legend_size(lines, box, size) < size:
        # too long for one column: the sites stand beside the rest
        middle = (side.left + side.right) / 2
        write_legend(paper, lines[heads[-1] :], Box(middle + 3, foot, side.right, side.top), size)
        lines, box = lines[: heads[-1]], Box(side.left, foot, middle - 3, side.top)
    write_legend(paper, lines, box, size)
    if wanted:
        box = Box(side.left, side.bottom, side.left + min(side.width, 1.3 * _INSET), side.bottom + _INSET)
        draw_inset(paper, scene, ground, box)
        where = wrap("Where it is in the whole", side.width, size - 1, most=1)
        paper.lines(side.left, box.top + line_height(size), where, size - 1)
