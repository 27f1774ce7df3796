"""A withheld count in a word-processor file is found, in a table as in a text; one without a leak is clean."""

from dataclasses import replace

import pytest

from prevent_geo.briefing.document import Paragraph
from prevent_geo.briefing.word import briefing_word
from tests.briefing.small_briefing import briefing, table_of
from tests.disclosure.scan.test_leaks import COUNTS, NAMES, release, scan, sealed


def folder_with(folder, *blocks):
    """A release in which the counts of two areas are withheld, with a document of these blocks."""
    release(folder)
    whole = briefing(glance=blocks)
    short = replace(whole, sections=whole.sections[:1])
    (folder / "briefing.docx").write_bytes(briefing_word(short))
    return sealed(folder)


def attendances(counts):
    rows = [(NAMES[code], count) for code, count in counts.items()]
    return table_of("Attendances by area", rows, ["Area", "Attendances"])


def test_what_is_withheld_in_a_table_is_not_taken_for_a_count(tmp_path):
    shown = {**COUNTS, "X1": "[c]", "X2": "[c]"}
    found = scan(folder_with(tmp_path / "release", attendances(shown)))
    assert found.ok, str(found)


@pytest.mark.parametrize("block", [attendances(COUNTS), Paragraph("Old Mill: 3 attendances")])
def test_a_withheld_count_is_found(tmp_path, block):
    found = scan(folder_with(tmp_path / "release", block))
    assert not found.ok
    assert all(finding.where.startswith("release/briefing.docx > word/document.xml") for finding in found.findings)
    assert "area:X1" in str(found)
