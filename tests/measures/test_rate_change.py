from math import inf
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from prevent_geo.errors import InputError
from prevent_geo.measures.rate_change import rate_change

EXPECTED = pd.read_csv(Path(__file__).parent / "expected" / "rate_change.csv", index_col="area_code")
FIGURES = ["value", "lower", "upper", "numerator", "denominator", "n", "at_least", "p_adjusted", "verdict", "status"]

counts = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=6)


def contacts_of(numbers):
    return pd.DataFrame({"area_code": numbers.index.repeat(numbers).astype("str")})


def areas_of(table):
    return table[["population", "neighbourhood_code"]].astype({"population": "Int64"})


def town(rows):
    table = pd.DataFrame(rows, columns=["now", "before"], index=[f"A{i}" for i in range(len(rows))])
    return contacts_of(table["now"]), contacts_of(table["before"]), areas_of(table.assign(**PLACE))


PLACE = {"population": 1000, "neighbourhood_code": "N1"}


def test_by_hand():
    result = rate_change(contacts_of(EXPECTED["now"]), contacts_of(EXPECTED["before"]), areas_of(EXPECTED))
    expected = EXPECTED[FIGURES].fillna({"verdict": ""})
    pd.testing.assert_frame_equal(result[FIGURES], expected, check_dtype=False, rtol=1e-4)
    assert result["method"].eq("none").tolist() == expected["at_least"].isna().tolist()


@settings(max_examples=40)
@given(counts, st.randoms(use_true_random=False))
def test_limits_and_test_are_those_of_scipy_in_any_order_and_dtype(rows, random):
    now, before, areas = town(rows)
    given_frames = now.copy(), before.copy(), areas.copy()
    result = rate_change(now, before, areas, days=30, earlier_days=90)
    for frame, same in zip((now, before, areas), given_frames, strict=True):
        pd.testing.assert_frame_equal(frame, same)
    silent = not (len(now) and len(before))
    for (new, old), (_, row) in zip(rows, result.iterrows(), strict=True):
        if silent or not new + old:
            assert row[["value", "lower", "upper", "at_least", "p_value"]].isna().all() and row["verdict"] == ""
            continue
        exact = binomtest(new, new + old, 0.25).proportion_ci()
        odds = [3 * end / (1 - end) if end < 1 else inf for end in exact]
        assert row["at_least"] == pytest.approx(odds[0], rel=1e-6)
        tails = [binomtest(new, new + old, 0.25, side).pvalue for side in ("less", "greater")]
        assert row["p_value"] == pytest.approx(min(1, 2 * min(tails)), rel=1e-6)
        if old:
            assert [row["lower"], row["upper"]] == pytest.approx(odds, rel=1e-6)
            assert row["lower"] <= row["value"] <= row["upper"]
        else:
            assert row[["value", "lower", "upper"]].isna().all()
    order = random.sample(range(len(areas)), len(areas))
    again = rate_change(
        now.astype("category")[::-1], before.astype("category"), areas.iloc[order], days=1, earlier_days=3
    )
    pd.testing.assert_frame_equal(again, result.iloc[order])


def test_of_many_areas_where_nothing_changed_hardly_any_is_said_to_have():
    rng = np.random.default_rng(0)
    now, before, areas = town(rng.poisson(20, (1_000, 2)))
    assert rate_change(now, before, areas)["verdict"].isin(["rose", "fell"]).sum() <= 1


def test_a_planted_fall_is_found_among_many():
    rng = np.random.default_rng(0)
    rows = rng.poisson([[20, 20]] * 300)
    rows[:5] = [5, 60]
    result = rate_change(*town(rows))
    assert set(result["verdict"].iloc[:5]) == {"fell"}
    assert set(result["verdict"].iloc[5:]) == {"no clear change"}


@pytest.mark.parametrize("days", [0, -1, inf, float("nan")])
def test_a_period_without_length_is_refused(days):
    with pytest.raises(InputError, match="above 0 days"):
        rate_change(*town([(1, 1)]), earlier_days=days)


def test_empty_tables():
    now, before, areas = town([(3, 4)])
    assert rate_change(now[:0], before, areas)["status"].tolist() == ["not reported"]
    assert rate_change(now, before[:0], areas)["status"].tolist() == ["not reported"]
    assert rate_change(now, before, areas[:0]).empty


def test_what_the_sample_plants_is_found(sample):
    in_district = sample.areas["district_code"] == "X08000002"
    rows = sample.contacts[(sample.contacts["kind"] == "outreach").to_numpy()]
    codes = rows["area_code"].astype("str")
    rows = rows.assign(area_code=np.where(codes.isin(sample.areas.index[in_district]), "X08000002", "elsewhere"))
    late = rows["date"] >= "2025-12-01"
    areas = pd.DataFrame(PLACE, index=["X08000002", "elsewhere"])
    result = rate_change(rows[late], rows[~late], areas, days=304, earlier_days=426)
    assert result["verdict"].tolist() == ["fell", "no clear change"]
