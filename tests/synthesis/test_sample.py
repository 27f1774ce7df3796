"""The shipped sample: the full town, small, in text, the same bytes again."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from prevent_geo.dataset import open_dataset
from prevent_geo.resources import shipped
from prevent_geo.synthesis.__main__ import main

SAMPLE = shipped("data/sample")


def listing(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def contacts() -> pd.DataFrame:
    return pd.read_csv(SAMPLE / "contacts.csv", parse_dates=["date", "answered_on", "recorded_on"])


def test_it_is_written_again_byte_for_byte(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["synthesis", str(tmp_path / "sample"), "--seed", "1"])
    main()
    again, kept = listing(tmp_path / "sample"), listing(SAMPLE)
    assert sorted(again) == sorted(kept)
    assert [name for name in kept if again[name] != kept[name]] == []


def test_it_is_small_text_whose_differences_can_be_read():
    files = listing(SAMPLE)
    assert sum(map(len, files.values())) < 3_000_000
    for name, content in files.items():
        text = content.decode("utf-8")
        assert "\r" not in text
        assert name.endswith((".csv", ".json", ".geojson", ".toml", ".md"))
    shapes = gpd.read_file(SAMPLE / "areas.geojson")
    corners = shapely.get_coordinates(shapes.geometry.to_numpy())
    assert (corners == corners.round()).all()


def test_it_is_the_full_town(sample):
    assert sample.areas["force_code"].nunique() == 1
    assert sample.areas["district_code"].nunique() == 3
    assert sample.areas["neighbourhood_code"].nunique() == 24
    assert len(sample.areas) == 360
    assert len(sample.partners) == 120
    assert len(sample.contacts) == pytest.approx(12_000, rel=0.03)
    assert str(sample.period) == "1 October 2024 to 30 September 2026"
    assert min(len(getattr(sample, name)) for name in ("perspectives", "practice", "actions", "pathway")) > 20
    assert sample.report.problems == ()


def test_other_tools_can_read_it():
    import frictionless

    report = frictionless.validate(str(SAMPLE / "datapackage.json"))
    assert report.valid, report.to_summary()
    assert {task.name for task in report.tasks} == {
        "areas", "partners", "contacts", "perspectives", "practice", "actions", "pathway"
    }  # fmt: skip


def test_the_readme_says_what_every_column_is():
    readme = (SAMPLE / "README.md").read_text(encoding="utf-8")
    for file in SAMPLE.glob("*.csv"):
        for column in pd.read_csv(file, nrows=0).columns:
            assert f"- {column}: " in readme, (file.name, column)
    assert "CC0" in readme


def test_codes_and_names_are_unique(contacts):
    areas, partners = gpd.read_file(SAMPLE / "areas.geojson"), pd.read_csv(SAMPLE / "partners.csv")
    assert areas["area_code"].is_unique
    assert areas["area_name"].is_unique
    codes = areas.filter(like="_code").to_numpy().ravel()
    assert {(code[0], len(code)) for code in codes} == {("X", 9)}
    assert partners["partner_id"].is_unique
    assert partners["partner_name"].is_unique
    assert contacts["contact_id"].is_unique


def test_what_a_contact_says_agrees_with_itself(contacts):
    assert contacts["date"].between("2024-10-01", "2026-09-30").all()
    assert contacts["date"].is_monotonic_increasing
    assert (contacts["recorded_on"] >= contacts["date"]).all()
    assert (contacts["answered_on"] < contacts["date"]).sum() == 0
    assert (contacts["trust_responses"] > contacts["attendance"]).sum() == 0
    assert contacts.loc[contacts["kind"] == "one_to_one", "attendance"].dropna().eq(1).all()
    assert contacts["trust_mean"].dropna().between(1, 5).all()
    assert contacts.loc[contacts["trust_mean"].notna(), "trust_responses"].ge(3).all()
    assert contacts["attendance"].isna().mean() == pytest.approx(0.08, abs=0.02)
    assert 0.02 < (contacts["date"].dt.day_of_week >= 5).mean() < 0.1


def test_some_places_are_silent_and_some_figures_too_small_to_publish(sample):
    counts = sample.contacts.groupby("area_code").size().reindex(sample.areas.index, fill_value=0)
    by_neighbourhood = counts.groupby(sample.areas["neighbourhood_code"]).sum()
    assert (by_neighbourhood == 0).sum() == 1
    assert (counts == 0).sum() > (sample.areas["neighbourhood_code"] == by_neighbourhood.idxmin()).sum()
    assert sample.contacts.groupby("area_code")["attendance"].sum().between(1, 4).sum() >= 3


def test_the_sample_does_not_know_its_truth(sample):
    assert not any("truth" in path.parts for path in sample.files)
    assert open_dataset("sample").files == sample.files
