"""The GeoPackage, read back, and its styles next to what QGIS 3.22 itself exported (expected/*.qml)."""

import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pytest

from prevent_geo.layers import Entry
from prevent_geo.layers.layer import STATUS_ENTRIES
from prevent_geo.picture import rich_picture
from prevent_geo.releases.gis import write_gis
from prevent_geo.releases.qml import BRUSHES, area_style, point_style

EXPECTED = Path(__file__).parent / "expected"
HOSTILE = "\"><script>&'\x00"


@pytest.fixture(scope="module")
def package(sample, tmp_path_factory):
    picture = rich_picture(sample, place="district:X08000001")
    path = tmp_path_factory.mktemp("gis") / "place.gpkg"
    write_gis(picture, path)
    return picture, path


def ask(path, question):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(question).fetchall()


def test_areas_have_what_was_released_and_nothing_else(package):
    picture, path = package
    areas = gpd.read_file(path, layer="areas").set_index("area_code")
    assert areas.crs.to_epsg() == 27700
    assert list(areas.index) == list(picture.scene.areas.index)
    for layer in picture.layers.values():
        if layer.kind == "areas":
            released = layer.values.table
            labels = [layer.style.entry(key).label for key in layer.classes]
            assert areas[f"{layer.id}_class"].tolist() == labels
            assert areas[f"{layer.id}_status"].tolist() == released["status"].tolist()
            if not layer.style.categories and released["value"].notna().any():
                np.testing.assert_allclose(areas[layer.id], released["value"].astype("float64"), atol=6e-5)
    hidden = areas["attendance_rate_status"] == "suppressed"
    assert hidden.any()
    assert (
        areas.loc[hidden, ["attendance_rate", "attendance_rate_lower", "attendance_rate_upper"]].isna().all(axis=None)
    )
    # a layer of classes in words is not given again as a number
    assert "reach_gap" not in areas
    # the counts behind a figure stay in its own table
    assert not any("numerator" in name for name in areas)


def test_partners_and_notes_are_points_with_their_words(package):
    picture, path = package
    partners, notes = gpd.read_file(path, layer="partners"), gpd.read_file(path, layer="notes")
    assert partners["readiness"].tolist() == picture.scene.points["readiness"].tolist()
    assert partners.geometry.geom_equals(picture.scene.points.geometry.reset_index(drop=True)).all()
    assert notes["statement"].tolist() == [note.statement for note in picture.scene.notes]
    assert notes.geometry.within(picture.scene.areas.geometry.loc[notes["area_code"]].reset_index(drop=True)).all()


def test_the_public_gets_no_notes_and_nothing_that_names_single_partners(sample, tmp_path):
    write_gis(rich_picture(sample, place="district:X08000001", audience="public"), tmp_path / "a.gpkg")
    tables = {name for (name,) in ask(tmp_path / "a.gpkg", "SELECT table_name FROM gpkg_contents")}
    assert tables == {"areas", "partners", "layer_styles"}
    columns = set(gpd.read_file(tmp_path / "a.gpkg", layer="partners").columns)
    assert columns == {"partner_id", "partner_name", "sector_name", "partners_class", "geometry"}
    assert not any(
        name.startswith("partner_dependency") for name in gpd.read_file(tmp_path / "a.gpkg", layer="areas").columns
    )
    styles = {name for (name,) in ask(tmp_path / "a.gpkg", "SELECT styleName FROM layer_styles")}
    assert "Partner sites" in styles
    assert "Notes" not in styles
    assert "Partners in the same areas" not in styles


def test_every_layer_has_a_style_and_each_table_one_to_begin_with(package):
    picture, path = package
    rows = ask(path, "SELECT f_table_name, styleName, useAsDefault, f_geometry_column FROM layer_styles")
    assert {name for _, name, _, _ in rows} == {*(layer.title for layer in picture.layers.values()), "Notes"}
    first = {table: name for table, name, default, _ in rows if default}
    assert first == {"areas": "Contact rate", "partners": "Partner sites", "notes": "Notes"}
    assert sum(default for _, _, default, _ in rows) == 3
    assert {geometry for *_, geometry in rows} == {"geom"}
    # QGIS looks for those of no catalogue and no schema, and lists the table only if it is registered
    assert ask(path, "SELECT DISTINCT f_table_catalog, f_table_schema FROM layer_styles") == [("", "")]
    assert ask(path, "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'") == [("attributes",)]


