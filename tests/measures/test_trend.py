from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.measures.common.months import months_of
from prevent_geo.measures.common.xmr import RULES, xmr_chart
from prevent_geo.measures.common.zones import merge_areas, move_to_zones, zones_at
from prevent_geo.measures.trend import CARD, trend
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


def rules_of(counts):
    chart = xmr_chart(np.array([counts]))
    return [RULES[rule] for rule in chart.rule[0]], chart.side[0].tolist()


def by_the_book(counts):
    """The rules point by point, as NHS England words them; shares no code with the measure."""
    y, n = [float(count) for count in counts], len(counts)
    mean = sum(y) / n
    reach = 2.66 * sum(abs(b - a) for a, b in pairwise(y)) / (n - 1)
    side = [0 if sum(counts) == n * count else 1 if n * count > sum(counts) else -1 for count in counts]
    outside = [abs(v - mean) > reach + 1e-9 for v in y]
    near = [abs(v - mean) > reach * 2 / 3 + 1e-9 and not out for v, out in zip(y, outside, strict=True)]
    found = [("", 0)] * n
    for start in range(n - 6):
        if abs(sum(side[start : start + 7])) == 7:
            found[start : start + 7] = [("7 on one side", side[start])] * 7
    for start in range(n - 2):
        three = range(start, start + 3)
        if abs(sum(side[i] for i in three)) == 3 and sum(near[i] for i in three) >= 2:
            for i in three:
                found[i] = ("2 of 3 near a limit", side[i]) if near[i] else found[i]
    for start in range(n - 6):
        steps = [y[i + 1] - y[i] for i in range(start, start + 6)]
        for sign, name in ((1, "7 rising"), (-1, "7 falling")):
            if all(step * sign > 0 for step in steps):
                found[start : start + 7] = [(name, sign)] * 7
    found = [("outside limits", side[i]) if outside[i] else found[i] for i in range(n)]
    return [name for name, _ in found], [way for _, way in found]


def test_limits_of_the_nist_example():
    # NIST/SEMATECH e-Handbook 6.3.2.2: flow rates, mean 50.81, mean moving range 1.8778, limits 45.8159 and 55.8041
    flow = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
    chart = xmr_chart(np.array([[round(10 * value) for value in flow]]))
    assert chart.centre[0] / 10 == pytest.approx(50.81)
    # there 3 / 1.128 = 2.6596 stands for 2.66
    assert (chart.lower[0] / 10, chart.upper[0] / 10) == pytest.approx((45.8159, 55.8041), abs=0.001)


def test_each_rule_by_hand():
    # mean 5, moving ranges 2 2 2 2 2 10 = 20 / 6: limits 5 ± 8.87
    assert rules_of([4, 2, 4, 2, 4, 2, 12])[0] == [""] * 7
    # mean 50 / 7, moving ranges 2 1 1 2 1 15: upper limit 7.14 + 2.66 × 22 / 6 = 16.9
    assert rules_of([4, 6, 5, 4, 6, 5, 20]) == ([""] * 6 + ["outside limits"], [0] * 6 + [1])
    # six points below the mean are no run, seven are
    assert "7 on one side" not in rules_of([9, 11] * 4 + [8, 8, 9, 8, 8, 9, 12])[0]
    rule, side = rules_of([9, 11] * 4 + [8, 8, 9, 8, 8, 9, 8, 12])
    assert rule[8:15] == ["7 on one side"] * 7
    assert side[8:15] == [-1] * 7
    # six rising points are no trend, seven are
    assert "7 rising" not in rules_of([30, 20, 21, 22, 23, 24, 25, 20, 30, 20, 30])[0]
    assert rules_of([30, 20, 21, 22, 23, 24, 25, 26, 20, 30, 20])[0].count("7 rising") == 7
    assert rules_of([20, 26, 25, 24, 23, 22, 21, 20, 30, 20, 30])[0].count("7 falling") == 7
    # equal months are on the mean: on no side of it
    assert rules_of([5] * 12) == ([""] * 12, [0] * 12)


