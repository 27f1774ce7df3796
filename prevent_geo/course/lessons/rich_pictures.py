"""Lesson 1: rich pictures, which start with a drawing and not with data."""

from __future__ import annotations

import pandas as pd

from prevent_geo.briefing.document import Bullets, DataTable, Paragraph
from prevent_geo.course.answers import Drawing, One, Several, Sorting
from prevent_geo.course.exercise import Exercise, Mistake
from prevent_geo.course.lesson import Lesson, Step
from prevent_geo.course.lessons.common import neighbourhoods, recorded
from prevent_geo.course.lessons.notes import (
    ALONE,
    HEADINGS,
    blank,
    card_ids,
    drawing,
    fewest_notes,
    loudest_roles,
    note_elsewhere,
    note_ids,
    note_of_same_role,
    notes_of,
    quiet_neighbourhood,
    sorted_as,
    tension,
)
from prevent_geo.course.town import KnownTown
from prevent_geo.errors import counted


def _after_blank(town: KnownTown) -> str:
    said = int((notes_of(town)["hood"] == blank(town)).sum())
    return (
        f"It was planted as a neighbourhood that nobody records. Roles made {counted(said, 'note')} about it all the "
        "same: a blank on a map is a question, not an answer. Put it on your drawing under 'unknowns'."
    )


def _after_tension(town: KnownTown) -> str:
    note = tension(town)
    other = town.perspectives.loc[note["answers"], "statement"]
    return f"'{note['statement']}' and '{other}' are about one thing in one place. Neither is wrong; draw both."


LESSON = Lesson(
    number=1,
    name="rich_pictures",
    title="Rich pictures: start with a drawing",
    answers="Who is part of a place, what do they hope for and worry about, where do they differ, what is not known?",
    steps=(
        Step(3, "What a rich picture is.", "Paper and pens out, laptops closed. Say that nobody is judged on drawing."),
        Step(12, "In pairs, draw a place that you know: roles, concerns, tensions, hopes, unknowns.", "No figures."),
        Step(8, "Write down what stands on the paper.", "Roles are kinds of organisation or group, never a person."),
        Step(8, "Sort what the town's roles said.", "An unknown is not a concern: ask who could find it out."),
        Step(8, "Two pictures of one place: find the other side of a tension; who was not heard?", "Nobody is wrong."),
        Step(6, "What is blank on the map? Put it on the drawing.", "Ask each for a question that data could answer."),
    ),
    exercises=(
        Exercise(
            "own_drawing",
            "What stands on your paper? A few words for each thing that you drew, under its heading.",
            Drawing(HEADINGS),
            drawing,
            (
                Mistake(
                    "wrote figures",
                    lambda town: drawing(town) | {"concerns": ["38 contacts last year", "12 of them late"]},
                    "what people would say, not what was counted.",
                ),
                Mistake(
                    "left the unknowns empty",
                    lambda town: drawing(town) | {"unknowns": []},
                    "what you could not answer if somebody asked.",
                ),
                Mistake(
                    "drew only one side",
                    lambda town: drawing(town) | {"tensions": []},
                    "where two roles would tell the same thing otherwise.",
                ),
            ),
            "the headings: each needs a few words.",
            "There is no wrong drawing. Keep the paper: the last exercise adds to it.",
        ),
        Exercise(
            "sort_the_cards",
            "Is each of these notes a strength, a concern, a hope or an unknown?",
            Sorting(card_ids, ALONE),
            lambda town: sorted_as(town, {}),
            (
                Mistake(
                    "took every note for a concern",
                    lambda town: dict.fromkeys(card_ids(town), "concern"),
                    "what each speaker wants you to keep, change, begin or find out.",
                ),
                Mistake(
                    "took unknowns for concerns",
                    lambda town: sorted_as(town, {"unknown": "concern"}),
                    "the notes that say that somebody cannot tell: they ask for an answer, not for a remedy.",
                ),
                Mistake(
                    "took hopes for strengths",
                    lambda town: sorted_as(town, {"hope": "strength"}),
                    "the notes about what would be good: it is not there yet.",
                ),
            ),
            "the verb of each note: what is, what is wrong, what would be, or what nobody can say.",
            "Notes of one kind can come from any role. Ask of your own drawing which kind is thin.",
        ),
        Exercise(
            "other_side",
            lambda town: (
                f"In note {tension(town).name} one role says: '{tension(town)['statement']}' Which note is the other "
                "side of this tension?"
            ),
            One("note", note_ids),
            lambda town: str(tension(town)["answers"]),
            (
                Mistake(
                    "gave the same note",
                    lambda town: str(tension(town).name),
                    "what another role said: this is the note itself.",
                ),
                Mistake(
                    "took the next note, of another place",
                    note_elsewhere,
                    "the place: a tension is two views of one place.",
                ),
                Mistake(
                    "took another note of the same role",
                    note_of_same_role,
                    "who speaks: a tension has two roles in it.",
                ),
            ),
            "the notes about the same area, of another role, within four weeks.",
            _after_tension,
        ),
        Exercise(
            "not_heard",
            lambda town: (
                "Of the roles that say most in the town, which said nothing about "
                f"{neighbourhoods(town)[quiet_neighbourhood(town)[0]]} ({quiet_neighbourhood(town)[0]})?"
            ),
            Several("roles", loudest_roles),
            lambda town: quiet_neighbourhood(town)[1],
            (
                Mistake(
                    "listed those that were heard",
                    lambda town: frozenset(loudest_roles(town)) - quiet_neighbourhood(town)[1],
                    "who is missing: these are the roles that were heard.",
                ),
                Mistake(
                    "listed all of them",
                    lambda town: frozenset(loudest_roles(town)),
                    "the notes about this neighbourhood alone: some of these roles speak in them.",
                ),
            ),
            "the column `role` of the notes about the areas of this neighbourhood.",
            "Whom you did not hear is part of the picture. Not heard is not the same as content.",
        ),
        Exercise(
            "blank_on_the_map",
            "In which neighbourhood was no contact recorded at all?",
            One("neighbourhood", neighbourhoods),
            blank,
            (
                Mistake(
                    "took the lowest rate",
                    lambda town: str(recorded(town, "neighbourhood_code")["rate"].idxmin()),
                    "the difference between few and none: this one has a rate.",
                ),
                Mistake(
                    "took the one with the fewest notes",
                    fewest_notes,
                    "contacts, not notes: what people say and what services record are two things.",
                ),
            ),
            "the neighbourhood of which `contacts` is 0.",
            _after_blank,
        ),
    ),
    handout=(
        Paragraph(
            "A rich picture is a drawing of a place as the people in it see it: who is there, what they worry about "
            "and hope for, where they differ, and what nobody knows. It comes before data, so that data are asked for "
            "answers and do not choose the questions. It is a practice of soft systems thinking (Checkland, 1981)."
        ),
        Bullets(
            (
                "Draw first, in pairs, if you can without words. Roles are kinds of group, never a person.",
                "Give concerns, tensions, hopes and unknowns a sign each. A tension has two sides: draw both.",
                "Compare two pictures of one place: what stands in one and not in the other? Do not settle it.",
                "Ask whom you did not hear. Ask which of the unknowns could be found out, and from whom.",
            )
        ),
        DataTable(
            "What each role sees: fill in by hand",
            pd.DataFrame(
                "\n. . . . . . .\n",
                index=range(5),
                columns=["Role", "Strengths", "Concerns", "Tensions (with whom?)", "Hopes", "Unknowns"],
            ),
        ),
    ),
)
