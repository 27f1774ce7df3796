"""The word-processor file, read back with python-docx and as XML."""

import io
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from docx.oxml.ns import qn
from PIL import Image

from prevent_geo.briefing.word import briefing_word
from tests.briefing.small_briefing import HOSTILE, briefing, table_of


@pytest.fixture(scope="module")
def data():
    return briefing_word(briefing())


@pytest.fixture(scope="module")
def document(data):
    return docx.Document(io.BytesIO(data))


def test_headings_are_headings(document):
    named = [(one.style.name, one.text) for one in document.paragraphs if one.style.name.startswith(("Title", "Head"))]
    assert named[:4] == [
        ("Title", "Area briefing: Clarrowbridge"),
        ("Heading 1", "At a glance"),
        ("Heading 1", "Reach"),
        ("Heading 2", "Ash has the most contacts"),
    ]
    assert ("Heading 1", HOSTILE[1]) in named


def test_language_properties_and_marking(document):
    facts, at = document.core_properties, datetime(2026, 9, 30, tzinfo=UTC)
    assert (facts.title, facts.language, facts.author) == ("Area briefing: Clarrowbridge", "en-GB", "")
    assert facts.created == facts.modified == at
    languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    page = document.sections[0]
    for part in (page.header, page.footer):
        assert part.paragraphs[0].text == "OFFICIAL-SENSITIVE"
    assert 'w:instr="NUMPAGES"' in page.footer._element.xml


def test_pictures_have_alternative_text(document):
    words = [one.get("descr") for one in document.element.body.iter(qn("wp:docPr"))]
    assert words == ["Bars of three areas: Ash 4, Birch 2, Cedar none recorded.", HOSTILE[0]]


def test_a_picture_is_drawn_whole_at_a_size_to_print(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.startswith("word/media/")]
        drawn = Image.open(io.BytesIO(archive.read(names[0])))
    assert drawn.format == "PNG"
    # 6 by 2.5 inches at 110 dots each
    assert drawn.size == (660, 275)


def test_tables_repeat_their_titles_and_merge_nothing(document, data):
    # key figures, two of pictures, a wide, a long and a hostile one; the folded and the empty one are lines
    assert len(document.tables) == 6
    for table in document.tables:
        first, *rest = table._tbl.tr_lst
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert not any(row.trPr.find(qn("w:tblHeader")) is not None for row in rest)
    inside = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
    assert b"gridSpan" not in inside
    assert b"vMerge" not in inside
    texts = [one.text for one in document.paragraphs]
    assert "In the workbook beside this document: Reach: all areas (80 rows)." in texts
    assert "An empty table: nothing to list." in texts


def test_hostile_strings_are_text(document):
    cells = [cell.text for row in document.tables[-2].rows for cell in row.cells]
    assert cells[:4] == list(HOSTILE[:4])
    assert cells[4] == HOSTILE[4].replace("\x0b", "").replace("\x00", "")
    parts = document.part.rels.values()
    assert not any(part.is_external for part in parts)


def test_each_cell_is_in_its_place():
    table = table_of("T", [("a", "1"), ("b", "2")], ["Name", "Count"])
    (shown,) = docx.Document(io.BytesIO(briefing_word(briefing(glance=(table,), reach=(table,))))).tables[:1]
    assert [[cell.text for cell in row.cells] for row in shown.rows] == [["Name", "Count"], ["a", "1"], ["b", "2"]]


def test_the_same_briefing_gives_the_same_bytes(data):
    assert briefing_word(briefing()) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any("thumbnail" in name or "customXml" in name for name in archive.namelist())
