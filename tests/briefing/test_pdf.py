"""The PDF: what is in its structure and on its pages, by pikepdf and pypdf."""

import io

import pikepdf
import pytest
from pypdf import PdfReader

from prevent_geo.briefing.document import Paragraph
from prevent_geo.briefing.pdf import briefing_pdf
from tests.briefing.small_briefing import HOSTILE, briefing, picture, table_of


@pytest.fixture(scope="module")
def pdf():
    return briefing_pdf(briefing())


@pytest.fixture(scope="module")
def pages(pdf):
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def structure(pdf):
    """Type and dictionary of each element of the structure tree."""
    document = pikepdf.open(io.BytesIO(pdf))
    waiting, found = [document.Root.StructTreeRoot], []
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Array):
            waiting += list(element)
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                found.append((str(element.S), {key: str(element[key]) for key in ("/Alt", "/T") if key in element}))
            waiting += [element["/K"]] if "/K" in element else []
    return found


def test_it_says_that_it_is_accessible_and_archivable(pdf):
    document = pikepdf.open(io.BytesIO(pdf))
    with document.open_metadata() as facts:
        assert facts["pdfuaid:part"] == "1"
        assert (facts["pdfaid:part"], facts["pdfaid:conformance"]) == ("2", "A")
        assert facts["dc:title"] == "Area briefing: Clarrowbridge"
    assert str(document.Root.Lang) == "en-GB"
    assert document.Root.MarkInfo.Marked


def test_pictures_have_alternative_text_and_tables_titles_of_rows(pdf):
    elements = structure(pdf)
    words = [facts["/Alt"] for kind, facts in elements if kind == "/Figure"]
    assert HOSTILE[0] in words
    assert any(text.startswith("Bars of three areas") for text in words)
    kinds = [kind for kind, _ in elements]
    # key figures, two tables of pictures, a wide, a long, and a hostile one
    assert kinds.count("/Table") == kinds.count("/THead") == 6
    # four sections, and the contents
    assert kinds.count("/H1") == 5


def test_a_table_without_rows_is_a_line(pages):
    assert "An empty table: nothing to list." in pages[-1]


def test_it_is_bookmarked_by_section(pdf):
    titles = [item.title for item in PdfReader(io.BytesIO(pdf)).outline]
    assert titles == ["At a glance", "Reach", HOSTILE[1], "What communities told us"]


def test_the_marking_and_the_page_stand_on_every_page(pages):
    for number, text in enumerate(pages, 1):
        assert text.count("OFFICIAL-SENSITIVE") == 2
        assert f"Page {number} of {len(pages)}" in text


def test_a_long_table_repeats_its_titles_and_a_folded_one_is_left_to_the_workbook(pages):
    assert sum("Said" in text and "Area 0" in text for text in pages) >= 3
    everything = " ".join("\n".join(pages).split())
    assert "In the workbook beside this document: Reach: all areas (80 rows)." in everything


def test_hostile_strings_are_text(pages):
    everything = "".join("".join(pages).split())
    for text in (*HOSTILE[:4], "{{7*7}} ]]> &lt;b&gt;"):
        assert "".join(text.split()) in everything


def test_no_text_is_outside_the_page():
    words = "a" * 300
    wide = table_of("Wide", [[words] * 14], [f"Column {place} {words}" for place in range(14)])
    document = PdfReader(io.BytesIO(briefing_pdf(briefing(reach=(wide, Paragraph("after"))))))
    widths = [float(page.mediabox.width) for page in document.pages]
    assert max(widths) > 800
    for page, width in zip(document.pages, widths, strict=True):
        seen = []
        page.extract_text(visitor_text=lambda *shown, seen=seen: seen.append(shown))
        # where each run of text ends at least: no letter is narrower than that
        ends = [
            tm[4] * cm[0] + cm[4] + 0.35 * size * abs(tm[0]) * len(text.strip())
            for text, cm, tm, _, size in seen
            if text.strip()
        ]
        assert max(ends) < width


def test_the_same_briefing_gives_the_same_bytes_and_fonts_are_inside(pdf):
    assert briefing_pdf(briefing()) == pdf
    document = pikepdf.open(io.BytesIO(pdf))
    fonts = [
        one for one in document.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
    ]
    assert fonts
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_a_short_table_of_a_picture_stands_below_it():
    rows = [(f"Area {place:02}", str(place)) for place in range(13)]
    one = picture()
    long = type(one)(one.figure, one.title, one.caption, table_of("By area", rows, ["Area", "Contacts"]))
    text = "\n".join(
        page.extract_text() for page in PdfReader(io.BytesIO(briefing_pdf(briefing(reach=(one, long))))).pages
    )
    assert "None recorded" in text
    assert "By area (13 rows)" in " ".join(text.split())
    assert "Area 12" not in text
