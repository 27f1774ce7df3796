import json
from hashlib import sha256

import pandas as pd
import pytest

from prevent_geo.briefing import area_briefing
from prevent_geo.disclosure import Policy
from prevent_geo.errors import InputError
from prevent_geo.picture import rich_picture
from prevent_geo.runs.release import write_csv, write_release


@pytest.fixture(scope="module")
def folder(ward, tmp_path_factory):
    return write_release(ward, area_briefing(ward), tmp_path_factory.mktemp("release") / "ward")


def test_a_release_holds_every_file_and_its_hash(folder, ward):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    names = ["briefing.html", "map.html", *(f"tables/{name}.csv" for name in sorted(ward.layers))]
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


def test_a_withheld_attendance_is_in_no_byte_of_a_release(trafford, tmp_path):
    """Every area's attendance is made a canary and withheld; no form of it may be found in any file."""
    from dataclasses import replace

    first = ~trafford.contacts["area_code"].duplicated()
    codes = trafford.contacts.loc[first, "area_code"]
    canaries = pd.Series(range(912_345_001, 912_345_001 + len(codes)), index=codes.index, dtype="Int64")
    attendance = pd.Series(pd.NA, index=trafford.contacts.index, dtype="Int64")
    attendance.loc[canaries.index] = canaries
    planted = replace(trafford, contacts=trafford.contacts.assign(attendance=attendance))
    policy = Policy("canary", 1, 10**9, "[c]", "test")
    picture = rich_picture(planted, policy=policy)
    assert picture.layers["attendance_rate"].values.withheld == len(codes)
    out = write_release(picture, area_briefing(picture), tmp_path / "out")
    text = "\n".join(path.read_text(encoding="utf-8") for path in out.rglob("*.*"))
    assert [n for n in canaries if str(n) in text or f"{n:,}" in text] == []


def test_a_briefing_of_another_place_is_refused(ward, trafford, tmp_path):
    other = area_briefing(rich_picture(trafford, place="Hale"))
    with pytest.raises(InputError, match=r"^the briefing is of neighbourhood:E\d+, .*; the picture of neighbourhood:"):
        write_release(ward, other, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_spreadsheet_runs_nothing(tmp_path):
    write_csv(tmp_path / "t.csv", pd.DataFrame({"name": ["=1+1", "@x", "plain"], "n": [-1, 2, 3]}))
    assert (tmp_path / "t.csv").read_text(encoding="utf-8-sig") == "name,n\n'=1+1,-1\n'@x,2\nplain,3\n"
