from dataclasses import replace

import pandas as pd
import pytest

from prevent_geo.disclosure import find_policy, protect, release
from prevent_geo.layers import Layer, Style
from prevent_geo.measures import CARDS, attendance_rate

AREAS = pd.DataFrame(
    {"population": [1000, 1000, 1000, 1000, 0, 1000, 1000], "neighbourhood_code": ["N1"] * 5 + ["N2", "N1"]},
    index=list("ABCDEFG"),
)
# of C and G nothing more is known than that they are small
CONTACTS = pd.DataFrame(
    {"area_code": list("ABCEG"), "attendance": pd.array([5, 40, 3, 7, 3], "Int64"), "date": pd.Timestamp("2026-01-01")}
)
WORDS = {
    "id": "attendance_rate", "group": "Reach", "title": "Attendance", "question": "How many?", "unit": "per 1,000",
    "method": "Rate", "caveat": "Groups",
}  # fmt: skip


@pytest.fixture(scope="module")
def released(made):
    protection = protect(made(areas=AREAS, contacts=CONTACTS), find_policy())
    return release(attendance_rate(CONTACTS, AREAS), CARDS["attendance_rate"], protection)


@pytest.fixture
def make(released):
    def layer(**changes):
        given = WORDS | {
            "values": released,
            "style": Style.from_breaks((10, 20), ("Up to 10", "Over 10 to 20", "Over 20")),
            "names": pd.Series([f"Area {code}" for code in AREAS.index], index=AREAS.index),
            "facts": pd.DataFrame({"Residents": AREAS["population"].astype("str")}),
        }
        return Layer(**given | changes)

    return layer


def test_what_people_read(make):
    assert make().texts().to_dict() == {
        "A": "5.0", "B": "40.0", "C": "[c]", "D": "None recorded", "E": "Missing", "F": "Not reported",
        "G": "[c]",
    }  # fmt: skip
    assert make(decimals=0).texts()["B"] == "40"


def test_the_legend_counts_every_unit_once(make):
    lines = {entry.label: count for entry, count in make().legend()}
    assert lines == {
        "Up to 10": 1, "Over 10 to 20": 0, "Over 20": 1, "None recorded": 1, "Not reported": 1,
        "Withheld (protects small counts)": 2, "Missing": 1,
    }  # fmt: skip
    assert sum(lines.values()) == len(AREAS)


def test_a_reason_that_no_unit_has_is_not_in_the_legend(make):
    assert [entry.label for entry, _ in make().within(["A"]).legend()] == ["Up to 10", "Over 10 to 20", "Over 20"]


def test_the_table_has_limits_only_where_there_is_a_value(make):
    table = make().table()
    assert table.columns.tolist() == ["Name", "Attendance (per 1,000)", "95 % limits", "Residents"]
    shown = make().values.table
    low, high = (f"{shown.loc['A', name]:,.1f}" for name in ("lower", "upper"))
    assert table["95 % limits"].tolist() == [f"{low} to {high}", table.loc["B", "95 % limits"], *[""] * 5]
    assert "95 % limits" not in make().within(["C", "F"]).table()


def test_within_keeps_the_style_and_cuts_the_rest(make):
    whole = make()
    part = whole.within(["D", "A"])
    assert part.style is whole.style
    assert part.table()["Name"].tolist() == ["Area D", "Area A"]
    assert part.facts.index.tolist() == ["D", "A"]
    assert part.classes["A"] == whole.classes["A"]


def test_a_layer_of_nothing_can_still_be_read(make):
    empty = make().within([])
    assert (len(empty.table()), len(empty.texts()), len(empty.classes)) == (0, 0, 0)
    assert [count for _, count in empty.legend()] == [0, 0, 0]


def test_a_layer_names_all_the_words_it_lacks(make):
    with pytest.raises(ValueError, match=r"^layer 'attendance_rate' lacks: unit, caveat$"):
        make(unit="", caveat=" ")


@pytest.mark.parametrize("word", WORDS)
def test_no_word_may_be_empty(make, word):
    with pytest.raises(ValueError, match=f"lacks: {word}$"):
        replace(make(), **{word: ""})


@pytest.mark.parametrize("values", [attendance_rate(CONTACTS, AREAS), None])
def test_what_was_not_released_is_refused(make, values):
    with pytest.raises(TypeError, match=rf"was handed a {type(values).__name__}; it takes a Released$"):
        make(values=values)
