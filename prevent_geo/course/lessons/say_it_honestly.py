"""Lesson 9: write the briefing, give it to the critical friend, protect the small counts."""

from __future__ import annotations

import pandas as pd

from prevent_geo.briefing.document import Bullets, DataTable, Paragraph
from prevent_geo.course.answers import Number, One, Sorting
from prevent_geo.course.exercise import Exercise, Mistake
from prevent_geo.course.lesson import Lesson, Step
from prevent_geo.course.lessons.as_good import AsGood
from prevent_geo.course.lessons.draft import (
    BESIDE,
    CAUSE,
    CLEAR_HIGH,
    CLEAR_LOW,
    FALLS,
    LETTERS,
    NOBODY,
    PEOPLE,
    QUESTIONS,
    RECORDS,
    SILENT,
    STANDS,
    TELLS,
    UNCLEAR_HIGH,
    UNCLEAR_LOW,
    WORDS,
    letter_of,
    sorted_sentences,
)
from prevent_geo.course.lessons.withholding import (
    all_counts,
    count_in,
    is_safe_and_few,
    one_more_in_its_row,
    row_total,
    table_of,
    the_small_one,
)
from prevent_geo.course.town import KnownTown
from prevent_geo.errors import counted


def _asks_subtraction(town: KnownTown) -> str:
    table = table_of(town)
    cell = the_small_one(table)
    return f"A naive rule withheld cell {cell} alone. How many people does a reader find there by subtraction?"


def _after_withholding(town: KnownTown) -> str:
    table = table_of(town)
    seen = table.learnt(table.withheld).loc[the_small_one(table)]
    return (
        f"One release plan withholds {counted(len(table.withheld), 'cell')}: {', '.join(sorted(table.withheld))}. A "
        f"reader who subtracts then knows only that {the_small_one(table)} is from {seen['least']} to {seen['most']}. "
        "Real plans also guard against a partner that takes its own part away, and against what was published before."
    )


