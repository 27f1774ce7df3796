"""Deliberate leaks, one per kind of artefact: each is caught; a release without any is clean."""

import base64
import gzip
import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import geopandas as gpd
import nbformat
import openpyxl
import pandas as pd
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from shapely.geometry import Point

from prevent_geo.disclosure import find_policy
from prevent_geo.disclosure.scan import Readings, Severity, audit_folders

# three persons in one area and seven in another are withheld; no total is given
COUNTS = {"X1": 3, "X2": 7, "X3": 20, "X4": 40}
NAMES = {"X1": "Old Mill", "X2": "New Mill", "X3": "Hill", "X4": "Dale"}
PLACES = {
    "district:D": ("Clarrow", list(COUNTS)),
    "neighbourhood:N": ("Mills", ["X1", "X2"]),
    **{f"area:{code}": (name, [code]) for code, name in NAMES.items()},
}
YEAR, TO_NOVEMBER = "2025-01-01/2025-12-31", "2025-01-01/2025-11-30"
NOTEBOOK = nbformat.v4.new_notebook


def release(folder, shown=("X3", "X4"), counts=COUNTS, period=YEAR, places=PLACES):
    """A folder with a table and a manifest, in which the counts of the other areas are withheld."""
    (folder / "tables").mkdir(parents=True)
    rows = [
        {
            "area_code": code,
            "name": NAMES[code],
            "value": count * 1.5 if code in shown else "",
            "numerator": count if code in shown else "",
            "denominator": 1500,
            "status": "value" if code in shown else "suppressed",
        }
        for code, count in counts.items()
    ]
    pd.DataFrame(rows).to_csv(folder / "tables" / "attendance_rate.csv", index=False)
    manifest = {
        "parameters": {"place": "district:D", "period": period},
        "policy": {"name": "default"},
        "withheld_cells": {"attendance_rate": 2, "trust": 3},
        "places": {place: {"name": name, "areas": areas} for place, (name, areas) in places.items()},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return sealed(folder)


def sealed(folder):
    """The folder, whose manifest lists all of its files."""
    from prevent_geo.releases.manifest import file_hash

    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file() and file != path}
    manifest["files"] = {name: file_hash(file) for name, file in files.items()}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def scan(*folders, **options):
    return audit_folders(list(folders), policy=find_policy(), **options)


@pytest.fixture
def clean(tmp_path):
    return release(tmp_path / "release")


def test_a_clean_release_has_no_finding(clean):
    found = scan(clean)
    assert found.ok, str(found)
    assert (found.files, found.statements, found.withheld) == (2, 4, 2)


# one function a kind of artefact: it writes a leak into a folder


def tooltips(folder):
    columns = [
        {"label": "Attendance rate (attendances per 1,000 residents)", "cells": ["[c]", "[c]", "30", "60"]},
        {"label": "Attendances", "cells": ["3", "[c]", "20", "40"]},
    ]
    payload = {"areas": {"codes": list(COUNTS)}, "layers": [{"id": "x", "columns": columns}]}
    page = f'<html><script type="application/json">{json.dumps(payload)}</script></html>'
    (folder / "map.html").write_text(page, encoding="utf-8")


def packed_script(folder):
    rows = [{"area": code, "attendances": count} for code, count in COUNTS.items()]
    blob = base64.b64encode(gzip.compress(json.dumps(rows).encode(), mtime=0)).decode()
    (folder / "map.html").write_text(f'<html><script>const data = "{blob}";</script></html>', encoding="utf-8")


def attribute(folder):
    (folder / "page.html").write_text(
        '<p><img alt="Hill and Old Mill: 3 attendances in Old Mill"></p>', encoding="utf-8"
    )


def pdf(folder):
    from matplotlib.figure import Figure

    figure = Figure()
    figure.text(0.1, 0.5, "Attendances in Old Mill: 3")
    figure.savefig(folder / "briefing.pdf", metadata={"CreationDate": None})


def pdf_metadata(folder):
    from matplotlib.figure import Figure

    Figure().savefig(folder / "a.pdf", metadata={"Title": "Old Mill, attended by 3 people", "CreationDate": None})


def notebook_text(folder):
    frame = pd.DataFrame({"area_code": list(COUNTS), "attendance": COUNTS.values()})
    _notebook(folder, {"text/plain": repr(frame)})


