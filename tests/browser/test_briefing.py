"""The briefing and the index page, as a reader's browser shows them."""

from dataclasses import replace

import pytest

from prevent_geo.briefing import area_briefing, briefing_html
from prevent_geo.picture import rich_picture
from prevent_geo.runs.batch import choose_places, folder_name
from prevent_geo.runs.index import IndexEntry, write_index

pytestmark = pytest.mark.browser
HOSTILE = "</title></script><script>window.pwned=1</script><img src=x onerror='window.pwned=1'>\u2028\"'${7*7}{{7*7}}"


@pytest.fixture(scope="module")
def briefing_page(ward):
    return briefing_html(area_briefing(ward))


@pytest.fixture(scope="module")
def index_page(trafford, tmp_path_factory):
    places = [trafford.place("district:E08000009"), *choose_places(trafford, "neighbourhood", "all")]
    entries = [IndexEntry(place, folder_name(place)) for place in places]
    return write_index(tmp_path_factory.mktemp("index"), trafford, "2026", entries).read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", ["briefing_page", "index_page"])
def test_axe_finds_no_violation(visit, axe, request, name, width):
    page = visit(request.getfixturevalue(name), width, ready="main")
    page.evaluate("document.querySelectorAll('details').forEach(element => { element.open = true; })")
    assert axe(page) == []


@pytest.mark.parametrize("name", ["briefing_page", "index_page"])
def test_nothing_is_wider_than_a_phone(visit, request, name):
    page = visit(request.getfixturevalue(name), 360, 740, ready="main")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


IN_THE_BRIEFING = (
    *("contact_rate", "recency", "attendance_rate", "partners", "nearest_partner", "population", "deprivation"),
)


def test_every_picture_is_there_with_its_words_and_tables(visit, briefing_page, ward):
    page = visit(briefing_page, ready="main")
    pictures = page.locator("figure img")
    shown = {ward.layer(name) for name in IN_THE_BRIEFING}
    assert pictures.count() == len(shown)
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 500 && image.alt.length > 60)")
    captions = page.locator("caption").all_inner_texts()
    for layer in shown:
        assert sum(caption.startswith(f"{layer.title} (") for caption in captions) == 1
        assert page.locator("summary", has_text=f"{layer.title}: all ").count() == 1


def test_a_keyboard_reaches_and_opens_a_full_table(visit, briefing_page):
    page = visit(briefing_page, ready="main")
    summary = page.locator("summary", has_text="Attendance rate: all areas")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details[open] td", has_text="[c]").first.is_visible()


def test_the_marking_is_on_top_and_at_the_bottom(visit, briefing_page, ward):
    page = visit(briefing_page, ready="main")
    assert page.locator(".marking").all_inner_texts() == [ward.about.marking] * 2


def test_the_map_of_places_leads_to_their_briefings(visit, index_page):
    page = visit(index_page, ready="main")
    link = page.get_by_role("link", name="Briefing of Hale (neighbourhood)").first
    link.focus()
    assert link.evaluate("element => element === document.activeElement && element.tagName.toLowerCase() === 'a'")
    assert page.locator("svg a").count() == 21


def test_hostile_words_are_shown_and_never_run(visit, trafford):
    areas, partners = trafford.areas.assign(area_name=HOSTILE), trafford.partners.assign(partner_name=HOSTILE)
    areas = areas.assign(neighbourhood_name=HOSTILE, district_name=HOSTILE)
    about = replace(trafford.about, title=HOSTILE, source=HOSTILE, licence=HOSTILE)
    picture = rich_picture(replace(trafford, about=about, areas=areas, partners=partners), place="district:E08000009")
    page = visit(briefing_html(area_briefing(picture)), ready="main")
    assert page.evaluate("window.pwned") is None
    assert "<script>window.pwned=1</script>" in page.locator("h1").inner_text()
