"""Tables of JSON by form alone, and nothing lost where a name is repeated."""

import json

import pandas as pd
import pytest

from prevent_geo.disclosure.scan.unpack import parts

FRAME = pd.DataFrame({"code": ["X01", "X02"], "n": [3, 70001]})
CELLS = [["X01", "3"], ["X02", "70001"]]


def tables(value, name="x.json"):
    text = value if isinstance(value, str) else json.dumps(value)
    return [part.table for part in parts(name, text.encode()) if part.table is not None]


@pytest.mark.parametrize("orient", ["records", "split", "list"])
def test_a_frame_in_any_orientation_is_one_table(orient):
    value = FRAME.to_dict(orient)
    if orient == "split":
        del value["index"]
    (table,) = tables({"attendance": value})
    assert list(table.columns) == ["code", "n"]
    assert table.rows == CELLS


def test_numbers_by_code_and_records_by_code_are_tables():
    assert tables({"attendance": {"X01": 3, "X02": 70001}})[0].rows == CELLS
    assert tables({"X01": {"n": 3}, "X02": {"n": 70001}})[0].rows == CELLS


def test_a_list_beside_the_list_of_codes_is_a_table():
    (table,) = tables({"where": {"codes": ["X01", "X02"], "x": "y"}, "a": {"b": {"n": [3, 70001]}}, "c": [1]})
    assert table.columns == {"code": ["X01", "X02"], "n": ["3", "70001"]}


def test_geojson_gives_the_properties_of_its_features():
    shape = {"type": "Point", "coordinates": [1.5, 2.5]}
    features = [
        {"type": "Feature", "properties": {"code": code, "n": n}, "geometry": shape} for code, n in FRAME.to_numpy()
    ]
    (table,) = tables({"type": "FeatureCollection", "features": features}, "x.geojson")
    assert [*map(list, zip(table.columns["code"], table.columns["n"], strict=True))] == CELLS


def test_a_log_of_one_object_a_line_is_one_table():
    (table,) = tables('{"code": "X01", "n": 3}\n{"code": "X02", "n": 70001}\n', "run.log")
    assert table.rows == CELLS


def test_a_repeated_name_hides_nothing():
    found = list(parts("x.json", b'{"n": 70001, "n": 0}'))
    assert any("70001" in part.text for part in found)


def test_a_text_kept_line_by_line_is_put_together():
    found = list(parts("x.json", json.dumps({"text": ["<b>70\n", "001</b>"]}).encode()))
    assert any(part.data == b"<b>70\n001</b>" for part in found)


def test_deep_and_odd_json_is_walked():
    value: object = "<i>kanari-7</i>"
    for _ in range(200):
        value = [{"a": value}]
    assert any(part.text == "kanari-7" for part in parts("x.json", json.dumps(value).encode()))
    for text in [
        "null",
        "3",
        '"x"',
        "[]",
        "{}",
        "[null]",
        '{"a": [[]]}',
        '{"columns": [], "data": []}',
        "[[1], [[2]]]",
    ]:
        assert list(parts("x.json", text.encode()))