def notebook_html(folder):
    frame = pd.DataFrame({"attendance": COUNTS}, index=pd.Index(COUNTS, name="area_code"))
    _notebook(folder, {"text/html": frame.to_html()})


def notebook_stream(folder):
    cell = nbformat.v4.new_code_cell("print()", outputs=[nbformat.v4.new_output("stream", text="attendance=3 in X1\n")])
    nbformat.write(NOTEBOOK(cells=[cell]), folder / "a.ipynb")


def _notebook(folder, data):
    output = nbformat.v4.new_output("execute_result", data=data, execution_count=1)
    cell = nbformat.v4.new_code_cell("frame", outputs=[output])
    nbformat.write(NOTEBOOK(cells=[cell]), folder / "briefing.ipynb")


def svg_title(folder):
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"><title>Old Mill: 3 attendances</title></path></svg>'
    (folder / "map.svg").write_text(svg, encoding="utf-8")


def _areas():
    columns = {"area_code": list(COUNTS), "attendances": list(COUNTS.values())}
    return gpd.GeoDataFrame(columns, geometry=[Point(0, 0)] * len(COUNTS), crs=27700)


def geopackage(folder):
    _areas().to_file(folder / "areas.gpkg", layer="areas", engine="pyogrio")


def deleted_rows(folder):
    path = folder / "areas.gpkg"
    _areas().to_file(path, layer="counts", engine="pyogrio")
    _areas()[["area_code", "geometry"]].to_file(path, layer="areas", engine="pyogrio", mode="a")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("DELETE FROM gpkg_ogr_contents")
        connection.execute("DROP TABLE counts")


def geoparquet(folder):
    _areas().to_parquet(folder / "areas.parquet")


def hidden_sheet(folder):
    book = openpyxl.Workbook()
    book.active["A1"] = "Nothing to see"
    sheet = book.create_sheet("Attendance")
    for row in [("Area", "Persons"), *((NAMES[code], count) for code, count in COUNTS.items())]:
        sheet.append(row)
    sheet.sheet_state = "veryHidden"
    book.save(folder / "tables.xlsx")


def png_metadata(folder):
    about = PngInfo()
    about.add_text("Description", "Old Mill was visited by 3 people", zip=True)
    Image.new("RGB", (2, 2)).save(folder / "map.png", pnginfo=about)


def log_line(folder):
    (folder / "run.log").write_text("INFO area X3 done\nINFO area X1: trust_responses=2, done\n", encoding="utf-8")


def manifest_entry(folder):
    path = folder / "manifest.json"
    facts = {**json.loads(path.read_text(encoding="utf-8")), "attendance": {"X1": 3, "X3": 20}}
    path.write_text(json.dumps(facts), encoding="utf-8")


def rate_left(folder):
    path = folder / "tables" / "attendance_rate.csv"
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    table.loc[0, "value"] = "2.0"
    table.to_csv(path, index=False)


def single_events(folder):
    rows = pd.DataFrame({"contact_id": ["C1", "C2"], "area_code": ["X3", "X4"], "attendance": [20, 40]})
    rows.to_csv(folder / "tables" / "contacts.csv", index=False)


def file_name(folder):
    (folder / "Old_Mill_3_attendances.txt").write_text("nothing", encoding="utf-8")


LEAKS = [
    *(tooltips, packed_script, attribute, pdf, pdf_metadata, notebook_text, notebook_html, notebook_stream, svg_title),
    *(geopackage, deleted_rows, geoparquet, hidden_sheet, png_metadata, log_line, manifest_entry, rate_left),
    *(single_events, file_name),
]


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.__name__)
def test_a_leak_is_caught(clean, leak, tmp_path, monkeypatch):
    monkeypatch.setattr("prevent_geo.disclosure.scan.readings.LEAST", 0)
    before = {file: file.read_bytes() for file in clean.rglob("*") if file.is_file()}
    known = Readings()
    assert scan(clean, readings=known).ok
    known.save(tmp_path / "readings.json")
    leak(clean)
    sealed(clean)
    changed = {file.name for file in clean.rglob("*") if file.is_file() and before.get(file) != file.read_bytes()}
    found = scan(clean)
    # what was read before the leak hides nothing of it, and neither does what was read of it
    known = Readings.load(tmp_path / "readings.json")
    assert [scan(clean, readings=known), scan(clean, readings=known)] == [found, found]
    assert {one.where.split(" > ")[0].split(", ")[0].rpartition("/")[2] for one in found.findings} <= changed
    expected = Severity.POSSIBLE if leak is deleted_rows else Severity.BREACH
    assert expected in {one.severity for one in found.findings}, str(found)
    # the secret itself is never said
    assert not any({"3", "three"} & set(f"{one.what} {one.why}".split()) for one in found.findings)


