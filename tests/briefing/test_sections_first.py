"""The first half of the sections, for places of every level and for data that lacks what they speak of."""

import re

import pytest

from prevent_geo.briefing.document import Bullets, DataTable, Paragraph, Picture
from prevent_geo.briefing.sections import SECTIONS

FIRST = ("at_a_glance", "the_place", "reach", "voice", "partners", "institutions", "strands", "scorecard")
PLACES = ("all", "Clarrowbridge", "Arrick Side", "area:X01000127")
BROKEN = re.compile(r"\b(nan|NaT|inf|no no)\b| ,|  |\.\.| \.")


def words(section):
    """All sentences of a section."""
    said = []
    for block in section.blocks:
        said += [block.text] if isinstance(block, Paragraph) else []
        said += block.items if isinstance(block, Bullets) else []
        said += [block.title, block.caption] if isinstance(block, Picture) else []
        said += [block.caption] if isinstance(block, DataTable) else []
    return said


def tables(section):
    for block in section.blocks:
        if isinstance(block, DataTable | Picture):
            yield block.table if isinstance(block, Picture) else block


def test_every_section_has_a_function_of_its_name():
    assert {name: function.__name__ for name, function in SECTIONS.items()} == {name: name for name in SECTIONS}


@pytest.mark.parametrize("audience", ["public", "partner"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", FIRST)
def test_a_section_of_a_place(seen, name, place, audience):
    section = SECTIONS[name](seen(place, audience=audience))
    assert section.id == name
    said = words(section)
    assert all(text and text[0] == text[0].upper() for text in said)
    assert not [text for text in said if BROKEN.search(text)]
    for table in tables(section):
        assert table.frame.map(lambda cell: isinstance(cell, str)).all(axis=None)


@pytest.mark.parametrize("name", FIRST)
def test_a_section_of_data_without_contacts_partners_or_optional_tables(draw, name):
    section = SECTIONS[name](draw([], partners=()))
    assert words(section)
    assert not [text for text in words(section) if BROKEN.search(text)]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("reach", "Nobody reported a contact here from 1 January 2026 to 31 January 2026, so nothing is known about "),
        ("voice", "No contact was recorded here, so what communities raised is not known."),
        ("partners", "No partner has a site here."),
        ("institutions", "No institution, such as a school or a college, is listed here."),
        ("strands", "Nobody reported a contact here, so delivery by strand is not known."),
        ("scorecard", "There is not enough data to judge any standard."),
    ],
)
def test_a_section_with_nothing_to_say_says_so_in_a_line(draw, name, line):
    assert words(SECTIONS[name](draw([], partners=())))[0].startswith(line)


@pytest.mark.parametrize("place", PLACES)
def test_a_chair_reads_five_to_eight_sentences_and_how_they_may_be_used(seen, place):
    bullets, use = SECTIONS["at_a_glance"](seen(place)).blocks
    assert 5 <= len(bullets.items) <= 8
    assert "measures services, not people" in use.text


def test_what_roles_said_is_quoted_for_partners_alone(seen):
    place = "Clarrowbridge"
    note = seen(place).scene.notes[0]
    quote = f"“{note.statement}” ({note.role}, {note.date:%B %Y})"
    assert quote in words(SECTIONS["voice"](seen(place)))
    public = SECTIONS["voice"](seen(place, audience="public"))
    assert not [text for text in words(public) if "“" in text or "statement" in text]
    assert not [table for table in tables(public) if "What was said" in table.frame]


def test_every_kind_of_statement_is_quoted(draw):
    said = [("A1", "concern", f"Concern {n}") for n in range(8)] + [("A1", "hope", "A hope")]
    quotes = [text for text in words(SECTIONS["voice"](draw(["A1"], said=said))) if text.startswith("“")]
    assert len(quotes) == 6 and any("A hope" in text for text in quotes)


def test_the_public_gets_no_single_partners(seen):
    public, partner = (seen("Clarrowbridge", audience=audience) for audience in ("public", "partner"))
    names = set(public.scene.points["partner_name"])
    for name in FIRST:
        shown = {cell for table in tables(SECTIONS[name](public)) for cell in table.frame.to_numpy().ravel()}
        assert not names & shown, name
        assert not [text for text in words(SECTIONS[name](public)) for site in names if site in text], name
    assert len(SECTIONS["institutions"](partner).blocks) == 2
    assert len(SECTIONS["institutions"](public).blocks) == 1


def test_the_scorecard_says_met_and_change_in_words(seen):
    table = next(tables(SECTIONS["scorecard"](seen("Clarrowbridge")))).frame.set_index("Figure")
    assert table.loc["Trust", ["Value", "95 % limits", "Standard", "Is it met?"]].tolist() == [
        "3.30",
        "3.26 to 3.33",
        "3.50 or more",
        "Not met",
    ]
    assert table.loc["Panel cases that were supported", "Value"] == "[c]"
    assert set(table["Change"]) <= {"Better", "Worse", "No clear change", "Not tested"}


def test_a_strand_that_nothing_served_stands_in_the_table(draw):
    table = next(tables(SECTIONS["strands"](draw(["A1", "A2"], strand=["ideology", "ideology"])))).frame
    assert table.set_index("Strand").loc[
        ["Ideology", "Individuals"], ["Contacts", "Areas that report and have none"]
    ].to_numpy().tolist() == [
        ["2", "0"],
        ["0", "2"],
    ]
