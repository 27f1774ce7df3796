"""The finest counts of a dataset: which stretches of time, what everybody knows, what is left of a share."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from prevent_geo.disclosure import find_policy
from prevent_geo.disclosure.attacker import bounds
from prevent_geo.disclosure.counts import plan_of
from prevent_geo.disclosure.plan import Key
from prevent_geo.disclosure.stretches import stretches, whole_quarters
from prevent_geo.period import Period
from tests.disclosure.small import YEAR, small

POLICY = find_policy()
SUMMER = Period(date(2025, 6, 1), date(2025, 8, 31))


def key(place, period=YEAR, quantity="attendance", category=""):
    return Key(quantity, place, period.iso(), category)


def value(plan, what):
    return plan.values[plan.row[what]]


def test_figures_are_sums_over_areas_and_time(sample):
    data = small(sample, {"A": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "B": [5] * 12})
    wanted = {key("area:A"): ("A",), key("all"): ("A", "B"), key("area:A", SUMMER): ("A",)}
    plan = plan_of(data, wanted.items(), POLICY)
    assert [value(plan, one) for one in wanted] == [78, 138, 21]
    # two areas, before, in and after the summer
    assert plan.counts.reshape(2, 3).tolist() == [[15, 21, 42], [25, 15, 20]]


def test_every_event_had_a_visitor(sample):
    plan = plan_of(small(sample, {"A": [1, 1, 2, 0], "B": [0] * 4}), {key("area:A"): ("A",)}.items(), POLICY)
    assert plan.least.tolist() == [3, 0]
    # three events and four visitors: by the rule that counts of 1 to 4 are withheld they would be 3 or 4
    assert plan.primary.all()
    assert (plan.protected.low[0], plan.protected.high[0]) == (3, 6)
    more = plan_of(small(sample, {"A": [2, 2, 3, 0]}), {key("area:A"): ("A",)}.items(), POLICY)
    assert not more.primary.any()


def test_the_same_sum_is_one_figure(sample):
    data = small(sample, {"A": [9] * 12})
    plan = plan_of(data, {key("area:A"): ("A",), key("district:D"): ("A",), key("all"): ("A",)}.items(), POLICY)
    assert set(plan.row.values()) == {0}


def test_who_answers_was_there(sample):
    data = small(sample, {"A": [9] * 12})
    contacts = data.contacts.assign(trust_responses=pd.array([5] * 12, "Int64"), trust_mean=3.0)
    wanted = {key("area:A"): ("A",), key("area:A", SUMMER, "answers"): ("A",)}
    plan = plan_of(replace(data, contacts=contacts), wanted.items(), POLICY)
    # attendance is not cut where only answers are published
    assert len(plan.counts) == 1 + 3
    # 15 answered in summer, and at least one at each of nine other events
    found = bounds(plan.view(np.array([True, False])), plan.forms)
    assert found.lower.tolist() == [15 + 9, 15]


def test_what_is_left_of_a_share_is_protected(sample):
    rows = pd.DataFrame(
        {"district_code": "D", "quarter": "2025-Q1", "stage": ["referred", "screened", "panel"], "count": [20, 18, 10]}
    )
    data = replace(small(sample, {"A": [9] * 12}), pathway=rows)
    quarter = Period(date(2025, 1, 1), date(2025, 3, 31))
    wanted = {key("district:D", quarter, "pathway", stage): ("D",) for stage in rows["stage"]}
    plan = plan_of(data, wanted.items(), POLICY)
    names = [name for name in plan.protected.names if "less those" in name]
    assert names == ["pathway of district:D, referred, 2025-01-01/2025-03-31, less those who were screened"]


@pytest.mark.parametrize(("start", "whole"), [(date(2025, 1, 1), "2025-01-01"), (date(2025, 1, 2), "2025-04-01")])
def test_whole_quarters(start, whole):
    assert whole_quarters(Period(start, date(2025, 12, 31))).start.isoformat() == whole
    assert whole_quarters(SUMMER) is None


def test_stretches_leave_out_what_no_period_is_about():
    spring = Period(date(2025, 1, 1), date(2025, 2, 28))
    assert [time.iso() for time in stretches([spring, SUMMER])] == [spring.iso(), SUMMER.iso()]
    assert stretches([]) == ()
