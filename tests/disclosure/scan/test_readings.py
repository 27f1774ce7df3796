"""What was read once is not read again, and what is found is the same as if all were read anew."""

import base64
import html
import json
import zipfile
from dataclasses import replace

import nbformat.v4 as nb
import pandas as pd
import pytest

from prevent_geo.disclosure import audit, find_policy
from prevent_geo.disclosure.scan import Readings, Severity, audit_folders, unpack
from prevent_geo.releases.manifest import file_hash
from tests.disclosure.small import small

YEAR = "2025-01-01/2025-12-31"
AREAS = {"X1": "[c]", "X2": "7", "X3": "20", "X4": "40"}
LAYER = {"label": "Attendances", "cells": list(AREAS.values())}
PAYLOAD = json.dumps({"areas": {"codes": list(AREAS)}, "layers": [{"id": "x", "columns": [LAYER]}]})
PAGE = f'<!DOCTYPE html>\n<html><p title="a page">Areas</p><script id="payload">{PAYLOAD}</script></html>'
TABLE = "".join(f"{code},{count}\n" for code, count in AREAS.items())
FRAME = f'<iframe srcdoc="{html.escape(PAGE)}"></iframe>'


@pytest.fixture(autouse=True)
def every_piece_is_kept(monkeypatch):
    monkeypatch.setattr("prevent_geo.disclosure.scan.readings.LEAST", 0)


@pytest.fixture
def opened(monkeypatch):
    """Where each piece lies that is unpacked."""
    found = []
    read = unpack._read
    monkeypatch.setattr(unpack, "_read", lambda piece: found.append(piece.where) or read(piece))
    return found


@pytest.fixture
def folder(tmp_path):
    """A release in which one count is withheld and no total is given."""
    home = tmp_path / "release"
    (home / "tables").mkdir(parents=True)
    (home / "tables" / "attendance.csv").write_text(f"area_code,attendances\n{TABLE}", encoding="utf-8")
    (home / "map.html").write_text(PAGE, encoding="utf-8")
    return sealed(home)


