"""Counts of persons in running text, and texts that are none."""

import pytest

from prevent_geo.disclosure import find_policy
from prevent_geo.disclosure.policy import list_policies
from prevent_geo.disclosure.scan.gazetteer import Gazetteer
from prevent_geo.disclosure.scan.phrases import find_phrases, read_phrases
from prevent_geo.disclosure.scan.reader import Reader
from prevent_geo.measures import CARDS

YEAR = "2025-01-01/2025-12-31"
PLACES = Gazetteer.of({"area:X1": ("Old Mill", ("X1",)), "area:X2": ("Hill", ("X2",))})
READER = Reader(find_policy(), frozenset(), PLACES, "", YEAR)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("3 attendances", "attendance"),
        ("Attendances: 3", "attendance"),
        ("Attendances in Old Mill (north): none; attendances in Hill: 3.", "attendance"),
        ("attended by three people", "attendance"),
        ("attendance of 3", "attendance"),
        ("Attendance was only three.", "attendance"),
        ("Only 3 young people came to the event.", "attendance"),
        ("three attended", "attendance"),
        ("A group of 3 persons took part", "attendance"),
        ("visited by 3", "attendance"),
        ("attendance=3", "attendance"),
        ('{"attendances": "3.0"}', "attendance"),
        ("trust_responses = 3", "answers"),
        ("three respondents", "answers"),
        ("3 people said that they trust it", "answers"),
        ("3 referrals", "pathway"),
        ("3 people were at the panel", "pathway"),
        ("3 people", "persons"),
        ("X01,3 attendances", "attendance"),
    ],
)
def test_small_counts_in_texts(text, quantity):
    assert [(one.quantity, one.count) for one in find_phrases(text)] == [(quantity, 3)]
    assert len(read_phrases("a", text, READER)[1]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "counts of 1 to 4 persons are withheld and shown as [c]",
        "1–4 persons",
        "between 1 and 4 persons",
        "fewer than 4 people",
        "at least 3 answers",
        "mean answer (1 to 5)",
        "12.3 attendances per 1,000 residents",
        "Attendance rate in Old Mill: 3",
        "Attendance rate (attendances per 1,000 residents). Number of areas by class: Up to 3: 4",
        "3 attendances per 1,000 residents",
        "Attendances: 3.5",
        "Attendances: 3 to 9",
        "the attendance figure of 3 of 124 areas is withheld",
        '"withheld_cells": {"attendance_rate": 3, "trust": 2, "pathway": 1}',
        "4 events",
        "contacts 3",
    ],
)
def test_texts_that_are_no_count_of_persons(text):
    assert find_phrases(text) == []


def test_our_own_words_are_none():
    texts = [str(policy) for policy in list_policies().values()]
    for card in CARDS.values():
        texts += [card.question, card.method, card.formula, card.assumptions, card.caveat, card.unit, card.reference]
    assert [text for text in texts if read_phrases("a", text, READER)[1]] == []


def test_a_large_count_is_a_statement_where_its_sentence_names_one_place():
    text = "There were 1,234 attendances in Old Mill. In Old Mill and Hill there were 70 attendances; 80 answers."
    statements, findings = read_phrases("note.txt", text, READER)
    assert [(one.key.quantity, one.areas, one.value) for one in statements] == [("attendance", ("X1",), 1234)]
    assert findings == []


def test_a_finding_says_where_and_not_how_many():
    _, (found,) = read_phrases("note.txt", "Old Mill had 3 attendances.", READER)
    assert str(found) == (
        "breach: note.txt, character 1: attendance: a text near area:X1 names a count of persons from 1 to 4"
    )


def test_a_long_text_is_read_once_through():
    text = "attendance " * 20_000 + "of 3"
    assert [one.count for one in find_phrases(text)] == [3]
