import json
from dataclasses import replace
from hashlib import sha256

import pandas as pd
import pytest

from prevent_geo.briefing import area_briefing
from prevent_geo.disclosure import Policy, earlier_releases
from prevent_geo.disclosure.scan.unpack import folder_parts
from prevent_geo.errors import DisclosureError, InputError
from prevent_geo.picture import rich_picture
from prevent_geo.releases.write import write_csv, write_map, write_poster, write_release


@pytest.fixture(scope="module")
def folder(ward, tmp_path_factory):
    return write_release(ward, area_briefing(ward), tmp_path_factory.mktemp("release") / "ward")


def test_a_release_holds_every_file_and_its_hash(folder, ward):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    forms = [f"briefing.{kind}" for kind in ("docx", "html", "pdf", "xlsx")]
    tables = [f"tables/{name}.csv" for name in sorted(ward.layers)]
    names = [*forms, "datapackage.json", "map.html", "place.gpkg", *tables]
    assert sorted(files) == sorted([*names, "manifest.json"])
    assert manifest["files"] == {name: sha256(files[name].read_bytes()).hexdigest() for name in names}
    assert manifest["parameters"]["place"].startswith("neighbourhood:")
    assert manifest["withheld_cells"]["attendance_rate"] >= 1


def test_withheld_figures_are_empty_in_the_tables(folder):
    table = pd.read_csv(folder / "tables/attendance_rate.csv", encoding="utf-8-sig")
    hidden = table[table["status"] == "suppressed"]
    assert len(hidden) >= 1
    assert hidden[["value", "lower", "upper", "numerator", "n"]].isna().all(axis=None)


def test_two_releases_of_the_same_picture_are_the_same_bytes(ward, folder, tmp_path):
    again = write_release(ward, area_briefing(ward), tmp_path / "again")
    for path in folder.rglob("*.*"):
        assert path.read_bytes() == (again / path.relative_to(folder)).read_bytes(), path.name


def test_a_withheld_attendance_is_in_no_byte_of_a_release(trafford, first_release, tmp_path):
    """Every area's attendance is made a canary and withheld; no form of it may be found in any file."""
    first = ~trafford.contacts["area_code"].duplicated()
    codes = trafford.contacts.loc[first, "area_code"]
    canaries = pd.Series(range(912_345_001, 912_345_001 + len(codes)), index=codes.index, dtype="Int64")
    attendance = pd.Series(pd.NA, index=trafford.contacts.index, dtype="Int64")
    attendance.loc[canaries.index] = canaries
    # answers without it would be more than came
    contacts = trafford.contacts.assign(attendance=attendance, trust_responses=pd.NA)
    planted = replace(trafford, contacts=contacts.astype({"trust_responses": "Int64"}))
    policy = Policy("canary", 1, 10**9, "[c]", "test")
    picture = rich_picture(planted, policy=policy, ledger=first_release(planted))
    assert picture.layers["attendance_rate"].values.withheld == len(codes)
    out = write_release(picture, area_briefing(picture), tmp_path / "out")
    parts = list(folder_parts(out))
    text = "\n".join(part.text for part in parts)
    text += "\n".join(",".join(map(str, row)) for part in parts if part.table is not None for row in part.table.rows)
    assert [n for n in canaries if str(n) in text or f"{n:,}" in text] == []


def test_nothing_is_written_without_a_record_of_earlier_releases(ward, tmp_path):
    alone = replace(ward, ledger=None)
    for write in (lambda out: write_release(alone, area_briefing(alone), out), lambda out: write_map(alone, out)):
        with pytest.raises(DisclosureError, match=r"^nothing is released without a record of earlier releases"):
            write(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_release_is_in_the_ledger_once(ward, folder, tmp_path):
    write_map(ward, tmp_path / "map.html")
    (record,) = earlier_releases(ward.whole, ward.ledger.path).records
    assert record["period"] == ward.period.iso()
    assert record == json.loads(json.dumps(ward.protection.record))


def test_the_next_release_is_decided_beside_the_first(trafford, first_release, tmp_path):
    hale = trafford.at(trafford.place("Hale"))
    opened = first_release(hale)

    def write(period, ledger):
        write_map(rich_picture(hale, period=period, ledger=ledger), tmp_path / f"{period}.html")
        return earlier_releases(hale, opened.path)

    once = write("all", opened)
    twice = write("last 12 months", once)
    assert [record["period"] for record in twice.records] == ["2024-10-01/2026-09-30", "2025-10-01/2026-09-30"]
    # a picture that was decided beside the first alone has to be made anew
    with pytest.raises(DisclosureError, match="another release was recorded since this one was decided"):
        write("2026-Q1", once)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.html", "last 12 months.html"]


def test_a_briefing_of_another_place_is_refused(ward, trafford, tmp_path):
    other = area_briefing(rich_picture(trafford, place="Hale"))
    with pytest.raises(InputError, match=r"^the briefing is of neighbourhood:E\d+, .*; the picture of neighbourhood:"):
        write_release(ward, other, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_spreadsheet_runs_nothing(tmp_path):
    write_csv(tmp_path / "t.csv", pd.DataFrame({"name": ["=1+1", "@x", "plain"], "n": [-1, 2, 3]}))
    assert (tmp_path / "t.csv").read_text(encoding="utf-8-sig") == "name,n\n'=1+1,-1\n'@x,2\nplain,3\n"


def test_a_release_made_again_is_the_same_and_the_next_one_says_what_changed(sample, tmp_path):
    out = tmp_path / "out"
    for period in ("2024-10-01/2025-09-30", "last 12 months", "last 12 months"):
        earlier = {path.name: path.read_bytes() for path in out.glob("*.*")}
        picture = rich_picture(sample, place="neighbourhood:X05000001", period=period)
        write_release(picture, area_briefing(picture, earlier=out), out)
    assert {path.name: path.read_bytes() for path in out.glob("*.*")} == earlier
    assert "The last briefing covers 1 October 2024 to 30 September 2025" in (out / "briefing.html").read_text("utf-8")
    assert json.loads(earlier["manifest.json"])["compared_with"]["period"] == "2024-10-01/2025-09-30"


def test_a_poster_is_scanned_and_written(ward, tmp_path):
    write_poster(ward, tmp_path / "poster.pdf")
    assert (tmp_path / "poster.pdf").read_bytes().startswith(b"%PDF")
    (tmp_path / "theirs.pdf").write_bytes(b"%PDF-1.4")
    with pytest.raises(InputError, match="is not a page that prevent_geo made"):
        write_poster(ward, tmp_path / "theirs.pdf")
