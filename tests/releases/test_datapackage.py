"""datapackage.json: right about each file, and right for those who check such files."""

import json
from hashlib import sha256

import pandas as pd
import pytest

from prevent_geo.releases.datapackage import datapackage
from prevent_geo.releases.write import write_csv

FACTS = {
    "title": "A town",
    "place_name": "Clarrowbridge",
    "marking": "OFFICIAL",
    "licence": "Open Government Licence v3.0",
    "source": "A council",
    "vintage": "2026",
    "run_id": "0123456789ab",
    "parameters": {"place": "district:X08000001", "period": "2026-01-01/2026-03-31", "audience": "partner"},
}


@pytest.fixture
def folder(tmp_path):
    columns = {"area_code": ["X1", "X2", "X3"], "name": ["=1+1", 'Hill, "old"', "Dale"], "value": [1.5, None, -0.25]}
    table = pd.DataFrame({**columns, "n": [1, 20, 3], "odd": ["1", "two", None]})
    write_csv(tmp_path / "tables" / "contact_rate.csv", table)
    write_csv(tmp_path / "tables" / "empty.csv", table[:0])
    (tmp_path / "briefing.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "Odd ~ name.xyz").write_bytes(b"x")
    for name in ("manifest.json", "datapackage.json"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    return tmp_path


def test_each_file_is_described_but_for_the_two_that_describe(folder):
    resources = {one["path"]: one for one in datapackage(folder, FACTS)["resources"]}
    assert list(resources) == ["Odd ~ name.xyz", "briefing.pdf", "tables/contact_rate.csv", "tables/empty.csv"]
    assert resources["briefing.pdf"] == {
        "name": "briefing.pdf",
        "path": "briefing.pdf",
        "format": "pdf",
        "mediatype": "application/pdf",
        "bytes": 8,
        "hash": f"sha256:{sha256(b'%PDF-1.7').hexdigest()}",
    }
    assert resources["Odd ~ name.xyz"]["name"] == "odd-name.xyz"


def test_a_table_has_its_columns_with_type_and_title(folder):
    tables = [one for one in datapackage(folder, FACTS)["resources"] if one["format"] == "csv"]
    fields = [(one["name"], one["type"]) for one in tables[0]["schema"]["fields"]]
    assert fields == [
        ("area_code", "string"),
        ("name", "string"),
        ("value", "number"),
        ("n", "integer"),
        ("odd", "string"),
    ]
    assert tables[0]["schema"]["fields"][0]["title"] == "Code of the area"
    assert [one["type"] for one in tables[1]["schema"]["fields"]] == ["string"] * 5


def test_what_is_not_given_is_said(folder):
    facts = datapackage(folder, {**FACTS, "licence": "", "source": ""})
    assert facts["licenses"] == [{"name": "not-given", "title": "not given"}]
    assert facts["sources"] == [{"title": "not given"}]
    assert facts["name"] == "district-x08000001-2026-01-01-2026-03-31"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_frictionless_finds_it_valid_and_every_hash_and_cell_right(folder):
    import frictionless

    package = folder / "datapackage.json"
    package.write_text(json.dumps(datapackage(folder, FACTS)), encoding="utf-8")
    report = frictionless.validate(str(package))
    assert report.flatten(["type", "note"]) == []
    assert report.valid
    (folder / "tables" / "contact_rate.csv").write_text("changed", encoding="utf-8")
    assert not frictionless.validate(str(package)).valid
