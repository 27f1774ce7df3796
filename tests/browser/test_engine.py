"""The map engine alone: a page with a small scene made by hand, on a grid whose cells are known."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from prevent_geo.maps import leaflet

pytestmark = pytest.mark.browser

WEB = Path(leaflet.__file__).parent / "web"
SCRIPTS = ("elements.js", "areas.js", "sites.js", "notes.js", "links.js", "map.js")
RED, GREEN, BLUE = (200, 30, 30), (60, 180, 60), (40, 60, 200)

# a ring; an island in its hole that does not fill it; an area of two parts with a gap between them
AREAS = [
    [[(0, 0), (10, 0), (10, 10), (0, 10)], [(3, 3), (7, 3), (7, 7), (3, 7)]],
    [[(4, 4), (6, 4), (6, 6), (4, 6)]],
    [[(10, 0), (20, 0), (20, 4), (10, 4)], [(10, 6), (20, 6), (20, 10), (10, 10)]],
]
CONTEXT = [[[(-4, 0), (0, 0), (0, 10), (-4, 10)]]]
NOTES = [(0, "strength"), (0, "concern"), (0, "tension"), (0, "hope"), (0, "unknown"), (2, "hope")]

HARNESS = """
const CELL = 1e-4;
const unit = (cell) => 0.5 + cell * CELL;
function shapesOf(areas) {
  const [rings, points, x, y, box] = [[0], [0], [], [], []];
  for (const area of areas) {
    for (const ring of area) {
      ring.forEach(([cx, cy]) => { x.push(unit(cx)); y.push(unit(cy)); });
      points.push(x.length);
    }
    rings.push(points.length - 1);
    const [xs, ys] = [0, 1].map((axis) => area.flat().map((cell) => unit(cell[axis])));
    box.push(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys));
  }
  return { count: areas.length, rings: Uint32Array.from(rings), points: Uint32Array.from(points),
    x: Float64Array.from(x), y: Float64Array.from(y), box: Float64Array.from(box) };
}
function lonLat([cx, cy]) {
  return [unit(cx) * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - 2 * unit(cy)))) * 180) / Math.PI];
}
function start() {
  const given = JSON.parse(document.getElementById('given').textContent);
  const scene = { ...given, areas: { shapes: shapesOf(given.areas) }, context: shapesOf(given.context),
    sites: { at: given.sites.map(lonLat) } };
  const node = document.getElementById('map');
  window.told = [];
  const tell = (name) => (...facts) => window.told.push([name, ...facts]);
  const on = { hover: tell('hover'), leave: tell('leave'), pin: tell('pin'), note: tell('note'), moved: tell('moved') };
  window.map = drawMap(node, scene, on);
  window.where = (cx, cy) => {
    const { lat, lon, zoom } = window.map.view();
    const [at, centre] = [L.latLng(...lonLat([cx, cy]).reverse()), L.latLng(lat, lon)]
      .map((place) => L.CRS.EPSG3857.latLngToPoint(place, zoom));
    const box = node.getBoundingClientRect();
    return [box.left + box.width / 2 + at.x - centre.x, box.top + box.height / 2 + at.y - centre.y];
  };
  window.layers = given.layers;
  window.drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  document.body.dataset.ready = 'true';
}
start();
"""


def entry(colour, hatch="", mark=""):
    return {"colour": f"rgb{colour}", "hatch": hatch, "mark": mark}


def harness(sites=((2, 2), (15, 8), (15, 8))):
    scripts = [(WEB / name).read_text(encoding="utf-8") for name in SCRIPTS]
    given = {
        "areas": AREAS,
        "context": CONTEXT,
        "sites": sites,
        "notes": [{"area": area, "kind": kind} for area, kind in NOTES],
        "links": {"sites": [0, 0, 1], "areas": [1, 2, 2], "contacts": [1, 30, 9]},
        "layers": {
            "plain": {"label": "Before", "legend": [entry(RED), entry(GREEN)], "classes": [0, 1, 1]},
            "other": {"label": "<b>After</b>", "legend": [entry(BLUE)], "classes": [0, 0, 0]},
            "hatched": {"label": "", "legend": [entry(RED, "bars"), entry(GREEN)], "classes": [0, 1, 1]},
            "sites": {"legend": [entry(RED, "", "LA"), entry(BLUE, "", "PO")], "classes": [0, 1, 1] * len(sites)},
        },
    }
    style = leaflet.leaflet_css() + "".join((WEB / f"{name}.css").read_text("utf-8") for name in ("map", "engine"))
    script = "\n".join(("(function () {\n'use strict';", *scripts, HARNESS, "})();"))
    return (
        "<!DOCTYPE html><html lang='en'><meta charset='utf-8'><link rel='icon' href='data:,'>"
        f"<style>{style}</style><h1>Map</h1><div id='map' style='width: 800px; height: 500px'></div>"
        f"<script type='application/json' id='given'>{json.dumps(given)}</script>"
        f"<script>{leaflet.leaflet_js()}</script><script>{script}</script></html>"
    )


@pytest.fixture
def page(visit):
    page = visit(harness(), reduced_motion="reduce")
    page.evaluate("map.show(layers.plain, null)")
    return page


def at(page, x, y):
    return page.evaluate("cell => where(...cell)", [x, y])


def screen(page):
    page.evaluate("drawn()")
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def pixel(page, x, y):
    """Colour on the screen at a point of the grid."""
    return screen(page).getpixel(tuple(round(part) for part in at(page, x, y)))


def strip(page, x, y):
    """Colours on the screen from a point of it down."""
    picture = screen(page)
    return [picture.getpixel((round(x), round(y) + step)) for step in range(24)]


def told(page, name):
    return [facts for said, *facts in page.evaluate("told") if said == name]


def hover(page, x, y):
    page.mouse.move(*at(page, x, y))


def test_fills_leave_holes_and_gaps_open(page):
    assert pixel(page, 1.5, 5) == RED
    assert pixel(page, 5, 5) == GREEN
    assert pixel(page, 3.5, 5) == (255, 255, 255)
    assert [pixel(page, 15, y) for y in (2, 5, 8)] == [GREEN, (255, 255, 255), GREEN]
    assert pixel(page, -0.2, 5) == (250, 250, 250)


def test_the_pointer_finds_holes_islands_and_parts(page):
    for cell in [(1.5, 5), (3.5, 5), (5, 5), (15, 2), (15, 5), (15, 8)]:
        hover(page, *cell)
    area = [{"kind": "areas", "index": index} for index in range(3)]
    assert told(page, "hover") == [[area[0]], [area[1]], [area[2]], [area[2]]]
    assert told(page, "leave") == [[False], [False]]
    page.mouse.click(*at(page, 5, 5))
    page.mouse.click(*at(page, 3.5, 5))
    assert told(page, "pin") == [[area[1], False]]
    assert told(page, "leave")[-1] == [True]


def test_a_hatch_is_drawn_and_stays_in_place_when_the_map_moves(page):
    page.evaluate("map.show(layers.hatched, null)")
    x, y = at(page, 1.5, 5)
    before = strip(page, x, y)
    assert len(set(before)) > 1
    page.evaluate("(() => { const {lat, lon, zoom} = map.view(); map.setView({lat: lat + 0.011, lon, zoom}); })()")
    moved_y = y + round(at(page, 1.5, 5)[1] - y)
    assert moved_y - y > 7
    assert strip(page, x, moved_y) == before


def test_two_maps_meet_at_the_divider(page):
    page.evaluate("map.show(layers.plain, layers.other)")
    assert pixel(page, 1.5, 5) == RED
    assert pixel(page, 15, 2) == BLUE
    assert page.locator("#map .side").all_text_contents() == ["Before", "<b>After</b>"]
    hover(page, 1.5, 5)
    hover(page, 15, 2)
    assert [side for _, side in told(page, "hover")] == ["left", "right"]
    page.evaluate("map.show(layers.plain, null)")
    assert pixel(page, 15, 2) == GREEN
    expect(page.get_by_role("slider")).to_have_count(0)


def test_the_divider_moves_by_keys_and_by_dragging(page):
    page.evaluate("map.show(layers.plain, layers.other)")
    divider = page.get_by_role("slider", name="Divider between left and right map")
    before = page.evaluate("map.view()")
    divider.focus()
    for key, share in [("ArrowRight", "52"), ("PageUp", "62"), ("ArrowLeft", "60"), ("Home", "0"), ("End", "100")]:
        page.keyboard.press(key)
        expect(divider).to_have_attribute("aria-valuenow", share)
    assert pixel(page, 15, 2) == GREEN
    for key in ["Home", *["PageUp"] * 5]:
        page.keyboard.press(key)
    box = divider.bounding_box()
    assert box["width"] >= 24
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 400)
    page.mouse.down()
    page.mouse.move(*at(page, 17.5, 2))
    page.mouse.up()
    assert pixel(page, 15, 2) == GREEN
    assert pixel(page, 19, 2) == BLUE
    assert page.evaluate("map.view()") == before


def test_the_divider_stays_in_place_while_the_maps_move(page):
    page.evaluate("map.show(layers.plain, layers.other)")
    page.evaluate("(() => { const {lat, lon, zoom} = map.view(); map.setView({lat, lon: lon - 0.2, zoom}); })()")
    middle = page.locator("#map").bounding_box()
    cell = (middle["x"] + 400 - at(page, 0, 0)[0]) / (at(page, 1, 0)[0] - at(page, 0, 0)[0])
    assert pixel(page, cell - 0.6, 9) == RED
    assert pixel(page, cell + 0.6, 9) == BLUE


def test_a_filter_hides_markers_and_those_of_one_place_stand_apart(page):
    page.evaluate("map.sites(layers.sites)")
    expect(page.locator("#map .site")).to_have_count(3)
    boxes = [mark.bounding_box() for mark in page.locator("#map .site .mark").all()]
    assert abs(boxes[1]["x"] - boxes[2]["x"]) + abs(boxes[1]["y"] - boxes[2]["y"]) >= boxes[1]["width"]
    page.evaluate("map.sites(layers.sites, (index) => index === 1)")
    assert page.locator("#map .site").all_text_contents() == ["PO"]
    page.locator("#map .site .mark").hover()
    page.locator("#map .site .mark").click()
    assert told(page, "hover") == [[{"kind": "points", "index": 1}]]
    assert told(page, "pin") == [[{"kind": "points", "index": 1}, False]]
    page.evaluate("map.choose({kind: 'points', index: 1}, false, null)")
    expect(page.locator("#map .site.chosen")).to_have_count(1)
    page.evaluate("map.sites(null)")
    expect(page.locator("#map .site")).to_have_count(0)


def test_many_markers_get_smaller_until_there_is_room(visit):
    page = visit(harness([(x / 4, 8 + y / 4) for x in range(40) for y in range(4)]), reduced_motion="reduce")
    page.evaluate("map.show(layers.plain); map.sites(layers.sites)")
    size = "document.querySelector('#map .site .mark').getBoundingClientRect().width"
    small = page.evaluate(size)
    page.evaluate("map.setView({...map.view(), zoom: map.view().zoom + 4})")
    assert page.evaluate(size) > 1.4 * small


def test_notes_have_letters_and_shapes_and_do_not_lie_on_each_other(page):
    page.evaluate("map.notes(true)")
    marks = page.locator("#map .note-mark")
    assert marks.all_text_contents() == ["S", "C", "T", "H", "U", "H"]
    paths = page.locator("#map .note-mark path:first-of-type").evaluate_all(
        "all => all.map((p) => p.getAttribute('d'))"
    )
    assert len(set(paths)) == 5
    boxes = [box.bounding_box() for box in page.locator("#map .note-mark svg").all()]
    centres = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]
    for i, one in enumerate(centres):
        assert all(abs(complex(*one) - complex(*other)) >= 20 for other in centres[:i])
    marks.nth(1).locator("svg").hover()
    assert told(page, "note") == [[1]]
    assert told(page, "hover") == [[{"kind": "areas", "index": 0}]]
    marks.nth(5).locator("svg").click()
    assert told(page, "pin") == [[{"kind": "areas", "index": 2}, False]]
    page.evaluate("map.notes(false)")
    expect(marks).to_have_count(0)


def test_links_of_a_partner_and_of_an_area(page):
    lines = page.locator("#map path.link")
    page.evaluate("map.links({kind: 'points', index: 0})")
    widths = lines.evaluate_all("all => all.map((line) => Number(line.getAttribute('stroke-width')))")
    assert len(widths) == 2
    assert widths[0] < widths[1]
    assert pixel(page, 3.2, 3.2) == (128, 22, 80)
    assert page.locator("#map path.casing").count() == 3
    page.evaluate("map.links({kind: 'areas', index: 2})")
    expect(lines).to_have_count(2)
    page.evaluate("map.links({kind: 'areas', index: 0})")
    expect(lines).to_have_count(0)
    page.evaluate("map.links({kind: 'points', index: 1})")
    expect(lines).to_have_count(1)
    page.evaluate("map.links(null)")
    expect(page.locator("#map path")).to_have_count(0)


def test_a_thumbnail_shows_all_areas(page):
    colours = page.evaluate("""() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 104, height: 54 });
      map.thumbnail(layers.plain, canvas);
      const { data } = canvas.getContext('2d').getImageData(0, 0, 104, 54);
      return [[9, 27], [27, 27], [77, 12], [77, 27]].map(([x, y]) => [...data.slice(4 * (104 * y + x)).slice(0, 4)]);
    }""")
    assert colours == [[*RED, 255], [*GREEN, 255], [*GREEN, 255], [0, 0, 0, 0]]


def test_a_view_can_be_put_back_and_is_told_once(page):
    page.evaluate("map.setView({lat: -0.02, lon: 0.1, zoom: 13.25})")
    view = page.evaluate("map.view()")
    page.evaluate("map.fit()")
    assert page.evaluate("map.view()") != view
    page.evaluate("view => map.setView(view)", view)
    assert page.evaluate("map.view()") == view
    page.evaluate("drawn()")
    assert told(page, "moved") == []
    page.locator("#map").focus()
    page.keyboard.press("+")
    page.evaluate("drawn()")
    assert told(page, "moved") == [[page.evaluate("map.view()")]]


def test_the_map_fits_again_until_the_reader_has_moved_it(page):
    resize = "size => new Promise((done) => { document.getElementById('map').style.width = size; drawn().then(done); })"
    whole = page.evaluate("map.view().zoom")
    page.evaluate(resize, "400px")
    assert page.evaluate("map.view().zoom") < whole
    page.evaluate("map.setView({lat: 0, lon: 0.1, zoom: 13})")
    page.evaluate(resize, "800px")
    assert page.evaluate("map.view().zoom") == 13
    page.get_by_role("button", name="Show all").click()
    assert page.evaluate("map.view().zoom") == whole


def test_the_chosen_area_has_an_outline_and_a_readout_of_text(page):
    page.evaluate("map.choose({kind: 'areas', index: 0}, false, {name: '<i>One</i>', value: '3'})")
    expect(page.locator("#map path.outline")).to_have_count(1)
    expect(page.locator("#map path.halo")).to_have_count(1)
    assert page.locator("#map path.outline").get_attribute("d").count("M") == 2
    expect(page.locator("#map .readout")).to_have_text("<i>One</i>3")
    page.evaluate("map.setView({lat: 0, lon: 0.6, zoom: 13})")
    page.evaluate("map.choose({kind: 'areas', index: 2}, true, null)")
    x, _ = at(page, 15, 2)
    assert 0 < x < 800
    page.evaluate("map.choose(null)")
    expect(page.locator("#map path")).to_have_count(0)
    expect(page.locator("#map .readout")).to_be_hidden()


def test_axe_finds_nothing_where_two_maps_are_compared(page, axe):
    page.evaluate("map.show(layers.plain, layers.other); map.sites(layers.sites); map.notes(true)")
    page.locator("#map").evaluate("node => { node.setAttribute('role', 'region'); node.ariaLabel = 'Map'; }")
    assert [line for line in axe(page) if not line.startswith(("document-title", "landmark", "region"))] == []