@settings(max_examples=300)
@given(st.lists(st.integers(0, 30), min_size=6, max_size=40).filter(lambda counts: sum(counts) >= 2 * len(counts)))
def test_the_rules_are_those_of_the_book(counts):
    name, side = rules_of(counts)
    expected = by_the_book(counts)
    # at the peak between a rise and a fall either may be said; the later one is
    assert [each in (a, "7 rising", "7 falling") for each, a in zip(name, expected[0], strict=True)] == [True] * len(
        side
    )
    peaks = [i for i in range(len(side)) if name[i] != expected[0][i]]
    assert all({name[i], expected[0][i]} == {"7 rising", "7 falling"} for i in peaks)
    assert [way for i, way in enumerate(side) if i not in peaks] == [
        way for i, way in enumerate(expected[1]) if i not in peaks
    ]


@pytest.mark.parametrize("mean", [2.5, 6, 20])
def test_the_rules_are_those_of_the_book_on_series_that_change(mean):
    rng = np.random.default_rng(0)
    counts = rng.poisson(np.linspace(mean, 3 * mean, 24) * rng.choice([0.3, 1, 1.5], (150, 1)), (150, 24))
    counts[:50, 15:] //= 3
    counts[50:60] = np.arange(2, 26)
    chart = xmr_chart(counts)
    for row in np.flatnonzero(chart.enough):
        assert [RULES[rule] for rule in chart.rule[row]] == by_the_book(counts[row].tolist())[0]


def test_table_by_hand():
    contacts = pd.concat([contacts_of([4, 6, 5, 4, 6, 5, 20]), contacts_of([2] * 5 + [1], "B")])
    result = trend(contacts, AREAS, period=Period(date(2025, 1, 1), date(2025, 7, 31)))
    assert result.index.names == ["area_code", "month"]
    assert result.loc["A"].index.tolist() == [f"2025-{month:02}" for month in range(1, 8)]
    july = result.loc[("A", "2025-07")]
    assert (july["value"], july["numerator"], july["n"], july["status"]) == (20, 20, 20, "value")
    assert (july["rule"], july["direction"], july["limits"]) == ("outside limits", "high", "trial")
    assert july["method"] == "XmR, trial limits"
    assert result.loc["A", "lower"].eq(0).all()
    assert result.loc["A", "upper"].round(2).eq(16.90).all()
    # 11 contacts in 7 months: below 2 a month; what was counted is still told
    assert set(result.loc["B", "status"]) == {"too few"}
    assert result.loc["B", ["value", "lower", "upper", "centre"]].isna().all(axis=None)
    assert result.loc["B", "numerator"].tolist() == [2, 2, 2, 2, 2, 1, 0]
    # others report in the neighbourhood: the zero is one; nobody does in N2
    assert (set(result.loc["C", "status"]), set(result.loc["C", "value"])) == ({"none recorded"}, {0})
    assert set(result.loc["D", "status"]) == {"not reported"}
    assert result.loc["D", ["value", "numerator"]].isna().all(axis=None)


def test_boundaries_of_too_few():
    months = [Period(date(2025, 1, 1), date(2025, end, 30)) for end in (6, 9)]
    assert set(trend(contacts_of([2] * 9), AREAS[1:2], period=months[0])["status"]) == {"value"}
    assert set(trend(contacts_of([2] * 8 + [1]), AREAS[1:2], period=months[1])["status"]) == {"too few"}
    five = Period(date(2025, 1, 1), date(2025, 5, 31))
    assert set(trend(contacts_of([50] * 9), AREAS[1:2], period=five)["status"]) == {"too few"}


def test_a_month_without_a_contact_is_a_zero_of_its_own():
    result = trend(contacts_of([9, 0, 9, 9, 9, 9, 9]), AREAS[1:2], period=Period(date(2025, 1, 1), date(2025, 7, 31)))
    assert result["status"].tolist() == ["value", "none recorded"] + ["value"] * 5
    assert result["value"].tolist() == [9, 0, 9, 9, 9, 9, 9]


