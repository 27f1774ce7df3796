import json
from dataclasses import replace
from itertools import chain

import geopandas as gpd
import numpy as np
import pytest
import shapely

from prevent_geo.maps import leaflet
from prevent_geo.maps.payload import scene_payload
from prevent_geo.measures import Status
from prevent_geo.picture import rich_picture


@pytest.fixture(scope="module")
def scene(sample):
    return rich_picture(sample, place="district:X08000001").scene


@pytest.fixture(scope="module")
def payload(scene):
    return scene_payload(scene)


def decode(geometry):
    """Polygons of areas and context from their steps, as the page reads them."""
    last = np.zeros(2, dtype="int64")

    def ring(steps):
        nonlocal last
        corners = last + np.array(steps).reshape(-1, 2).cumsum(axis=0)
        last = corners[-1]
        return corners / geometry["scale"]

    def shape(parts):
        polygons = [shapely.Polygon(*split([ring(steps) for steps in rings])) for rings in parts]
        return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)

    def split(rings):
        return rings[0], rings[1:]

    return [shape(parts) for parts in geometry["areas"]], [shape(parts) for parts in geometry["context"]]


def test_geometry_decodes_to_the_areas(scene, payload):
    areas, context = decode(payload["geometry"])
    shown = gpd.GeoSeries(areas, index=scene.areas.index, crs="EPSG:4326").to_crs(scene.areas.crs)
    assert shown.is_valid.all()
    # borders may move by a few metres, together
    off = shown.symmetric_difference(scene.areas.geometry).area / scene.areas.area
    assert off.max() < 0.05
    assert shapely.coverage_is_valid(np.array(areas))
    assert all(shapely.is_valid(context))


def test_holes_parts_and_order_survive(scene):
    low_x, low_y, *_ = scene.areas.total_bounds
    hole = shapely.box(20, 20, 80, 80)
    around = shapely.union(shapely.box(0, 0, 100, 100).difference(hole), shapely.box(200, 0, 300, 100))
    at = [shapely.affinity.translate(shape, low_x, low_y) for shape in (around, hole)]
    areas = scene.areas.iloc[:2].set_geometry(gpd.GeoSeries(at, index=scene.areas.index[:2], crs=scene.areas.crs))
    drawn, context = decode(
        scene_payload(replace(scene, areas=areas, context=scene.context[:0], layers={}))["geometry"]
    )
    assert [len(shapely.get_parts(shape)) for shape in drawn] == [2, 1]
    assert [sum(len(part.interiors) for part in shapely.get_parts(shape)) for shape in drawn] == [1, 0]
    assert shapely.coverage_is_valid(np.array(drawn))
    assert context == []


@pytest.mark.parametrize(
    "second",
    [shapely.box(50, 0, 150, 100), shapely.Polygon([(200, 0), (300, 100), (300, 0), (200, 100)])],
    ids=["overlap", "bow tie"],
)
def test_areas_that_do_not_fit_together_are_still_drawn(scene, second):
    low_x, low_y, *_ = scene.areas.total_bounds
    shapes = [shapely.affinity.translate(shape, low_x, low_y) for shape in (shapely.box(0, 0, 100, 100), second)]
    areas = scene.areas.iloc[:2].set_geometry(gpd.GeoSeries(shapes, index=scene.areas.index[:2], crs=scene.areas.crs))
    drawn, _ = decode(scene_payload(replace(scene, areas=areas, context=scene.context[:0], layers={}))["geometry"])
    assert all(shape.is_valid and not shape.is_empty for shape in drawn)


def test_a_withheld_row_holds_only_the_marker_and_what_is_public(scene, payload):
    released = scene.layers["attendance_rate"].values.table
    withheld = np.flatnonzero(released["status"] == Status.SUPPRESSED)
    assert len(withheld)
    told = next(layer for layer in payload["layers"] if layer["id"] == "attendance_rate")
    columns = {column["label"]: column["cells"] for column in told["columns"]}
    assert columns.pop("Residents")[withheld[0]].replace(",", "").isdigit()
    assert {cells[i] for cells in columns.values() for i in withheld} == {"[c]", ""}


def test_values_are_texts_and_only_positions_have_decimals(payload):
    rest = payload | {"sites": payload["sites"] | {"positions": []}}
    assert not [leaf for leaf in leaves(rest) if isinstance(leaf, float)]


def leaves(value):
    if isinstance(value, dict):
        return chain.from_iterable(map(leaves, value.values()))
    return chain.from_iterable(map(leaves, value)) if isinstance(value, list) else [value]


def test_tables_are_the_layers_tables(scene, payload):
    for told, layer in zip(payload["layers"], scene.layers.values(), strict=True):
        table = layer.table().drop(columns="Name")
        assert [column["label"] for column in told["columns"]] == list(table.columns)
        assert [column["cells"] for column in told["columns"]] == [list(table[name]) for name in table]
        keys = [str(entry.key) for entry, _ in layer.legend()]
        assert [keys[number] for number in told["classes"]] == [str(key) for key in layer.classes]


def test_the_same_scene_gives_the_same_payload(scene, payload):
    assert json.dumps(scene_payload(scene)) == json.dumps(payload)


@pytest.mark.parametrize("name", leaflet.SHA256)
def test_a_changed_leaflet_is_refused(tmp_path, monkeypatch, name):
    folder = leaflet._folder()
    for other in leaflet.SHA256:
        (tmp_path / other).write_bytes((folder / other).read_bytes() + (b"\n" if other == name else b""))
    monkeypatch.setattr(leaflet, "_folder", lambda: tmp_path)
    with pytest.raises(leaflet.LeafletError, match=rf"{name} is not Leaflet 1\.9\.3 .*--force-reinstall"):
        leaflet.leaflet_js(), leaflet.leaflet_css()


def test_leaflet_asks_for_no_file():
    assert "url(" not in leaflet.leaflet_css()
    assert "sourceMappingURL" not in leaflet.leaflet_js()
