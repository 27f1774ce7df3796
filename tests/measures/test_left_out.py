import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from prevent_geo.measures.common.result import RESULT_COLUMNS
from prevent_geo.measures.left_out import left_out

# km from the one site: D1 has 1, 3, 4 and 5; D2 has 1 and one unknown; D3 has one unknown
AREAS = gpd.GeoDataFrame(
    {"district_code": ["D1", "D1", "D1", "D1", "D2", "D2", "D3", None]},
    index=pd.Index(list("ABCEFGHK"), name="area_code"),
    geometry=[shapely.box(x - 1, -1, x + 1, 1) for x in (1_000, 3_000, 4_000, 5_000, -1_000, 90_000, 80_000, 7_000)],
    crs="EPSG:27700",
)
DEMAND = pd.Series([10, 30, 10, 10, 50, None, None, 70], index=AREAS.index, dtype="Float64")
SITE = gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs="EPSG:27700")


def test_by_hand():
    before = DEMAND.copy(), AREAS.copy(), SITE.copy()
    result = left_out(DEMAND, AREAS, SITE)
    for now, then in zip((DEMAND, AREAS, SITE), before, strict=True):
        assert now.equals(then)
    assert result.columns.tolist() == [*RESULT_COLUMNS, "share", "distance_m", "areas_unknown"]
    assert result.index.tolist() == ["D1", "D2", "D3"]
    assert result.index.name == "zone"
    # half of the 50 left out in D1 live up to 3 km away
    columns = ["value", "denominator", "n", "share", "distance_m", "areas_unknown", "status"]
    assert result.loc["D1", columns].tolist() == [50, 60, 3, 50 / 60, 3_000, 0, "value"]
    # a true zero: all who are known are within reach
    assert result.loc["D2", ["value", "denominator", "n", "share", "areas_unknown", "status"]].tolist() == [
        0, 50, 0, 0, 1, "value",
    ]  # fmt: skip
    assert result.loc["D3", ["n", "areas_unknown", "status"]].tolist() == [0, 1, "missing"]
    assert result.loc["D3", ["value", "denominator", "share"]].isna().all()
    assert result.loc[["D2", "D3"], "distance_m"].isna().all()
    assert result[["lower", "upper"]].isna().all(axis=None)


def test_without_demand_there_is_no_share():
    result = left_out(DEMAND * 0, AREAS, SITE)
    assert result.loc["D1", ["value", "denominator"]].tolist() == [0, 0]
    assert result["share"].isna().all()


def test_without_sites_all_are_left_out_at_no_distance():
    result = left_out(DEMAND, AREAS, SITE[:0])
    assert result.loc[["D1", "D2"], "share"].tolist() == [1, 1]
    assert result["distance_m"].isna().all()


def test_without_areas_or_districts():
    assert left_out(DEMAND[:0], AREAS[:0], SITE).empty
    whole = left_out(DEMAND, AREAS.assign(district_code=None), SITE)
    assert whole["value"].to_dict() == {"all": 120}


def test_zones_by_category_or_text_in_any_order():
    expected = left_out(DEMAND, AREAS, SITE)
    odd = pd.CategoricalDtype(["D3", "D9", "D1", "D2"])
    pd.testing.assert_frame_equal(left_out(DEMAND, AREAS.astype({"district_code": odd}), SITE), expected)
    pd.testing.assert_frame_equal(left_out(DEMAND[::-1], AREAS[::-1], SITE), expected)
    zones = AREAS["district_code"].astype(odd)
    pd.testing.assert_frame_equal(left_out(DEMAND, AREAS, SITE, zones=zones[::-1]), expected)


def test_the_median_is_that_of_single_residents():
    rng = np.random.default_rng(4)
    at, people = rng.integers(2_001, 50_000, 40) // 10 * 10, rng.integers(1, 60, 40) * 2 - 1
    areas = gpd.GeoDataFrame(
        {"district_code": np.where(np.arange(40) % 3, "D1", "D2")},
        index=[f"A{i:02}" for i in range(40)],
        geometry=[shapely.box(x - 1, -1, x + 1, 1) for x in at],
        crs="EPSG:27700",
    )
    result = left_out(pd.Series(people, index=areas.index), areas, SITE)
    for zone in ("D1", "D2"):
        here = (areas["district_code"] == zone).to_numpy()
        each = np.sort(np.repeat(at[here], people[here]))
        assert result.loc[zone, "distance_m"] == pytest.approx(each[(len(each) - 1) // 2])
