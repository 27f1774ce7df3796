from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.errors import InputError
from prevent_geo.measures.common.need import need_profile
from prevent_geo.measures.common.poisson import poisson_limits
from prevent_geo.measures.reach_gap import reach_gap

EXPECTED = pd.read_csv(Path(__file__).parent / "expected" / "reach_gap.csv", index_col="area_code")
FIGURES = [
    *("value", "lower", "upper", "numerator", "denominator", "n", "method", "status", "class", "weight"),
]
NEED = {1: 2.0, **dict.fromkeys(range(2, 11), 1.0)}

area = st.tuples(
    st.integers(0, 40),
    st.sampled_from([None, 0, 7, 500, 3000]),
    st.sampled_from([None, 1, 4, 10]),
    st.sampled_from(["N1", "N2"]),
)
COLUMNS = ["contacts", "population", "deprivation_decile", "neighbourhood_code"]


def town(table):
    contacts = pd.DataFrame({"area_code": table.index.repeat(table["contacts"]).astype("str")})
    return contacts, table[COLUMNS[1:]].astype({"population": "Int64", "deprivation_decile": "Int64"})


def test_by_hand():
    contacts, areas = town(EXPECTED)
    before = areas.copy()
    result = reach_gap(contacts, areas, need=NEED)
    expected = EXPECTED[FIGURES].fillna({"class": ""})
    lower, upper = poisson_limits([55])
    expected.loc["C", ["lower", "upper"]] = lower[0] / 30, upper[0] / 30
    pd.testing.assert_frame_equal(result[FIGURES], expected, check_dtype=False, rtol=1e-5)
    assert result.loc["D", "upper_998"] == pytest.approx(np.log(1000) / 10)
    pd.testing.assert_frame_equal(areas, before)


@settings(max_examples=60)
@given(st.lists(area, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_what_is_expected_sums_to_what_there_is(rows, random):
    table = pd.DataFrame(rows, columns=COLUMNS, index=[f"A{i}" for i in range(len(rows))])
    contacts, areas = town(table)
    need = need_profile("deprivation")
    result = reach_gap(contacts, areas, need=need)
    counted = result[~result["status"].isin(["not reported", "missing"])]
    assert counted["denominator"].fillna(0).sum() == pytest.approx(counted["numerator"].sum())
    known = counted.dropna(subset="value")
    assert ((known["lower"] <= known["value"]) & (known["value"] <= known["upper"])).all()
    assert ((known["lower_998"] <= known["lower"]) & (known["upper"] <= known["upper_998"])).all()
    assert result["class"].ne("").tolist() == result["value"].notna().tolist()
    order = random.sample(range(len(rows)), len(rows))
    again = reach_gap(contacts.astype("category")[::-1], areas.iloc[order], need=need)
    pd.testing.assert_frame_equal(again, result.iloc[order])
    # only the ratios between weights, and between residents, count
    larger = areas.assign(population=areas["population"] * 3)
    other = reach_gap(contacts, larger, need={decile: 5 * weight for decile, weight in need.items()})
    pd.testing.assert_frame_equal(other.drop(columns="weight"), result.drop(columns="weight"))


def test_flat_need_is_no_need():
    contacts, areas = town(EXPECTED)
    flat = reach_gap(contacts, areas, need=need_profile("flat"))
    pd.testing.assert_frame_equal(flat, reach_gap(contacts, areas))
    pd.testing.assert_frame_equal(flat, reach_gap(contacts, areas.drop(columns="deprivation_decile")))


def test_the_classes_stay_where_the_confidence_moves():
    contacts, areas = town(EXPECTED)
    usual, other = reach_gap(contacts, areas, need=NEED), reach_gap(contacts, areas, need=NEED, confidence=0.5)
    assert usual["class"].tolist() == other["class"].tolist()
    assert (other["upper"] < usual["upper"]).sum() == 4


def test_a_decile_without_a_weight_is_refused():
    with pytest.raises(InputError, match="no weight for decile 10"):
        reach_gap(*town(EXPECTED), need=dict.fromkeys(range(1, 10), 1.0))


def test_where_nothing_is_expected_there_is_no_ratio():
    table = pd.DataFrame([(0, 1000, 1, "N1"), (3, 0, 1, "N1")], columns=COLUMNS, index=["A", "B"])
    result = reach_gap(*town(table))
    assert result["status"].tolist() == ["too few", "missing"]
    assert result["value"].isna().all()


def test_empty_tables():
    contacts, areas = town(EXPECTED)
    assert set(reach_gap(contacts[:0], areas)["status"]) == {"not reported"}
    assert reach_gap(contacts, areas[:0]).empty


def test_in_an_even_town_few_are_called_far_from_expected():
    rng = np.random.default_rng(1)
    table = pd.DataFrame(
        {"contacts": rng.poisson(15, 2_000), "population": 1000}, index=[f"A{i}" for i in range(2_000)]
    )
    result = reach_gap(*town(table.assign(deprivation_decile=None, neighbourhood_code="N1")))
    shares = result["class"].value_counts(normalize=True)
    assert shares.get("well below expected", 0) + shares.get("well above expected", 0) <= 0.004
    assert shares["as expected"] >= 0.94


def test_what_the_sample_plants_is_found(sample):
    classes = reach_gap(sample.contacts, sample.areas, need=need_profile("deprivation"))["class"]
    low = [f"X010000{number}" for number in (19, 20, 21, 22, 24, 26, 34, 35, 36, 38, 42, 47)]
    assert set(classes[low]) == {"well below expected"}
    silent = sample.areas["neighbourhood_code"] == "X05000008"
    assert set(classes[silent]) == {""}