@pytest.mark.parametrize("row", ["<td>Clarrow</td>", "<td>D</td>", "<th>All areas</th>", "<th>Total</th>"])
def test_a_total_in_a_page_gives_away_a_cell_that_a_table_withholds(tmp_path, row):
    folder = release(tmp_path / "release", shown=("X2", "X3", "X4"))
    assert scan(folder).ok
    page = f"<table><tr><th>Place</th><th>Attendances</th></tr><tr>{row}<td>70</td></tr></table>"
    (folder / "page.html").write_text(page, encoding="utf-8")
    (found,) = scan(sealed(folder)).findings
    assert (found.severity, found.what) == (Severity.BREACH, f"attendance of area:X1, {YEAR}")


def test_a_total_in_a_sentence_gives_a_cell_away(tmp_path):
    folder = release(tmp_path / "release", shown=("X2", "X3", "X4"))
    (folder / "note.txt").write_text("There were 70 attendances in Clarrow.", encoding="utf-8")
    assert [one.what[:21] for one in scan(sealed(folder)).findings] == ["attendance of area:X1"]


def test_an_earlier_release_gives_away_the_month_since(tmp_path):
    earlier = release(tmp_path / "earlier", counts={"X1": 3, "X2": 7, "X3": 18, "X4": 40}, period=TO_NOVEMBER)
    later = release(tmp_path / "later")
    assert scan(earlier).ok
    assert scan(later).ok
    (found,) = scan(later, earlier).findings
    assert found.severity is Severity.BREACH
    assert "'X3', 2025-12-01/2025-12-31" in found.what


def test_an_earlier_release_shows_what_is_withheld_now(tmp_path):
    earlier, later = release(tmp_path / "earlier", shown=("X2", "X3", "X4")), release(tmp_path / "later")
    (found,) = scan(later, earlier).findings
    assert found.severity is Severity.BREACH
    assert "it is shown here, and withheld in later/" in found.why


def test_a_district_that_grew_gives_away_the_new_area(tmp_path):
    smaller = {**PLACES, "district:D": ("Clarrow", ["X2", "X3", "X4"])}
    folders = [release(tmp_path / "earlier", places=smaller), release(tmp_path / "later")]
    for folder, total in zip(folders, (67, 70), strict=True):
        (folder / "total.csv").write_text(f"district_code,attendances\nD,{total}\n", encoding="utf-8")
        assert scan(sealed(folder)).ok
    found = scan(*folders)
    assert any("attendance of area:X1" in one.what and one.severity is Severity.BREACH for one in found.findings)


def test_two_values_of_one_figure_cannot_be_tested(clean):
    (clean / "other.csv").write_text("area_code,attendances\nX3,21\n", encoding="utf-8")
    (found,) = scan(sealed(clean)).findings
    assert (found.severity, found.what) == (Severity.UNTESTED, f"attendance of area:X3, {YEAR}")