def sealed(folder, places=("X1", "X2", "X3", "X4"), **facts):
    files = {
        path.relative_to(folder).as_posix(): file_hash(path)
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    manifest = {
        "parameters": {"place": "district:D", "period": YEAR},
        "places": {"district:D": {"name": "Clarrow", "areas": list(places)}},
        "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest | facts), encoding="utf-8")
    return folder


def scan(folder, readings=None, policy="default", **options):
    return audit_folders([folder], policy=find_policy(policy), readings=readings, **options)


def with_notebook(folder):
    output = nb.new_output("execute_result", {"text/html": FRAME})
    notebook = nb.new_notebook(cells=[nb.new_code_cell("picture.map()", outputs=[output])])
    (folder / "briefing.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return sealed(folder, key={"notebook": "0"})


def test_a_second_scan_reads_what_is_new_and_finds_the_same(folder, opened, tmp_path):
    known = Readings()
    assert scan(folder, known).ok
    known.save(tmp_path / "readings.json")
    with_notebook(folder)
    opened.clear()
    second = scan(folder, Readings.load(tmp_path / "readings.json"))
    assert {where.partition(" > ")[0] for where in opened} == {"release/manifest.json", "release/briefing.ipynb"}
    # the map in the notebook is the one in map.html
    assert not any("payload" in where for where in opened)
    assert second == scan(folder)
    assert second.statements == 12


def test_a_map_that_was_read_is_told_of_where_a_notebook_shows_it(folder, opened):
    known = Readings()
    assert scan(folder, known).ok
    (folder / "map.html").unlink()
    (folder / "tables" / "attendance.csv").write_text("area_code,attendances\nX3,21\n", encoding="utf-8")
    with_notebook(folder)
    opened.clear()
    second = scan(folder, known)
    assert not any("payload" in where for where in opened)
    (found,) = second.findings
    assert "release/briefing.ipynb > cell 1 > output 1 > text/html" in f"{found.where} {found.why}"
    assert second == scan(folder)


CHANGES = {
    "a byte": lambda folder: (folder / "map.html").write_text(PAGE.replace('"7"', '"3"'), encoding="utf-8"),
    "a name": lambda folder: (folder / "map.html").rename(folder / "trust.html"),
    "a total": lambda folder: (folder / "total.csv").write_text("place,attendances\nClarrow,70\n", encoding="utf-8"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changed_is_read_again(folder, change):
    known = Readings()
    assert scan(folder, known).ok
    change(folder)
    assert scan(sealed(folder), known) == scan(folder)


def test_other_places_another_period_and_another_policy_are_other_readings(folder, opened, sample):
    known = Readings()
    scan(folder, known)
    for facts in ({"places": ("X1", "X2")}, {"parameters": {"place": "district:D", "period": "2024"}}):
        sealed(folder, **facts)
        opened.clear()
        assert scan(folder, known) == scan(folder)
        assert opened.count("release/map.html") == 2, facts
    sealed(folder)
    assert scan(folder, known, "strict") == scan(folder, policy="strict")
    assert scan(folder, known, "strict").findings
    dataset = replace(sample, areas=sample.areas.assign(district_name="Clarrow"))
    opened.clear()
    scan(folder, known, dataset=dataset)
    assert "release/map.html" in opened


def test_a_page_that_got_a_telling_name_is_read_again(folder):
    table = "<table><tr><th>area_code<th>numerator</tr><tr><td>X1<td>3</tr></table>"
    (folder / "page.html").write_text(table, encoding="utf-8")
    known = Readings()
    assert scan(sealed(folder), known).ok
    (folder / "page.html").rename(folder / "attendance_rate.html")
    assert Severity.BREACH in {one.severity for one in scan(sealed(folder), known).findings}


def test_bytes_that_were_read_are_refused_where_they_are_called_a_page(folder):
    data = bytes(range(256)) * 2
    (folder / "a.txt").write_bytes(base64.b64encode(data))
    known = Readings()
    assert scan(sealed(folder), known).ok
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("a.html", data)
    assert [one.severity for one in scan(sealed(folder), known).findings] == [Severity.UNTESTED]


def test_planted_values_are_looked_for_in_what_was_read_before(folder):
    known = Readings()
    scan(folder, known)
    assert {one.what for one in scan(folder, known, canaries=["a page"]).findings} == {"canary 1"}


@pytest.fixture
def attacks(monkeypatch):
    """How often something is attacked with the true counts known."""
    made = []
    true_audit = audit.audit
    monkeypatch.setattr(audit, "audit", lambda *words, **named: made.append(1) or true_audit(*words, **named))
    return made


def test_what_was_found_safe_is_attacked_again_only_when_something_is_new(tmp_path, sample, attacks):
    """Where a count that is shown, a count of the dataset or a cell that is withheld is another, all is as at first."""
    data = small(sample, {code: [9] * 12 for code in sample.areas.index[:3]})
    codes = list(data.areas.index)
    home = tmp_path / "release"
    home.mkdir()
    facts = {"parameters": {"place": "all", "period": data.period.iso()}}

    def told(*counts, dataset=data):
        rows = "".join(f"{code},{count}\n" for code, count in zip(codes, counts, strict=False))
        (home / "a.csv").write_text(f"area_code,attendances\n{rows}", encoding="utf-8")
        attacks.clear()
        found = scan(sealed(home, codes, **facts), known, dataset=dataset)
        number = len(attacks)
        assert found == scan(home, dataset=dataset)
        return found.ok, number

    known = Readings()
    assert told(108, 108) == (True, 1)
    known.save(tmp_path / "readings.json")
    known = Readings.load(tmp_path / "readings.json")
    assert told(108, 108) == (True, 0)
    assert told(108, 108, 108) == (True, 1)
    assert told(108, 109)[1] == 1
    changed = data.contacts.assign(partner_id=data.partners.index[1])
    assert told(108, 108, dataset=replace(data, contacts=changed))[1] == 1
    # what is not safe is never kept
    few = data.contacts.assign(attendance=pd.array([1, 1, 1, *[0] * (len(changed) - 3)], "Int64"))
    for _ in range(2):
        ok, number = told(3, 0, dataset=replace(data, contacts=few))
        assert not ok
        assert number


def spoilt(path, entry):
    entries = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({key: entry(*parts) for key, parts in entries.items()}), encoding="utf-8")


SPOILT = {
    "no file": lambda path: path.unlink(),
    "half": lambda path: path.write_bytes(path.read_bytes()[:-200]),
    "not text": lambda path: path.write_bytes(b"\xff\xfe\0"),
    "a list": lambda path: path.write_text("[]", encoding="utf-8"),
    "other entries": lambda path: spoilt(path, lambda *_: None),
    "no statements": lambda path: spoilt(path, lambda codes, _, seal: [codes, [], seal]),
    "shown as withheld": lambda path: spoilt(
        path, lambda codes, told, seal: [codes, [[*one[:3], None] for one in told], seal]
    ),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_damaged_or_altered_readings_hide_nothing(folder, tmp_path, spoil):
    (folder / "total.csv").write_text("place,attendances\nClarrow,70\n", encoding="utf-8")
    found, known = scan(sealed(folder)), Readings()
    assert found.findings
    scan(folder, known)
    known.save(tmp_path / "readings.json")
    spoil(tmp_path / "readings.json")
    assert scan(folder, Readings.load(tmp_path / "readings.json")) == found


def test_an_entry_under_the_key_of_another_piece_is_no_reading(folder):
    class Asked(Readings):
        """Notes every key that is looked up."""

        def of(self, key, where):
            keys.append(key)

    keys = []
    (folder / "map.html").write_text(PAGE.replace('"7"', '"3"'), encoding="utf-8")
    found = scan(sealed(folder), Asked())
    assert Severity.BREACH in {one.severity for one in found.findings}
    harmless = Readings()
    harmless.keep("key of a text", "a.txt", [])
    entry = harmless._used["key of a text"]
    assert Readings({"key of a text": entry}).of("key of a text", "b.txt") == []
    assert scan(folder, Readings(dict.fromkeys(keys, entry))) == found


def test_readings_that_cannot_be_written_are_done_without(folder, tmp_path):
    known = Readings()
    scan(folder, known)
    known.save(tmp_path / "nowhere" / "readings.json")
    assert not (tmp_path / "nowhere").exists()
