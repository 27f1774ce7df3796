import geopandas as gpd
import pandas as pd
import pytest
import shapely

from prevent_geo.measures import RESULT_COLUMNS, nearest_partner, share_within

AREAS = gpd.GeoDataFrame(
    {"population": pd.array([100, 300, None, 600], "Int64"), "district_code": ["D1", "D1", "D1", "D2"]},
    index=pd.Index(list("ABCE"), name="area_code"),
    # 0, 2,000, 2,001 and 30,000 m from the library
    geometry=[shapely.box(x - 1, -1, x + 1, 1) for x in (0, 2_000, -2_001, 30_000)],
    crs="EPSG:27700",
)
PARTNERS = gpd.GeoDataFrame(
    {"sector": ["library", "school"]}, geometry=gpd.points_from_xy([0, 30_500], [0, 0]), crs="EPSG:27700"
)


def test_by_hand():
    result = share_within(PARTNERS, AREAS)
    assert result["value"].to_dict() == {
        ("any", "D1"): 1, ("any", "D2"): 1, ("library", "D1"): 1, ("library", "D2"): 0, ("school", "D1"): 0,
        ("school", "D2"): 1,
    }  # fmt: skip
    # 2,000 m is within; whose residents are not known is left out
    assert result.loc[("library", "D1"), ["numerator", "denominator"]].tolist() == [400, 400]
    assert result.columns.tolist() == RESULT_COLUMNS
    assert result[["lower", "upper"]].isna().all(axis=None)


def test_nearer_is_less():
    result = share_within(PARTNERS, AREAS, distance_m=1_999.9)
    assert result.loc[("library", "D1"), "value"] == 0.25


def test_zones_are_the_reader_s():
    zones = pd.Series({"A": "Z", "B": "Z", "E": "Y"})
    assert share_within(PARTNERS, AREAS, zones=zones).loc["any", "denominator"].to_dict() == {"Y": 600, "Z": 400}


def test_zones_may_be_categories_in_any_order():
    zones = pd.Series(["Z", "Z", "Y", "Y"], index=AREAS.index)
    result = share_within(PARTNERS, AREAS, zones=zones)
    odd = zones.astype(pd.CategoricalDtype(["Z", "X", "Y"]))
    pd.testing.assert_frame_equal(share_within(PARTNERS, AREAS[::-1], zones=odd), result)


def test_a_distance_is_within_itself():
    # 1,001 ÷ 1,000 × 1,000 is not 1,001 for a computer
    at = range(1_001, 1_099)
    boxes = [shapely.box(x - 1, -1, x + 1, 1) for x in at]
    areas = gpd.GeoDataFrame({"population": 1}, index=[f"A{x}" for x in at], geometry=boxes, crs="EPSG:27700")
    for x in at[::7]:
        near = share_within(PARTNERS[:1], areas, distance_m=x).loc[("any", "all"), "numerator"]
        assert near == x - 1_000


def test_without_districts_there_is_one_zone():
    result = share_within(PARTNERS, AREAS.assign(district_code=None))
    assert result.loc["library", "value"].to_dict() == {"all": 0.4}


def test_shares_agree_with_the_distances(sample):
    here = sample.areas.index[sample.areas["district_code"] == sample.areas["district_code"].iloc[0]]
    near = nearest_partner(sample.partners, sample.areas).loc["any", "value"].loc[here] <= 2
    people = sample.areas.loc[here, "population"]
    shares = share_within(sample.partners, sample.areas).loc["any"]
    assert shares.loc[sample.areas["district_code"].iloc[0], "value"] == pytest.approx(
        people[near].sum() / people.sum()
    )


def test_nobody_to_count_is_missing():
    result = share_within(PARTNERS, AREAS.assign(population=pd.array([0, 0, 0, 5], "Int64")))
    assert result.loc["any", "status"].to_dict() == {"D1": "missing", "D2": "value"}
    assert share_within(PARTNERS[:0], AREAS)["status"].tolist() == ["missing", "missing"]
    assert len(share_within(PARTNERS, AREAS[:0])) == 0


def test_categories_count_as_text_does():
    pd.testing.assert_frame_equal(
        share_within(PARTNERS.astype({"sector": "category"}), AREAS), share_within(PARTNERS, AREAS)
    )
