"""An order of day and month is never guessed."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_geo.reading.new.days import form_of, how_written

EARLY = st.dates(date(1990, 1, 1), date(2060, 12, 31)).filter(lambda day: day.day <= 12)


def texts(*days):
    return [pd.Series(list(days), dtype="str")]


@given(st.lists(EARLY, min_size=1, max_size=30), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%m-%d-%Y"]))
def test_without_a_day_above_twelve_it_is_asked(days, form):
    written = how_written(texts(*(f"{day:{form}}" for day in days)))
    assert (written.form, written.proof) == ("", "")
    assert form in written.forms
    assert written.example


@given(st.lists(EARLY, max_size=20), st.dates(date(1990, 1, 13), date(2060, 12, 31)).filter(lambda day: day.day > 12))
def test_one_day_above_twelve_tells_it(days, certain):
    for form in ("%d/%m/%Y", "%m/%d/%Y"):
        written = how_written(texts(*(f"{day:{form}}" for day in [*days, certain])))
        assert (written.form, written.proof) == (form, f"{certain:{form}}")


@pytest.mark.parametrize(
    ("days", "form", "forms"),
    [
        (["2026-03-31", "2026-01-02 10:00"], "", ()),
        (["3 April 2026", "12 May 2026"], "%d %B %Y", ()),
        (["2026/03/04"], "%Y/%m/%d", ()),
        (["soon", "later", "03/04/2026"], "", ()),
        (["13/04/2026", "04/13/2026"], "", ("%d/%m/%Y", "%m/%d/%Y")),
        ([], "", ()),
    ],
)
def test_forms(days, form, forms):
    written = how_written(texts(*days))
    assert (written.form, written.forms) == (form, forms)
    assert bool(written.mixed) == ("04/13/2026" in days)


def test_days_that_are_days_already_need_no_form():
    cells = pd.Series([date(2026, 3, 4), None], dtype=object)
    assert how_written([cells, pd.Series(pd.to_datetime(["2026-03-04"]))]).form == ""


def test_an_order_that_was_said_takes_the_signs_of_the_file():
    assert form_of("month-first", how_written(texts("03.04.2026"))) == "%m.%d.%Y"
    assert form_of("%d~%m~%Y", how_written(texts("03.04.2026"))) == "%d~%m~%Y"
