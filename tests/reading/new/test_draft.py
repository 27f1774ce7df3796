"""Drafts: an export is read by what is drafted as a careful analyst would have it read."""

import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import typer
from pandas.testing import assert_frame_equal
from shapely.geometry import box
from typer.testing import CliRunner

from prevent_geo.cli.new import new
from prevent_geo.errors import InputError
from prevent_geo.reading import read_dataset
from prevent_geo.reading.config import read_config
from prevent_geo.reading.new import Answers, draft_dataset, draft_text, find_files, write_draft
from prevent_geo.reading.new.names import match_columns
from prevent_geo.runs.synth import TownOrder, make_town
from prevent_geo.tables import TABLES

PERIOD = "2025-01-01/2025-12-31"
DATES = ("13/01/2025", "03/04/2025", "05/06/2025")


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    """A messy town, with the dataset.toml that a careful analyst would have written for it."""
    folder = tmp_path_factory.mktemp("export") / "town"
    make_town(folder, TownOrder(areas=12, months=6, mess="light"))
    return folder


@pytest.fixture
def files(tmp_path):
    """The least that makes a dataset: write(contacts=..., partners=...) with other columns."""

    def write(folder="data", **changed):
        home = tmp_path / folder
        home.mkdir()
        tables = {
            "contacts": {"Event ref": ["1", "2", "3"], "Event date": list(DATES), "LSOA code": ["A1", "A2", "A1"]},
            "partners": {
                "Partner no": ["P1"],
                "Organisation": ["Hall"],
                "Sector": ["Library"],
                "lon": [0],
                "lat": [51],
            },
        }
        for name, columns in (tables | changed).items():
            pd.DataFrame(columns).to_csv(home / f"{name}.csv", index=False)
        shapes = [box(0, 51, 0.01, 51.01), box(0.01, 51, 0.02, 51.01)]
        areas = gpd.GeoDataFrame({"LSOA21CD": ["A1", "A2"], "residents": [10, 20]}, geometry=shapes, crs="EPSG:4326")
        areas.to_file(home / "areas.geojson", engine="pyogrio")
        return home

    return write


def run(*words):
    app = typer.Typer()
    app.command()(new)
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done, str(done.exception or "")


def test_an_export_is_read_as_its_analyst_would_read_it(export, tmp_path):
    config = read_config(export)
    answers = Answers(title="Town", period=f"{config.period.start}/{config.period.end}")
    write_draft(draft_dataset(tmp_path, find_files(export), answers))
    drafted, analyst = read_dataset(tmp_path), read_dataset(export)
    assert not drafted.report.errors, str(drafted.report)
    for name in ("areas", "partners", "contacts"):
        assert_frame_equal(pd.DataFrame(getattr(drafted, name)), pd.DataFrame(getattr(analyst, name)))
    assert {name: len(table) for name, table in drafted.optional.items()} == {
        name: len(table) for name, table in analyst.optional.items()
    }


def test_an_order_of_dates_that_nothing_shows_is_asked_for_by_its_option(files):
    home = files(contacts={"id": ["1"], "date": ["03/04/2025"], "lsoa": ["A1"]})
    _, error = run(home, "--period", PERIOD)
    assert '--dates "contacts.csv=day-first"' in error
    assert "03/04/2025 can be read in two ways" in error
    assert not (home / "dataset.toml").exists()
    done, error = run(home, "--period", PERIOD, "--dates", "month-first")
    assert (done.exit_code, error) == (0, "")
    assert read_dataset(home).contacts["date"].tolist() == [pd.Timestamp("2025-03-04")]


def test_all_that_is_not_known_is_said_at_once(files):
    done, error = run(files(partners={"name": ["Hall"], "lon": [0], "lat": [51]}))
    assert done.exception.exit_code == 2
    assert "--period 2025-01-01/2025-06-30" in error
    assert '--set "partners.csv:sector=library"' in error


