"""Each check accepts the right answer, and rejects three wrong ones, on 20 towns; hints give nothing away."""

from __future__ import annotations

import re
from typing import Any

import pytest

from prevent_geo.course import LESSONS, Drawing, Exercise, KnownTown, Lesson, Number, Several, Sorting
from prevent_geo.course.answers import UnreadableError

EXERCISES = [pytest.param(one, id=f"{n}-{one.name}") for n, lesson in LESSONS.items() for one in lesson.exercises]


def _wrong(exercise: Exercise, town: KnownTown) -> list[Any]:
    """At least three answers that are not right: the usual mistakes, then some of the same kind, then nonsense."""
    right = exercise.solution(town)
    wrong = [mistake.given(town) for mistake in exercise.mistakes]
    match exercise.kind:
        case Number():
            wrong += [2 * right + 11, -right - 5, "many"]
        case Several():
            wrong += [sorted(set(_options(exercise.kind.of, town)) - right), sorted(right)[1:] or ["?"], "?"]
        case Sorting():
            first = next(iter(right))
            wrong += [right | {first: next(into for into in exercise.kind.into if into != right[first])}, {}, "?"]
        case Drawing():
            wrong += [{}, "a drawing", 7]
        case _:
            wrong += [*[code for code in _options(exercise.kind.of, town) if code != right][:3], "?"]
    return [answer for answer in wrong if not _is_right(exercise, town, answer)]


def _options(of: Any, town: KnownTown) -> list[str]:
    return list(of(town) if callable(of) else of)


def _is_right(exercise: Exercise, town: KnownTown, answer: Any) -> bool:
    try:
        return exercise.kind.same(exercise.kind.read(answer, town), exercise.solution(town))
    except UnreadableError:
        return False


def _gives_away(exercise: Exercise, town: KnownTown, text: str) -> bool:
    """Whether a hint names the right answer."""
    right = exercise.solution(town)
    if isinstance(right, float):
        return f"{right:g}" in re.findall(r"-?\d+(?:\.\d+)?", text.replace("95 %", "").replace("99.8 %", ""))
    return isinstance(right, str) and right in text


@pytest.mark.parametrize("exercise", EXERCISES)
def test_check_accepts_the_right_answer_and_rejects_three_wrong_ones(exercise: Exercise, any_town: KnownTown) -> None:
    right = exercise.check(any_town, exercise.solution(any_town))
    wrong = _wrong(exercise, any_town)
    verdicts = [exercise.check(any_town, answer) for answer in wrong]

    assert right.right and right.text.startswith("Right. ")
    assert len(wrong) >= 3
    assert not any(verdict.right for verdict in verdicts)
    assert all(verdict.text.startswith("Not yet: ") for verdict in verdicts)
    hints = (*(mistake.look_at for mistake in exercise.mistakes), exercise.look_at)
    assert not [hint for hint in hints if _gives_away(exercise, any_town, hint)]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_mistakes_are_mostly_wrong_and_each_has_a_hint_of_its_own(exercise: Exercise, town: Any) -> None:
    towns = [town(seed) for seed in range(101, 109)]
    for mistake in exercise.mistakes:
        rights = sum(_is_right(exercise, one, mistake.given(one)) for one in towns)
        assert rights <= len(towns) // 2, mistake.did
        assert mistake.look_at.endswith(".")
    assert len({mistake.look_at for mistake in exercise.mistakes}) == len(exercise.mistakes) >= 1
    asked = exercise.check(towns[0], None)
    assert not asked.right and "Answer with" in asked.text


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=lambda lesson: lesson.name)
def test_lesson_is_45_minutes_of_three_exercises_or_more(lesson: Lesson) -> None:
    assert sum(step.minutes for step in lesson.steps) == 45
    assert len(lesson.exercises) >= 3
    assert all(step.does and step.facilitator for step in lesson.steps)


def test_lessons_are_numbered_in_order() -> None:
    assert list(LESSONS) == list(range(1, len(LESSONS) + 1))
