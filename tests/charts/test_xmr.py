"""Months, and the signals among them."""

import pandas as pd
import pytest

from prevent_geo.charts import xmr

STEADY = [5, 6] * 6
# mean 9.5, mean moving range (10 × 6 + 36) / 11: the upper limit is 32.7
ONE_HIGH = [4, 10, 4, 10, 4, 10, 4, 10, 4, 10, 4, 40]
# mean 49.2, upper limit 114.5: two months in a row are more than two thirds of the way to it
TWO_NEAR = [30, 50, 30, 50, 30, 50, 30, 50, 95, 95, 30, 50]


def columns_of(months):
    return {"date": [pd.Timestamp(2026, 1 + at, 3) for at, count in enumerate(months) for _ in range(count)]}


@pytest.fixture
def chart_of(town):
    return lambda months: xmr(town([sum(months)], columns=columns_of(months)))


@pytest.mark.parametrize(
    ("months", "said"),
    [
        (STEADY, "None of 12 months signals a change; the mean is 5.5 contacts a month"),
        (ONE_HIGH, "1 of 12 months signals a change: December 2026, high (outside limits); the mean is 9.5"),
        (TWO_NEAR, "2 of 12 months signal a change: 2 high; the mean is 49.2 contacts a month"),
        ([9, 8, 9, 8, 9, 8, 9, 1, 2, 1, 2, 1], "12 of 12 months signal a change: 7 high, 5 low; the mean is 5.6"),
    ],
)
def test_a_signal_is_said_with_its_month_or_its_number(chart_of, months, said):
    assert chart_of(months).title.startswith(said)


def test_a_signal_has_a_shape_and_its_rule_in_words(chart_of):
    svg = chart_of(ONE_HIGH).figure.svg.decode()
    assert ">signal, high (1)<" in svg and ">no signal (11)<" in svg and ">outside limits<" in svg
    assert ">signal" not in chart_of(STEADY).figure.svg.decode()


def test_a_month_without_a_contact_is_a_month_of_0(chart_of):
    table = chart_of([*STEADY[:11], 0]).table
    assert table.iloc[-1].tolist()[:2] == ["December 2026", "0"]


def test_areas_are_added_up_and_silent_ones_left_out(town):
    months = [*STEADY, *STEADY]
    columns = {"date": columns_of(STEADY)["date"] * 2}
    chart = xmr(town([sum(STEADY), sum(STEADY), 0], silent=("A2",), columns=columns))
    assert chart.table["Contacts"].tolist() == [str(2 * count) for count in months[:12]]
    assert chart.caveat.endswith("Not counted: 1 area that nobody reported from.")


def test_too_few_contacts_have_no_chart(chart_of):
    assert chart_of([1] * 12) is None