def test_on_a_terminal_it_asks_and_a_dataset_is_never_replaced(files, monkeypatch):
    home = files(partners={"name": ["Hall"], "lon": [0.005], "lat": [51.005]})
    said = iter(["libary", "library", PERIOD, "Our town", "OFFICIAL", "us", "", "2025"])
    monkeypatch.setattr(sys.modules[new.__module__], "_on_terminal", lambda: True)
    monkeypatch.setattr("typer.prompt", lambda _, default=None: next(said) or default)
    done, error = run(home)
    assert (done.exit_code, error) == (0, "")
    config = read_config(home)
    assert (config.title, config.source, config.vintage) == ("Our town", "us", "2025")
    assert not read_dataset(home).report.errors
    before = (home / "dataset.toml").read_bytes()
    done, error = run(home, "--period", PERIOD)
    assert "is there already and is not replaced" in error
    with pytest.raises(InputError, match="not replaced"):
        write_draft(
            draft_dataset(
                home, find_files(home), Answers(period=PERIOD, constants={"partners.csv": {"sector": "library"}})
            )
        )
    assert (home / "dataset.toml").read_bytes() == before


def test_what_stands_in_a_header_or_a_cell_stays_text(files, tmp_path):
    evil = 'x"\n[codes]\nthemes = "../../etc/passwd"  #\x7f\u2028{row}'
    sheet = {"Organisation": ["Hall"], "Sector": [evil[:50]], "lon": [0], "lat": [51], evil: ["1"]}
    home = files(partners=sheet, contacts={"id": ["1"], "date": ["2025-02-03"], "lsoa": ["A1"], "Theme": [evil[:40]]})
    draft = draft_dataset(home, find_files(home), Answers(title=evil, source=evil, period=PERIOD))
    write_draft(draft)
    config = read_config(home)
    assert (config.title, config.codes) == (evil, {})
    assert all(
        line.startswith("#") or "=" in line or line.startswith("[") or not line
        for line in draft_text(draft).split("\n")
    )


def test_personal_and_protected_columns_are_never_taken():
    headers = ["Organisation", "Contact name", "Email", "Faith", "Age", "name"]
    assert match_columns(TABLES["partners"], headers) == {"partner_name": "Organisation"}
    # not even where they are spelt nearly as one that is known
    assert match_columns(TABLES["partners"], ["Information sharing agreement tel"]) == {}
    assert match_columns(TABLES["areas"], ["Index of multiple deprivation decile, age"]) == {}
    assert match_columns(TABLES["areas"], ["Index of multiple deprivation decile, ag"]) != {}


def test_a_name_that_a_shapefile_cut_is_found():
    assert match_columns(TABLES["contacts"], ["trust_resp", "answered_o"]) == {
        "trust_responses": "trust_resp",
        "answered_on": "answered_o",
    }


def test_answers_about_what_there_is_not_are_refused(files):
    home = files()
    for words, told in (
        (["--map", "contact.csv:date=Event date"], "did you mean 'contacts.csv'"),
        (["--map", "contacts.csv:dat=Event date"], "did you mean 'date'"),
        (["--map", "contacts.csv:date=Event dates"], "did you mean 'Event date'"),
        (["--table", "contacts.csv=contact"], "did you mean 'contacts'"),
        (["--period", "last year"], "first and the last day"),
        (["--marking", "OFICIAL"], "did you mean 'OFFICIAL'"),
    ):
        done, error = run(home, *words)
        assert done.exception.exit_code == 2
        assert told in error


def test_files_elsewhere_are_named_by_the_way_to_them_and_stay(files, tmp_path):
    home = files()
    before = {path: path.read_bytes() for path in home.iterdir()}
    done, error = run(tmp_path / "made", *sorted(home.iterdir()), "--period", PERIOD)
    assert (done.exit_code, error) == (0, "")
    assert [Path(source.file).as_posix() for source in read_config(tmp_path / "made").contacts] == [
        "../data/contacts.csv"
    ]
    assert {path: path.read_bytes() for path in home.iterdir()} == before
