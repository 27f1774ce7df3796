from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.errors import InputError
from prevent_geo.measures.common.demand import under_reached
from prevent_geo.measures.common.need import need_profile
from prevent_geo.measures.common.result import RESULT_COLUMNS
from prevent_geo.measures.left_out import left_out
from prevent_geo.measures.reach_gap import reach_gap
from prevent_geo.measures.siting import siting

places = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda at: (at[0] * 600, at[1] * 600))
towns = st.tuples(
    st.lists(st.tuples(places, st.sampled_from([0, None, 1, 2.5, 300, 301, 900])), min_size=1, max_size=10),
    st.lists(places, min_size=1, max_size=7),
    st.integers(1, 4),
)


def areas_at(places):
    boxes = [shapely.box(x - 1, y - 1, x + 1, y + 1) for x, y in places]
    index = pd.Index([f"A{i:02}" for i in range(len(places))], name="area_code")
    return gpd.GeoDataFrame({"district_code": "D"}, index=index, geometry=boxes, crs="EPSG:27700")


def venues_at(places):
    index = pd.Index([f"P{i}" for i in range(len(places))], name="partner_id", dtype="str")
    points = gpd.points_from_xy(*np.array(places, dtype="float64").reshape(-1, 2).T)
    return gpd.GeoDataFrame(index=index, geometry=points, crs="EPSG:27700")


def demand_in(areas, values):
    return pd.Series(np.array(values, dtype="float64"), index=areas.index)


def reached_by(chosen, homes, demand, sites):
    """Residents with one of the chosen sites within 2 km, by Python alone."""
    return sum(
        people or 0
        for (x, y), people in zip(homes, demand, strict=True)
        if any((x - sites[one][0]) ** 2 + (y - sites[one][1]) ** 2 <= 2_000**2 for one in chosen)
    )


def test_by_hand_the_greedy_choice_is_not_the_best():
    # 3 + 3 and 3 + 3 lie around P0, and 2 and 2 beyond; P1 and P2 have one half each: 16 against 14
    homes = [(-900, 0), (-900, 0), (900, 0), (900, 0), (-2_500, 0), (2_500, 0)]
    areas, venues = areas_at(homes), venues_at([(0, 0), (-1_500, 0), (1_500, 0)])
    result = siting(demand_in(areas, [3, 3, 3, 3, 2, 2]), areas, venues, sessions=2)
    assert result.columns.tolist()[:8] == RESULT_COLUMNS
    # 8 each: of equal ones the first identifier
    assert result.index.tolist() == ["P1", "P2"]
    assert result.index.name == "partner_id"
    assert result["value"].tolist() == result["numerator"].tolist() == [8, 8]
    assert result["n"].tolist() == [3, 3]
    assert result["reached_total"].tolist() == [8, 16]
    assert result["share_total"].tolist() == [0.5, 1]
    first = result.iloc[0]
    columns = ["denominator", "reachable_total", "greedy_total", "gap", "areas_unknown", "method", "status"]
    assert first[columns].tolist() == [16, 16, 14, 0, 0, "exact", "value"]


@settings(max_examples=120)
@given(towns)
def test_it_is_the_best_of_all_choices(town):
    """Maximal covering location (Church & ReVelle 1974): brute force on small cases."""
    people, sites, sessions = town
    homes, residents = zip(*people, strict=True)
    areas, venues = areas_at(homes), venues_at(sites)
    demand = demand_in(areas, residents)
    result = siting(demand, areas, venues, sessions=sessions)
    best = max(
        reached_by(chosen, homes, residents, sites)
        for chosen in combinations(range(len(sites)), min(sessions, len(sites)))
    )
    assert result["value"].sum() == pytest.approx(best)
    assert (result["value"] > 0).all()
    assert result["value"].is_monotonic_decreasing
    assert len(result) <= sessions
    assert set(result["method"]) <= {"exact"}
    # each is told as what it adds to those before
    numbers = [int(one[1:]) for one in result.index]
    told = [reached_by(numbers[: i + 1], homes, residents, sites) for i in range(len(numbers))]
    assert result["reached_total"].tolist() == pytest.approx(told)
    if len(result):
        assert best * (1 - 1 / np.e) <= result["greedy_total"].iloc[0] + 1e-6 <= best + 2e-6
        assert result["areas_unknown"].iloc[0] == sum(one is None for one in residents)
    beyond = left_out(demand, areas, venues.loc[result.index])
    if demand.notna().any():
        assert beyond["value"].sum() == pytest.approx(demand.sum() - result["value"].sum())


