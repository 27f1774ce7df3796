import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from prevent_geo.measures.common.survival import median_days, survival_curves

cases = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 12), st.booleans()), min_size=1, max_size=60)


def arrays(rows):
    group, days, happened = (np.array(column) for column in zip(*rows, strict=True))
    return group, days, happened


@given(cases)
def test_each_curve_is_that_of_scipy(rows):
    group, days, happened = arrays(rows)
    curves = survival_curves(group, days, happened)
    for number in np.unique(group):
        own = group == number
        curve = curves[curves["group"] == number]
        # scipy warns that its limits are not defined before the first event and after the last
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            law = ecdf(CensoredData(days[own & happened].astype(float), right=days[own & ~happened].astype(float))).sf
            limits = law.confidence_interval(0.95, method="log-log") if (own & happened).any() else None
        np.testing.assert_allclose(law.evaluate(curve["days"]), curve["survival"], atol=1e-12)
        inside = ((curve["survival"] < 1 - 1e-9) & (curve["survival"] > 0)).to_numpy()
        if limits is not None and inside.any():
            at = curve["days"].to_numpy()[inside]
            np.testing.assert_allclose(limits.low.evaluate(at), curve["lower"][inside], rtol=1e-6)
            np.testing.assert_allclose(limits.high.evaluate(at), curve["upper"][inside], rtol=1e-6)


@given(cases)
def test_limits_hold_the_median_and_order_does_not_matter(rows):
    group, days, happened = arrays(rows)
    table = median_days(survival_curves(group, days, happened), 4)
    assert not (table["lower"] > table["median"]).any()
    assert not (table["upper"] < table["median"]).any()
    back = median_days(survival_curves(group[::-1], days[::-1], happened[::-1]), 4)
    assert back.equals(table)


def test_by_hand():
    # four cases: 1 happens, 2 happens (half: the median), 3 censored, 4 happens
    days, happened = np.array([1, 2, 3, 4]), np.array([True, True, False, True])
    curves = survival_curves(np.zeros(4, int), days, happened)
    assert curves["survival"].tolist() == pytest.approx([0.75, 0.5, 0.5, 0])
    assert median_days(curves, 2)["median"].tolist() == pytest.approx([2, np.nan], nan_ok=True)


def test_a_day_with_both_lets_the_event_come_first():
    curves = survival_curves(np.zeros(2, int), np.array([3, 3]), np.array([True, False]))
    assert curves["survival"].tolist() == [0.5]


def test_a_half_stays_a_half_beside_many_groups():
    groups = np.repeat(np.arange(20_000), 6)
    days = np.tile([1, 2, 3, 4, 5, 6], 20_000)
    assert (median_days(survival_curves(groups, days, np.ones(len(days), bool)), 20_000)["median"] == 3).all()


def test_brookmeyer_and_crowley_limits_of_the_remission_times():
    # 6-MP arm of Freireich et al. (1963), Blood 21; R's survfit(conf.type = "log-log"): median 23, limits 13 and NA
    weeks = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    curves = survival_curves(np.zeros(21, int), np.array(weeks), np.arange(21) < 9)
    assert curves["survival"].tolist()[0] == pytest.approx(0.857143, abs=1e-6)
    assert median_days(curves, 1).iloc[0].tolist() == pytest.approx([23, 13, np.nan], nan_ok=True)


def test_nothing_gives_nothing():
    empty = np.array([], int)
    assert median_days(survival_curves(empty, empty, empty.astype(bool)), 2).isna().all(axis=None)
