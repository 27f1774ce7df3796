"""What the web map's page is told: geometry once, released layers as columns of text and small whole numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from prevent_geo.crs import to_web
from prevent_geo.layers import Layer
from prevent_geo.layers.build import sentence_case
from prevent_geo.maps.scene import Scene
from prevent_geo.maps.words import alt_text
from prevent_geo.measures import MEANING, Status

# a third of a pixel on a map of 800 pixels that shows the whole place
_DETAIL = 1 / 2_500
# decimals of a degree: about a metre, a decimetre, a centimetre
_DIGITS = (5, 6, 7)
_NUMBER = re.compile(r"-?[\d,]+(\.\d+)?( to -?[\d,]+(\.\d+)?)?")


def scene_payload(scene: Scene) -> dict[str, Any]:
    """Everything the page shows of a scene, as plain data for JSON.

    Geometry is simplified as one coverage in metres, so that neighbours still meet; then it is in degrees times
    `scale`, in whole numbers, each corner as the step from the one before it, through all rings: areas, then context.
    Values are the released ones, as the texts of `Layer.table()`.

    Returns
    -------
    dict
        scene's words; `areas` (codes and names); `geometry` (scale, areas, context); `sites` (names, positions);
        `layers`, each with its words, legend, class numbers and columns of text in the order of the areas or sites.
    """
    about, areas = scene.about, scene.areas
    sites = to_web(scene.points)
    return {
        "title": scene.title,
        "place": scene.place.full_name,
        "period": str(scene.period),
        "marking": about.marking,
        "areas": {"codes": [str(code) for code in areas.index], "names": _texts(areas["area_name"])},
        "geometry": _geometry(scene),
        "sites": {
            "names": _texts(sites["partner_name"]),
            "positions": sites.geometry.get_coordinates().round(5).to_numpy().tolist(),
        },
        "layers": [_layer(scene, layer) for layer in scene.layers.values()],
    }


def _texts(values: pd.Series) -> list[str]:
    return ["" if pd.isna(value) else str(value) for value in values]


def _layer(scene: Scene, layer: Layer) -> dict[str, Any]:
    order = scene.areas.index if layer.kind == "areas" else scene.points.index
    lines = layer.legend()
    place = {str(entry.key): i for i, (entry, _) in enumerate(lines)}
    table = layer.table().loc[order].drop(columns="Name")
    card = layer.values.card
    return {
        "id": layer.id,
        "kind": layer.kind,
        "group": layer.group,
        "title": layer.title,
        "question": layer.question,
        "unit": layer.unit,
        "words": alt_text(scene, layer),
        "about": {
            "What it cannot say": layer.caveat,
            "How it is worked out": layer.method,
            "What it assumes": card.assumptions,
            "Reference": card.reference,
            **({"Disclosure control": sentence_case(str(layer.values.policy))} if card.counts_persons else {}),
        },
        "legend": [
            {
                "label": entry.label,
                "note": MEANING.get(Status(entry.key), "") if entry.key in MEANING else "",
                "colour": entry.colour,
                "hatch": entry.hatch,
                "mark": entry.mark,
                "count": f"{count:,}",
            }
            for entry, count in lines
        ],
        "classes": [place[str(key)] for key in layer.classes.loc[order]],
        "columns": [
            {"label": str(label), "number": _is_number(layer, column), "cells": _texts(column)}
            for label, column in table.items()
        ],
    }


def _is_number(layer: Layer, column: pd.Series) -> bool:
    """Whether a column of text is of numbers, but for the words that stand where there is none."""
    words = {"", layer.values.policy.marker} | {entry.label for entry in layer.style.entries}
    texts = set(_texts(column)) - words
    return bool(texts) and all(_NUMBER.fullmatch(text) for text in texts)


def _geometry(scene: Scene) -> dict[str, Any]:
    metres = gpd.GeoSeries(pd.concat([scene.areas.geometry, _polygons(scene.context)]), crs=scene.areas.crs)
    low_x, low_y, high_x, high_y = scene.areas.total_bounds
    simple = _sound(shapely.coverage_simplify(metres.to_numpy(), max(high_x - low_x, high_y - low_y) * _DETAIL), metres)
    degrees = to_web(gpd.GeoDataFrame(geometry=simple, crs=metres.crs)).geometry.to_numpy()
    digits, whole = _quantised(degrees)
    corners = _Steps(10**digits)
    coded = [corners.of(shape) for shape in whole]
    count = len(scene.areas)
    return {"scale": 10**digits, "areas": coded[:count], "context": coded[count:]}


def _polygons(shapes: gpd.GeoSeries) -> pd.Series:
    """The polygons of each shape; cutting leaves lines and points where shapes only touch."""
    parts = shapes.explode()
    return parts[parts.geom_type == "Polygon"]


def _sound(shapes: Any, otherwise: gpd.GeoSeries) -> Any:
    """Shapes, but the given one where simplifying left nothing that can be drawn: areas may overlap, say."""
    sound = shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
    return np.where(sound, shapes, otherwise.to_numpy())


def _quantised(degrees: Any) -> tuple[int, Any]:
    """Corners rounded to the first number of decimals that leaves all but one shape in a thousand sound."""
    sound = shapely.is_valid(degrees)
    for digits in _DIGITS:
        whole = shapely.transform(degrees, partial(_rounded, digits=digits))
        if (~shapely.is_valid(whole[sound])).sum() <= len(whole) / 1000:
            break
    # neighbours round alike and still meet; the few that broke are mended alone
    broken = ~shapely.is_valid(whole)
    mended = shapely.make_valid(whole[broken], method="structure", keep_collapsed=False)
    whole[broken] = np.where(shapely.is_empty(mended), whole[broken], mended)
    return digits, whole


def _rounded(corners: NDArray[np.float64], digits: int) -> NDArray[np.float64]:
    return np.round(corners, digits)


class _Steps:
    """Writes corners as whole steps from the corner before, through all rings of all shapes in order."""

    def __init__(self, scale: int) -> None:
        self._scale = scale
        self._last = np.zeros(2, dtype="int64")

    def of(self, shape: Any) -> list[list[list[int]]]:
        """Parts of rings of steps x, y, x, y …; the outer ring comes first, closing corners are left out."""
        return [[self._ring(ring) for ring in _rings(part)] for part in shapely.get_parts(shape)]

    def _ring(self, ring: Any) -> list[int]:
        corners = np.round(shapely.get_coordinates(ring)[:-1] * self._scale).astype("int64")
        steps = np.diff(corners, axis=0, prepend=self._last[None, :])
        self._last = corners[-1]
        return [int(step) for step in steps.ravel()]


def _rings(part: Any) -> Iterator[Any]:
    yield part.exterior
    yield from part.interiors
