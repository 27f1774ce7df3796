from fractions import Fraction
from math import comb, inf, isnan
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from prevent_geo.measures.common.rate import overall_rate
from prevent_geo.measures.common.ratio import compare_rates

EXPECTED = pd.read_csv(Path(__file__).parent / "expected" / "compare_rates.csv").drop(columns="by_hand")

events, people = st.integers(0, 30), st.integers(1, 5_000)


def tails(count, total, share):
    """Chance of at most and of at least `count`, by enumeration of the binomial."""
    chance = [comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)]
    return sum(chance[: count + 1]), sum(chance[count:])


@pytest.mark.parametrize(EXPECTED.columns.tolist(), list(EXPECTED.itertuples(index=False)))
def test_by_hand(count, residents, other_count, other_residents, ratio, p_value, verdict):
    result = compare_rates(count, residents, other_count, other_residents)
    assert result.ratio == pytest.approx(ratio)
    assert result.p_value == pytest.approx(p_value, abs=5e-7)
    assert result.verdict == verdict


@given(events, people, events.filter(bool), people)
def test_the_p_value_is_twice_the_smaller_tail(count, here, other, there):
    low, high = tails(count, count + other, Fraction(here, here + there))
    assert compare_rates(count, here, other, there).p_value == pytest.approx(float(min(1, 2 * min(low, high))))


@settings(max_examples=40)
@given(events.filter(bool), people, events.filter(bool), people)
def test_the_limits_are_where_a_tail_is_a_fortieth(count, here, other, there):
    total, odds = count + other, there / here
    low = brentq(lambda share: tails(count, total, share)[1] - 0.025, 1e-12, 1 - 1e-12)
    high = brentq(lambda share: tails(count, total, share)[0] - 0.025, 1e-12, 1 - 1e-12)
    result = compare_rates(count, here, other, there)
    assert result.lower == pytest.approx(low / (1 - low) * odds, rel=1e-5)
    assert result.upper == pytest.approx(high / (1 - high) * odds, rel=1e-5)


@given(events, people, events.filter(bool), people)
def test_the_words_never_contradict_the_limits(count, here, other, there):
    result = compare_rates(count, here, other, there)
    assert result.lower <= result.ratio <= result.upper
    outside = {"higher": result.lower > 1, "lower": result.upper < 1}
    assert outside.get(result.verdict, result.lower <= 1 <= result.upper)


@given(events, people, events.filter(bool), people)
def test_the_other_way_round_is_the_other_word(count, here, other, there):
    opposite = {"higher": "lower", "lower": "higher"}
    one, two = compare_rates(count, here, other, there), compare_rates(other, there, count, here)
    assert one.p_value == pytest.approx(two.p_value)
    assert opposite.get(one.verdict, one.verdict) == two.verdict


def test_none_on_one_side_has_an_open_end():
    assert compare_rates(6, 1000, 0, 1000).upper == inf
    assert compare_rates(0, 1000, 6, 1000).lower == 0


@pytest.mark.parametrize("case", [(0, 1000, 0, 1000), (1, 0, 1, 1000), (1, 1000, 1, 0), (1, float("nan"), 1, 1000)])
def test_nothing_to_compare_is_none(case):
    assert compare_rates(*case) is None


def test_overall_rate_by_hand():
    assert overall_rate(0, 1000) == pytest.approx((0, 0, 3.688879), abs=1e-6)
    assert overall_rate(10, 2000) == pytest.approx((5, 2.393725, 9.195730), abs=1e-6)
    assert overall_rate(10, 2000, per=1) == pytest.approx((0.005, 0.002393725, 0.009195730), abs=1e-9)


@pytest.mark.parametrize("nobody", [0, float("nan")])
def test_overall_rate_without_residents_is_missing(nobody):
    assert all(isnan(figure) for figure in overall_rate(5, nobody))
