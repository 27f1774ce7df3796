from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from prevent_geo.synthesis import draw_areas, draw_contacts, draw_partners, write_sample

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
FILES = ["README.md", "areas.geojson", "contacts.csv", "dataset.toml", "partners.csv"]


@pytest.fixture(scope="module")
def areas() -> gpd.GeoDataFrame:
    return gpd.read_file(SAMPLE / "areas.geojson")


@pytest.fixture(scope="module")
def partners() -> pd.DataFrame:
    return pd.read_csv(SAMPLE / "partners.csv")


@pytest.fixture(scope="module")
def contacts() -> pd.DataFrame:
    return pd.read_csv(SAMPLE / "contacts.csv", parse_dates=["date", "answered_on", "recorded_on"])


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    written = []
    write_sample(tmp_path, seed=1, progress=written.append)
    assert sorted(written) == FILES
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (SAMPLE / name).read_bytes(), name


def test_the_sample_is_small():
    assert sum((SAMPLE / name).stat().st_size for name in FILES) < 2_500_000


def test_another_seed_draws_another_town():
    one, other = (draw_areas(districts=2, neighbourhoods=4, areas=20, seed=seed) for seed in (1, 2))
    assert not one.geometry.geom_equals(other.geometry).any()


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_any_seed_gives_a_valid_coverage_in_whole_metres(seed):
    town = draw_areas(districts=2, neighbourhoods=6, areas=60, seed=seed)
    corners = shapely.get_coordinates(town.geometry.to_numpy())
    assert shapely.coverage_is_valid(town.geometry.to_numpy())
    assert (corners == np.round(corners)).all()


def test_the_map_is_one_valid_coverage_of_the_national_grid(areas):
    assert areas.crs.to_epsg() == 27700
    assert shapely.coverage_is_valid(areas.geometry.to_numpy())
    town = areas.union_all()
    assert town.geom_type == "Polygon"
    assert len(town.interiors) == 0


@pytest.mark.parametrize(("level", "count"), [("neighbourhood", 24), ("district", 3), ("force", 1)])
def test_levels_nest_in_one_piece_each(areas, level, count):
    whole = areas.dissolve(f"{level}_code")
    assert len(whole) == count
    assert set(whole.geom_type) == {"Polygon"}
    assert areas.groupby(f"{level}_code")[f"{level}_name"].nunique().eq(1).all()
    assert areas.groupby("neighbourhood_code")[f"{level}_code"].nunique().eq(1).all()


def test_codes_and_names_are_unique(areas, partners, contacts):
    for column in ("area_code", "area_name"):
        assert areas[column].is_unique
    for level in ("neighbourhood", "district"):
        assert areas[f"{level}_name"].nunique() == areas[f"{level}_code"].nunique()
    codes = areas.filter(like="_code").to_numpy().ravel()
    assert {(code[0], len(code)) for code in codes} == {("X", 9)}
    assert partners["partner_id"].is_unique
    assert partners["partner_name"].is_unique
    assert contacts["contact_id"].is_unique


def test_keys_between_the_tables_hold(areas, partners, contacts):
    assert contacts["area_code"].isin(areas["area_code"]).all()
    assert contacts["partner_id"].isin(partners["partner_id"]).all()
    sites = gpd.GeoSeries.from_xy(partners["easting"], partners["northing"], crs=areas.crs)
    assert sites.within(areas.union_all()).all()


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


def test_some_areas_and_one_neighbourhood_have_no_contact_and_some_hardly_any(areas, contacts):
    counts = contacts.groupby("area_code").size().reindex(areas["area_code"], fill_value=0)
    by_neighbourhood = counts.groupby(areas["neighbourhood_code"].to_numpy()).sum()
    assert (by_neighbourhood == 0).sum() == 1
    assert 15 <= (counts == 0).sum() <= 45
    assert contacts.groupby("area_code")["attendance"].sum().between(1, 4).sum() >= 3


def test_contacts_can_be_drawn_over_areas_and_partners_that_lack_what_is_optional():
    town = draw_areas(districts=1, neighbourhoods=3, areas=20, seed=1)
    partners = draw_partners(town, partners=5, seed=1)
    bare_town = town[["area_code", "neighbourhood_code", "population", "geometry"]].set_index("area_code")
    bare_partners = partners[["partner_id", "sector", "geometry"]]
    before = bare_town.copy(), bare_partners.copy()
    ask = {"contacts": 50, "start": date(2025, 1, 1), "months": 2, "seed": 1}
    drawn = draw_contacts(bare_town, bare_partners, **ask)
    assert drawn["date"].str.slice(0, 7).isin(["2025-01", "2025-02"]).all()
    pd.testing.assert_frame_equal(drawn, draw_contacts(bare_town[::-1], bare_partners[::-1], **ask))
    pd.testing.assert_frame_equal(bare_town, before[0])
    pd.testing.assert_frame_equal(bare_partners, before[1])


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="do not nest"):
        draw_areas(districts=5, neighbourhoods=4, areas=20, seed=1)
    town = draw_areas(districts=1, neighbourhoods=1, areas=3, seed=1)
    partners = draw_partners(town, partners=2, seed=1)
    with pytest.raises(ValueError, match="first day of a month"):
        draw_contacts(town, partners, start=date(2025, 1, 2), seed=1)
    with pytest.raises(ValueError, match="different coordinate reference systems"):
        draw_contacts(town.to_crs("EPSG:4326"), partners, start=date(2025, 1, 1), seed=1)
    with pytest.raises(ValueError, match="at least one area and one partner"):
        draw_contacts(town.iloc[:0], partners, start=date(2025, 1, 1), seed=1)
