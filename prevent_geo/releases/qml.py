"""Styles as QGIS keeps them (QML), from the Style of a layer: colours, hatches, marks and labels by class."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import quoteattr

from prevent_geo.drawing import INK, LINE
from prevent_geo.layers import Entry
from prevent_geo.typesetting import settable

# the brushes of Qt by our names of hatches; its backward diagonal leans as "/" does
BRUSHES = {
    "dots": "dense7",
    "lines": "b_diagonal",
    "cross": "diagonal_x",
    "bars": "horizontal",
    "checks": "cross",
    "back": "f_diagonal",
}
_HATCH = "#4d4d4d"
_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"


def area_style(column: str, entries: Iterable[Entry]) -> str:
    """Areas by the labels of their classes, which stand in a column."""
    entries = list(entries)
    return _style(column, entries, [_symbol(place, "fill", _fills(entry)) for place, entry in enumerate(entries)], 2)


def point_style(column: str, entries: Iterable[Entry]) -> str:
    """Points by the labels of their classes, each a disc with its mark."""
    entries = list(entries)
    return _style(column, entries, [_symbol(place, "marker", _marks(entry)) for place, entry in enumerate(entries)], 0)


def _style(column: str, entries: Sequence[Entry], symbols: Sequence[str], geometry: int) -> str:
    categories = "".join(
        f'<category symbol="{place}" value={_quoted(entry.label)} label={_quoted(entry.label)} render="true"/>'
        for place, entry in enumerate(entries)
    )
    return (
        f'{_HEAD}<qgis version="3.22.0" styleCategories="Symbology"><renderer-v2 type="categorizedSymbol" '
        f'attr={_quoted(column)} symbollevels="0" forceraster="0" enableorderby="0" referencescale="-1">'
        f"<categories>{categories}</categories><symbols>{''.join(symbols)}</symbols><rotation/><sizescale/></renderer-v2>"
        "<blendMode>0</blendMode><featureBlendMode>0</featureBlendMode>"
        f"<layerGeometryType>{geometry}</layerGeometryType></qgis>"
    )


def _symbol(place: int, kind: str, layers: Sequence[str]) -> str:
    inside = "".join(layers)
    return f'<symbol name="{place}" type="{kind}" alpha="1" clip_to_extent="1" force_rhr="0">{inside}</symbol>'


def _fills(entry: Entry) -> list[str]:
    """A plain fill with an outline, and a hatch over it."""
    fills = [_layer("SimpleFill", {"color": _colour(entry.colour), "style": "solid", **_outline(LINE, "0.15")})]
    if entry.hatch:
        hatch = {"color": _colour(_HATCH), "style": BRUSHES[entry.hatch], "outline_style": "no"}
        fills.append(_layer("SimpleFill", hatch))
    return fills


def _marks(entry: Entry) -> list[str]:
    """A disc, and letters on it."""
    edge = INK if _is_light(entry.colour) else "#ffffff"
    look = {"name": "circle", "color": _colour(entry.colour), "size": "5", "size_unit": "MM", **_outline(edge, "0.3")}
    marks = [_layer("SimpleMarker", look)]
    if entry.mark:
        ink = INK if _is_light(entry.colour) else "#ffffff"
        letters = {"chr": entry.mark, "font": "DejaVu Sans", "size": "2.6", "size_unit": "MM", "color": _colour(ink)}
        marks.append(_layer("FontMarker", {**letters, "outline_width": "0", "horizontal_anchor_point": "1"}))
    return marks


def _layer(name: str, properties: dict[str, str]) -> str:
    options = "".join(f'<Option type="QString" name="{k}" value={_quoted(v)}/>' for k, v in properties.items())
    # what QGIS before 3.26 reads
    older = "".join(f'<prop k="{k}" v={_quoted(v)}/>' for k, v in properties.items())
    return f'<layer class="{name}" enabled="1" locked="0" pass="0"><Option type="Map">{options}</Option>{older}</layer>'


def _outline(colour: str, width: str) -> dict[str, str]:
    return {
        "outline_color": _colour(colour),
        "outline_style": "solid",
        "outline_width": width,
        "outline_width_unit": "MM",
        "joinstyle": "round",
    }


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return red, green, blue


def _colour(colour: str) -> str:
    return ",".join(map(str, (*_channels(colour), 255)))


def _is_light(colour: str) -> bool:
    red, green, blue = _channels(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue > 140


def _quoted(text: str) -> str:
    return quoteattr(settable(text))
