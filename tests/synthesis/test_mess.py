"""The mess: each kind of fault is planted, listed and found; what is not planted is not found."""

import csv
import zipfile
from datetime import date

import pandas as pd
import pytest

from prevent_geo.dataset import open_dataset
from prevent_geo.period import Period
from prevent_geo.reading import read_dataset
from prevent_geo.synthesis import draw_areas, draw_contacts, draw_partners
from prevent_geo.synthesis.companions import draw_companions
from prevent_geo.synthesis.mess import FAULTS, LEVELS, find_missed, find_unexplained, write_mess
from prevent_geo.synthesis.town import prepare_areas

START = date(2025, 1, 1)
SEED = 4


@pytest.fixture(scope="module")
def town():
    areas = draw_areas(districts=2, neighbourhoods=6, areas=40, seed=1)
    partners = draw_partners(areas, partners=12, seed=1)
    return areas, partners, draw_contacts(areas, partners, contacts=200, start=START, months=6, seed=1)


@pytest.fixture(scope="module")
def companions(town):
    drawn = draw_companions(town[0], town[1], start=START, months=6, seed=1)
    return {name: one.table for name, one in drawn.items()}


def listing(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", FAULTS)
def test_each_kind_is_found_and_nothing_else(tmp_path, town, kind):
    planted = write_mess(tmp_path, *town, faults=[kind], seed=SEED)
    problems = read_dataset(tmp_path).report.problems
    assert {fault.fault for fault in planted} == {kind}
    assert find_missed(planted, problems) == []
    assert find_unexplained(planted, problems) == []


@pytest.mark.parametrize("level", LEVELS)
def test_levels_plant_every_kind_so_that_it_can_be_found(tmp_path, town, companions, level):
    planted = write_mess(tmp_path, *town, companions=companions, faults=LEVELS[level], seed=SEED)
    problems = read_dataset(tmp_path).report.problems
    assert {fault.fault for fault in planted} == set(LEVELS[level])
    assert find_missed(planted, problems) == []
    assert find_unexplained(planted, problems) == []


def test_light_faults_stop_nobody(tmp_path, town):
    write_mess(tmp_path, *town, faults=LEVELS["light"], seed=SEED)
    assert len(open_dataset(tmp_path).areas) == 40
    assert len(LEVELS["light"]) == 8


@pytest.mark.parametrize("seed", range(3))
def test_a_clean_export_is_clean_and_holds_the_town(tmp_path, town, companions, seed):
    areas, partners, contacts = town
    assert write_mess(tmp_path, *town, companions=companions, faults=[], seed=seed) == []
    assert read_dataset(tmp_path).report.problems == ()
    data = open_dataset(tmp_path)
    assert list(data.areas.index) == list(areas["area_code"])
    assert data.areas["population"].tolist() == areas["population"].tolist()
    assert data.areas.geom_equals(areas.set_index("area_code").geometry).all()
    assert data.partners["sector"].tolist() == partners["sector"].tolist()
    assert (data.partners.distance(partners.set_index(data.partners.index).geometry) < 0.1).all()
    theirs = data.contacts.sort_values(["date", "area_code", "kind"])
    ours = contacts.sort_values(["date", "area_code", "kind"])
    for name in ("area_code", "kind", "theme", "attendance", "trust_mean"):
        assert sorted(theirs[name].dropna()) == sorted(ours[name].dropna()), name
    assert theirs["date"].dt.strftime("%Y-%m-%d").tolist() == ours["date"].tolist()
    for name, table in companions.items():
        assert len(getattr(data, name)) == len(table)
    assert (tmp_path / "truth" / "faults.csv").read_text() == "file,row,column,fault,original,written\n"


def test_the_same_seed_writes_the_same_bytes(tmp_path, town, monkeypatch):
    for name, seed in (("one", 7), ("same", 7), ("other", 8)):
        write_mess(tmp_path / name, *town, faults=LEVELS["heavy"], seed=seed)
    assert listing(tmp_path / "one") == listing(tmp_path / "same")
    assert listing(tmp_path / "one") != listing(tmp_path / "other")


def test_no_file_tells_the_day_of_its_making(tmp_path, town):
    write_mess(tmp_path, *town, faults=["cut_names", "merged_cells"], seed=2)
    archives = [path for path in tmp_path.iterdir() if zipfile.is_zipfile(path)]
    assert archives
    for path in archives:
        with zipfile.ZipFile(path) as archive:
            assert {entry.date_time[:3] for entry in archive.infolist()} == {(2026, 10, 1)}
    with zipfile.ZipFile(tmp_path / "partners.xlsx") as book:
        assert book.read("docProps/core.xml").count(b">2026-10-01T00:00:00Z<") == 2
    # bytes 1 to 3 of the table of a shapefile: years since 1900, month, day
    assert next(tmp_path.glob("late*.dbf")).read_bytes()[1:4] == bytes([126, 10, 1])


def test_every_fault_stands_where_the_list_says(tmp_path, town):
    faults = ["lost_zeros", "duplicate_rows", "blank_rows", "total_row", "negative_counts", "spaces", "title_row"]
    planted = write_mess(tmp_path, *town, faults=faults, seed=SEED)
    with (tmp_path / "truth" / "faults.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [row["fault"] for row in listed] == [fault.fault for fault in planted]
    checked = 0
    for row in listed:
        if not (row["file"].endswith(".csv") and row["row"]):
            continue
        with (tmp_path / row["file"]).open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
        line = lines[int(row["row"]) - 1]
        if row["fault"] == "duplicate_rows":
            assert lines.count(line) == 2
        elif row["fault"] == "blank_rows":
            assert not any(line)
        elif row["fault"] == "total_row":
            assert row["written"] in line
        else:
            assert line[lines[0].index(row["column"])] == row["written"] != row["original"]
        checked += 1
    assert checked > 5


def test_inputs_are_left_as_they_are(tmp_path, town, companions):
    before = [frame.copy() for frame in (*town, *companions.values())]
    write_mess(tmp_path, *town, companions=companions, faults=LEVELS["heavy"], seed=SEED)
    for frame, copy in zip((*town, *companions.values()), before, strict=True):
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(copy))


def test_the_period_may_be_given(tmp_path, town):
    write_mess(tmp_path, *town, faults=[], seed=1, period=Period(date(2025, 1, 1), date(2026, 3, 31)))
    assert open_dataset(tmp_path).period.end == date(2026, 3, 31)


def test_an_unknown_kind_is_refused_with_the_known_ones(tmp_path, town):
    with pytest.raises(ValueError, match=r"'misspelled' is not a kind of fault; there are lost_zeros, .*no_prj"):
        write_mess(tmp_path / "out", *town, faults=["spaces", "misspelled"], seed=1)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("areas", "partners", "contacts"), [(3, 1, 6), (5, 2, 30)])
def test_a_hamlet_is_written_with_what_finds_a_place(tmp_path, areas, partners, contacts):
    land = draw_areas(districts=1, neighbourhoods=1, areas=areas, seed=2)
    sites = draw_partners(land, partners=partners, seed=2)
    events = draw_contacts(land, sites, contacts=contacts, start=START, months=3, seed=2)
    planted = write_mess(tmp_path, land, sites, events, faults=LEVELS["heavy"], seed=1)
    assert planted
    assert find_missed(planted, read_dataset(tmp_path).report.problems) == []


def test_over_real_boundaries(tmp_path, trafford):
    partners = draw_partners(prepare_areas(trafford.areas), partners=12, seed=1)
    contacts = draw_contacts(trafford.areas, partners, contacts=300, start=START, months=3, seed=1)
    planted = write_mess(tmp_path, trafford.areas, partners, contacts, faults=LEVELS["heavy"], seed=1)
    problems = read_dataset(tmp_path).report.problems
    assert {"gaps", "overlaps", "bow_ties", "no_geometry"} <= {fault.fault for fault in planted}
    assert find_missed(planted, problems) == []
    assert find_unexplained(planted, problems) == []
