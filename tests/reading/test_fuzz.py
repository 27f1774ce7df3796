"""Whatever stands in a file, reading ends in a dataset or in an error that is meant for people."""

import json

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from prevent_geo.errors import InputError

QUICK = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
HEADER = "contact_id,date,area_code,partner_id,kind,attendance\n"
MARKS = st.sampled_from(['"', ",", "\n", "\r", ";", "\t", "\0", "\ufeff", "'", "=", "[", "]", "{", "}", "#", ".", "é"])
SNIPPETS = st.sampled_from(
    [
        "2026-02-01",
        "0000-01-01",
        "9999-12-31",
        "03/04/2026",
        "X00000001",
        "P1",
        "outreach",
        "1e400",
        "-0",
        "9223372036854775808",
        "1,234",
        "١٢",
        "inf",
        "NaN",
        "None",
        "true",
        "400500",
        "EPSG:27700",
        "contact_id",
        "file",
        "areas",
        "crs",
    ]
)
TEXT = st.lists(MARKS | SNIPPETS | st.text(max_size=5), max_size=30).map("".join)
CELL = SNIPPETS | st.text(st.characters(exclude_characters='"', exclude_categories=["Cs"]), max_size=8)
SCALAR = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | SNIPPETS
VALUE = st.recursive(SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SNIPPETS, inner, max_size=2))
KEYS = ["file", "delimiter", "encoding", "skip_rows", "crs", "dates", "columns", "ignore", "constants", "templates"]
KEYS += ["values", "where", "coordinates", "layer", "sheet"]


def read(folder):
    """Read the folder; any exception but InputError fails the test."""
    try:
        report = folder.report()
    except InputError as error:
        assert str(error)
        return
    assert json.dumps(report.as_dict(), default=str)
    assert str(report)
    if not report.errors:
        opened = folder.open()
        assert sum(line.used for line in report.ledger if line.table == "contacts") == len(opened.contacts)


@QUICK
@given(st.binary(max_size=200))
@example(b"\xff\xfec\x00")
@example(b"\x00")
@example(b'"')
@example(b"\r")
def test_any_bytes_as_a_csv(folder, content):
    read(folder.write("contacts.csv", content))


@QUICK
@given(TEXT, st.booleans())
def test_any_text_under_the_header_of_a_csv(folder, text, after):
    good = "C1,2026-02-01,X00000001,P1,outreach,5\n"
    read(folder.write("contacts.csv", HEADER + (good + text if after else text), "utf-8"))


@QUICK
@given(st.lists(st.tuples(*[CELL] * 6), min_size=1, max_size=4))
@example([("C1", "2026-02-01", "X00000001", "P1", "outreach", "9" * 400)])
@example([("C1", "2026-02-01", "X00000001", "P1", "outreach", "1e308")])
def test_any_values_in_contacts(folder, rows):
    lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
    read(folder.write("contacts.csv", HEADER + "\n".join(lines), "utf-8"))


@QUICK
@given(st.lists(st.tuples(CELL, CELL, CELL, CELL, CELL), min_size=1, max_size=4))
def test_any_values_in_partners(folder, rows):
    lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
    read(folder.write("partners.csv", "partner_id,partner_name,sector,easting,northing\n" + "\n".join(lines), "utf-8"))


@QUICK
@given(st.binary(max_size=100) | TEXT.map(lambda text: text.encode("utf-8", "replace")))
@example(b"a = " + b"[" * 2_000)
def test_any_bytes_as_dataset_toml(folder, content):
    read(folder.write("dataset.toml", content))


@QUICK
@given(st.dictionaries(st.sampled_from(KEYS), VALUE, max_size=3))
@example({"skip_rows": 2**62})
@example({"encoding": "rot13"})
@example({"encoding": "utf-7"})
@example({"encoding": "idna"})
@example({"file": "\0"})
@example({"file": "x" * 5_000 + ".csv"})
@example({"where": {"date": 1.5}})
def test_any_values_of_a_source(folder, keys):
    source = {"file": "contacts.csv"} | keys
    lines = [f"{key} = {toml(value)}" for key, value in source.items() if value is not None]
    text = (folder.path / "dataset.toml").read_text(encoding="utf-8").split("[contacts]")[0]
    read(folder.write("dataset.toml", text + "[contacts]\n" + "\n".join(lines), "utf-8"))


@QUICK
@given(VALUE, st.lists(st.tuples(st.floats(), st.floats()), max_size=6))
@example(None, [(0.0, 0.0), (0.0, 1.4e154), (0.0, 0.0)])
def test_any_areas(folder, value, pairs):
    def change(features):
        features[0]["properties"]["population"] = value
        features[1]["geometry"]["coordinates"] = [pairs]

    read(folder.areas(change))


def toml(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(toml(inner) for inner in value) + "]"
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value, ensure_ascii=True) if value is not None else '""'
