from math import exp

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from prevent_geo.measures import contact_rate
from prevent_geo.measures.common.control_limits import control_limits, dispersion, z_scores
from prevent_geo.measures.common.result import RESULT_COLUMNS
from prevent_geo.measures.funnel import funnel

LIMITS = ["low_998", "low_95", "target", "high_95", "high_998"]
area = st.tuples(st.integers(0, 40), st.sampled_from([None, 0, 7, 500, 3000]), st.sampled_from(["N1", "N2"]))


def town(counts, population=1000, neighbourhood="N1"):
    index = pd.Index([f"A{i}" for i in range(len(counts))], dtype="str")
    areas = pd.DataFrame({"population": population, "neighbourhood_code": neighbourhood}, index=index)
    return pd.DataFrame({"area_code": index.repeat(counts)}), areas.astype({"population": "Int64"})


def by_hand(expected, tail):
    """Where the two tails of the Poisson distribution, straight between whole numbers, are `tail`."""
    chance = [exp(-expected)]
    while sum(chance) < 1 - 1e-12:
        chance.append(chance[-1] * expected / len(chance))
    at_most, at_least = np.cumsum(chance), 1 - np.append(0, np.cumsum(chance)[:-1])
    low = np.interp(tail, np.append(0, at_most), np.arange(-1, len(chance)))
    return max(0, low), np.interp(-tail, -at_least, np.arange(len(chance)))


@pytest.mark.parametrize("expected", [0.05, 0.1, 1, 3.7, 10, 33, 120])
@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_limits_are_where_the_tails_are(expected, confidence):
    low, high = control_limits(np.array([expected]), confidence=confidence)
    assert (low[0], high[0]) == pytest.approx(by_hand(expected, (1 - confidence) / 2), rel=1e-6)


@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_false_alarms_are_no_more_than_asked_for_however_little_is_expected(confidence):
    expected = np.geomspace(0.001, 1_000, 5_000)
    low, high = control_limits(expected, confidence=confidence)
    above, below = poisson.sf(np.floor(high), expected), poisson.cdf(np.ceil(low) - 1, expected)
    assert max(above.max(), below.max()) <= (1 - confidence) / 2
    # and not far fewer where counts are large
    assert (above + below)[expected > 100].mean() > 0.9 * (1 - confidence)


def test_without_more_than_chance_the_limits_are_those_of_poisson():
    contacts, areas = town([10] * 30)
    result = funnel(contacts, areas)
    low, high = by_hand(10, 0.001)
    assert result["low_998"].tolist() == pytest.approx([low] * 30)
    assert result["high_998"].tolist() == pytest.approx([high] * 30)
    assert set(result["signal"]) == {"within"} and set(result["widened"]) == {1.0}
    assert set(result["target"]) == {10} and set(result["z"]) == {0.0}


def test_with_nothing_to_find_hardly_anything_is_found():
    rng = np.random.default_rng(2)
    for mean in (0.3, 2, 15, 60):
        residents = rng.integers(500, 3_000, 4_000)
        result = funnel(*town(rng.poisson(mean * residents / residents.mean()), residents))
        assert result["signal"].isin(["above 99.8 %", "below 99.8 %"]).mean() <= 0.004
        assert result["dispersion"].iloc[0] == pytest.approx(1, abs=0.1)


def test_the_test_of_dispersion_errs_as_often_as_it_says():
    rng = np.random.default_rng(4)
    expected = rng.uniform(0.2, 6, 150)
    p_values = [dispersion(draw, expected, seed=0).p_value for draw in rng.poisson(expected, (120, 150)).astype(float)]
    assert np.mean(np.array(p_values) <= 0.05) <= 0.1
    assert np.mean(p_values) == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("phi", [2, 4])
def test_dispersion_is_found_and_its_limits_hold(phi):
    counts = np.random.default_rng(3).negative_binomial(40 / (phi - 1), 1 / phi, 3_000)
    result = funnel(*town(counts))
    assert result["dispersion"].iloc[0] == pytest.approx(phi, rel=0.1)
    assert result["dispersion_p"].iloc[0] == 1 / 200
    assert result["signal"].isin(["above 99.8 %", "below 99.8 %"]).mean() <= 0.006
    assert result["signal"].eq("within").mean() == pytest.approx(0.95, abs=0.015)


