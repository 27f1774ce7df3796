import numpy as np
import pandas as pd
import pytest

from prevent_geo.measures.common.demand import demand_on, under_reached
from prevent_geo.measures.common.need import need_profile
from prevent_geo.measures.reach_gap import reach_gap

# area: residents, ratio, class, status, residents to reach
ROWS = {
    "A": (1_000, 0.25, "well below expected", "value", 750),
    "B": (1_000, 0.5, "below expected", "value", 500),
    "C": (1_000, 0.9, "as expected", "value", 0),
    "D": (1_000, 1.5, "above expected", "value", 0),
    "E": (800, 0.0, "well below expected", "none recorded", 800),
    # expected so few that none at all may be chance
    "F": (10, 0.0, "as expected", "none recorded", 0),
    "G": (900, None, "", "not reported", None),
    "H": (0, None, "", "missing", None),
    "J": (None, None, "", "missing", None),
    "K": (900, None, "", "too few", None),
}
TABLE = pd.DataFrame.from_dict(ROWS, orient="index", columns=["population", "value", "class", "status", "to_reach"])
AREAS = TABLE[["population"]].astype("Int64")
GAPS = TABLE[["value", "class", "status"]].astype({"value": "float64"})


def test_by_hand():
    before = GAPS.copy(), AREAS.copy()
    result = under_reached(GAPS, AREAS)
    pd.testing.assert_series_equal(result, TABLE["to_reach"].astype("float64"), check_names=False)
    pd.testing.assert_frame_equal(GAPS, before[0])
    pd.testing.assert_frame_equal(AREAS, before[1])
    categories = under_reached(GAPS.astype({"class": "category", "status": "category"})[::-1], AREAS)
    pd.testing.assert_series_equal(categories, result)


def test_an_area_that_nobody_compared_is_unknown():
    assert under_reached(GAPS.drop(index="A"), AREAS).isna()["A"]
    assert under_reached(GAPS[:0], AREAS).isna().all()


def test_it_takes_what_reach_gap_gives(sample):
    gaps = reach_gap(sample.contacts, sample.areas, need=need_profile("deprivation"))
    result = under_reached(gaps, sample.areas)
    population = sample.areas["population"].astype("float64")
    assert ((result >= 0) & (result <= population))[result.notna()].all()
    # data/sample/truth: nobody records neighbourhood X05000008
    assert result[sample.areas["neighbourhood_code"] == "X05000008"].isna().all()


def test_demand_comes_in_the_order_of_the_areas():
    given = pd.Series([3, None, 1], index=["C", "B", "A"], dtype="Int64")
    assert np.nan_to_num(demand_on(given, AREAS.loc[["A", "B", "C", "D"]]), nan=-1).tolist() == [1, -1, 3, -1]


@pytest.mark.parametrize("values", [[-1.0, 2.0], [np.inf, 1.0]])
def test_all_that_is_wrong_is_told_at_once(values):
    from prevent_geo.errors import InputError

    with pytest.raises(InputError, match=r"^demand: 1 code not in areas .*; 1 value below 0 or endless"):
        demand_on(pd.Series(values, index=["A", "Q"]), AREAS)
