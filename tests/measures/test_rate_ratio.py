from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.errors import InputError
from prevent_geo.measures.common.ratio import compare_rates
from prevent_geo.measures.rate_ratio import rate_ratio

EXPECTED = pd.read_csv(Path(__file__).parent / "expected" / "rate_ratio.csv", index_col="area_code")
FIGURES = [
    "value",
    "lower",
    "upper",
    "numerator",
    "denominator",
    "n",
    "at_least",
    "rest_contacts",
    "rest_residents",
    "status",
]

area = st.tuples(
    st.integers(0, 20), st.sampled_from([None, 0, 1, 500, 3000]), st.sampled_from(["N1", "N2"]), st.sampled_from("DE")
)


def contacts_of(numbers):
    return pd.DataFrame({"area_code": numbers.index.repeat(numbers).astype("str")})


def areas_of(table):
    return table[["population", "neighbourhood_code", "district_code"]].astype({"population": "Int64"})


def test_by_hand():
    result = rate_ratio(contacts_of(EXPECTED["contacts"]), areas_of(EXPECTED))
    columns = ["lower", "upper", "at_least"]
    expected = EXPECTED[FIGURES].copy()
    # limits that no hand has worked out
    known = (expected["at_least"].notna() | expected["value"].isna()).to_numpy()
    expected.loc[~known, columns] = result.loc[~known, columns]
    pd.testing.assert_frame_equal(result[FIGURES], expected, check_dtype=False, rtol=1e-4)
    assert result["verdict"].ne("").tolist() == result["p_value"].notna().tolist()


@settings(max_examples=60)
@given(st.lists(area, min_size=1, max_size=7), st.randoms(use_true_random=False))
def test_each_area_is_held_against_all_others_of_its_code_one_by_one(rows, random):
    index = [f"A{i}" for i in range(len(rows))]
    table = pd.DataFrame(rows, columns=["contacts", "population", "neighbourhood_code", "district_code"], index=index)
    contacts, areas = contacts_of(table["contacts"]), areas_of(table)
    result = rate_ratio(contacts, areas)
    heard = table.groupby("neighbourhood_code")["contacts"].transform("sum") > 0
    for code, one in table.iterrows():
        rest = table[heard & (table["population"] > 0) & (table["district_code"] == one["district_code"])].drop(
            index=code, errors="ignore"
        )
        residents = one["population"] if heard[code] and one["population"] else float("nan")
        pair = compare_rates(one["contacts"], residents, rest["contacts"].sum(), float(rest["population"].sum()))
        row = result.loc[code]
        if pair is None:
            assert row[["value", "lower", "upper", "at_least", "p_value"]].isna().all() and row["verdict"] == ""
        else:
            assert [row["at_least"], row["p_value"]] == pytest.approx([pair.lower, pair.p_value])
            if rest["contacts"].sum():
                figures = [pair.ratio, pair.lower, pair.upper]
                assert row[["value", "lower", "upper"]].tolist() == pytest.approx(figures)
            else:
                assert row[["value", "lower", "upper"]].isna().all()
    order = random.sample(range(len(rows)), len(rows))
    shuffled = areas.iloc[order].astype({"district_code": "category"})
    pd.testing.assert_frame_equal(rate_ratio(contacts.astype("category")[::-1], shuffled), result.iloc[order])


def test_ten_times_the_residents_everywhere_changes_nothing():
    contacts, areas = contacts_of(EXPECTED["contacts"]), areas_of(EXPECTED)
    more = areas.assign(population=areas["population"] * 10)
    columns = ["value", "lower", "upper", "p_adjusted", "verdict", "status"]
    pd.testing.assert_frame_equal(rate_ratio(contacts, more)[columns], rate_ratio(contacts, areas)[columns])


def test_in_a_place_where_all_are_alike_hardly_any_area_stands_out():
    numbers = pd.Series(np.random.default_rng(0).poisson(20, 1_000), index=[f"A{i}" for i in range(1_000)])
    areas = pd.DataFrame({"population": 1000, "neighbourhood_code": "N", "district_code": "D"}, index=numbers.index)
    assert rate_ratio(contacts_of(numbers), areas)["verdict"].isin(["higher", "lower"]).sum() <= 1


def test_another_column_and_one_that_is_not_there():
    contacts, areas = contacts_of(EXPECTED["contacts"]), areas_of(EXPECTED)
    assert rate_ratio(contacts, areas, within="neighbourhood_code").loc["J", "status"] == "missing"
    with pytest.raises(InputError, match=r"no column 'distrct_code' .*did you mean 'district_code'"):
        rate_ratio(contacts, areas, within="distrct_code")


def test_empty_tables():
    contacts, areas = contacts_of(EXPECTED["contacts"]), areas_of(EXPECTED)
    assert set(rate_ratio(contacts[:0], areas)["status"]) == {"not reported"}
    assert rate_ratio(contacts, areas[:0]).empty


def test_what_the_sample_plants_is_found(sample):
    verdict = rate_ratio(sample.contacts, sample.areas)["verdict"]
    assert set(verdict[[f"X010000{number}" for number in (19, 20, 21, 22, 24, 26, 34, 35, 36, 38, 42)]]) == {"lower"}
    assert (verdict[[f"X01000{number}" for number in (317, 318, 319, 320, 326, 327)]] == "higher").sum() >= 5
