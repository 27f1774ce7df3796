"""What a reader can do with the map's page beyond switching layers: find, compare, go through time, filter, share."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from prevent_geo.maps import leaflet
from prevent_geo.picture import rich_picture

pytestmark = pytest.mark.browser

MOST_BYTES = 60_000
OUR_BYTES = 32_000
ENGINE = {"areas.js", "decode.js", "elements.js", "links.js", "map.js", "notes.js", "sites.js"}


@pytest.fixture
def page(visit, district_page):
    return visit(district_page)


def texts(page, selector):
    return page.locator(selector).all_text_contents()


def counts(page, selector="#key"):
    return [text.split()[0] for text in texts(page, f"{selector} .count")]


def finder(page):
    return page.get_by_role("combobox", name="Find a place or partner")


def expect_address(page, pattern):
    expect(page).to_have_url(re.compile(pattern))


def test_our_scripts_stay_small():
    sizes = {path.name: path.stat().st_size for path in (Path(leaflet.__file__).parent / "web").glob("*.js")}
    assert sum(sizes.values()) <= MOST_BYTES
    assert sum(size for name, size in sizes.items() if name not in ENGINE) <= OUR_BYTES


def test_each_layer_in_the_list_says_its_question(page, district):
    for layer in district.layers.values():
        box = page.locator(f"#choose input[value={layer.id}]")
        if box.count():
            expect(box).to_have_accessible_description(layer.question)


def test_a_place_is_found_by_a_part_of_its_name_with_keys(page, district):
    names = sorted(
        name
        for name in [*district.layers["population"].names, *district.scene.points["partner_name"]]
        if "wood" in name.lower()
    )
    finder(page).press_sequentially("WOOD")
    expect(finder(page)).to_have_attribute("aria-expanded", "true")
    shown = texts(page, "#found li")
    assert len(shown) == 12
    assert all("wood" in text.lower() for text in shown)
    expect(page.locator("#status")).to_contain_text(f"{len(names)} found")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    option = page.locator("#found li").nth(1)
    expect(option).to_have_attribute("aria-selected", "true")
    expect(option).to_have_role("option")
    assert finder(page).get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#found li").last).to_have_attribute("aria-selected", "true")
    expect(page.locator("#found [aria-selected]")).to_have_count(1)
    page.keyboard.press("Enter")
    name = page.locator("#found li").last.evaluate("option => option.firstChild.textContent")
    expect(page.locator("#details h3")).to_contain_text(name)
    expect(finder(page)).to_have_value(name)
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_place_is_found_by_its_code_and_a_partner_by_pointer(page, district):
    code = district.scene.areas.index[7]
    finder(page).fill(code.lower())
    expect(page.locator("#found li")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#details h3 small")).to_have_text(code)
    partner = district.scene.points["partner_name"].iloc[0]
    finder(page).fill(partner)
    page.locator("#found li").first.click()
    expect(page.locator("#details h3")).to_have_text(partner)
    expect(finder(page)).to_be_focused()


def test_a_misspelt_name_gets_what_is_spelt_alike(page, district):
    name = district.layers["population"].names.iloc[0]
    finder(page).fill(name[:2] + "x" + name[3:])
    expect(page.locator(".hint")).to_contain_text("Did you mean")
    assert any(text.startswith(name) for text in texts(page, "#found li"))
    finder(page).fill("qqqq")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator(".hint")).to_have_text("Nothing found by that name or code.")


def test_escape_closes_the_list_first_and_lets_go_second(page):
    finder(page).fill("wood")
    page.keyboard.press("Enter")
    finder(page).fill("wood")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator("#details h3")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#details h3")).to_have_count(0)
    expect(finder(page)).to_have_value("")


def test_the_slider_goes_through_the_quarters_and_all_follows(page, district):
    timeline = district.scene.timelines[0]
    steps = list(timeline.steps.items())
    page.get_by_label("Contact rate over time").select_option("quarter")
    slider = page.get_by_role("slider", name="Step in time")
    expect(slider).to_have_attribute("aria-valuetext", steps[-1][0])
    slider.press("Home")
    label, layer = steps[0]
    expect(slider).to_have_attribute("aria-valuetext", label)
    expect(page.locator(".step-label")).to_have_text(label)
    expect(page.locator("#layer-title")).to_have_text(f"Contact rate, {label}")
    shown = dict(zip(texts(page, "#key .label"), counts(page), strict=True))
    for entry, count in layer.legend():
        if count:
            assert next(number for text, number in shown.items() if text.startswith(entry.label)) == f"{count:,}"
    finder(page).fill(layer.names.iloc[3])
    page.keyboard.press("Enter")
    expect(page.locator("#details dd").first).to_contain_text(layer.texts().iloc[3])
    row = page.locator("#table tbody tr").nth(3).locator("td")
    expect(row.first).to_have_text(layer.texts().iloc[3])
    page.get_by_label("Contact rate over time").select_option("")
    expect(page.locator("#layer-title")).to_have_text("Contact rate")
    expect(slider).to_have_count(0)


def test_another_layer_ends_the_step_in_time(page):
    page.get_by_label("Contact rate over time").select_option("month")
    expect(page.locator("input[value=contact_rate]")).to_be_checked()
    page.check("input[value=deprivation]")
    expect(page.get_by_label("Contact rate over time")).to_have_value("")
    expect(page.locator("#layer-title")).to_have_text("Deprivation")


def test_two_layers_are_compared_with_both_legends_and_both_values(page, district):
    left, right = district.layers["contact_rate"], district.layers["deprivation"]
    page.get_by_label("Compare with").select_option("deprivation")
    expect(page.get_by_role("slider", name="Divider")).to_be_visible()
    expect(page.locator("#key h3").first).to_contain_text(left.title)
    expect(page.locator("#key h3").nth(1)).to_contain_text(right.title)
    name = left.names.iloc[5]
    finder(page).fill(name)
    page.keyboard.press("Enter")
    expect(page.locator("#details dl").first).to_contain_text(left.texts().iloc[5])
    expect(page.locator("#details dl").last).to_contain_text(right.texts().iloc[5])
    expect(page.locator("#map .readout")).to_contain_text(
        f"{left.title}: {left.texts().iloc[5]}; {right.title}: {right.texts().iloc[5]}"
    )
    cells = page.locator("#table tbody tr").nth(5).locator("td").all_text_contents()
    assert cells[0] == left.texts().iloc[5]
    assert cells[-2] == right.texts().iloc[5]
    page.get_by_label("Compare with").select_option("")
    expect(page.get_by_role("slider", name="Divider")).to_have_count(0)
    expect(page.locator("#key h3")).to_have_count(1)


def test_two_steps_in_time_are_compared(page, district):
    first, second = list(district.scene.timelines[0].steps)[:2]
    page.get_by_label("Contact rate over time").select_option("quarter")
    page.get_by_role("slider", name="Step in time").press("Home")
    page.get_by_label("Compare with").select_option("quarter:2")
    assert texts(page, "#map .side") == [f"Contact rate, {first}", f"Contact rate, {second}"]


def test_the_public_filters_partners_by_sector_alone(visit, sample):
    page = visit(rich_picture(sample, place="neighbourhood:X05000001", audience="public").map().page())
    assert page.locator("#filters legend").all_text_contents() == ["Sector"]
    assert page.locator("#extras input").count() == 0


def test_partners_are_filtered_by_sector_and_readiness(page, district):
    points = district.scene.points
    sector, ready = points["sector_name"].iloc[0], "Ready"
    page.get_by_role("checkbox", name="Partner sites").check()
    page.get_by_role("radio", name="Partners", exact=True).check()
    count = int((points["sector_name"] == sector).sum())
    page.get_by_role("checkbox", name=f"{sector} ({count})").uncheck()
    left = points[points["sector_name"] != sector]
    expect(page.locator("#map .site")).to_have_count(len(left))
    expect(page.locator("#table tbody tr")).to_have_count(len(left))
    expect(page.locator(".filter-count")).to_have_text(f"{len(left)} of {len(points)} partners shown")
    expect(page.locator("#status")).to_have_text(f"{len(left)} of {len(points)} partners shown")
    page.get_by_role("checkbox", name=f"{ready} ({int((points['readiness'] == ready).sum())})", exact=True).uncheck()
    expect(page.locator("#table tbody tr")).to_have_count(int((left["readiness"] != ready).sum()))
    page.get_by_role("button", name="Show all partners").click()
    expect(page.locator("#map .site")).to_have_count(len(points))


def test_links_of_what_is_chosen_are_lines_and_words(page, district):
    links = district.scene.links
    partner = links["partner_id"].iloc[0]
    own = links[links["partner_id"] == partner]
    finder(page).fill(district.scene.points["partner_name"][partner])
    page.keyboard.press("Enter")
    expect(page.locator("#map path.link-end")).to_have_count(0)
    page.get_by_role("checkbox", name="Show links of what is chosen").check()
    expect(page.locator("#map path.link-end")).to_have_count(1)
    areas = own.sort_values("contacts", ascending=False, kind="stable")
    top = [f"{district.scene.areas['area_name'][row.area_code]}{row.contacts} contacts" for row in areas.itertuples()]
    assert texts(page, "#details li") == top
    page.keyboard.press("Escape")
    expect(page.locator("#map path.link-end")).to_have_count(0)


def test_notes_are_signs_a_legend_and_a_list_with_the_chosen_area_first(page, district):
    notes = district.scene.notes
    expect(page.locator("#said")).to_be_hidden()
    page.get_by_role("checkbox", name="Notes: what roles said").check()
    expect(page.locator("#map .note-mark")).to_have_count(len(notes))
    kinds = {note.kind_label for note in notes}
    assert set(texts(page, "#extras-key .label")) == kinds
    assert sum(map(int, counts(page, "#extras-key"))) == len(notes)
    finder(page).fill(notes[-1].area_code)
    page.keyboard.press("Enter")
    note = next(note for note in notes if note.area_code == notes[-1].area_code)
    first = page.locator("#said li").first
    for text in (note.kind_label, note.role, district.scene.areas["area_name"][note.area_code]):
        expect(first).to_contain_text(text)
    own = [other.statement for other in notes if other.area_code == note.area_code]
    assert texts(page, "#said .own q") == own
    assert texts(page, "#details q") == own


def test_small_maps_of_all_lead_to_the_large_one(page, district):
    layers = [layer.title for layer in district.scene.area_layers]
    steps = [name for timeline in district.scene.timelines for name in timeline.steps]
    toggle = page.get_by_role("button", name="Small maps", exact=True)
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#map")).to_be_hidden()
    assert texts(page, "#small button") == [*layers, *steps]
    blank = "canvas => !new Uint32Array(canvas.getContext('2d').getImageData(0, 0, 90, 90).data.buffer).some(Boolean)"
    assert page.locator("#small button canvas").first.evaluate(blank) is False
    layer = district.layers["reach_gap"]
    small = page.locator("#small .small-maps > li").nth(layers.index(layer.title))
    lines = small.locator(".label").all_text_contents()
    assert lines == [f"{entry.label}: {count:,}" for entry, count in layer.legend() if count]
    small.get_by_role("button").press("Enter")
    expect(page.locator("#layer-title")).to_have_text(layer.title)
    expect(page.locator("#layer-title")).to_be_focused()
    expect(page.locator("#map")).to_be_visible()
    expect(page.locator("#small")).to_be_hidden()


def test_what_am_i_looking_at_says_method_caveat_and_assumptions(page, district):
    layer = district.layers["contact_rate"]
    expect(page.locator("#about")).to_be_hidden()
    page.get_by_text("What am I looking at?").click()
    expect(page.locator("#about")).to_be_visible()
    for text in (layer.caveat, layer.method, layer.values.card.assumptions, layer.values.card.reference):
        expect(page.locator("#about")).to_contain_text(text)


def test_the_address_holds_the_view_and_brings_it_back(page, district):
    code = district.scene.areas.index[4]
    page.check("input[value=recency]")
    page.get_by_label("Compare with").select_option("quarter:2")
    page.get_by_role("checkbox", name="Partner sites").check()
    page.locator("#filters input").first.uncheck()
    page.get_by_role("checkbox", name="Notes: what roles said").check()
    page.get_by_role("radio", name="Partners", exact=True).check()
    finder(page).fill(code)
    page.keyboard.press("Enter")
    page.locator("#map").press("+")
    expect_address(page, r"layer=recency&with=quarter:2&sites=partners&off=.*&notes=1&table=points&area=.*&at=")
    kept = page.evaluate("location.hash")
    page.reload()
    page.locator("body[data-ready=true]").wait_for()
    for _ in range(2):
        expect(page.locator("#key h3")).to_have_count(2)
        expect(page.locator("input[value=recency]")).to_be_checked()
        expect(page.get_by_label("Compare with")).to_have_value("quarter:2")
        expect(page.locator("#filters input").first).not_to_be_checked()
        expect(page.locator("#details h3 small")).to_have_text(code)
        expect(page.locator("#map .note-mark")).not_to_have_count(0)
        expect(page.get_by_role("radio", name="Partners", exact=True)).to_be_checked()
        page.get_by_role("checkbox", name="Show links of what is chosen").check()
        expect_address(page, "links=1")
        assert page.evaluate("location.hash").replace("&links=1", "") == kept
        page.evaluate("address => { location.hash = address; }", kept)
        expect(page.get_by_role("checkbox", name="Show links of what is chosen")).not_to_be_checked()


def test_a_step_in_time_is_in_the_address(page):
    page.get_by_label("Contact rate over time").select_option("month")
    page.get_by_role("slider", name="Step in time").press("Home")
    expect_address(page, "#layer=contact_rate&step=month:1$")


@pytest.mark.parametrize(
    "given",
    [
        "layer=<img src=x onerror=window.pwned=1>&step=quarter:99&with=__proto__&sites=constructor&area=javascript:1",
        "step=month:-1&with=toString&at=1e999,2,3&off=sectors:x&notes=true&table=<script>window.pwned=1</script>",
        "at=95,0,4&partner=%00&layer=%E0%A4%A&small=yes",
        "at=,,&off=__proto__:polluted&" + "x" * 5000,
    ],
)
def test_a_hostile_address_changes_nothing(page, given):
    before = page.locator("#layer-title").text_content()
    page.evaluate("address => { location.hash = address; }", quote(given, safe="=&%:,<>"))
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    expect(page.locator("#layer-title")).to_have_text(before)
    expect(page.locator("#details h3")).to_have_count(0)
    expect(page.locator("#map .site")).to_have_count(0)
    expect(page.locator("#key h3")).to_have_count(1)
    assert page.evaluate("window.pwned") is None
    page.check("input[value=deprivation]")
    expect_address(page, "#layer=deprivation$")


def test_a_link_is_copied_or_shown_selected(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.check("input[value=recency]")
    button = page.get_by_role("button", name="Copy link to this view")
    button.click()
    expect(page.locator("#status")).to_have_text("Link copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not here')); }")
    button.click()
    expect(page.get_by_label("Link to this view", exact=True)).to_have_value(page.url)
    assert page.evaluate("getSelection().toString()") == page.url


def saved(page):
    with page.expect_download() as download:
        page.get_by_role("button", name="Download this table (CSV)").click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def test_the_table_is_saved_as_it_is_shown(page, district):
    table = district.table("contact_rate")
    page.locator("#table thead th").last.get_by_role("button").click()
    page.locator("#table thead th").last.get_by_role("button").click()
    name, data = saved(page)
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == [*table.columns, "Code"]
    expected = table.sort_index(ascending=False)
    assert rows[1:] == [
        [row.iloc[0], *(text.replace(",", "") for text in row.iloc[1:]), code] for code, row in expected.iterrows()
    ]
    assert name == f"Contact-rate-{district.place.name}-{'-'.join(district.about.marking.split())}.csv"


def test_the_saved_table_runs_nothing_in_a_spreadsheet(visit, sample):
    names = ["=1+1", "+1", "-1", "@SUM(1)", 'quote " comma , end', "two\nlines", "plain"]
    areas = sample.areas.copy()
    areas["area_name"] = [names[i % len(names)] for i in range(len(areas))]
    page = visit(rich_picture(replace(sample, areas=areas), place="district:X08000001").map().page())
    rows = list(csv.reader(io.StringIO(saved(page)[1].decode("utf-8-sig"))))
    safe = {"'" + name if name[0] in "=+-@" else name for name in names}
    assert {row[0] for row in rows[1:]} == safe


def focused(page):
    return page.evaluate(
        """() => {
          const node = document.activeElement;
          if (node === document.body) return null;
          return node.id || node.name || node.className || `${node.tagName} ${node.textContent}`.slice(0, 40);
        }"""
    )


def walk(page):
    """What the tab key reaches from the top to the end, in order."""
    page.evaluate("document.activeElement.blur()")
    met = []
    while True:
        page.keyboard.press("Tab")
        name = focused(page)
        if name is None or (met and name == met[0]) or len(met) > 200:
            return met
        met.append(name)


def test_the_tab_key_reaches_each_control_once_and_escape_lets_go(page):
    once = ["skip", "layer", "find", "map", "divider", "time", "step", "with", "details", "table", "download"]
    page.get_by_label("Contact rate over time").select_option("quarter")
    page.get_by_label("Compare with").select_option("recency")
    met = walk(page)
    assert [name for name in once if met.count(name) != (2 if name == "table" else 1)] == []
    order = [met.index(name) for name in ("skip", "layer", "find", "map", "step", "with", "details", "download")]
    assert order == sorted(order)
    assert len(met) < 40


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
@pytest.mark.parametrize("given", ["with=recency&notes=1&links=1&sites=partners&area=X01000004", "small=1"])
def test_axe_finds_no_violation_in_other_views(page, visit, axe, district_page, width, scheme, given):
    page = visit(district_page, width=width, height=760, color_scheme=scheme, reduced_motion="reduce")
    page.evaluate("address => { location.hash = address; }", given)
    page.evaluate("document.querySelectorAll('details').forEach((panel) => { panel.open = true; })")
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    finder(page).fill("wood")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_phone_the_map_is_on_the_first_screen_and_panels_are_folded(visit, district_page):
    page = visit(district_page, 360, 740)
    box = page.locator("#map").bounding_box()
    assert box["y"] < 740 * 0.6
    expect(page.locator("#choose")).to_be_hidden()
    page.locator("summary", has_text="Layers").press("Enter")
    expect(page.locator("#choose")).to_be_visible()


def test_paper_shows_what_is_folded_and_no_controls(page):
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#about")).to_be_visible()
    for selector in ("#tools", "#steps", "#choose", "#download"):
        expect(page.locator(selector)).to_be_hidden()
    assert page.locator("#map").bounding_box()["width"] <= 642
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.locator("#about")).to_be_hidden()
