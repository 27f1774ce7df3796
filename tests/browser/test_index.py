"""The index page of a run, as a reader's browser shows it."""

import io

import pytest
from pypdf import PdfReader

from tests.browser.hostile import STRINGS, hostile
from tests.releases.small_run import BEFORE, outcome, release, write

pytestmark = pytest.mark.browser
FAILED = ("failed", "cell 3: ValueError: 4", 4)


def run_of(dataset, out):
    """Every status: the district and most neighbourhoods made, others unchanged, failed, never made, of another run."""
    places = [dataset.places("district")[0], *dataset.places("neighbourhood")]
    kept, failed, never, earlier = places[1:5]
    for place in places:
        if place is not never:
            release(out, place)
    old = {"period": BEFORE, "audience": "partner"}
    for place in (failed, earlier):
        release(out, place, parameters={"place": str(place), **old})
    ends = {kept: ("kept",), failed: FAILED, never: FAILED}
    return write(out, dataset, [outcome(place, *ends.get(place, ())) for place in places if place is not earlier])


@pytest.fixture(scope="module")
def html(trafford, tmp_path_factory):
    return run_of(trafford, tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="module")
def hostile_html(sample, tmp_path_factory):
    return run_of(hostile(sample), tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_axe_finds_no_violation_and_nothing_is_wider_than_the_window(visit, axe, html, width, scheme):
    page = visit(html, width, ready="main", color_scheme=scheme)
    page.locator("th button", has_text="Level").click()
    page.evaluate("document.querySelector('details').open = true")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # cards on a phone are a table still
    assert page.get_by_role("row").count() == 23
    assert page.get_by_role("columnheader", name="Level").get_attribute("aria-sort") == "ascending"


def test_search_finds_a_name_or_a_code_in_the_list_and_on_the_map(visit, html, trafford):
    page = visit(html, ready="main")
    rows, found, box = page.locator("tbody tr:visible"), page.locator("#found"), page.get_by_label("Find a place")
    assert found.inner_text() == "22 of 22 places"
    hale = next(place for place in trafford.places("neighbourhood") if place.name == "Hale")
    for typed in (" HÂLE ", hale.code[-4:]):
        box.fill(typed)
        assert "Hale" in rows.locator("th").all_inner_texts()[0]
        assert found.inner_text() == f"{rows.count()} of 22 places"
        assert page.locator("svg [data-place]:not(.out)").count() == rows.count() < 22
    box.fill("<b>nowhere")
    assert found.inner_text() == "No place has that name or code."
    box.fill("")
    assert rows.count() == 22


def test_the_list_is_sorted_by_keyboard_and_the_search_still_finds_its_rows(visit, html):
    page = visit(html, ready="main")

    def names():
        return [text.split("\n")[0] for text in page.locator("tbody tr:visible th").all_inner_texts()]

    page.get_by_role("button", name="Place").focus()
    page.keyboard.press("Enter")
    up = names()
    page.keyboard.press("Enter")
    assert names() == up[::-1]
    assert up == sorted(up)
    page.get_by_role("button", name="Status").click()
    words = [text.split()[1] for text in page.locator(".status").all_inner_texts()]
    assert words[:4] == ["Earlier", "Failed", "Failed", "Made"]
    page.get_by_label("Find a place").fill("Hale")
    assert all(name.startswith("Hale") for name in names())


def test_the_map_leads_to_what_there_is_and_says_more_than_colour(visit, html):
    page = visit(html, ready="main")
    link = page.get_by_role("link", name="Briefing of Hale (neighbourhood): made")
    link.focus()
    assert link.evaluate("element => element === document.activeElement && element.tagName.toLowerCase() === 'a'")
    assert (page.locator("svg a").count(), page.locator("svg g[data-place]").count()) == (20, 1)
    assert page.locator("svg path.over").count() == 2


def test_without_script_the_list_is_whole_and_no_control_is_dead(visit, html):
    page = visit(html, ready="main", java_script_enabled=False)
    assert page.locator("tbody tr:visible").count() == 22
    assert page.locator("input:visible, button").count() == 0


def test_on_paper_every_page_has_the_marking_and_the_list_is_whole(visit, html, trafford):
    page = visit(html, ready="main")
    texts = [one.extract_text() for one in PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages]
    assert all(text.count(trafford.about.marking) >= 2 for text in texts)
    together = " ".join(texts)
    assert all(place.code in together for place in trafford.places("neighbourhood"))
    assert "Find a place" not in together


@pytest.mark.parametrize("policy", ["with the policy", "without it"])
def test_hostile_words_are_shown_and_never_run(visit, hostile_html, policy):
    html = hostile_html if policy == "with the policy" else hostile_html.replace("Content-Security-Policy", "X-None")
    page = visit(html, 360, ready="main")
    page.get_by_label("Find a place").fill(STRINGS[0])
    page.get_by_label("Find a place").fill("")
    for _ in range(40):
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Place").click()
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("[...document.links].every(link => link.protocol === 'file:')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert STRINGS[1][:20] in page.locator("h1").inner_text()
