"""The scanner reads the packed map: an honest page passes, a withheld count anywhere in its payload is found."""

import base64
import json
import re
import zlib

import pytest

from prevent_geo.disclosure import find_policy
from prevent_geo.disclosure.scan import Severity, audit_folders
from prevent_geo.disclosure.scan.unpack import parts
from prevent_geo.maps.payload import scene_payload
from prevent_geo.measures import Status
from prevent_geo.releases.manifest import file_hash

PAYLOAD = re.compile(r'(id="payload">)([A-Za-z0-9+/=]*)')


@pytest.fixture(scope="module")
def withheld(ward, trafford):
    """Place of an area whose attendance is withheld, and the true count."""
    layer = ward.layers["attendance_rate"]
    code = layer.values.table.index[layer.values.table["status"] == Status.SUPPRESSED][0]
    during = trafford.during(ward.period).contacts
    return list(ward.scene.areas.index).index(code), int(during.loc[during["area_code"] == code, "attendance"].sum())


def with_payload(page, change):
    """The page with its payload changed and packed again."""
    payload = json.loads(zlib.decompress(base64.b64decode(PAYLOAD.search(page)[2])))
    change(payload)
    packed = base64.b64encode(zlib.compress(json.dumps(payload).encode(), 9)).decode()
    return PAYLOAD.sub(lambda found: found[1] + packed, page, count=1)


def audited(folder, ward, trafford, page):
    folder.mkdir()
    (folder / "map.html").write_text(page, encoding="utf-8", newline="\n")
    manifest = {
        "parameters": {"place": str(ward.place), "period": ward.period.iso()},
        "files": {"map.html": file_hash(folder / "map.html")},
        "places": {str(ward.place): {"name": ward.place.name, "areas": list(ward.place.area_codes)}},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return audit_folders([folder], dataset=trafford, policy=find_policy())


def attendances(payload):
    layer = next(layer for layer in payload["layers"] if layer["id"] == "attendance_rate")
    return layer, next(column for column in layer["columns"] if column["label"] == "Attendances")


def test_every_part_of_the_page_is_read(ward):
    payload = scene_payload(ward.scene)
    said = "\n".join(part.text for part in parts("map.html", ward.map().page().encode()))
    for words in (payload["layers"][-1]["headline"], payload["timelines"][0]["title"], payload["areas"]["codes"][-1]):
        assert words in said


def test_the_honest_page_passes(tmp_path, ward, trafford):
    found = audited(tmp_path / "release", ward, trafford, ward.map().page())
    assert found.ok, str(found)
    assert found.statements
    assert found.withheld


def in_its_column(payload, place, count):
    _, column = attendances(payload)
    column["cells"][place] = count


def in_another_column(payload, place, count):
    layer, column = attendances(payload)
    cells = [count if unit == place else "" for unit in range(len(column["cells"]))]
    layer["columns"].append({"label": "Persons", "number": True, "decimals": 0, "cells": cells})


def in_words(payload, place, count):
    layer, _ = attendances(payload)
    layer["words"] += f" {payload['areas']['names'][place]}: {count} attendances."


@pytest.mark.parametrize("leak", [in_its_column, in_another_column, in_words])
def test_a_withheld_count_in_the_packed_payload_is_found(tmp_path, ward, trafford, withheld, leak):
    page = with_payload(ward.map().page(), lambda payload: leak(payload, *withheld))
    found = audited(tmp_path / "release", ward, trafford, page)
    assert Severity.BREACH in {one.severity for one in found.findings}, str(found)