@pytest.mark.parametrize(("hidden", "small"), [(8, False), (4, True)])
def test_what_may_be_a_small_count_stops_a_release_until_the_dataset_is_given(tmp_path, sample, hidden, small):
    # the first with the second is 12, the second with the third 10: so the first is at least 3
    codes = list(sample.areas.index[:4])
    counts = dict(zip(codes, (hidden, 12 - hidden, hidden - 2, 40), strict=True))
    places = {f"drawn:{number}": (f"Drawn {number}", codes[number : number + 2]) for number in (0, 1)}
    rows = sample.contacts.iloc[:4].assign(area_code=codes, attendance=pd.array(list(counts.values()), "Int64"))
    (tmp_path / "release").mkdir()
    manifest = {
        "parameters": {"place": "all", "period": sample.period.iso()},
        "places": {place: {"name": name, "areas": areas} for place, (name, areas) in places.items()},
    }
    (tmp_path / "release" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    lines = ["place,attendances", *(f"{code},[c]" for code in codes[:3]), f"{codes[3]},40", "Drawn 0,12", "Drawn 1,10"]
    (tmp_path / "release" / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    folder = sealed(tmp_path / "release")
    (found,) = scan(folder).findings
    assert found.severity is Severity.POSSIBLE
    assert found.why.endswith("; give --dataset to tell")
    policy = replace(find_policy(), contributors=False)
    settled = audit_folders([folder], dataset=replace(sample, contacts=rows), policy=policy)
    assert [one.severity for one in settled.findings] == [Severity.BREACH] * small, str(settled)


def test_a_figure_that_is_not_that_of_the_dataset_cannot_be_tested(tmp_path, sample):
    code, rows = sample.areas.index[0], sample.contacts.iloc[:1]
    rows = rows.assign(area_code=sample.areas.index[:1], attendance=pd.array([40], "Int64"))
    dataset = replace(sample, contacts=rows)
    (tmp_path / "a.csv").write_text(f"area_code,attendances\n{code},41\n", encoding="utf-8")
    (found,) = audit_folders([tmp_path], dataset=dataset, policy=find_policy()).findings
    assert found.severity is Severity.UNTESTED
    assert "the dataset gives another count" in found.why
    (tmp_path / "a.csv").write_text(f"area_code,attendances\n{code},40\n", encoding="utf-8")
    policy = replace(find_policy(), contributors=False)
    assert audit_folders([tmp_path], dataset=dataset, policy=policy).ok


def test_rounded_figures_are_intervals(tmp_path):
    # 14 was rounded to 15, 3 to 0: nothing is withheld, and nothing follows
    policy = find_policy("rounded")
    (tmp_path / "a.csv").write_text("area_code,attendances\nX1,0\nX2,15\nD,20\n", encoding="utf-8")
    manifest = {
        "parameters": {"place": "district:D", "period": YEAR},
        "places": {"district:D": {"name": "", "areas": ["X1", "X2"]}},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert audit_folders([sealed(tmp_path)], policy=policy).ok
    (tmp_path / "b.csv").write_text("area_code,attendances\nX3,14\n", encoding="utf-8")
    (found,) = audit_folders([sealed(tmp_path)], policy=policy).findings
    assert "is not rounded to a multiple of 5" in found.why


def test_planted_values_are_found_in_every_form(clean):
    pd.DataFrame({"n": [70_001, 2]}).to_parquet(clean / "a.parquet")
    (clean / "a.txt").write_text("in all 81,003 of them", encoding="utf-16")
    found = scan(sealed(clean), canaries=[70_001, "81003", 92_007, "kanari"])
    assert {(one.where.partition(" > ")[0], one.what) for one in found.findings} == {
        ("release/a.parquet", "canary 1"),
        ("release/a.txt", "canary 2"),
    }


def test_the_ledger_and_what_the_manifest_does_not_list_do_not_belong_in_a_folder(clean):
    (clean / "disclosure-ledger.jsonl").write_text("", encoding="utf-8")
    (clean / "extra.txt").write_text("nothing", encoding="utf-8")
    found = {(one.where, one.severity) for one in scan(clean).findings}
    assert ("release/disclosure-ledger.jsonl", Severity.BREACH) in found
    assert ("release/extra.txt", Severity.POSSIBLE) in found


def test_a_file_that_cannot_be_read_stops_a_release_and_the_others_are_read(clean):
    (clean / "a.parquet").write_bytes(b"PAR1 and no more")
    tooltips(clean)
    severities = {one.where.partition(" > ")[0]: one.severity for one in scan(sealed(clean)).findings}
    assert severities["release/a.parquet"] is Severity.UNTESTED
    assert severities["release/map.html"] is Severity.BREACH


def test_withheld_counts_of_unknown_places_cannot_be_tested(tmp_path):
    folder = release(tmp_path / "release", places={})
    (found,) = scan(folder).findings
    assert found.severity is Severity.UNTESTED
    assert "2 withheld counts of a place or period that no manifest explains" in found.why
