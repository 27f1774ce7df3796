"""Lesson: what it answers, its 45 minutes, its exercises and its handout; OpenLesson: a lesson at a town."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from prevent_geo.briefing.document import Block
from prevent_geo.course.exercise import Exercise, Verdict
from prevent_geo.course.town import KnownTown
from prevent_geo.errors import InputError, did_you_mean

MINUTES = 45


@dataclass(frozen=True)
class Step:
    """A part of a lesson: how long, what the learners do, and what the facilitator says or watches."""

    minutes: int
    does: str
    facilitator: str


@dataclass(frozen=True)
class Lesson:
    """A lesson of the course; it cannot exist without 45 minutes, three exercises and a handout.

    `name` is that of its notebook, `answers` the question that it answers, `handout` what learners keep on paper.
    """

    number: int
    name: str
    title: str
    answers: str
    steps: tuple[Step, ...]
    exercises: tuple[Exercise, ...]
    handout: tuple[Block, ...]

    def __post_init__(self) -> None:
        """Refuse a lesson that is not whole."""
        names = Counter(exercise.name for exercise in self.exercises)
        faults = {
            f"{sum(step.minutes for step in self.steps)} minutes, not {MINUTES}": sum(s.minutes for s in self.steps)
            != MINUTES,
            "fewer than 3 exercises": len(self.exercises) < 3,
            "two exercises of one name": max(names.values(), default=0) > 1,
            "no handout": not self.handout,
        }
        found = [fault for fault, there in faults.items() if there]
        if found:
            raise ValueError(f"lesson {self.number}: {'; '.join(found)}")

    @property
    def notebook(self) -> str:
        """File name of its notebook."""
        return f"{self.number:02}_{self.name}.ipynb"

    def exercise(self, name: str) -> Exercise:
        """One exercise; an unknown name raises InputError with the nearest known one."""
        known = {exercise.name: exercise for exercise in self.exercises}
        if name not in known:
            near = did_you_mean(name, known)
            raise InputError(f"exercise '{name}': lesson {self.number} has none of that name{near}; {', '.join(known)}")
        return known[name]


@dataclass(frozen=True, eq=False)
class OpenLesson:
    """A lesson at a town: `check(exercise, answer)`."""

    lesson: Lesson
    _town: KnownTown

    def check(self, exercise: str, answer: Any = None) -> Verdict:
        """Say whether an answer is right, or where to look; without one, what is asked."""
        return self.lesson.exercise(exercise).check(self._town, answer)

    def __repr__(self) -> str:
        """Say what it is, and its steps."""
        steps = [f"  {step.minutes:>2} min  {step.does}" for step in self.lesson.steps]
        return "\n".join([f"Lesson {self.lesson.number}: {self.lesson.title} ({MINUTES} minutes)", *steps])

    def _repr_html_(self) -> str:
        from html import escape

        rows = "".join(f"<tr><td>{s.minutes} min</td><td>{escape(s.does)}</td></tr>" for s in self.lesson.steps)
        head = f"<strong>Lesson {self.lesson.number}: {escape(self.lesson.title)}</strong> ({MINUTES} minutes)"
        titles = "<thead><tr><th>Time</th><th>What you do</th></tr></thead>"
        return f"<p>{head}</p><table>{titles}<tbody>{rows}</tbody></table>"
