"""Towns asked for: whole or not at all, the same again by the command that the README gives, over real boundaries."""

import shlex

import pytest
from typer.testing import CliRunner

from prevent_geo.cli import app
from prevent_geo.dataset import open_dataset
from prevent_geo.errors import InputError
from prevent_geo.reading import DataError
from prevent_geo.runs.synth import TownOrder, make_town

SMALL = {"areas": 30, "contacts": 200, "months": 3}


def listing(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_command_of_the_readme_makes_the_same_town(tmp_path):
    order = TownOrder(**SMALL, seed=4, plant=("theme_flare:subject=housing,size=3",), start="2025-02")
    make_town(tmp_path / "one", order)
    readme = (tmp_path / "one" / "README.md").read_text(encoding="utf-8")
    line = next(line for line in readme.splitlines() if "prevent-geo synth" in line)
    words = [str(tmp_path / "other") if word == "OUT" else word for word in shlex.split(line)[1:]]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert "contacts: done" in done.stderr
    assert "theme_flare" in done.stdout
    assert listing(tmp_path / "one") == listing(tmp_path / "other")


def test_numbers_that_are_not_said_follow_from_the_areas(tmp_path):
    made = make_town(tmp_path / "town", TownOrder(areas=30, months=2, plain=True))
    assert len(made.town.partners) == 10
    assert made.contacts == pytest.approx(1_000, abs=150)
    assert "nothing" in str(made)


def test_an_earlier_town_is_replaced_and_nothing_else_is_touched(tmp_path):
    out = tmp_path / "town"
    make_town(out, TownOrder(**SMALL, seed=1))
    make_town(out, TownOrder(**SMALL, seed=2))
    before = listing(out)
    with pytest.raises(InputError, match="no district has that code"):
        make_town(out, TownOrder(**SMALL, seed=3, plant=("silent:place=district:X09",)))
    assert listing(out) == before
    (out / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="exists and is not an earlier"):
        make_town(out, TownOrder(**SMALL, seed=2))
    assert listing(out) == before | {"notes.txt": b"mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["town"]


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"plant": ("slient",)}, "did you mean 'silent'"),
        ({"form": "csv"}, "--format 'csv' is not one of text, parquet"),
        ({"form": "text", "mess": "light"}, "take --format out"),
        ({"start": "2025"}, "--start '2025' is not a month"),
        ({"mess": "haevy"}, "did you mean 'heavy'"),
        ({"mess": "heavy", "contacts": 1_000_000}, "--mess is for up to 100,000 contacts"),
        ({"columns": ("area_code=CODE",)}, "give --boundaries too"),
        ({"boundaries": "nowhere.gpkg", "areas": 0}, "there is no such file or folder"),
        ({"boundaries": "nowhere.gpkg"}, "give one of the two"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(tmp_path, change, match):
    with pytest.raises(InputError, match=match):
        make_town(tmp_path / "town", TownOrder(**SMALL | change))
    assert list(tmp_path.iterdir()) == []


def test_over_boundaries_with_names_of_their_own(tmp_path, trafford):
    theirs = trafford.areas.reset_index().to_crs("EPSG:4326")[["area_code", "area_name", "population", "geometry"]]
    theirs = theirs.rename(columns={"area_code": "LSOA21CD", "area_name": "LSOA21NM", "population": "Residents"})
    theirs.to_file(tmp_path / "lsoa.gpkg", layer="lsoa")
    columns = ("area_code=LSOA21CD", "area_name=LSOA21NM", "population=Residents")
    order = TownOrder(boundaries=str(tmp_path / "lsoa.gpkg"), columns=columns, contacts=300, months=3)
    make_town(tmp_path / "town", order)
    data = open_dataset(tmp_path / "town")
    assert list(data.areas.index) == list(trafford.areas.index)
    assert data.areas["area_name"].equals(trafford.areas["area_name"])
    assert len(data.partners) == round(len(theirs) / 3)
    assert data.report.problems == ()


def test_boundaries_that_lack_something_say_what(tmp_path, trafford):
    theirs = trafford.areas.reset_index()[["area_code", "population", "geometry"]]
    theirs.rename(columns={"population": "residents"}).to_file(tmp_path / "lsoa.geojson")
    with pytest.raises(DataError, match="nothing gives the population"):
        make_town(tmp_path / "town", TownOrder(boundaries=str(tmp_path / "lsoa.geojson")))
    with pytest.raises(InputError, match="'area_kode' is not a column of areas"):
        make_town(tmp_path / "town", TownOrder(boundaries=str(tmp_path / "lsoa.geojson"), columns=("area_kode=x",)))
    with pytest.raises(InputError, match="is not OURS=THEIRS"):
        make_town(tmp_path / "town", TownOrder(boundaries=str(tmp_path / "lsoa.geojson"), columns=("area_code",)))


def test_over_the_areas_of_a_dataset_folder(tmp_path, trafford_folder, trafford):
    make_town(tmp_path / "town", TownOrder(boundaries=str(trafford_folder), contacts=300, months=3, plain=True))
    data = open_dataset(tmp_path / "town")
    assert data.areas["neighbourhood_name"].equals(trafford.areas["neighbourhood_name"])
    assert data.about.marking == trafford.about.marking
    assert trafford.about.source[:40] in data.about.source
    order = TownOrder(boundaries=str(trafford_folder), columns=("area_code=x",))
    with pytest.raises(InputError, match="do not map them again"):
        make_town(tmp_path / "other", order)


def test_the_folder_that_this_runs_in_is_named_as_it_is_called(tmp_path, trafford_folder, monkeypatch):
    monkeypatch.chdir(trafford_folder)
    made = make_town(tmp_path / "town", TownOrder(boundaries=".", contacts=100, months=3))
    assert made.town.origin is not None
    assert "--boundaries trafford" in (tmp_path / "town" / "README.md").read_text(encoding="utf-8")
    with pytest.raises(InputError, match="is the folder that this runs in"):
        make_town(trafford_folder, TownOrder(**SMALL))
