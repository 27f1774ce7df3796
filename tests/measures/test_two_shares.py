import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom
from scipy.stats.contingency import relative_risk

from prevent_geo.measures.common.two_shares import share_p_values, share_ratios
from prevent_geo.measures.common.verdict import say


def by_scipy(count, total, other, others):
    law = hypergeom(total + others, count + other, total)
    return min(1, 2 * min(law.cdf(count), law.sf(count - 1)))


@st.composite
def tables(draw, largest=60):
    total, others = draw(st.integers(1, largest)), draw(st.integers(1, largest))
    return draw(st.integers(0, total)), total, draw(st.integers(0, others)), others


@given(tables())
def test_p_value_is_twice_the_smaller_hypergeometric_tail(table):
    count, total, other, others = table
    found = share_p_values(*table)[0]
    if 0 < count + other < total + others:
        assert found == pytest.approx(by_scipy(*table), rel=1e-9, abs=1e-300)
    else:
        assert np.isnan(found)


@pytest.mark.parametrize(
    "table", [(900, 8_000, 70_000, 900_000), (4_000, 90_000, 3_600, 80_000), (0, 40, 5_000, 9_000)]
)
def test_large_tables(table):
    assert share_p_values(*table)[0] == pytest.approx(by_scipy(*table), rel=1e-6)


@given(tables())
def test_the_order_of_the_two_does_not_matter(table):
    count, total, other, others = table
    there, back = share_ratios(*table), share_ratios(other, others, count, total)
    np.testing.assert_allclose(there["p_value"], back["p_value"], rtol=1e-9)
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(there[["lower", "upper"]], 1 / back[["upper", "lower"]].to_numpy(), rtol=1e-9)


@given(tables())
def test_limits_hold_the_ratio_and_widen_with_the_confidence(table):
    row, wide = share_ratios(*table).iloc[0], share_ratios(*table, confidence=0.99).iloc[0]
    if table[0] + table[2]:
        assert wide["lower"] <= row["lower"] <= row["ratio"] <= row["upper"] <= wide["upper"]
    else:
        assert np.isnan([row["ratio"], row["lower"], row["upper"], row["p_value"]]).all()


def test_katz_limits_as_scipy_gives_them():
    low, high = relative_risk(30, 100, 10, 100).confidence_interval(0.95)
    row = share_ratios(30, 100, 10, 100).iloc[0]
    assert (row["lower"], row["upper"]) == pytest.approx((low, high))


def test_where_a_count_is_0_or_all_are_in_nothing_is_added():
    table = share_ratios([0, 5, 5, 0], [10, 10, 5, 10], [5, 0, 5, 0], [10, 10, 5, 10])
    assert table["limits"].tolist() == ["exact Poisson"] * 3 + ["none"]
    assert table["ratio"].tolist()[:3] == [0, np.inf, 1]
    assert table["lower"][0] == 0
    assert table["upper"][1] == np.inf
    assert table["lower"][2] < 1 < table["upper"][2]


def test_missing_or_empty_totals_give_nothing():
    assert (
        share_ratios([1, 1], [np.nan, 5], [1, 0], [5, 0])[["ratio", "lower", "upper", "p_value"]].isna().all(axis=None)
    )
    assert share_p_values([], [], [], []).tolist() == []


def test_a_finding_may_be_exactly_at_the_level_and_needs_a_difference():
    words = {"more": "up", "less": "down", "neither": "same", "significance": 0.05}
    assert say([0.05, 0.051, 0.01, np.nan], [1, 1, 0, 1], **words).tolist() == ["up", "same", "same", ""]


def test_confidence_is_checked():
    with pytest.raises(ValueError, match=r"write 0\.95 for 95 %"):
        share_ratios(1, 2, 1, 2, confidence=95)
