"""Cells that are numbers, and cells that only look like it."""

import pytest

from prevent_geo.briefing.plain import are_figures, are_numbers, as_number


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        *[("0", 0), ("12", 12), ("1,234,567", 1_234_567), ("0.50", 0.5), ("−1.5", -1.5), ("2026", 2026)],
        *[("007", None), ("1,23", None), ("1.", None), ("", None), ("[c]", None), ("=1", None), ("1e5", None)],
        *[("20 %", None), ("1 to 2", None), ("٣", None)],
    ],
)
def test_a_number_is_what_we_write_as_one(cell, number):
    assert as_number(cell) == number


def test_a_column_of_numbers_has_nothing_else():
    assert are_numbers(["1", "", "[c]", "2.5"])
    assert not are_numbers(["1", "None recorded"])
    assert not are_numbers([])


def test_a_column_of_figures_is_so_for_the_most_part():
    assert are_figures(["1", "20 %", "None recorded"])
    assert not are_figures(["1", "None recorded"])
