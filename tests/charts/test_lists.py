"""Scorecard and themes: rows, their order and what is said of them."""

from types import SimpleNamespace

import pandas as pd
import pytest

from prevent_geo.assessment import profile
from prevent_geo.charts import spine, themes
from prevent_geo.charts.spine import _title


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        (["not met", "not enough data"], "None of 2 standards is met; 1 not met, 1 without enough data"),
        (["met", "cannot tell", "cannot tell"], "1 of 3 standards is met; 2 cannot be told"),
        (["met", "met"], "2 of 2 standards are met"),
    ],
)
def test_the_scorecard_in_a_sentence(outcomes, said):
    whole = SimpleNamespace(place=SimpleNamespace(level="all"))
    assert _title(whole, pd.DataFrame({"outcome": outcomes})) == said


def test_a_withheld_indicator_has_a_row_and_no_point(district):
    chart = spine(district)
    row = chart.table.set_index("Indicator").loc["Panel cases that were supported"]
    assert row["Value"] == "Withheld" and row["95 % limits"] == "–" and row["Standard"] == "at least 50 %"
    card = district.scorecard()
    points = [line for line in chart.figure.axes[0].lines if line.get_marker() in "oDx"]
    drawn = [value for line in points for value in line.get_xdata() if not pd.isna(value)]
    assert len(drawn) == card["value"].notna().sum() == len(card) - 1


def test_indicators_stand_under_their_area_of_focus(district):
    chart = spine(district)
    assert chart.table["Area of focus"].drop_duplicates().tolist() == list(
        district.data.code_lists["focus"].labels.values()
    )
    svg = chart.figure.svg.decode()
    assert all(f">{focus}<" in svg for focus in chart.table["Area of focus"])


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"housing": 60, "other": 10}, "Housing was raised most, in 86 % of 70 contacts"),
        ({"housing": 21, "other": 20}, "Housing was raised in 51 % of 41 contacts, and another theme is not clearly"),
        ({"housing": 9, "other": 9, "x": 9}, "Housing was raised in 33 % of 27 contacts, and 2 other themes are not"),
        ({"housing": 5}, "Housing was raised most, in 100 % of 5 contacts"),
    ],
)
def test_most_is_said_only_where_limits_say_so(town, counts, said):
    raised = [theme for theme, count in counts.items() for _ in range(count)]
    assert themes(town([len(raised)], columns={"theme": raised})).title.startswith(said)


def test_four_contacts_with_a_theme_are_too_few(town):
    assert themes(town([4], columns={"theme": "housing"})) is None


def test_shares_are_of_the_contacts_with_a_theme(town):
    chart = themes(town([10, 10], columns={"theme": ["housing"] * 6 + [None] * 10 + ["other"] * 4}))
    assert chart.table[["Theme", "Contacts", "Share"]].to_numpy().tolist() == [
        ["Housing", "6", "60 %"],
        ["Other", "4", "40 %"],
    ]


def test_what_rises_is_what_the_measure_says(sample):
    for place in ("Nastrelstead", "Clarrowbridge", "neighbourhood:X05000001", "all"):
        here = profile(sample, place=place, period="last 12 months")
        districts = set(here.data.areas.loc[list(here.place.area_codes), "district_code"])
        verdicts = here["rising_themes"].table["verdict"]
        verdicts = verdicts[verdicts.index.get_level_values("area_code").isin(districts)]
        labels = here.data.code_lists["themes"]
        moved = {labels.label(theme) for (theme, _), verdict in verdicts.items() if verdict in ("rising", "falling")}
        table = themes(here).table
        assert ("rising" in themes(here).title) == (verdicts == "rising").any()
        assert set(table.loc[table["Against the period before"] != "–", "Theme"]) == moved
