"""The page's own reader, in a browser, next to an independent one."""

import base64
import json
import math
import zlib
from pathlib import Path

import numpy as np
import pytest
import shapely

from prevent_geo.maps import leaflet
from prevent_geo.maps.geometry import encode_shapes, scene_geometry
from prevent_geo.maps.payload import scene_payload
from tests.maps.shapes import decode_shapes, even_odd

pytestmark = pytest.mark.browser

DECODE = (Path(leaflet.__file__).parent / "web" / "decode.js").read_text(encoding="utf-8")
SHOW = """
readScene().then((scene) => {
  const plain = (key, value) => (ArrayBuffer.isView(value) ? [...value] : value);
  window.scene = JSON.stringify(scene, plain);
  document.body.dataset.ready = 'true';
});
"""
SQUARE = shapely.box(-1, 50, 0, 51)


def packed(data):
    return base64.b64encode(zlib.compress(data, 9)).decode()


@pytest.fixture
def read(visit):
    """What readScene gives for a payload and geometry."""

    def scene_of(payload, geometry):
        page = visit(
            '<!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,"><body><p>Read</p>'
            f'<script type="text/plain" id="payload">{packed(json.dumps(payload).encode())}</script>'
            f'<script type="text/plain" id="geometry">{packed(geometry)}</script><script>{DECODE}{SHOW}</script>'
        )
        return json.loads(page.evaluate("window.scene"))

    return scene_of


def degrees(x, y):
    """Longitude and latitude of a place in the unit square of Web Mercator."""
    return x * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))


def polygons(shapes):
    at = [degrees(x, y) for x, y in zip(shapes["x"], shapes["y"], strict=False)]
    rings = [at[a:b] for a, b in zip(shapes["points"], shapes["points"][1:], strict=False)]
    return [even_odd(rings[a:b]) for a, b in zip(shapes["rings"], shapes["rings"][1:], strict=False)]


def alike(found, expected):
    return len(found) == len(expected) and all(
        (one.is_empty and other.is_empty) or one.equals_exact(other, 1e-9, normalize=True)
        for one, other in zip(found, expected, strict=True)
    )


def test_shapes_of_a_scene_are_those_that_were_written(read, district):
    geometry = scene_geometry(district.scene)
    _, areas, context = decode_shapes(geometry)
    scene = read({"areas": {"codes": []}, "layers": []}, geometry)
    assert scene["areas"]["shapes"]["count"] == len(district.scene.areas)
    assert alike(polygons(scene["areas"]["shapes"]), areas)
    assert alike(polygons(scene["context"]), context)


def test_boxes_are_around_all_rings(read, district):
    shapes = read({"areas": {}, "layers": []}, scene_geometry(district.scene))["areas"]["shapes"]
    for shape, ring in enumerate(shapes["rings"][:-1]):
        span = slice(shapes["points"][ring], shapes["points"][shapes["rings"][shape + 1]])
        x, y = shapes["x"][span], shapes["y"][span]
        assert shapes["box"][4 * shape : 4 * shape + 4] == [min(x), min(y), max(x), max(y)]


@pytest.mark.parametrize(
    "shapes",
    [
        [SQUARE - shapely.box(-0.8, 50.2, -0.2, 50.8), shapely.box(-0.8, 50.2, -0.2, 50.8)],
        [shapely.union(SQUARE, shapely.box(5, 50, 6, 51)), shapely.box(0, 50, 1, 51)],
        [SQUARE, SQUARE, shapely.Polygon(), shapely.box(-0.5, 50, 0.5, 51)],
        [shapely.box(-179.9999999, -60, 179.9999999, 60)],
        [],
    ],
    ids=["hole", "parts", "twice, empty, overlap", "large numbers", "nothing"],
)
def test_rings_holes_and_parts_are_kept(read, shapes):
    geometry = encode_shapes(np.array(shapes, dtype="object"), np.array([SQUARE]), decimals=7)
    scene = read({"areas": {}, "layers": []}, geometry)
    assert alike(
        polygons(scene["areas"]["shapes"]), [shapely.transform(shape, lambda at: at.round(7)) for shape in shapes]
    )
    assert alike(polygons(scene["context"]), [SQUARE])


def test_words_and_columns_arrive_as_they_were(read, district):
    payload = scene_payload(district.scene)
    scene = read(payload, scene_geometry(district.scene))
    assert {key: scene[key] for key in payload if key != "areas"} == {
        key: payload[key] for key in payload if key != "areas"
    }
    assert {key: scene["areas"][key] for key in ("codes", "names")} == payload["areas"]


def test_a_shared_column_is_in_each_layer_at_its_place(read):
    first = {"columns": [{"label": "a", "cells": [1]}, {"label": "b", "cells": [2]}], "shared": []}
    shared = {"label": "c", "number": True, "at": 1, "layer": 0, "column": 1}
    second = {"columns": [{"label": "d", "cells": [3]}, {"label": "e", "cells": [4]}], "shared": [shared]}
    third = {"columns": [], "shared": [{"label": "f", "at": 0, "layer": 1, "column": 2}]}
    nothing = encode_shapes(*[np.array([], dtype="object")] * 2, decimals=5)
    layers = read({"areas": {}, "layers": [first, second, third]}, nothing)["layers"]
    assert [[(column["label"], column["cells"]) for column in layer["columns"]] for layer in layers] == [
        [("a", [1]), ("b", [2])],
        [("d", [3]), ("c", [2]), ("e", [4])],
        [("f", [4])],
    ]
    assert layers[1]["columns"][1] == {"label": "c", "number": True, "cells": [2]}
