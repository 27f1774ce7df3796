import re
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from prevent_geo.maps.ground import Box, frame_around, frame_of, ground_of, path_of
from prevent_geo.maps.paper import dotted_rows
from prevent_geo.maps.static import draw_map, plot_layer
from prevent_geo.maps.words import alt_text
from prevent_geo.picture import rich_picture

HOSTILE = "$x^2$ \\frac{ <script>{{alert}}</script> 漢字 \ue000"


@pytest.fixture(scope="module")
def picture(trafford):
    return rich_picture(trafford)


@pytest.fixture(scope="module")
def town(sample):
    return rich_picture(sample, place="Clarrowbridge", period="last 12 months")


def _written(figure):
    return [text.get_text() for text in figure.texts]


def _joined(figure):
    return " ".join(_written(figure))


def _classes(figure, layer):
    """Number of exteriors drawn in the colour and hatch of each entry of a legend, in the order of drawing."""
    drawn = [a for a in figure.artists if isinstance(a, PathPatch) and len(a.get_path().vertices) > 5]
    return {
        (to_hex(a.get_facecolor()), a.get_hatch() or ""): int((a.get_path().codes == Path.MOVETO).sum()) for a in drawn
    }


@pytest.mark.parametrize("name", ["contact_rate", "recency", "attendance_rate", "nearest_partner", "deprivation"])
def test_areas_are_drawn_in_the_colours_and_numbers_of_the_legend(picture, name):
    layer = picture.layers[name]
    figure = draw_map(picture.scene, layer, width=8, height=6, labels=False)
    colours = {colour for colour, _ in _classes(figure, layer)}
    assert {entry.colour for entry, count in layer.legend() if count} <= colours
    said = _joined(figure)
    assert all(f"{entry.label} ({count:,})" in said for entry, count in layer.legend())


def test_each_class_holds_the_shapes_of_its_own_areas(picture):
    layer, scene = picture.layers["contact_rate"], picture.scene
    drawn = _classes(plot_layer(scene, layer), layer)
    for entry, count in layer.legend():
        if count:
            members = scene.areas.geometry[layer.classes == entry.key]
            rings = sum(len(p.interiors) + 1 for p in shapely.get_parts(members.to_numpy()))
            assert (entry.key, drawn[entry.colour, {"lines": "////"}.get(entry.hatch, "")]) == (entry.key, rings)


def test_what_has_no_number_is_hatched_and_each_reason_differently(picture):
    figure = picture.plot("attendance_rate")
    hatches = {artist.get_hatch() for artist in figure.artists if isinstance(artist, PathPatch)}
    assert {"////", "xxxx"} <= hatches
    assert any(artist.get_capstyle() == "round" for artist in figure.artists), "none recorded has rows of dots"


def test_dots_lie_inside_their_shape_on_one_lattice():
    ring = shapely.Point(50, 50).buffer(40).difference(shapely.Point(50, 50).buffer(20))
    rows = dotted_rows([ring])
    lines = shapely.linestrings(rows.vertices.reshape(-1, 2, 2))
    assert len(lines) > 20
    assert shapely.contains(ring, lines).all()
    assert dotted_rows([]) is None


def test_partners_carry_the_mark_of_their_sector(picture):
    written = _written(picture.plot("partners"))
    # one beside the legend
    assert written.count("Li") == 13 + 1
    assert written.count("Sc") == 102 + 1


def test_sites_and_notes_are_drawn_over_a_layer_when_asked_for(town):
    rate, sites = town.layers["contact_rate"], town.layers["partners"]
    bare = _written(draw_map(town.scene, rate, width=6, height=4.4))
    full = _written(draw_map(town.scene, rate, width=12, height=9, sites=sites, notes=True))
    assert "Sc" not in bare
    assert full.count("Sc") == 12 + 1
    kinds = {(note.area_code, note.kind) for note in town.scene.notes}
    hopes = sum(kind == "hope" for _, kind in kinds)
    assert full.count("H") == hopes + 1
    assert any(line.startswith("Hope (") for line in full)


def test_words_are_on_the_figure_and_beside_it(picture):
    figure = picture.plot("contact_rate")
    said = _joined(figure)
    assert picture.about.marking in said
    assert "OGL-UK-3.0" in said
    assert str(picture.period) in said
    assert picture.layers["contact_rate"].question in said
    assert "km" in said
    assert "N" in _written(figure)
    assert figure.alt_text == alt_text(picture.scene, picture.layers["contact_rate"])
    assert f'alt="{figure.alt_text[:20]}' in figure._repr_html_()


def test_no_withheld_area_is_named_as_lowest_or_highest(picture):
    layer = picture.layers["attendance_rate"]
    hidden = layer.names[(layer.values.table["status"] == "suppressed").to_numpy()]
    extremes = alt_text(picture.scene, layer).partition("Lowest: ")[2]
    assert extremes
    assert not [name for name in hidden if name in extremes]