@settings(max_examples=40)
@given(towns, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_and_nothing_is_changed(town, random):
    people, sites, sessions = town
    homes, residents = zip(*people, strict=True)
    areas, venues = areas_at(homes), venues_at(sites)
    demand = demand_in(areas, residents)
    before = demand.copy(), areas.copy(), venues.copy()
    result = siting(demand, areas, venues, sessions=sessions)
    for now, then in zip((demand, areas, venues), before, strict=True):
        assert now.equals(then)
    turned = [random.sample(range(len(frame)), len(frame)) for frame in before]
    again = siting(demand.iloc[turned[0]], areas.iloc[turned[1]], venues.iloc[turned[2]], sessions=sessions)
    pd.testing.assert_frame_equal(again, result)


def test_nothing_to_reach_or_nowhere_to_go():
    areas, venues = areas_at([(0, 0), (0, 50_000)]), venues_at([(0, 0)])
    for demand, where in (([0, 0], venues), ([None, None], venues), ([5, 5], venues[:0]), ([0, 5], venues)):
        result = siting(demand_in(areas, demand), areas, where)
        assert result.empty
        assert result.index.name == "partner_id"
        assert {"gap", "reached_total", "value"} <= set(result)
    assert siting(demand_in(areas[:0], []), areas[:0], venues).empty


def test_fewer_venues_than_sessions_and_one_that_adds_nothing():
    areas = areas_at([(0, 0), (9_000, 0)])
    result = siting(demand_in(areas, [5, 7]), areas, venues_at([(0, 0), (9_000, 0), (10, 0)]))
    assert result["value"].to_dict() == {"P1": 7, "P0": 5}


def test_reach_holds_its_bound_and_shapes_may_lack():
    areas = areas_at([(2_000, 0), (0, 2_001), (0, 0), (0, 0)])
    areas.geometry = [*areas.geometry[:2], None, shapely.Polygon()]
    demand = demand_in(areas, [1, 2, 4, 8])
    result = siting(demand, areas, venues_at([(0, 0)]))
    assert result[["value", "denominator", "reachable_total"]].to_numpy().tolist() == [[1, 15, 1]]
    # who has no place is left out, at no known distance
    beyond = left_out(demand, areas, venues_at([(0, 0)]))
    assert beyond.loc["D", ["value", "n", "share", "distance_m"]].tolist() == [14, 3, 14 / 15, 2_001]


def test_areas_may_be_candidates():
    areas = areas_at([(0, 0), (1_500, 0), (3_000, 0)])
    result = siting(demand_in(areas, [5, 1, 7]), areas, areas, sessions=1)
    assert result["value"].to_dict() == {"A01": 13}


@pytest.mark.parametrize(
    ("demand", "message"),
    [
        ({"A00": -1.0}, "demand: 1 value below 0 or endless (first: -1)"),
        ({"A00": np.inf}, "demand: 1 value below 0 or endless (first: inf)"),
        ({"A0": 1.0}, "demand: 1 code not in areas (first: 'A0' (did you mean 'A00'?))"),
    ],
)
def test_demand_that_cannot_be_meant_is_refused(demand, message):
    areas, venues = areas_at([(0, 0)]), venues_at([(0, 0)])
    for measure in (siting, left_out):
        with pytest.raises(InputError) as caught:
            measure(pd.Series(demand), areas, venues)
        assert str(caught.value).startswith(message)


def test_other_input_that_cannot_be_meant_is_refused():
    areas, venues = areas_at([(0, 0)]), venues_at([(0, 0), (1, 1)])
    demand = demand_in(areas, [5])
    with pytest.raises(InputError, match=r"^demand: 1 row for an area that has one already"):
        siting(pd.concat([demand, demand]), areas, venues)
    with pytest.raises(InputError, match=r"^candidates: 'P0' repeats"):
        siting(demand, areas, venues.iloc[[0, 0]])
    with pytest.raises(InputError, match=r"^candidates is in EPSG:4326"):
        siting(demand, areas, venues.to_crs(4326))
    for wrong in ({"sessions": 0}, {"reach_m": 0}, {"time_limit_s": 0}):
        with pytest.raises(ValueError, match="are each to be above 0"):
            siting(demand, areas, venues, **wrong)
    with pytest.raises(ValueError, match="reach_m -1 is not above 0"):
        left_out(demand, areas, venues, reach_m=-1)


def test_sessions_go_to_the_planted_clusters_that_are_reached_too_little(sample):
    gaps = reach_gap(sample.contacts, sample.areas, need=need_profile("deprivation"))
    demand = under_reached(gaps, sample.areas)
    result = siting(demand, sample.areas, sample.areas, sessions=10)
    assert set(result["method"]) == {"exact"}
    # data/sample/truth: clusters X01000019 … 26 and X01000034 … 47 have 0.3 of their contacts
    planted = ["X01000019", "X01000020", "X01000021", "X01000022", "X01000034", "X01000035", "X01000036"]
    before, after = demand[planted], left_out(demand, sample.areas, sample.areas.loc[result.index], zones=pd.Series(
        "planted", index=planted
    ))  # fmt: skip
    assert before.sum() > 0
    assert after.loc["planted", "share"] == 0
    everyone = left_out(demand, sample.areas, sample.areas.loc[result.index])
    assert everyone["value"].sum() == pytest.approx(demand.sum() - result["value"].sum())
    # nobody reports from neighbourhood X05000008: its demand is not known
    assert result["areas_unknown"].iloc[0] == demand.isna().sum() > 0
