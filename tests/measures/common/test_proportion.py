import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from prevent_geo.measures.common.proportion import wilson_limits

# Wilson (1927); figures as in PHE, Commonly used public health statistics (2018), computed independently
GOLDEN = [
    (0, 10, 0, 0.277533),
    (10, 100, 0.055229, 0.174366),
    (50, 100, 0.403832, 0.596168),
    (3, 7, 0.158220, 0.749542),
]


@pytest.mark.parametrize(("successes", "trials", "lower", "upper"), GOLDEN)
def test_the_published_limits(successes, trials, lower, upper):
    assert np.ravel(wilson_limits(successes, trials)) == pytest.approx([lower, upper], abs=5e-7)


@given(st.integers(0, 400), st.integers(1, 400), st.sampled_from([0.8, 0.95, 0.998]))
def test_scipy_agrees(successes, trials, confidence):
    successes = min(successes, trials)
    lower, upper = (float(limit) for limit in wilson_limits(successes, trials, confidence=confidence))
    oracle = binomtest(successes, trials).proportion_ci(confidence, method="wilson")
    assert (lower, upper) == pytest.approx((oracle.low, oracle.high), abs=1e-12)
    assert 0 <= lower <= successes / trials <= upper <= 1


def test_without_trials_there_are_no_limits():
    assert np.isnan(wilson_limits([0, 1, np.nan], [0, np.nan, 5])).all()


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_a_confidence_that_is_none_is_refused(confidence):
    with pytest.raises(ValueError, match=r"write 0\.95 for 95 %$"):
        wilson_limits(1, 2, confidence=confidence)
