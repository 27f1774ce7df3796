"""Timelines: whole quarters and months only, one style, and four different reasons for no value."""

from dataclasses import replace

import pandas as pd
import pytest

from prevent_geo.layers import contact_timelines
from prevent_geo.measures import Status, contact_rate
from prevent_geo.period import Period


@pytest.fixture(scope="module")
def timelines(sample, protections):
    return {line.unit: line for line in contact_timelines(sample, protections("sample"))}


def test_steps_are_the_whole_quarters_and_months_of_the_period(timelines):
    assert list(timelines["quarter"].steps)[:2] == ["October to December 2024", "January to March 2025"]
    assert len(timelines["quarter"].steps) == 8
    assert list(timelines["month"].steps)[-1] == "September 2026"
    assert len(timelines["month"].steps) == 24


def test_a_step_is_the_measure_in_that_time(sample, timelines):
    during = sample.during(Period.parse("2025-Q1", sample.period))
    expected = contact_rate(during.contacts, during.areas)
    step = timelines["quarter"].steps["January to March 2025"].values.table
    pd.testing.assert_series_equal(step["value"], expected["value"])
    pd.testing.assert_series_equal(step["status"], expected["status"])
    assert {Status.VALUE, Status.NONE_RECORDED} <= set(step["status"])


def test_all_steps_have_one_style(timelines):
    for line in timelines.values():
        assert len({id(layer.style) for layer in line.steps.values()}) == 1


def test_a_quarter_that_lies_in_the_period_in_part_is_left_out(sample, protections):
    period = Period.parse("2025-02-01/2025-09-30", sample.period)
    lines = contact_timelines(sample.during(period), protections("sample"))
    assert [next(iter(line.steps)) for line in lines] == ["April to June 2025", "February 2025"]


def test_a_period_of_one_step_has_no_timeline(sample, protections):
    one = sample.during(Period.parse("2025-03", sample.period))
    assert contact_timelines(one, protections("sample")) == ()


def test_a_part_keeps_the_style(sample, timelines):
    codes = list(sample.areas.index[:3])
    part = timelines["quarter"].within(codes)
    for name, layer in part.steps.items():
        assert list(layer.values.table.index) == codes
        assert layer.style is timelines["quarter"].steps[name].style


def test_a_period_without_contacts_is_drawn(sample, protections):
    empty = replace(sample, contacts=sample.contacts[:0])
    for line in contact_timelines(empty, protections("sample")):
        assert {status for layer in line.steps.values() for status in layer.values.table["status"]} == {
            Status.NOT_REPORTED
        }
