import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.errors import InputError
from prevent_geo.measures import RESULT_COLUMNS, access

# Luo & Qi (2009), Health & Place 15: weights 1, 0.68 and 0.22 in three bands
WEIGHTS = (1, 0.68, 0.22)
places = st.tuples(st.integers(0, 12_000), st.integers(0, 12_000))


def areas_at(places, residents):
    boxes = [shapely.box(x - 1, y - 1, x + 1, y + 1) for x, y in places]
    index = pd.Index([f"A{i:02}" for i in range(len(places))], name="area_code")
    population = pd.array(residents, "Int64")
    return gpd.GeoDataFrame({"population": population}, index=index, geometry=boxes, crs="EPSG:27700")


def partners_at(places, capacities):
    points = gpd.points_from_xy(*np.array(places, dtype="float64").reshape(-1, 2).T)
    return gpd.GeoDataFrame({"capacity": np.array(capacities, dtype="float64")}, geometry=points, crs="EPSG:27700")


def by_brute_force(sites, capacities, homes, residents):
    """The two steps as the paper words them, with no library but Python's own."""

    def weight(one, other):
        distance = ((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5
        return next((w for bound, w in zip((1_000, 2_000, 5_000), WEIGHTS, strict=True) if distance <= bound), 0)

    ratios = []
    for site, capacity in zip(sites, capacities, strict=True):
        demand = sum(weight(home, site) * people for home, people in zip(homes, residents, strict=True))
        ratios.append(capacity / demand if demand and not np.isnan(capacity) else 0)
    return [
        1_000 * sum(weight(home, site) * ratio for site, ratio in zip(sites, ratios, strict=True)) for home in homes
    ]


towns = st.tuples(
    st.lists(st.tuples(places, st.sampled_from([0, 1, 1500, 900])), min_size=1, max_size=7),
    st.lists(st.tuples(places, st.sampled_from([float("nan"), 0, 2, 25])), min_size=1, max_size=6),
)


@settings(max_examples=60)
@given(towns)
def test_it_is_what_the_paper_says(town):
    # an early release of the package "access" weighted demand wrongly, so it is no oracle
    (homes, residents), (sites, capacities) = (list(zip(*part, strict=True)) for part in town)
    result = access(partners_at(sites, capacities), areas_at(homes, residents))
    if np.isnan(capacities).all():
        assert set(result["status"]) == {"missing"}
        return
    known = result["status"] == "value"
    oracle = np.array(by_brute_force(sites, capacities, homes, residents))
    np.testing.assert_allclose(result["value"][known], oracle[known], atol=1e-9)
    # where nothing can be said, nothing is within reach that could be shared out
    assert not oracle[~known].any()
    assert result["value"].isna().equals(~known)


@settings(max_examples=40)
@given(towns)
def test_capacity_is_neither_lost_nor_made(town):
    (homes, residents), (sites, capacities) = (list(zip(*part, strict=True)) for part in town)
    result = access(partners_at(sites, capacities), areas_at(homes, residents))
    used = [
        capacity
        for site, capacity in zip(sites, capacities, strict=True)
        if any(
            people and (home[0] - site[0]) ** 2 + (home[1] - site[1]) ** 2 <= 5_000**2
            for home, people in zip(homes, residents, strict=True)
        )
    ]
    reached = np.nansum(result["value"] * np.array(residents)) / 1_000
    assert reached == pytest.approx(np.nansum(used))


def test_a_band_holds_its_bound():
    # 1,000 m and 1,001 m from the site: weights 1 and 0.68, shared among 1,680 weighted residents
    areas = areas_at([(1_000, 0), (-1_001, 0)], [1_000, 1_000])
    result = access(partners_at([(0, 0)], [16.8]), areas)
    assert result["value"].tolist() == pytest.approx([10, 6.8])


def test_what_is_not_known_adds_nothing_and_is_counted():
    areas = areas_at([(0, 0), (50_000, 0)], [None, 0])
    result = access(partners_at([(0, 0), (0, 0), (50_000, 0)], [None, 5, 10]), areas)
    # nobody is known to live near, so there is nobody to share with: that is not a true zero
    assert result["status"].tolist() == ["missing", "missing"]
    assert result["partners_in_reach"].tolist() == [1, 1]
    assert result["partners_of_unknown_capacity"].tolist() == [1, 0]


def test_zero_is_where_no_partner_is_and_missing_where_none_says_its_capacity():
    areas = areas_at([(0, 0), (20_000, 0), (40_000, 0)], [100, 100, 100])
    result = access(partners_at([(0, 0), (20_000, 0)], [5, None]), areas)
    assert result["status"].tolist() == ["value", "missing", "value"]
    assert result.loc[["A00", "A02"], "value"].tolist() == [50, 0]


def test_the_order_of_rows_does_not_matter_and_distance_takes_away(sample):
    result = access(sample.partners, sample.areas)
    turned = access(sample.partners[::-1], sample.areas[::-1])[::-1]
    pd.testing.assert_frame_equal(turned, result)
    some = result["status"] == "value"
    assert np.corrcoef(result["value"][some], result["partners_in_reach"][some])[0, 1] > 0


def test_shape_and_purity():
    areas, partners = areas_at([(0, 0), (9, 9)], [5, 5]), partners_at([(0, 0)], [3])
    before = areas.copy(), partners.copy()
    result = access(partners, areas)
    pd.testing.assert_frame_equal(areas, before[0])
    pd.testing.assert_frame_equal(partners, before[1])
    assert result.columns.tolist()[:8] == RESULT_COLUMNS
    pd.testing.assert_index_equal(result.index, areas.index)


def test_an_area_without_a_shape_is_missing():
    areas = areas_at([(0, 0), (9, 9), (0, 0)], [5, 5, 5])
    areas.geometry = [areas.geometry.iloc[0], None, shapely.Polygon()]
    assert access(partners_at([(0, 0)], [3]), areas)["status"].tolist() == ["value", "missing", "missing"]


@pytest.mark.parametrize(
    ("bands", "weights"), [((1000,), (1, 0.5)), ((2000, 1000), (1, 0.5)), ((), ()), ((0, 10), (1, 0.5))]
)
def test_bands_that_cannot_be_meant_are_refused(bands, weights):
    with pytest.raises(InputError, match=r"^bands_m .* are to rise from above 0, with as many weights: "):
        access(partners_at([(0, 0)], [3]), areas_at([(0, 0)], [5]), bands_m=bands, weights=weights)


def test_degrees_are_refused():
    with pytest.raises(InputError, match="distances need metres"):
        access(partners_at([(0, 0)], [3]), areas_at([(0, 0)], [5]).to_crs(4326))


def test_without_partners_or_areas():
    assert access(partners_at([], []), areas_at([(0, 0)], [5]))["status"].tolist() == ["missing"]
    assert len(access(partners_at([(0, 0)], [3]), areas_at([(0, 0)], [5])[:0])) == 0
