"""What holds for every chart: its words, its table, its bytes, and names that mean harm."""

import re
from xml.etree import ElementTree

import pandas as pd
import pytest

from prevent_geo.assessment import profile
from prevent_geo.charts import CHARTS, Chart
from prevent_geo.drawing import WordedFigure

HOSTILE = r"$x_1$ \frac{{1}} <b onload=alert(1)>& =1+1 " + "long" * 40 + " 東 {}"


@pytest.fixture(scope="module")
def charts(district):
    return {name: draw(district) for name, draw in CHARTS.items()}


def svg_texts(chart):
    root = ElementTree.fromstring(chart.figure.svg)
    return ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_has_its_sentence_words_and_table(charts, name):
    chart = charts[name]
    assert chart.id == name
    assert "Clarrowbridge" in chart.title and not chart.title.endswith(".")
    assert chart.question.endswith("?") and chart.caveat.endswith(".")
    assert chart.title in chart.figure.alt_text and chart.figure.alt_text.endswith("The table has the values.")
    assert all(isinstance(kind, pd.StringDtype) for kind in chart.table.dtypes)
    assert chart.figure.get_figwidth() == 6.3
    assert chart.title in chart._repr_html_()


@pytest.mark.parametrize("name", CHARTS)
def test_the_same_input_gives_the_same_bytes(district, charts, name):
    again = CHARTS[name](district)
    assert again.figure.svg == charts[name].figure.svg
    assert again.figure.png == charts[name].figure.png


@pytest.mark.parametrize("name", CHARTS)
def test_no_text_is_small_or_out_of_the_figure(charts, name):
    figure = charts[name].figure
    renderer, (width, height) = figure.canvas.get_renderer(), figure.get_size_inches() * figure.dpi
    figure.draw(renderer)
    for text in figure.findobj(lambda artist: bool(getattr(artist, "get_text", str)()) and artist.get_visible()):
        box = text.get_window_extent(renderer)
        assert text.get_fontsize() >= 8
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, text.get_text()


@pytest.mark.parametrize("name", CHARTS)
def test_a_place_of_which_nothing_is_known_has_no_chart(town, name):
    assert CHARTS[name](town([0, 0], partners=0)) is None


@pytest.fixture
def hostile(made, town):
    """A town of three partners in each of three areas, whose names all mean harm."""
    columns = {
        "partner_id": ["P0", "P1", "P2"] * 60,
        "theme": ["housing"] * 90 + [HOSTILE] * 90,
        "date": [pd.Timestamp(2026, 1 + number % 12, 5) for number in range(180)],
        "trust_mean": [2.0, 3.0, 4.0] * 60,
        "trust_responses": pd.array([20] * 180, "Int64"),
        "attendance": pd.array([30] * 180, "Int64"),
    }
    return town([60, 60, 60], name=HOSTILE, partners=3, columns=columns, place="district:D1")


@pytest.mark.parametrize("name", CHARTS)
def test_names_that_mean_harm_are_but_text(hostile, name):
    chart = CHARTS[name](hostile)
    # parses, has no element of the data and no line that runs out of the figure
    tags = {node.tag.rpartition("}")[2] for node in ElementTree.fromstring(chart.figure.svg).iter()}
    assert not tags & {"b", "script"}
    assert max(map(len, svg_texts(chart))) < 100
    assert "東" not in "".join(svg_texts(chart))
    assert "<b onload" not in chart._repr_html_()
    assert chart.figure.png.startswith(b"\x89PNG")


def test_a_chart_without_its_words_is_refused():
    figure, table = WordedFigure(1, 1), pd.DataFrame({"Area": ["A"]}, dtype="str")
    with pytest.raises(ValueError, match="lacks its caveat, alternative text"):
        Chart("x", "t", "q", " ", figure, table)
    figure.alt_text = "words"
    with pytest.raises(ValueError, match="needs a table of text"):
        Chart("x", "t", "q", "c", figure, pd.DataFrame({"Area": [1]}))
    with pytest.raises(ValueError, match="needs a table of text"):
        Chart("x", "t", "q", "c", figure, table[:0])
    with pytest.raises(ValueError, match="empty cells"):
        Chart("x", "t", "q", "c", figure, pd.DataFrame({"Area": [None]}, dtype="str"))


@pytest.mark.parametrize("place", ["all", "Clarrowbridge", "neighbourhood:X05000010"])
def test_the_numbers_of_a_sentence_are_those_of_its_table(sample, place):
    here = profile(sample, place=place)
    drawn = {name: draw(here) for name, draw in CHARTS.items()}
    spine, funnel, trust = drawn["spine"], drawn["funnel"], drawn["trust"]
    met = (spine.table["Against the standard"] == "Met").sum()
    assert spine.title.startswith(f"{met} of {len(spine.table)} standards")
    beyond, all_areas = funnel.table["Signal"].str.contains("99.8").sum(), (funnel.table["Contacts"] != "–").sum()
    assert funnel.title.startswith(f"{beyond or 'None'} of {all_areas:,} areas")
    clear, shown = trust.table["Against the whole"].isin(["Above", "Below"]).sum(), trust.table["95 % limits"] != "–"
    assert re.match(rf"Trust in (none|{clear}) of {shown.sum()} ", trust.title)
    assert ("none" in trust.title) == (clear == 0)
    first = drawn["themes"].table.iloc[0]
    assert drawn["themes"].title.startswith(first["Theme"]) and f" {first['Share']} of " in drawn["themes"].title
    fired = (drawn["xmr"].table["Signal"] != "No signal").sum()
    assert drawn["xmr"].title.startswith(f"{fired or 'None'} of ")
