from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import poisson

from prevent_geo.measures.common.poisson import limits_method, poisson_limits

# 95 %: exact (chi-square) below 10, Byar's approximation from 10 up: the convention of APHO Technical Briefing 3 (2008)
# and PHE, Commonly used public health statistics (2018)
GOLDEN = pd.read_csv(Path(__file__).parent / "expected" / "poisson_limits.csv")


def test_the_published_limits():
    lower, upper = poisson_limits(GOLDEN["count"])
    np.testing.assert_allclose(lower, GOLDEN["lower"], atol=5e-7)
    np.testing.assert_allclose(upper, GOLDEN["upper"], atol=5e-7)
    assert limits_method(GOLDEN["count"]).tolist() == GOLDEN["method"].tolist()


@pytest.mark.parametrize("count", range(10))
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.998])
def test_the_exact_limits_are_where_each_tail_has_half_of_the_rest(count, confidence):
    tail = (1 - confidence) / 2
    lower, upper = poisson_limits([count], confidence=confidence)
    assert upper[0] == pytest.approx(brentq(lambda mean: poisson.cdf(count, mean) - tail, 1e-9, 100))
    if count:
        assert lower[0] == pytest.approx(brentq(lambda mean: poisson.sf(count - 1, mean) - tail, 1e-9, 100))
    else:
        assert lower[0] == 0


@given(st.integers(0, 1_000_000), st.floats(0.5, 0.999))
def test_limits_contain_the_count_and_widen_with_confidence(count, confidence):
    lower, upper = poisson_limits([count], confidence=confidence)
    wider_lower, wider_upper = poisson_limits([count], confidence=0.9999)
    assert 0 <= wider_lower[0] <= lower[0] <= count < upper[0] < wider_upper[0]


def test_byar_is_close_to_the_exact_limits_where_it_takes_over():
    lower, upper = poisson_limits([10])
    assert poisson.sf(9, lower[0]) == pytest.approx(0.025, abs=0.001)
    assert poisson.cdf(10, upper[0]) == pytest.approx(0.025, abs=0.001)


def test_missing_gives_missing():
    assert all(np.isnan(limit).all() for limit in poisson_limits([np.nan]))
    assert all(limit.shape == (0,) for limit in poisson_limits([]))


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_a_confidence_that_is_none_is_refused(confidence):
    with pytest.raises(ValueError, match=r"^confidence \d+ is not between 0 and 1; write 0.95 for 95 %$"):
        poisson_limits([1], confidence=confidence)
