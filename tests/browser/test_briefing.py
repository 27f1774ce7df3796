"""The briefing, as a reader's browser shows it."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from prevent_geo.briefing import area_briefing, briefing_html
from prevent_geo.picture import rich_picture
from tests.briefing.small_briefing import briefing

pytestmark = pytest.mark.browser
HOSTILE = "</title></script><script>window.pwned=1</script><img src=x onerror='window.pwned=1'>\u2028\"'${7*7}{{7*7}}"


@pytest.fixture(scope="module")
def briefing_page(ward):
    return briefing_html(area_briefing(ward))


@pytest.fixture(scope="module")
def made_page():
    """Every kind of block, with strings that are code elsewhere."""
    return briefing_html(briefing(), ("briefing.pdf", "tables/contact_rate.csv"))


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
@pytest.mark.parametrize("name", ["briefing_page", "made_page"])
def test_axe_finds_no_violation(visit, axe, request, name, width, scheme):
    page = visit(request.getfixturevalue(name), width, ready="main", color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(element => { element.open = true; })")
    assert axe(page) == []


@pytest.mark.parametrize("name", ["briefing_page", "made_page"])
def test_nothing_is_wider_than_a_phone(visit, request, name):
    page = visit(request.getfixturevalue(name), 360, 740, ready="main")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_every_picture_is_drawn_with_its_words_and_its_table(visit, briefing_page):
    page = visit(briefing_page, ready="main")
    pictures = page.locator("figure")
    assert pictures.count() > 3
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 300 && image.alt.length > 40)")
    assert page.locator("figure h3").count() == page.locator("figure details").count() == pictures.count()


def test_a_keyboard_reaches_and_opens_the_table_of_a_picture(visit, made_page):
    page = visit(made_page, ready="main")
    cell = page.locator("td", has_text="None recorded").first
    assert not cell.is_visible()
    page.locator("summary", has_text="Contacts by area").first.focus()
    page.keyboard.press("Enter")
    assert cell.is_visible()


def test_the_first_stop_of_the_keyboard_skips_to_the_content(visit, made_page):
    page = visit(made_page, ready="main")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    assert page.locator(":focus").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"


def test_contents_stay_beside_the_text_on_a_wide_screen_and_stand_above_it_on_a_narrow_one(visit, made_page):
    page = visit(made_page, 1280, ready="main", reduced_motion="reduce")
    page.get_by_role("link", name="What communities told us").click()
    assert page.evaluate("window.scrollY") > 500
    contents, text = page.locator(".contents").bounding_box(), page.locator(".text").bounding_box()
    assert contents["x"] + contents["width"] <= text["x"]
    assert contents["y"] >= 0
    page = visit(made_page, 360, ready="main")
    contents, text = page.locator(".contents").bounding_box(), page.locator(".text").bounding_box()
    assert contents["y"] + contents["height"] <= text["y"]


def test_a_wide_table_scrolls_in_its_own_region(visit, made_page):
    page = visit(made_page, 360, 740, ready="main")
    region = page.get_by_role("group", name="A wide table")
    assert region.evaluate("element => element.scrollWidth > element.clientWidth")
    assert region.evaluate("element => { element.focus(); return element === document.activeElement; }")


def test_on_paper_nothing_is_cut_and_the_marking_is_on_every_page(visit, made_page):
    page = visit(made_page, ready="main")
    document = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    texts = [one.extract_text() for one in document.pages]
    assert len(texts) > 2
    assert all(text.count("OFFICIAL-SENSITIVE") >= 2 for text in texts)
    assert f"Page 2 of {len(texts)}" in texts[1]
    assert "Contents" not in texts[0]
    assert "in the workbook beside it" in " ".join(texts[-1].split())


def test_the_marking_is_on_top_and_at_the_bottom(visit, briefing_page, ward):
    page = visit(briefing_page, ready="main")
    assert page.locator(".marking").all_inner_texts() == [ward.about.marking] * 2


def test_hostile_words_are_shown_and_never_run(visit, trafford):
    areas, partners = trafford.areas.assign(area_name=HOSTILE), trafford.partners.assign(partner_name=HOSTILE)
    areas = areas.assign(neighbourhood_name=HOSTILE, district_name=HOSTILE)
    about = replace(trafford.about, title=HOSTILE, source=HOSTILE, licence=HOSTILE)
    picture = rich_picture(replace(trafford, about=about, areas=areas, partners=partners), place="district:E08000009")
    page = visit(briefing_html(area_briefing(picture)), ready="main")
    assert page.evaluate("window.pwned") is None
    assert "<script>window.pwned=1</script>" in page.locator("h1").inner_text()
