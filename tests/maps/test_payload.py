import json
from dataclasses import replace

import numpy as np
import pytest

from prevent_geo.crs import to_web
from prevent_geo.maps import leaflet
from prevent_geo.maps import payload as payload_module
from prevent_geo.maps.payload import scene_payload
from prevent_geo.maps.words import alt_text, headline
from prevent_geo.measures import Status
from prevent_geo.picture import rich_picture


@pytest.fixture(scope="module")
def scene(sample):
    return rich_picture(sample, place="district:X08000001").scene


@pytest.fixture(scope="module")
def payload(scene):
    return scene_payload(scene)


def as_read(column, cells):
    """Cells as people read them."""
    shown = column.get("decimals", 0)
    return [cell if isinstance(cell, str) else f"{cell:,.{shown}f}" for cell in cells]


def test_a_withheld_row_holds_only_the_marker_and_what_is_public(scene, payload):
    released = scene.layers["attendance_rate"].values.table
    withheld = np.flatnonzero(released["status"] == Status.SUPPRESSED)
    assert len(withheld)
    told = next(layer for layer in payload["layers"] if layer["id"] == "attendance_rate")
    columns = {column["label"]: column["cells"] for column in told["columns"]}
    assert isinstance(columns.pop("Residents")[withheld[0]], int)
    assert {cells[i] for cells in columns.values() for i in withheld} == {"[c]", ""}


def test_tables_are_the_layers_tables(scene, payload):
    for told, layer in zip(payload["layers"], scene.layers.values(), strict=True):
        table = layer.table().drop(columns="Name")
        assert [column["label"] for column in told["columns"]] == list(table.columns)
        assert [as_read(column, column["cells"]) for column in told["columns"]] == [list(table[name]) for name in table]
        keys = [str(entry.key) for entry, _ in layer.legend()]
        assert [keys[number] for number in told["classes"]] == [str(key) for key in layer.classes]
        assert told["headline"] == headline(scene, layer)
        assert told["words"] == alt_text(scene, layer)


def test_numbers_are_numbers_in_columns_of_numbers_only(payload):
    for layer in payload["layers"]:
        for column in layer["columns"]:
            kinds = {type(cell) for cell in column["cells"]}
            assert bool(kinds & {int, float}) == column["number"] == ("decimals" in column)


def layers_of(*cells, kinds=("areas", "areas")):
    lists = [
        {"kind": kind, "columns": [{"label": "Contacts", "cells": [0]}, {"label": name, "cells": [cell] * 1_000}]}
        for kind, cell, name in zip(kinds, cells, ("Residents", "People"), strict=True)
    ]
    return payload_module._told_once(lists)


def test_a_long_column_is_told_once():
    first, second = layers_of(1, 1)
    assert (len(first["columns"]), first["shared"]) == (2, [])
    assert second["columns"] == [{"label": "Contacts", "cells": [0]}]
    assert second["shared"] == [{"label": "People", "at": 1, "layer": 0, "column": 1}]


@pytest.mark.parametrize(
    ("cells", "kinds"),
    [((1, 2), ("areas", "areas")), (("1", 1), ("areas", "areas")), ((1, 1), ("areas", "points"))],
    ids=["others", "text and number", "areas and sites"],
)
def test_columns_that_only_look_alike_are_each_told(cells, kinds):
    assert [len(layer["columns"]) for layer in layers_of(*cells, kinds=kinds)] == [2, 2]


def test_in_a_small_place_every_column_is_under_its_own_name(payload):
    assert not any(layer["shared"] for layer in payload["layers"])


def test_sites_notes_and_links_refer_to_places_in_the_lists(scene, payload):
    assert payload["sites"]["codes"] == list(scene.points.index)
    assert payload["sites"]["sectors"] == list(scene.points["sector_name"])
    assert payload["sites"]["readiness"] == list(scene.points["readiness"])
    (lon, lat), point = payload["sites"]["at"][0], to_web(scene.points).geometry.iloc[0]
    assert (lon, lat) == (round(point.x, 5), round(point.y, 5))
    link, first = payload["links"], scene.links.iloc[0]
    assert payload["sites"]["codes"][link["sites"][0]] == first["partner_id"]
    assert payload["areas"]["codes"][link["areas"][0]] == first["area_code"]
    assert link["contacts"] == list(scene.links["contacts"])
    told, note = payload["notes"][0], scene.notes[0]
    assert payload["areas"]["codes"][told["area"]] == note.area_code
    assert told == {
        "area": told["area"],
        "kind": note.kind,
        "kindLabel": note.kind_label,
        "role": note.role,
        "text": note.statement,
        "date": f"{note.date.day} {note.date:%B %Y}",
    }


def test_the_steps_of_a_timeline_have_the_same_classes_and_are_counted_each(scene, payload):
    assert [timeline["unit"] for timeline in payload["timelines"]] == ["quarter", "month"]
    for told, timeline in zip(payload["timelines"], scene.timelines, strict=True):
        assert told["title"] == "Contact rate"
        first = [entry["label"] for entry in told["steps"][0]["legend"]]
        for step, (name, layer) in zip(told["steps"], timeline.steps.items(), strict=True):
            assert (step["name"], step["label"]) == (name, f"Contact rate, {name}")
            (column,) = step["columns"]
            assert as_read(column, column["cells"]) == list(layer.texts())
            assert [entry["label"] for entry in step["legend"]] == first
            assert [first[number] for number in step["classes"]] == [
                layer.style.entry(key).label for key in layer.classes
            ]
            counts = {entry.label: f"{count:,}" for entry, count in layer.legend()}
            assert [entry["count"] for entry in step["legend"]] == [counts.get(label, "0") for label in first]
        keys = [step["key"] for step in told["steps"]]
        assert keys == [f"{timeline.unit}:{number}" for number in range(1, len(keys) + 1)]


def test_a_timeline_goes_with_its_layer(scene):
    layers = {name: layer for name, layer in scene.layers.items() if name != "contact_rate"}
    assert scene_payload(replace(scene, layers=layers))["timelines"] == []


def test_the_public_gets_no_notes_and_no_links(sample):
    public = scene_payload(rich_picture(sample, place="district:X08000001", audience="public").scene)
    assert (public["audience"], public["notes"]) == ("public", [])
    assert public["links"] == {"sites": [], "areas": [], "contacts": []}


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
