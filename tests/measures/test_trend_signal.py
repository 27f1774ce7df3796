from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.measures.common.poisson import poisson_limits
from prevent_geo.measures.common.xmr import xmr_chart
from prevent_geo.measures.common.zones import merge_areas, move_to_zones, zones_at
from prevent_geo.measures.trend import trend
from prevent_geo.measures.trend_signal import CARD, trend_signal
from prevent_geo.period import Period

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
AREAS = pd.DataFrame(
    {"neighbourhood_code": ["N1", "N1", "N1", "N2"]},
    index=pd.Index(["B", "A", "C", "D"], name="area_code", dtype="str"),
)


def contacts_of(counts, area="A"):
    days = [f"2025-{month:02}-{1 + i % 28:02}" for month, count in enumerate(counts, 1) for i in range(count)]
    return pd.DataFrame(
        {"area_code": pd.Series(area, index=range(len(days)), dtype="str"), "date": pd.to_datetime(days)}
    )


def row_of(counts):
    return trend_signal(contacts_of(counts), AREAS, period=YEAR).loc["A"]


@pytest.mark.parametrize(
    ("counts", "signal", "rule", "rule_month", "change_month"),
    [
        ([5, 6] * 6, "steady", "", "", ""),
        ([5] * 12, "steady", "", "", ""),
        ([5, 6] * 5 + [5, 40], "changed up", "outside limits", "2025-12", "2025-12"),
        # three points outside in a row: one change, begun with the first
        ([15, 16] * 4 + [15, 1, 1, 1], "changed down", "outside limits", "2025-12", "2025-10"),
        # the rule fired seven months ago: it is over
        ([5, 6, 5, 6, 5, 40, 5, 6, 5, 6, 5, 6], "steady", "", "", ""),
        # six months ago it still counts
        ([5, 6, 5, 6, 5, 6, 40, 6, 5, 6, 5, 6], "changed up", "outside limits", "2025-07", "2025-07"),
        ([30, 20, 30, 20, 22, 24, 26, 28, 30, 32, 20, 30], "rising", "7 rising", "2025-10", "2025-04"),
        ([20, 30, 20, 32, 30, 28, 26, 24, 22, 20, 30, 20], "falling", "7 falling", "2025-10", "2025-04"),
        ([9, 11, 9, 11, 9, 5, 6, 5, 6, 5, 6, 5], "changed down", "7 on one side", "2025-12", "2025-06"),
    ],
)
def test_by_hand(counts, signal, rule, rule_month, change_month):
    row = row_of(counts)
    assert row[["signal", "rule", "rule_month", "change_month"]].tolist() == [signal, rule, rule_month, change_month]
    assert (row["numerator"], row["denominator"], row["n"], row["limits"]) == (sum(counts), 12, sum(counts), "full")
    assert row["value"] == pytest.approx(sum(counts) / 12)
    assert row["lower"] <= row["value"] <= row["upper"]


def test_a_month_that_2_of_3_leaves_out_does_not_break_a_signal():
    # mean 15, mean moving range 2.82: near from 20; October is not, and lies between two that are
    row = row_of([14, 14, 15, 14, 13, 14, 14, 13, 21, 18, 21, 13])
    assert (row["rule"], row["rule_month"], row["change_month"]) == ("2 of 3 near a limit", "2025-11", "2025-09")


def test_limits_of_the_mean():
    # Byar's limits of 100: golden.md
    row = row_of([9, 8, 8] * 4)
    assert (row["lower"] * 12, row["upper"] * 12) == pytest.approx((81.362105, 121.627938))
    assert row["method"] == "Byar; XmR, full limits"


def test_the_mean_needs_no_chart():
    # exact limits of 5: golden.md
    row = row_of([0, 1, 0, 0, 2, 0, 1, 0, 0, 0, 1, 0])
    assert (row["lower"] * 12, row["value"] * 12, row["upper"] * 12) == pytest.approx((1.623486, 5, 11.668332))
    assert row[["status", "signal", "method", "limits"]].tolist() == ["value", "too few", "exact Poisson; no chart", ""]


def test_limits_hold_a_low_mean_as_often_as_they_say():
    rng, trials, mean = np.random.default_rng(5), 4_000, 1.4
    index = pd.RangeIndex(trials).astype("str")
    held = np.repeat(np.arange(trials), rng.poisson(mean * 12, trials))
    contacts = pd.DataFrame(
        {"area_code": pd.Categorical.from_codes(held, index), "date": pd.Timestamp("2025-06-15")}, copy=False
    )
    result = trend_signal(contacts, pd.DataFrame({"neighbourhood_code": "N1"}, index=index), period=YEAR)
    assert result["lower"].notna().all()
    within = (result["lower"] <= mean) & (mean <= result["upper"])
    assert 0.95 <= within.mean() < 0.975