def test_a_style_draws_every_class_that_stands_in_its_column(package):
    _, path = package
    for table, qml in ask(path, "SELECT f_table_name, styleQML FROM layer_styles"):
        renderer = ElementTree.fromstring(qml).find("renderer-v2")
        drawn = {one.get("value") for one in renderer.iter("category")}
        assert set(gpd.read_file(path, layer=table, ignore_geometry=True)[renderer.get("attr")]) <= drawn


def shape_of(qml):
    """Attributes and children by element, and properties by class of symbol layer."""
    found = defaultdict(set)
    for element in ElementTree.fromstring(qml).iter():
        found[element.tag] |= {*element.keys(), *(f"<{child.tag}>" for child in element)}
        if element.tag == "layer":
            found[element.get("class")] |= {prop.get("k") for prop in element.iter("prop")}
    return found


@pytest.mark.parametrize(("make", "name"), [(area_style, "areas.qml"), (point_style, "partners.qml")])
def test_a_style_is_built_as_qgis_builds_it(make, name):
    entries = [Entry("a", "Up to 4", "#e3eef8", hatch, "A") for hatch in ("", *BRUSHES)]
    ours, theirs = shape_of(make("x_class", entries)), shape_of((EXPECTED / name).read_text(encoding="utf-8"))
    for element, parts in ours.items():
        assert element in theirs
        assert parts <= theirs[element], element


def test_classes_and_reasons_for_none_have_their_colours_and_hatches():
    qml = ElementTree.fromstring(area_style("x", [Entry("class 0", HOSTILE, "#12436d"), *STATUS_ENTRIES]))
    symbols = [[fill.findall("prop") for fill in symbol.iter("layer")] for symbol in qml.iter("symbol")]
    looks = [[{prop.get("k"): prop.get("v") for prop in fill} for fill in symbol] for symbol in symbols]
    assert [look[0]["color"] for look in looks][:2] == ["18,67,109,255", "255,255,255,255"]
    assert [look[1]["style"] for look in looks[1:]] == ["dense7", "b_diagonal", "diagonal_x", "cross", "horizontal"]
    assert len(looks[0]) == 1
    assert next(qml.iter("category")).get("value") == HOSTILE.replace("\x00", "")


def test_a_mark_can_be_read_on_its_disc():
    qml = ElementTree.fromstring(
        point_style("x", [Entry("a", "A", "#12436d", mark="L"), Entry("b", "B", "#ffffff", mark="M")])
    )
    marks = [layer for layer in qml.iter("layer") if layer.get("class") == "FontMarker"]
    props = [{prop.get("k"): prop.get("v") for prop in mark.iter("prop")} for mark in marks]
    assert [(prop["chr"], prop["color"]) for prop in props] == [("L", "255,255,255,255"), ("M", "31,31,31,255")]


def test_the_same_picture_gives_the_same_bytes_and_names_no_time_of_writing(package, tmp_path):
    picture, path = package
    (tmp_path / "again.gpkg").write_text("an earlier one", encoding="utf-8")
    write_gis(picture, tmp_path / "again.gpkg")
    assert (tmp_path / "again.gpkg").read_bytes() == path.read_bytes()
    at = [("2026-09-30T00:00:00.000Z",)]
    assert ask(path, "SELECT DISTINCT last_change FROM gpkg_contents") == at
    assert ask(path, "SELECT DISTINCT update_time FROM layer_styles") == at
    assert ask(path, "PRAGMA freelist_count") == [(0,)]
    assert all(
        words.startswith("NOT PROTECTIVELY MARKED.") for (words,) in ask(path, "SELECT description FROM gpkg_contents")
    )
