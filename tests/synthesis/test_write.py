"""A town as a folder: reproducible, clean, described, and its truth beside it."""

import json
import shutil
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from prevent_geo.dataset import open_dataset
from prevent_geo.reading import read_dataset
from prevent_geo.synthesis.town import Origin, draw_town
from prevent_geo.synthesis.write import write_town

TABLES = ["areas", "partners", "contacts", "perspectives", "practice", "actions", "pathway"]


def draw(seed=3, **more):
    return draw_town(areas=40, partners=15, contacts=400, months=6, seed=seed, **more)


def listing(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("columnar", [False, True])
def test_the_same_seed_writes_the_same_bytes(tmp_path, columnar):
    for name in ("one", "other"):
        write_town(tmp_path / name, draw(), columnar=columnar)
    assert listing(tmp_path / "one") == listing(tmp_path / "other")


def test_text_and_parquet_hold_the_same_town(tmp_path):
    for name, columnar in (("text", False), ("parquet", True)):
        write_town(tmp_path / name, draw(), columnar=columnar)
    text, parquet = (open_dataset(tmp_path / name) for name in ("text", "parquet"))
    for table in TABLES:
        pd.testing.assert_frame_equal(
            pd.DataFrame(getattr(text, table)).drop(columns="geometry", errors="ignore"),
            pd.DataFrame(getattr(parquet, table)).drop(columns="geometry", errors="ignore"),
        )
    assert shapely.equals_exact(text.areas.geometry.to_numpy(), parquet.areas.geometry.to_numpy(), normalize=True).all()


SIZES = [(40, 6), (3, 1), (3, 4), (12, 2), (60, 3)]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("areas", "months"), SIZES)
def test_the_checker_finds_nothing_in_a_clean_town(tmp_path, areas, months, seed):
    town = draw_town(
        areas=areas, partners=areas, contacts=10 * areas, start=date(2024, 11, 1), months=months, seed=seed
    )
    written = write_town(tmp_path, town)
    report = read_dataset(tmp_path).report
    assert report.problems == ()
    assert report.ledger_table().set_index("table")["used"]["contacts"] == written.contacts


def test_the_truth_is_beside_the_data_and_never_read(tmp_path):
    town = draw()
    write_town(tmp_path, town)
    with_truth = open_dataset(tmp_path)
    assert not any("truth" in path.parts for path in with_truth.files)
    facts = json.loads((tmp_path / "truth" / "features.json").read_text(encoding="utf-8"))
    assert facts["files"] == sorted(name for name in listing(tmp_path) if name != "truth/features.json")
    assert [feature["kind"] for feature in facts["features"]] == [f.kind for f in town.intensity.features]
    assert all({"place", "areas", "start", "end", "size", "size_means"} <= set(f) for f in facts["features"])
    rates = pd.read_parquet(tmp_path / "truth" / "rates.parquet")
    assert len(rates) == 40 * 6
    assert rates["expected_recorded"].sum() == pytest.approx(400, rel=1e-6)
    areas = gpd.read_parquet(tmp_path / "truth" / "areas.parquet")
    assert set(areas["area_code"]) == set(with_truth.areas.index)
    features = gpd.read_parquet(tmp_path / "truth" / "features.parquet")
    assert len(features) == len(facts["features"])
    assert {"river", "park"} <= set(gpd.read_parquet(tmp_path / "truth" / "landscape.parquet")["kind"])
    shutil.rmtree(tmp_path / "truth")
    pd.testing.assert_frame_equal(open_dataset(tmp_path).contacts, with_truth.contacts)


def test_other_tools_can_read_the_package(tmp_path):
    import frictionless

    write_town(tmp_path, draw())
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.to_summary()
    # and the schema is not one that accepts everything
    table = (tmp_path / "contacts.csv").read_text(encoding="utf-8")
    (tmp_path / "contacts.csv").write_text(table.replace(",agency,", ",agent,"), encoding="utf-8")
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


def test_a_town_over_real_areas(tmp_path, trafford):
    origin = Origin("<b>Trafford</b>", "OFFICIAL", "OGL 3.0", 'Office for National "Statistics"')
    town = draw_town(partners=60, contacts=300, months=3, seed=1, boundaries=trafford.areas, origin=origin)
    write_town(tmp_path, town)
    data = open_dataset(tmp_path)
    assert list(data.areas.index) == list(trafford.areas.index)
    assert data.contacts["area_code"].isin(trafford.areas.index).all()
    assert data.partners.within(trafford.areas.union_all()).all()
    assert data.about.marking == "OFFICIAL"
    assert "OGL 3.0" in data.about.licence
    assert "Office for National  Statistics" in data.about.source
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert "licenses" not in package
    assert [r["name"] for r in package["resources"] if "licenses" not in r] == ["areas"]
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "everything here is invented" not in readme.lower()
    assert "<" not in readme
    gaps = shapely.distance(data.areas.geometry.to_numpy(), trafford.areas.geometry.to_numpy())
    assert (gaps < 0.01).all()


def test_organisations_over_real_areas_are_not_named_after_real_places(trafford):
    town = draw_town(partners=100, contacts=300, months=3, seed=1, boundaries=trafford.areas)
    places = {name for column in ("neighbourhood_name", "district_name") for name in trafford.areas[column]}
    assert [name for name in town.partners["partner_name"] if any(place in name for place in places)] == []
    assert not set(town.partners["partner_name"]) & set(trafford.partners["partner_name"])


def test_a_town_without_a_single_contact_is_refused(tmp_path):
    town = draw_town(areas=3, partners=2, contacts=1, months=1, seed=2, plain=True)
    with pytest.raises(ValueError, match="not one contact was drawn"):
        write_town(tmp_path / "town", town)
    assert not (tmp_path / "town").exists()


def test_only_what_was_written_is_listed(tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    write_town(tmp_path, draw())
    facts = json.loads((tmp_path / "truth" / "features.json").read_text(encoding="utf-8"))
    assert set(listing(tmp_path)) - set(facts["files"]) == {"thesis.docx", "truth/features.json"}