def test_the_same_picture_gives_the_same_bytes_which_are_few(picture):
    layer = picture.layers["contact_rate"]
    svg = plot_layer(picture.scene, layer).svg
    assert svg == plot_layer(picture.scene, layer).svg
    assert len(svg) < 150_000
    shapes = max(re.findall(rb' d="([^"]+)"', svg), key=len)
    assert not re.search(rb"\d\.\d\d", shapes), "no coordinate has more than one decimal"


def test_the_text_of_an_svg_is_text(picture):
    assert b">None recorded (7)<" in plot_layer(picture.scene, picture.layers["contact_rate"]).svg


def test_hostile_names_are_text(trafford):
    areas = trafford.areas.assign(district_name=HOSTILE, neighbourhood_name=HOSTILE)
    picture = rich_picture(replace(trafford, areas=areas), place="district:E08000009")
    figure = picture.plot("contact_rate")
    assert "$x^2$ \\frac{ <script>{{alert}}</script> □□" in _joined(figure)
    assert figure.png.startswith(b"\x89PNG")
    assert b"<script>" not in figure.svg


def test_a_title_of_any_length_stays_on_the_page(trafford):
    areas = trafford.areas.assign(district_name="Wyx " * 120 + "Y" * 200)
    figure = rich_picture(replace(trafford, areas=areas), place="district:E08000009").plot("contact_rate")
    _assert_inside(figure)


@pytest.mark.parametrize("name", ["institution_support", "readiness", "trust", "partners"])
@pytest.mark.parametrize(("width", "height"), [(8.4, 6.2), (6, 4.4)])
def test_no_words_run_over_the_edge(town, name, width, height):
    _assert_inside(draw_map(town.scene, town.layers[name], width=width, height=height))


def _assert_inside(figure):
    # what the bytes are drawn in: on screen, letters are widest
    figure.dpi = 130
    figure.canvas.draw()
    boxes = [text.get_window_extent(figure.canvas.get_renderer()) for text in figure.texts]
    assert max(box.x1 for box in boxes) <= figure.bbox.width
    assert min(box.y0 for box in boxes) >= 0
    assert max(box.y1 for box in boxes) <= figure.bbox.height


def test_names_of_places_do_not_meet(picture, town):
    for one in (picture, town):
        figure = one.plot("contact_rate")
        names = set(one.scene.areas["neighbourhood_name"])
        figure.canvas.draw()
        renderer = figure.canvas.get_renderer()
        boxes = [text.get_window_extent(renderer) for text in figure.texts if text.get_text() in names]
        assert len(boxes) >= 3
        assert not [1 for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)]


def test_simplified_areas_still_meet_without_gaps(town):
    scene = town.scene
    ground = ground_of(scene, frame_of(scene, Box(0, 0, 300, 300)))
    assert shapely.coverage_is_valid(ground.areas)
    assert shapely.get_num_coordinates(ground.areas).sum() < shapely.get_num_coordinates(scene.areas.geometry).sum()
    whole = shapely.coverage_union_all(scene.areas.geometry.to_numpy())
    assert ground.whole.area == pytest.approx(whole.area, rel=0.01)


def test_holes_stay_holes():
    # as files may have it: both rings run the same way
    ring = shapely.Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(3, 3), (6, 3), (6, 6), (3, 6)]])
    exclave = shapely.MultiPolygon([ring, shapely.box(20, 0, 21, 1)])
    shapes = gpd.GeoSeries([exclave])
    path = path_of(shapes, frame_around(shapes.total_bounds, Box(0, 0, 90, 90)))
    assert (path.codes == Path.MOVETO).sum() == 3
    # nonzero winding, as PDF and SVG fill: the hole runs the other way round
    rings = np.split(path.vertices, np.flatnonzero(path.codes == Path.MOVETO)[1:])
    turns = [shapely.is_ccw(shapely.LinearRing(part)) for part in rings]
    assert sorted(turns) == [False, True, True] or sorted(turns) == [False, False, True]


@pytest.mark.parametrize("place", ["area:X01000140", "neighbourhood:X05000019", "all"])
def test_every_level_of_place_is_drawn(sample, place):
    picture = rich_picture(sample, place=place)
    figure = draw_map(picture.scene, picture.layers["trust"], width=6, height=4.4)
    assert figure.svg.startswith(b"<?xml")
    assert ("Where it is in the whole" in _joined(figure)) == (place != "all")


def test_a_place_without_partners_and_a_layer_without_values_are_drawn(sample):
    nobody = replace(sample, partners=sample.partners[:0], contacts=sample.contacts[:0])
    picture = rich_picture(nobody, place="Clarrowbridge")
    assert picture.plot("partners").svg
    assert picture.plot("contact_rate").png


def test_only_a_layer_is_drawn(picture):
    with pytest.raises(TypeError, match="drawn of a DataFrame"):
        plot_layer(picture.scene, picture.table("contact_rate"))
