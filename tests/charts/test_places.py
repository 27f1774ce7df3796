"""The funnel and trust: what is said of the parts of a place."""

import pytest

from prevent_geo.assessment import profile
from prevent_geo.charts import funnel, trust

STEADY = [10, 9, 8, 11, 12] * 6


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ([5], "The contacts of A0 lie within the 99.8 % limits of chance"),
        (STEADY, "None of 30 areas lies outside the 99.8 % limits of chance"),
        ([30, *STEADY], "1 of 31 areas lies outside the 99.8 % limits of chance: 1 above"),
        ([30, 1, *STEADY], "2 of 32 areas lie outside the 99.8 % limits of chance: 1 above, 1 below"),
        ([30, 1, 31, *STEADY], "3 of 33 areas lie outside the 99.8 % limits of chance: 2 above, 1 below"),
    ],
)
def test_the_funnel_counts_what_lies_outside(town, held, said):
    assert funnel(town(held)).title == said


def test_the_funnel_names_what_lies_outside_and_marks_it_by_shape(town):
    chart = funnel(town([30, 1, *STEADY]))
    svg = chart.figure.svg.decode()
    assert ">A0<" in svg and ">A1<" in svg and ">A2<" not in svg
    assert ">above 99.8 % (1)<" in svg and ">below 99.8 % (1)<" in svg and ">within (30)<" in svg
    row = chart.table.set_index("Area").loc["A0"]
    # 332 contacts in 32 areas: 10.4 are expected in each, 30 are 2.89 times as many
    assert row.tolist()[:3] == ["30", "10.3", "2.90"] and row["Signal"] == "Above 99.8 %"


def test_an_area_that_nobody_reported_from_is_said_and_not_drawn(town):
    chart = funnel(town([10, 9, 0, 0], silent=("A2", "A3")))
    assert chart.title.startswith("None of 2 areas")
    assert chart.caveat.endswith("Not drawn: 2 areas (not reported).")
    assert chart.table.set_index("Area").loc["A2", ["Contacts", "For each one expected"]].tolist() == [
        "–",
        "Not reported",
    ]


def test_an_area_with_none_recorded_is_a_point_at_0(town):
    table = funnel(town([40, 40, 40, 40, 0])).table.set_index("Area")
    assert table.loc["A4", ["Contacts", "For each one expected"]].tolist() == ["0", "0.00"]


@pytest.fixture(scope="module")
def ward(sample):
    return profile(sample, place="neighbourhood:X05000010")


def test_what_is_withheld_is_said_and_never_drawn(ward):
    chart = trust(ward)
    withheld = chart.table[chart.table["Mean answer"] == "Withheld"]
    assert len(withheld) == 2 == ward["trust"].withheld
    assert (withheld[["95 % limits", "Answers", "Against the whole"]] == "–").all(axis=None)
    assert "2 areas (withheld)" in chart.caveat and "2 areas (withheld)" in chart.figure.alt_text
    svg = chart.figure.svg.decode()
    drawn = chart.table["95 % limits"] != "–"
    assert not any(f">{name}<" in svg for name in chart.table.loc[~drawn, "Area"])
    assert all(f">{name}<" in svg for name in chart.table.loc[drawn, "Area"])


def test_trust_is_judged_by_limits(district):
    chart = trust(district)
    whole = district.figures["value"]["trust"]
    for limits, side in zip(chart.table["95 % limits"], chart.table["Against the whole"], strict=True):
        low, high = (float(limit) for limit in limits.split(" to "))
        assert side == ("Above" if low > whole else "Below" if high < whole else "Not clearly different")
    means = chart.table["Mean answer"].astype("float64")
    assert means.is_monotonic_decreasing


def test_trust_of_one_area_is_no_chart(sample):
    assert trust(profile(sample, place="area:X01000127")) is None


@pytest.mark.parametrize(
    ("means", "said"),
    [
        ([3.0, 3.0, 3.0], "Trust in none of 3 areas is clearly different from the mean of the whole, 3.00"),
        ([1.0, 3.0, 3.0], "Trust in 3 of 3 areas lies clearly on one side of the mean of the whole, 2.33: 2 above"),
    ],
)
def test_trust_says_how_many_stand_out(town, means, said):
    swing = [0.1, -0.1] * 10
    columns = {
        "trust_mean": [mean + move for mean in means for move in swing],
        "trust_responses": 20,
        "attendance": 30,
    }
    assert trust(town([20, 20, 20], columns=columns)).title.startswith(said)
