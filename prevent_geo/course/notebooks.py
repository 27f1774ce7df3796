"""The notebooks of the course, for a learner with a town of their own, and solved for the trainer."""

from __future__ import annotations

import json
from typing import Any

from prevent_geo.course.lesson import Lesson
from prevent_geo.course.town import KnownTown
from prevent_geo.errors import InputError
from prevent_geo.resources import shipped

NOT_ANSWERED = "answer = None  # your answer"
_SAMPLE = 'dataset: str = "sample"'


def read_notebook(lesson: Lesson) -> dict[str, Any]:
    """The shipped notebook of a lesson."""
    notebook: dict[str, Any] = json.loads(shipped(f"notebooks/course/{lesson.notebook}").read_text(encoding="utf-8"))
    return notebook


def for_town(lesson: Lesson, folder: str) -> str:
    """The notebook of a lesson with a town's folder for its parameter, as JSON."""
    return _as_json(_set_town(read_notebook(lesson), folder))


def solved(lesson: Lesson, town: KnownTown, folder: str) -> str:
    """The same with the right answer in every answer cell."""
    notebook = _set_town(read_notebook(lesson), folder)
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if "answer" in cell["metadata"].get("tags", ()):
            exercise = lesson.exercise(exercise_of(source))
            answer = literal(exercise.solution(town))
            cell["source"] = source.replace(NOT_ANSWERED, f"answer = {answer}").splitlines(keepends=True)
    return _as_json(notebook)


def exercise_of(source: str) -> str:
    """The exercise that an answer cell is about.

    >>> exercise_of('lesson.check("flips", answer)')
    'flips'
    """
    return source.partition('lesson.check("')[2].partition('"')[0]


def literal(answer: Any) -> str:
    """An answer as a learner would write it.

    >>> literal(4.0), literal(2 / 3), literal(frozenset({"b", "a"}))
    ('4', '0.666667', "['a', 'b']")
    """
    if isinstance(answer, frozenset):
        return repr(sorted(answer))
    if isinstance(answer, float):
        return repr(int(answer) if answer.is_integer() else round(answer, 6))
    return repr(answer)


def _set_town(notebook: dict[str, Any], folder: str) -> dict[str, Any]:
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", ()):
            source = "".join(cell["source"])
            if _SAMPLE not in source:
                break
            own = source.replace(_SAMPLE, f"dataset: str = {json.dumps(folder)}")
            cell["source"] = own.splitlines(keepends=True)
            return notebook
    raise InputError(f"a notebook of the course has no parameter {_SAMPLE}; reinstall prevent-geo")


def _as_json(notebook: dict[str, Any]) -> str:
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