LESSON = Lesson(
    number=9,
    name="say_it_honestly",
    title="Say it honestly",
    answers="Which sentences may stand, who asks what we would rather not be asked, and what must not be shown?",
    steps=(
        Step(6, "Make a briefing of one place; read its first section.", "Which words compare? What carries them?"),
        Step(10, "Which sentences of a draft may stand? How to say the rest?", "Unclear is a finding, too."),
        Step(
            8, "Give it to the critical friend: swap with a neighbour.", "Who wrote it listens, and does not defend it."
        ),
        Step(6, "Subtract: what a naive rule gives away.", "Let them find it with a pencil; do not say how."),
        Step(10, "Decide which cells to withhold, few but enough.", "Each time: now be the reader."),
        Step(5, "What else gives a count away? Close the course.", "What will each write otherwise?"),
    ),
    exercises=(
        Exercise(
            "which_stand",
            "Which of the sentences A to G may stand as they are, and which may not?",
            Sorting({letter: letter for letter in LETTERS}, (STANDS, FALLS)),
            sorted_sentences,
            (
                Mistake(
                    "let every sentence stand whose figure is right",
                    dict.fromkeys(LETTERS, STANDS),
                    "the column `verdict`: a figure can be right and the difference still be chance.",
                ),
                Mistake(
                    "went by the size of the difference",
                    lambda town: sorted_sentences(
                        town, standing=(UNCLEAR_HIGH, UNCLEAR_LOW), falling=(CLEAR_HIGH, CLEAR_LOW)
                    ),
                    "the limits beside each ratio: differences alike in size are not alike in how sure they are.",
                ),
                Mistake(
                    "took what is not recorded for what did not happen",
                    lambda town: sorted_sentences(town, standing=(NOBODY,)),
                    "who would have written it down.",
                ),
                Mistake(
                    "let a reason stand that nobody looked into",
                    lambda town: sorted_sentences(town, standing=(CAUSE,)),
                    "the word 'because', and at what was measured and what was not.",
                ),
            ),
            "what carries each sentence: a test for 'higher' and 'lower', a record for 'recorded', or nothing.",
            "'Higher' and 'lower' only where the test says so; no reason that was not looked into; and 'no contact was "
            "recorded' is not 'nobody was engaged'.",
        ),
        Exercise(
            "honest_words",
            lambda town: (
                f"Take sentence {letter_of(town, UNCLEAR_HIGH)}. Which words for its rate does the test carry?"
            ),
            One("wording", WORDS),
            "not clearly different",
            (
                Mistake(
                    "kept the comparison",
                    "higher",
                    "what the test says of it: the figure is higher, and chance could make it so.",
                ),
                Mistake(
                    "took an unclear difference for none",
                    "the same",
                    "the limits: a ratio of one lies within them, and so do ratios far from it.",
                ),
                Mistake(
                    "threw the figure away",
                    "not known",
                    "what is there: contacts were recorded, and there is a rate with its limits.",
                ),
            ),
            "what the limits leave open, upwards and downwards.",
            "That says what was found, and leaves both possible. Give the limits beside it.",
        ),
        Exercise(
            "critical_friend",
            "An advisory group asks these questions. Which can the records answer, and which only people?",
            Sorting({question: question for question in QUESTIONS}, (RECORDS, PEOPLE)),
            QUESTIONS,
            (
                Mistake(
                    "sent them all to the records",
                    dict.fromkeys(QUESTIONS, RECORDS),
                    "the questions about reasons and about what changed: no row of any table holds them.",
                ),
                Mistake(
                    "sent them all to people",
                    dict.fromkeys(QUESTIONS, PEOPLE),
                    "the questions about counts, dates and tests: answer these before the meeting.",
                ),
            ),
            "whether a table that you have used in this course holds the answer.",
            "Answer what the records can before you meet; listen to the rest, and say afterwards what came of it.",
        ),
        Exercise(
            "by_subtraction",
            _asks_subtraction,
            Number("people"),
            lambda town: count_in(table_of(town), the_small_one(table_of(town))),
            (
                Mistake("took a withheld count for none", 0, "the marker: a count of none would be shown as such."),
                Mistake(
                    "gave the total of the row",
                    lambda town: row_total(table_of(town)),
                    "the cells that are shown in the same row: take them from their total.",
                ),
            ),
            "the row of the cell, or its column: a total less all that is shown.",
            "A rule that hides small counts one by one hides nothing beside totals. Anybody can subtract.",
        ),
        Exercise(
            "withhold",
            "Which cells must be withheld, as few as possible, so that no reader can narrow the small count? All "
            "totals are published, zeros are shown, and counts from 1 to 4 are never shown.",
            AsGood(
                "cells",
                lambda town: {cell: cell for cell in table_of(town).cells},
                lambda town: table_of(town).withheld,
                is_safe_and_few,
            ),
            lambda town: table_of(town).withheld,
            (
                Mistake(
                    "withheld the small count alone",
                    lambda town: table_of(town).small,
                    "the totals, and at what a reader finds by subtraction.",
                ),
                Mistake(
                    "withheld one more in its row",
                    lambda town: one_more_in_its_row(table_of(town)),
                    "the columns too: a reader subtracts downwards as well.",
                ),
                Mistake(
                    "withheld every count",
                    lambda town: all_counts(table_of(town)),
                    "what readers lose: fewer cells are enough.",
                ),
            ),
            "`table.learnt` of your cells: whether the small one is still narrowed, whether a zero is among "
            "them, and whether there are more than are needed.",
            _after_withholding,
        ),
        Exercise(
            "gives_away",
            "The attendance of one area is withheld. What else, if it is published, gives it away?",
            Sorting({beside: beside for beside in BESIDE}, (TELLS, SILENT)),
            BESIDE,
            (
                Mistake(
                    "thought that rates and means are safe",
                    BESIDE | dict.fromkeys([beside for beside in BESIDE if beside.startswith("its ")], SILENT),
                    "what a rate or a mean was divided by: multiply it again.",
                ),
                Mistake(
                    "looked at this release alone",
                    BESIDE | dict.fromkeys([beside for beside in BESIDE if "longer" in beside], SILENT),
                    "two periods side by side: one less the other.",
                ),
                Mistake(
                    "was afraid of everything",
                    dict.fromkeys(BESIDE, TELLS),
                    "what a reader can work out from each: a marker alone, say, has no number in it.",
                ),
            ),
            "each with a pencil: multiply, subtract and compare until the count is there, or cannot be.",
            "What is worked out from a withheld count is withheld with it. A ledger of releases keeps the next one "
            "from telling what this one kept.",
        ),
    ),
    handout=(
        Paragraph("A briefing is honest when each sentence says no more than what carries it, and shows nobody."),
        Bullets(
            (
                "'Higher', 'lower', 'rose' and 'fell' only where a test says so. Else: not clearly different.",
                "Not clearly different is not the same. Not recorded is not nobody. Withheld is not zero.",
                "No reason that was not looked into, and no word about the risk of a place, a group or a person.",
                "Give it to those who will disagree, before it is finished. Tell them what came of their questions.",
                "A small count can come back by subtraction, from a rate, from a mean, or from another release.",
                "Withhold further cells, few and enough; then be the reader. A release plan does it for all places.",
            )
        ),
        DataTable(
            "My next briefing: fill in by hand",
            pd.DataFrame("\n. . . .\n", index=range(4), columns=["Sentence", "What carries it?", "Who asks what?"]),
        ),
    ),
)