def test_dispersion_by_hand():
    # ten z-scores and what is left of them when the first and last are pulled in by nine tenths
    counts, expected = np.array([0, *[16] * 8, 64.0]), np.full(10, 19.2)
    z = z_scores(counts, expected)
    assert z == pytest.approx(2 * (np.sqrt(counts) - np.sqrt(19.2)))
    pulled = np.array([0.9 * z[1] + 0.1 * z[0], *z[1:9], 0.9 * z[8] + 0.1 * z[9]])
    rng = np.random.default_rng(0)
    chance = []
    for _ in range(199):
        draw = rng.poisson(expected)
        each = np.sort(2 * (np.sqrt(draw) - np.sqrt(draw.mean())))
        low, high = 0.1 * each[0] + 0.9 * each[1], 0.9 * each[8] + 0.1 * each[9]
        chance.append(np.mean(np.clip(each, low, high) ** 2))
    assert dispersion(counts, expected, seed=0).phi == pytest.approx(np.mean(pulled**2) / np.mean(chance))


def test_a_few_far_out_do_not_hide_themselves():
    counts = np.random.default_rng(6).poisson(20, 200)
    counts[:4] = [60, 70, 1, 0]
    result = funnel(*town(counts))
    assert result["signal"].iloc[:4].tolist() == ["above 99.8 %"] * 2 + ["below 99.8 %"] * 2
    assert result["widened"].iloc[0] == 1


@settings(max_examples=40)
@given(st.lists(area, min_size=1, max_size=10), st.randoms(use_true_random=False))
def test_limits_enclose_the_target_for_any_town_in_any_order_and_dtype(rows, random):
    counts, population, neighbourhood = (list(column) for column in zip(*rows, strict=True))
    contacts, areas = town(counts, pd.array(population, "Int64"), neighbourhood)
    before = contacts.copy(), areas.copy()
    result = funnel(contacts, areas)
    pd.testing.assert_frame_equal(contacts, before[0])
    pd.testing.assert_frame_equal(areas, before[1])
    pd.testing.assert_frame_equal(result[RESULT_COLUMNS], contact_rate(contacts, areas))
    known = result[result["high_998"].notna()]
    assert (known[LIMITS].diff(axis=1).iloc[:, 1:] >= -1e-9).all(axis=None)
    assert result["signal"].ne("").tolist() == result["high_998"].notna().tolist()
    assert set(known["status"]) <= {"value", "none recorded"}
    order = random.sample(range(len(rows)), len(rows))
    again = funnel(contacts.astype("category")[::-1], areas.iloc[order])
    pd.testing.assert_frame_equal(again, result.iloc[order])


def test_empty_tables_and_nothing_to_stray_from():
    contacts, areas = town([3, 4])
    assert set(funnel(contacts[:0], areas)["status"]) == {"not reported"}
    assert funnel(contacts, areas[:0]).empty
    # 6 of 1,300 and 24 of 1,300 are not what is expected of them to the last digit
    for alone in (funnel(*town([5])), funnel(*town([6], [1300])), funnel(*town([24], [1300]))):
        assert alone["signal"].tolist() == ["within"] and alone["dispersion"].isna().all()
        assert alone["dispersion_p"].isna().all() and alone["widened"].tolist() == [1]
    nothing = funnel(*town([0, 5], [1000, 0]))
    assert nothing["signal"].tolist() == ["", ""] and nothing["target"].tolist() == [0, 0]


def test_the_sample_varies_more_than_chance_and_the_seed_hardly_matters(sample):
    one, two = (funnel(sample.contacts, sample.areas, seed=seed) for seed in (0, 1))
    assert one["dispersion"].iloc[0] > 5 and one["dispersion_p"].iloc[0] == 1 / 200
    assert one["dispersion"].iloc[0] == pytest.approx(two["dispersion"].iloc[0], rel=0.02)
    assert (one.loc[["X01000192", "X01000202", "X01000022"], "signal"].str.startswith("below")).all()
