from dataclasses import replace

import pytest
from playwright.sync_api import expect

from prevent_geo.maps.words import headline
from prevent_geo.measures import MEANING, Status
from prevent_geo.picture import rich_picture

pytestmark = pytest.mark.browser

NOTES = {str(status): meaning for status, meaning in MEANING.items()}
HOSTILE = "</script><script>window.pwned=1</script><img src=x onerror='window.pwned=1'>\"'&lt;{{7*7}}\u2028end"

# a point of the screen well inside the outline of the chosen area, whatever its shape
INSIDE = """path => {
  const svg = path.ownerSVGElement;
  const [box, corner] = [path.getBBox(), svg.getBoundingClientRect()];
  const inside = [];
  for (let i = 1; i < 20; i += 1) for (let j = 1; j < 20; j += 1) {
    const point = new DOMPoint(box.x + (box.width * i) / 20, box.y + (box.height * j) / 20);
    if (path.isPointInFill(point)) inside.push(point);
  }
  const {x, y} = inside[Math.floor(inside.length / 2)];
  return [corner.x + x - svg.viewBox.baseVal.x, corner.y + y - svg.viewBox.baseVal.y];
}"""


@pytest.fixture
def page(visit, district_page):
    return visit(district_page)


def texts(page, selector):
    return page.locator(selector).all_text_contents()


def choose(page, name):
    """Find a place or partner by its name."""
    page.get_by_role("combobox", name="Find a place").fill(name)
    page.keyboard.press("Enter")


def row_values(page, name):
    """Texts of a row of the table, its name first."""
    row = page.locator("#table tbody tr").filter(has=page.get_by_role("button", name=name, exact=True))
    return row.locator("th, td").all_text_contents()


def test_arrow_keys_switch_the_layer_and_everything_follows(page, district):
    page.locator("input[name=layer]").first.focus()
    for layer in [layer for layer in district.layers.values() if layer.kind == "areas"]:
        expect(page.locator(f"input[value={layer.id}]")).to_be_focused()
        expect(page.locator("#layer-title")).to_have_text(layer.title)
        expect(page.locator("#headline")).to_have_text(headline(district.scene, layer))
        expect(page.locator("#layer-question")).to_have_text(layer.question)
        expect(page.locator("#status")).to_have_text(
            "" if layer.id == "contact_rate" else f"Now showing {layer.title}."
        )
        assert texts(page, "#key .label") == [entry.label + NOTES.get(entry.key, "") for entry, _ in layer.legend()]
        expect(page.locator("#about dd").first).to_have_text(layer.caveat)
        expect(page.locator("#table caption")).to_contain_text(layer.title)
        table = layer.table()
        code = table.index[20]
        assert row_values(page, table["Name"].iloc[20]) == [*table.iloc[20], code]
        page.keyboard.press("ArrowDown")


def test_a_layer_colours_the_map(page):
    picture = "() => document.querySelector('#map canvas.areas').toDataURL()"
    drawn = page.evaluate(picture)
    page.check("input[value=deprivation]")
    page.wait_for_function(f"before => ({picture})() !== before", arg=drawn)


def test_details_on_hover_and_on_keys(page, district):
    first, second = sorted(district.layers["population"].names)[:2]
    choose(page, first)
    details = page.locator("#details h3")
    expect(details).to_contain_text(first)
    x, y = page.locator("#map path.outline").evaluate(INSIDE)
    choose(page, second)
    expect(details).to_contain_text(second)
    page.keyboard.press("Escape")
    expect(details).to_have_count(0)
    page.mouse.move(x, y)
    expect(details).to_contain_text(first)
    expect(page.locator("#map .readout")).to_contain_text(first)
    page.mouse.click(x, y)
    expect(page.get_by_role("combobox", name="Find a place")).to_have_value(first)


def test_arrow_keys_walk_the_table_and_show_each_row(page, district):
    table = district.table("contact_rate")
    page.locator("#table tbody button").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#details h3")).to_contain_text(table["Name"].iloc[1])
    expect(page.locator("#map path.outline")).to_have_count(1)
    shown = dict(zip(texts(page, "#details dt"), texts(page, "#details dd"), strict=True))
    for label, value in table.iloc[1].drop("Name").items():
        assert value in shown.get(label, "")
    page.keyboard.press("End")
    expect(page.locator("#details h3")).to_contain_text(table["Name"].iloc[-1])
    expect(page.locator("#table tbody button[tabindex='0']")).to_have_count(1)


def test_a_withheld_figure_is_a_marker_and_has_no_number(page, district):
    layer = district.layers["attendance_rate"]
    released = layer.values.table
    code = released.index[released["status"] == Status.SUPPRESSED][0]
    page.check("input[value=attendance_rate]")
    name, rate, limits, attendances, *_ = row_values(page, layer.names[code])
    assert (name, rate, limits, attendances) == (layer.names[code], "[c]", "", "[c]")
    choose(page, name)
    expect(page.locator("#details dd").first).to_contain_text("Withheld (protects small counts)")


def test_headers_sort_numbers_as_numbers_and_words_last(page, district):
    head = page.locator("#table thead th").nth(1)
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    column = texts(page, "#table tbody tr td:nth-child(2)")
    numbers = [float(text) for text in column if text[0].isdigit()]
    assert numbers == sorted(numbers)
    assert not any(text[0].isdigit() for text in column[len(numbers) :])
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    column = texts(page, "#table tbody tr td:nth-child(2)")
    assert [float(text) for text in column[: len(numbers)]] == numbers[::-1]