def test_twelve_months_have_full_limits():
    assert set(trend(contacts_of([5] * 12), AREAS[1:2], period=YEAR)["limits"]) == {"full"}
    eleven = Period(date(2025, 1, 1), date(2025, 11, 30))
    assert set(trend(contacts_of([5] * 12), AREAS[1:2], period=eleven)["limits"]) == {"trial"}


def test_partial_months_are_left_out_and_said():
    period = Period(date(2025, 1, 2), date(2025, 12, 30))
    result = trend(contacts_of([5] * 12), AREAS[1:2], period=period)
    assert result.index.get_level_values("month")[[0, -1]].tolist() == ["2025-02", "2025-11"]
    assert result["method"].iloc[0] == "XmR, trial limits; 2025-01 and 2025-12 left out, not whole"
    assert months_of(Period(date(2024, 2, 1), date(2024, 2, 29))).whole == ["2024-02"]
    assert months_of(Period(date(2024, 2, 1), date(2024, 2, 28))).whole == []


def test_without_contacts_months_or_areas():
    nothing = contacts_of([])
    assert set(trend(nothing, AREAS, period=YEAR)["status"]) == {"not reported"}
    assert trend(contacts_of([5] * 12), AREAS[:0], period=YEAR).empty
    assert trend(contacts_of([5] * 12), AREAS, period=Period(date(2025, 3, 3), date(2025, 3, 9))).empty
    undated = contacts_of([5] * 12).assign(date=pd.NaT)
    assert set(trend(undated, AREAS, period=YEAR)["status"]) == {"not reported"}


@settings(max_examples=25)
@given(st.lists(st.integers(0, 12), min_size=12, max_size=12), st.randoms(use_true_random=False))
def test_order_and_dtype_of_rows_do_not_matter(counts, random):
    contacts = pd.concat([contacts_of(counts), contacts_of(counts[::-1], "B")], ignore_index=True)
    before = contacts.copy()
    result = trend(contacts, AREAS, period=YEAR)
    pd.testing.assert_frame_equal(contacts, before)
    order = list(range(len(contacts)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(trend(contacts.iloc[order], AREAS, period=YEAR), result)
    categories = contacts.astype({"area_code": "category"})
    pd.testing.assert_frame_equal(trend(categories, AREAS, period=YEAR), result)
    assert result.loc["A", "numerator"].fillna(0).tolist() == counts


def test_the_false_alarms_that_the_card_tells():
    rng = np.random.default_rng(0)
    told = {2: 29, 3: 24, 10: 18, 30: 16}
    fired = {}
    for mean in told:
        chart = xmr_chart(rng.poisson(mean, (20_000, 24)))
        fired[mean] = chart.rule[chart.enough]
        assert (fired[mean] > 0).any(axis=1).mean() * 100 == pytest.approx(told[mean], abs=1)
        assert f"{told[mean]} %" in CARD.caveat
    shares = {name: (fired[10] == at).any(axis=1).mean() * 100 for at, name in enumerate(RULES) if name}
    expected = {"outside limits": 8, "7 on one side": 10, "2 of 3 near a limit": 3, "7 rising": 0, "7 falling": 0}
    assert shares == pytest.approx(expected, abs=1)


def test_the_programme_that_stops_is_found(sample):
    # data/sample/truth: outreach in X08000002 stops after November 2025
    zones = zones_at(sample.areas, "district")
    contacts, districts = move_to_zones(sample.contacts, zones), merge_areas(sample.areas, zones)
    outreach = trend(contacts[contacts["kind"] == "outreach"], districts, period=sample.period)
    low = outreach.loc["X08000002", "direction"] == "low"
    assert low.index[low].tolist() == ["2025-12"] + [f"2026-{month:02}" for month in range(1, 10)]
    assert outreach.loc["X08000002", "limits"].eq("full").all()
