"""Hostile strings in every field of every table, in every output: nothing runs, nothing is loaded, nothing is lost."""

import re
import zipfile
from io import BytesIO

import openpyxl
import pytest

from prevent_geo.briefing import REPORTS, briefing_html
from prevent_geo.briefing.word import briefing_word
from prevent_geo.briefing.workbook import briefing_workbook
from prevent_geo.picture import rich_picture
from prevent_geo.releases.write import layer_figures, write_csv
from tests.browser.hostile import STRINGS, hostile

pytestmark = pytest.mark.browser

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
FORMULA = re.compile(r"[=+@\t\r]|-(?!\d)")


@pytest.fixture(scope="module")
def town(sample):
    return hostile(sample)


@pytest.fixture(scope="module")
def picture(town):
    return rich_picture(town, place=str(town.places("district")[1]), audience="internal")


@pytest.fixture(scope="module")
def briefing(picture):
    return REPORTS["partnership_assessment"](picture)


@pytest.fixture(scope="module")
def pages(picture, briefing):
    return {
        "map": picture.map().page(),
        "briefing": briefing_html(briefing),
    }


@pytest.mark.parametrize("policy", ["with the policy", "without it"])
@pytest.mark.parametrize("name", ["map", "briefing"])
def test_nothing_runs(visit, pages, name, policy):
    html = pages[name]
    if policy == "without it":
        html, gone = POLICY.subn("", html)
        assert gone == 1
    page = visit(html, ready="body[data-ready=true]" if name == "map" else "body")
    for _ in range(60):
        for key in ("Tab", "ArrowDown", " "):
            page.keyboard.press(key)
    for button in page.locator("tbody button:visible").all()[:10]:
        button.click()
    page.mouse.move(500, 400)
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("Object.prototype.polluted") is None
    # shown, and as text
    assert STRINGS[1][:20] in page.evaluate("document.documentElement.textContent")


def test_an_address_is_only_an_address(visit, pages, tmp_path):
    page = visit(pages["map"])
    for string in STRINGS:
        page.evaluate("text => { location.hash = 'layer=' + encodeURIComponent(text) + '&area=' + text; }", string)
    page.reload()
    page.locator("body[data-ready=true]").wait_for()
    assert page.evaluate("window.pwned") is None


def test_a_workbook_holds_no_formula(briefing):
    book = openpyxl.load_workbook(BytesIO(briefing_workbook(briefing)))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert kinds <= {"s", "n", "inlineStr"}


def test_a_table_holds_no_text_that_a_spreadsheet_would_run(picture, tmp_path):
    for name, layer in picture.layers.items():
        write_csv(tmp_path / f"{name}.csv", layer_figures(layer))
        text = (tmp_path / f"{name}.csv").read_text(encoding="utf-8-sig")
        first = [cell.strip('"') for line in text.splitlines() for cell in line.split(",")[:1]]
        assert [cell for cell in first if FORMULA.match(cell)] == []


def test_a_document_holds_text_alone(briefing):
    with zipfile.ZipFile(BytesIO(briefing_word(briefing))) as archive:
        names = archive.namelist()
        links = b"".join(archive.read(name) for name in names if name.endswith(".rels"))
    assert b'TargetMode="External"' not in links
    assert not [name for name in names if "vbaProject" in name or "embeddings" in name]