def test_markers_come_and_go_with_a_legend_and_a_table(page, district):
    layer = district.layers["partners"]
    box = page.get_by_role("checkbox", name=layer.title)
    expect(page.locator("#map .site")).to_have_count(0)
    box.press("Space")
    expect(page.locator("#map .site")).to_have_count(len(layer.names))
    assert texts(page, "#sites-key .mark") == [entry.mark for entry, _ in layer.legend()]
    choose(page, layer.names.iloc[0])
    expect(page.locator("#details h3")).to_have_text(layer.names.iloc[0])
    page.get_by_role("radio", name="Partners", exact=True).check()
    assert row_values(page, layer.names.iloc[0]) == list(layer.table().iloc[0])
    box.press("Space")
    expect(page.locator("#map .site")).to_have_count(0)


def test_one_kind_of_markers_at_a_time_with_its_own_legend_and_table(page, district):
    first, second = district.layers["partners"], district.layers["stopped_reporting"]
    page.get_by_role("checkbox", name=first.title).check()
    page.get_by_role("checkbox", name=second.title).check()
    expect(page.get_by_role("checkbox", name=first.title)).not_to_be_checked()
    expect(page.locator("#map .site")).to_have_count(len(second.names))
    expect(page.locator("#sites-key h3")).to_contain_text(second.title)
    assert texts(page, "#sites-key .mark") == [entry.mark for entry, _ in second.legend()]
    page.get_by_role("radio", name="Partners", exact=True).check()
    assert row_values(page, second.names.iloc[0]) == list(second.table().iloc[0])


def test_a_layer_of_classes_is_drawn_with_its_hatches_and_words(page, district):
    layer = district.layers["reach_gap"]
    page.get_by_role("radio", name=layer.title, exact=True).check()
    lines = [(entry.label, f"{count:,}") for entry, count in layer.legend() if count]
    shown = list(zip(texts(page, "#key .label"), texts(page, "#key .count"), strict=True))
    # a reason without a number has its meaning under it
    for (label, count), (name, number) in zip(shown, lines, strict=True):
        assert label.startswith(name)
        assert count.split()[0] == number
    choose(page, layer.names.iloc[0])
    expect(page.locator("#details dd").first).to_contain_text(layer.texts().iloc[0])


def test_the_page_carries_title_marking_source_and_scale(page, district):
    about = district.about
    expect(page.get_by_role("heading", level=1)).to_contain_text(district.place.name)
    expect(page.get_by_text(about.marking, exact=True)).to_have_count(2)
    for text in (about.source, about.licence, about.vintage, str(district.period)):
        expect(page.locator("footer")).to_contain_text(text)
    expect(page.locator(".leaflet-control-scale-line")).to_contain_text("km")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_axe_finds_no_violation(visit, axe, district_page, width, scheme):
    page = visit(district_page, width=width, height=760, color_scheme=scheme, reduced_motion="reduce")
    assert axe(page) == []
    page.evaluate("document.querySelectorAll('details').forEach((panel) => { panel.open = true; })")
    page.get_by_role("checkbox", name="Partner sites").check()
    page.check("input[value=attendance_rate]")
    choose(page, "a")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_hostile_text_is_only_ever_text(visit, sample):
    areas, partners = sample.areas.copy(), sample.partners.copy()
    areas["area_name"] = [f"{i} {HOSTILE}" for i in range(len(areas))]
    areas["district_name"] = HOSTILE
    partners["partner_name"] = HOSTILE
    about = replace(sample.about, title=HOSTILE, source=HOSTILE, licence=HOSTILE, vintage=HOSTILE, marking=HOSTILE)
    hostile = replace(sample, areas=areas, partners=partners, about=about)
    page = visit(rich_picture(hostile, place="district:X08000001").map().page())
    page.get_by_role("checkbox", name="Partner sites").check()
    page.locator("#table tbody button").first.focus()
    for selector in (
        "h1",
        ".marking",
        "footer .facts",
        ".source",
        "#map-words",
        "#details h3",
        "#map .readout",
    ):
        assert HOSTILE in page.locator(selector).first.text_content(), selector
    page.get_by_role("radio", name="Partners", exact=True).check()
    assert HOSTILE in page.locator("#table").text_content()
    page.get_by_role("combobox", name="Find a place").fill("window.pwned")
    assert HOSTILE in page.locator("#found").text_content()
    assert page.title().startswith(HOSTILE.replace("\u2028", " ")[:20])
    assert page.evaluate("window.pwned") is None
    expect(page.locator("img")).to_have_count(0)


def test_a_notebooks_frame_shows_the_page_and_hides_the_still_picture(browser, district, tmp_path):
    file = tmp_path / "cell.html"
    file.write_text(f"<!DOCTYPE html><body>{district.map()._repr_html_()}", encoding="utf-8")
    page = browser.new_page(offline=True)
    page.goto(file.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("body[data-ready=true]").wait_for()
    frame.locator("input[value=recency]").check()
    expect(frame.locator("#layer-title")).to_have_text(district.layers["recency"].title)
    # a link that leads within the page must not load the notebook into the frame
    frame.locator("a.skip").press("Enter")
    expect(frame.locator("#data")).to_be_focused()
    expect(page.locator("img")).to_be_hidden()
    page.close()


@pytest.mark.parametrize("width", [1280, 800, 360])
def test_choosing_the_last_layer_leaves_the_map_in_sight(visit, district_page, width):
    page = visit(district_page, width, 900)
    if width < 736:
        page.get_by_text("Layers", exact=True).click()
    last = page.locator("input[name=layer]").last
    last.scroll_into_view_if_needed()
    last.check()
    assert page.locator("#map").bounding_box()["y"] >= 0
    expect(page.locator("#layer-title")).to_be_in_viewport()
