import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex

from prevent_geo.maps.static import plot_layer
from prevent_geo.maps.words import alt_text
from prevent_geo.picture import rich_picture


@pytest.fixture(scope="module")
def picture(trafford):
    return rich_picture(trafford)


def _shapes(figure):
    """Colour, hatch and number of areas of each collection that is drawn."""
    drawn = [artist for artist in figure.axes[0].collections if isinstance(artist, PathCollection)]
    return [(to_hex(a.get_facecolor()[0]), a.get_hatch() or "", len(a.get_paths())) for a in drawn if a.get_paths()]


@pytest.mark.parametrize("name", ["contact_rate", "recency", "attendance_rate", "nearest_partner", "deprivation"])
def test_areas_are_drawn_in_the_colours_and_numbers_of_the_legend(picture, name):
    layer = picture.layers[name]
    figure = picture.plot(name)
    drawn = [(colour, count) for colour, _, count in _shapes(figure)]
    assert drawn == [(entry.colour, count) for entry, count in layer.legend() if count]
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == [f"{entry.label}  ({count:,})" for entry, count in layer.legend()]


def test_what_has_no_number_is_hatched_and_each_reason_differently(picture):
    hatches = {hatch for _, hatch, _ in _shapes(picture.plot("attendance_rate"))}
    assert hatches == {"", "....", "////", "xxxx"}


def test_partners_carry_the_mark_of_their_sector(picture):
    figure = picture.plot("partners")
    marks = [text.get_text() for text in figure.axes[0].texts]
    assert marks.count("Li") == 13
    assert marks.count("Sc") == 102


def test_words_are_on_the_figure_and_beside_it(picture):
    figure = picture.plot("contact_rate")
    written = " ".join(text.get_text() for text in figure.texts)
    assert picture.about.marking in written
    assert "OGL-UK-3.0" in written
    assert picture.layers["contact_rate"].question in written
    assert figure.alt_text == alt_text(picture.scene, picture.layers["contact_rate"])
    assert "None recorded: 7; Not reported: 6. Lowest: Trafford" in figure.alt_text
    assert f'alt="{figure.alt_text[:20]}' in figure._repr_html_()


def test_no_withheld_area_is_named_as_lowest_or_highest(picture):
    layer = picture.layers["attendance_rate"]
    hidden = layer.names[(layer.values.table["status"] == "suppressed").to_numpy()]
    extremes = alt_text(picture.scene, layer).partition("Lowest: ")[2]
    assert extremes
    assert not [name for name in hidden if name in extremes]


def test_the_same_picture_gives_the_same_bytes(picture):
    layer = picture.layers["contact_rate"]
    assert plot_layer(picture.scene, layer).svg() == plot_layer(picture.scene, layer).svg()


def test_dollar_signs_in_names_are_text(trafford):
    from dataclasses import replace

    areas = trafford.areas.assign(district_name="$x^2$ \\frac{")
    figure = rich_picture(replace(trafford, areas=areas), place="district:E08000009").plot("contact_rate")
    assert "$x^2$ \\frac{" in figure.texts[0].get_text()
    assert figure.png().startswith(b"\x89PNG")


def test_no_words_run_over_the_edge(sample):
    picture = rich_picture(sample, place="Clarrowbridge", period="last 12 months")
    for name in ("institution_support", "readiness"):
        figure = picture.plot(name)
        figure.canvas.draw()
        renderer, width = figure.canvas.get_renderer(), figure.bbox.width
        assert max(text.get_window_extent(renderer).x1 for text in figure.texts) <= width