def test_statuses():
    contacts = pd.concat([contacts_of([5, 6] * 6), contacts_of([1] * 12, "B")])
    result = trend_signal(contacts, AREAS, period=YEAR)
    assert result["status"].to_dict() == {"B": "value", "A": "value", "C": "none recorded", "D": "not reported"}
    assert result["signal"].to_dict() == {"B": "too few", "A": "steady", "C": "", "D": ""}
    assert result.loc["D", ["value", "lower", "upper"]].isna().all()
    assert result.loc["B", ["value", "numerator", "denominator"]].tolist() == [1, 12, 12]
    assert result["method"].to_dict() == {
        "B": "Byar; no chart",
        "A": "Byar; XmR, full limits",
        "C": "exact Poisson; no chart",
        "D": "none",
    }
    assert result.loc["C", ["value", "lower"]].tolist() == [0, 0]
    assert result.loc["C", "upper"] == pytest.approx(poisson_limits([0])[1][0] / 12)
    assert np.isnan(result.loc["D", "numerator"])


def test_without_contacts_months_or_areas():
    assert set(trend_signal(contacts_of([]), AREAS, period=YEAR)["status"]) == {"not reported"}
    assert trend_signal(contacts_of([5] * 12), AREAS[:0], period=YEAR).empty
    days = trend_signal(contacts_of([5] * 12), AREAS, period=Period(date(2025, 3, 3), date(2025, 3, 9)))
    assert set(days["status"]) == {"not reported"}
    short = trend_signal(contacts_of([50] * 12), AREAS, period=Period(date(2025, 3, 1), date(2025, 7, 31)))
    assert short.loc["A", ["status", "signal", "n", "value"]].tolist() == ["value", "too few", 250, 50]
    with pytest.raises(ValueError, match="confidence 95"):
        trend_signal(contacts_of([5] * 12), AREAS, period=YEAR, confidence=95)


def test_partial_months_are_said():
    result = trend_signal(contacts_of([5] * 12), AREAS, period=Period(date(2025, 1, 1), date(2025, 12, 30)))
    assert result.loc["A", "method"] == "Byar; XmR, trial limits; 2025-12 left out, not whole"
    assert result.loc["A", ["limits", "denominator"]].tolist() == ["trial", 11]
    assert result.loc["B", "method"] == "exact Poisson; no chart; 2025-12 left out, not whole"


@settings(max_examples=25)
@given(st.lists(st.integers(0, 12), min_size=12, max_size=12), st.randoms(use_true_random=False))
def test_it_says_what_the_chart_says_in_any_order_and_dtype(counts, random):
    contacts = pd.concat([contacts_of(counts), contacts_of(counts[::-1], "B")], ignore_index=True)
    before = contacts.copy()
    result = trend_signal(contacts, AREAS, period=YEAR)
    pd.testing.assert_frame_equal(contacts, before)
    chart = trend(contacts, AREAS, period=YEAR)
    for area in ("A", "B"):
        row, recent = result.loc[area], chart.loc[area].tail(6)
        fired = recent[recent["rule"] != ""]
        assert row["rule"] == (fired["rule"].iloc[-1] if len(fired) else "")
        assert row["rule_month"] == (fired.index[-1] if len(fired) else "")
        if len(fired):
            assert row["change_month"] <= row["rule_month"]
            assert chart.loc[(area, row["change_month"]), "direction"] == fired["direction"].iloc[-1]
    order = list(range(len(contacts)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(trend_signal(contacts.iloc[order], AREAS, period=YEAR), result)
    categories = contacts.astype({"area_code": "category"})
    pd.testing.assert_frame_equal(trend_signal(categories, AREAS, period=YEAR), result)


def test_the_false_alarms_that_the_card_tells():
    rng = np.random.default_rng(0)
    for mean, told in {2: 11, 3: 9, 10: 6, 30: 6}.items():
        chart = xmr_chart(rng.poisson(mean, (20_000, 24)))
        alarms = (chart.rule[chart.enough, -6:] > 0).any(axis=1).mean()
        assert alarms * 100 == pytest.approx(told, abs=1)
        assert f"{told} %" in CARD.caveat


@pytest.mark.parametrize(("usual", "months", "unseen"), [(3, 7, 36), (4, 6, 1), (8, 3, 0), (30, 1, 0)])
def test_how_long_a_stop_takes_to_show(usual, months, unseen):
    counts = np.random.default_rng(0).poisson(usual, (4_000, 24))
    counts[:, 14:] = 0
    seen = np.full(len(counts), np.inf)
    # the chart as it stands at the end of each month after the stop
    for end in range(15, 25):
        low = (xmr_chart(counts[:, :end]).side[:, 14:] < 0).any(axis=1)
        seen = np.minimum(seen, np.where(low, end - 14, np.inf))
    assert np.median(seen) == months
    assert np.isinf(seen).mean() * 100 == pytest.approx(unseen, abs=1)
    assert {3: "where 3 were, 36 %", 4: "6 months (median) where 4", 8: "3 where 8", 30: "1 where 30"}[
        usual
    ] in CARD.caveat


def test_the_programme_that_stops_is_found(sample):
    # data/sample/truth: outreach in X08000002 stops after November 2025; no other district's does
    zones = zones_at(sample.areas, "district")
    contacts, districts = move_to_zones(sample.contacts, zones), merge_areas(sample.areas, zones)
    result = trend_signal(contacts[contacts["kind"] == "outreach"], districts, period=sample.period)
    assert result["signal"].to_dict() == {"X08000001": "steady", "X08000002": "changed down", "X08000003": "steady"}
    assert result.loc["X08000002", "change_month"] == "2025-12"
