from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_geo.errors import InputError
from prevent_geo.period import Period, day

COVERED = Period(date(2023, 1, 1), date(2026, 8, 31))
FORMS = "write 'all', '2026', '2026-Q1', '2026-03', '2026-01-01/2026-03-31' or 'last 12 months'"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("all", "2023-01-01/2026-08-31"),
        ("", "2023-01-01/2026-08-31"),
        (" ALL ", "2023-01-01/2026-08-31"),
        ("2024", "2024-01-01/2024-12-31"),
        ("2025-Q1", "2025-01-01/2025-03-31"),
        ("2025Q4", "2025-10-01/2025-12-31"),
        ("2025-q2", "2025-04-01/2025-06-30"),
        ("2024-02", "2024-02-01/2024-02-29"),
        ("2025-02", "2025-02-01/2025-02-28"),
        ("2024-02-29/2024-02-29", "2024-02-29/2024-02-29"),
        ("last 12 months", "2025-09-01/2026-08-31"),
        ("last 1 month", "2026-08-01/2026-08-31"),
        ("Last 6 Months", "2026-03-01/2026-08-31"),
    ],
)
def test_every_form(text, iso):
    assert Period.parse(text, COVERED).iso() == iso


@pytest.mark.parametrize(
    ("end", "months", "start"),
    [
        (date(2026, 2, 28), 12, date(2025, 3, 1)),
        (date(2024, 2, 29), 12, date(2023, 3, 1)),
        (date(2025, 2, 28), 24, date(2023, 3, 1)),
        (date(2026, 1, 15), 1, date(2025, 12, 16)),
        (date(2026, 3, 30), 1, date(2026, 2, 28)),
        (date(2026, 12, 31), 3, date(2026, 10, 1)),
    ],
)
def test_last_months_at_the_ends_of_months(end, months, start):
    assert Period.parse(f"last {months} months", Period(date(2020, 1, 1), end)) == Period(start, end)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026", "2026-01-01/2026-08-31"),
        ("2026-Q3", "2026-07-01/2026-08-31"),
        ("2022-12-01/2023-01-01", "2023-01-01/2023-01-01"),
        ("last 999 months", "2023-01-01/2026-08-31"),
    ],
)
def test_days_that_the_dataset_does_not_cover_are_not_in_the_period(text, iso):
    assert Period.parse(text, COVERED).iso() == iso


@pytest.mark.parametrize("text", ["2022", "2026-09", "2022-12-31/2022-12-31"])
def test_wholly_outside_is_refused(text):
    with pytest.raises(InputError) as caught:
        Period.parse(text, COVERED)
    covers = "which covers 1 January 2023 to 31 August 2026"
    assert str(caught.value) == f"period '{text}' has no day in common with the dataset, {covers}"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-13", "month must be in 1..12"),
        ("2026-00", "month must be in 1..12"),
        ("2025-02-29/2025-03-01", "day is out of range for month"),
        ("0000", "year 0 is out of range"),
        ("last 0 months", "the number of months must be 1 or more"),
        ("last 99999 months", "that is before the year 1"),
    ],
)
def test_a_date_that_does_not_exist_is_refused(text, why):
    with pytest.raises(InputError) as caught:
        Period.parse(text, COVERED)
    assert str(caught.value).startswith(f"period '{text}': {why}")
    assert str(caught.value).endswith(FORMS)


@pytest.mark.parametrize("text", ["2026-Q5", "soon", "2026/03", "01/03/2026", "last year", "2026-3"])
def test_what_is_not_understood_is_refused_with_every_form(text):
    with pytest.raises(InputError) as caught:
        Period.parse(text, COVERED)
    assert str(caught.value) == f"period '{text}' is not understood; {FORMS}"


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(InputError, match=r"^period ends \(2026-01-01\) before it begins \(2026-01-02\)$"):
        Period.parse("2026-01-02/2026-01-01", COVERED)


def test_before_is_as_long_and_ends_the_day_before():
    assert Period(date(2024, 3, 1), date(2024, 3, 31)).before() == Period(date(2024, 1, 30), date(2024, 2, 29))
    one = Period(date(2026, 1, 1), date(2026, 1, 1))
    assert (one.days, one.before()) == (1, Period(date(2025, 12, 31), date(2025, 12, 31)))


def test_in_words():
    assert str(COVERED) == "1 January 2023 to 31 August 2026"
    assert day(date(2024, 2, 29)) == "29 February 2024"


days_covered = st.dates(COVERED.start, COVERED.end)


@given(days_covered, days_covered)
def test_what_iso_writes_parse_reads(one, other):
    period = Period(min(one, other), max(one, other))
    assert Period.parse(period.iso(), COVERED) == period
    assert period.before().end + timedelta(days=1) == period.start
    assert period.before().days == period.days


def test_a_year_that_papermill_made_a_number_is_a_year():
    within = Period(date(2025, 1, 1), date(2026, 12, 31))
    assert Period.parse(2026, within) == Period.parse("2026", within)
