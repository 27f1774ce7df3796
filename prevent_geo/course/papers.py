"""What a course has on paper: the learners' handout, and the trainer's guide and answers, as PDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from prevent_geo.briefing.document import Block, Briefing, Bullets, DataTable, Paragraph, Section
from prevent_geo.briefing.pdf import briefing_pdf
from prevent_geo.course.lesson import MINUTES, Lesson
from prevent_geo.course.town import MONTHS, START
from prevent_geo.dataset import About
from prevent_geo.period import Period
from prevent_geo.place import Place

_ABOUT = About(
    title="Community mapping: a course on invented towns",
    marking="NOT PROTECTIVELY MARKED",
    licence="CC0-1.0",
    source="Synthetic towns: no place, organisation or event in them exists",
    vintage=str(pd.Period(START, "M") + MONTHS),
)
_PERIOD = Period(START, (pd.Period(START, "M") + MONTHS - 1).end_time.date())

_BEFORE = (
    "Every learner has a town of their own, so answers cannot be copied but methods can be talked about. Each town has "
    "the same kinds of planted features in other places; planted/ says which, answers.pdf what follows from them.",
    "The notebooks check themselves: right, or where to look. A check never says the answer. It knows the truth as it "
    "draws the town again from its seed; learners' folders hold no truth.",
    "Lesson 1 needs paper and pens, and no computer for its first 15 minutes. Others need JupyterLab, started in the "
    "learner's folder, and no connection.",
    "Nothing here is about a person or a real place. Keep it so when learners bring examples: services, never people; "
    "no protected characteristic; no score of risk for a place, a group or a person.",
    "When a check says 'not yet', ask what the learner divided by, counted, or compared before you look it up.",
    "Short of time: leave out the last exercise of a lesson, never the talk after it.",
)


def handout_pdf(lessons: Sequence[Lesson]) -> bytes:
    """What learners keep: of each lesson its question and what to remember."""
    sections = (_section(lesson, (Paragraph(lesson.answers), *lesson.handout)) for lesson in lessons)
    return _pdf("Handout", "Handout for learners", "What to ask of every map, number and briefing", sections)


def guide_pdf(lessons: Sequence[Lesson]) -> bytes:
    """For the facilitator: of each lesson its timings, what to say, and what learners usually get wrong."""
    overview = _table(
        f"The lessons, {MINUTES} minutes each",
        ["Lesson", "Notebook", "Exercises"],
        [(f"{one.number}. {one.title}", one.notebook, str(len(one.exercises))) for one in lessons],
    )
    first = Section("before", "Before you begin", (Bullets(_BEFORE), overview))
    sections = (_section(lesson, _guide_of(lesson)) for lesson in lessons)
    return _pdf("Guide", "Facilitator's guide", "Timings, and what learners usually get wrong", (first, *sections))


def answers_pdf(answers: pd.DataFrame) -> bytes:
    """The right answers of every learner's town; a row of `answers` is one exercise, see `write_course`."""
    sections = []
    for (learner, town), rows in answers.groupby(["learner", "town"], sort=True):
        blocks = [
            _table(
                f"Lesson {number}",
                ["Exercise", "Right answer"],
                list(zip(map(in_words, part["exercise"]), part["answer"], strict=True)),
            )
            for number, part in rows.groupby("lesson", sort=True)
        ]
        sections.append(Section(str(learner), f"{learner}: {town}", tuple(blocks)))
    return _pdf("Answers", "Answers, for the trainer", "Every learner has another town", sections)


def in_words(exercise: str) -> str:
    """The name of an exercise for people.

    >>> in_words("half_the_land")
    'Half the land'
    """
    return exercise.replace("_", " ").capitalize()


def _guide_of(lesson: Lesson) -> tuple[Block, ...]:
    timings, begins = [], 0
    for step in lesson.steps:
        timings.append((f"{begins} to {begins + step.minutes}", step.does, step.facilitator))
        begins += step.minutes
    wrong = [
        (in_words(exercise.name), f"{mistake.did[0].upper()}{mistake.did[1:]}", f"Look at {mistake.look_at}")
        for exercise in lesson.exercises
        for mistake in exercise.mistakes
    ]
    return (
        Paragraph(f"What it answers: {lesson.answers}"),
        _table("Timings", ["Minutes", "Learners", "You"], timings),
        _table("What learners usually get wrong", ["Exercise", "They", "The check says"], wrong),
    )


def _section(lesson: Lesson, blocks: tuple[Block, ...]) -> Section:
    return Section(f"lesson-{lesson.number}", f"{lesson.number}. {lesson.title}", blocks)


def _table(caption: str, columns: list[str], rows: Sequence[tuple[str, ...]]) -> DataTable:
    return DataTable(caption, pd.DataFrame(list(rows), columns=columns))


def _pdf(kind: str, title: str, subtitle: str, sections: Iterable[Section]) -> bytes:
    nowhere = Place("all", "all", _ABOUT.title, ())
    whole = f"{_ABOUT.title}. {subtitle}."
    return briefing_pdf(
        Briefing(kind, title, whole, _ABOUT, "partner", nowhere, _PERIOD, tuple(sections), facts=pd.DataFrame())
    )
