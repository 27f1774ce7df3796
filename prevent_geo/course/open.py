"""The lessons in their order, and one of them opened at a town."""

from __future__ import annotations

from collections.abc import Mapping

from prevent_geo.course.lesson import Lesson, OpenLesson
from prevent_geo.course.lessons import (
    access_and_siting,
    ecological_fallacy,
    hot_spots,
    rates_and_maps,
    recording,
    rich_pictures,
    say_it_honestly,
    small_numbers,
    zones,
)
from prevent_geo.course.town import known_town
from prevent_geo.dataset import Dataset
from prevent_geo.errors import InputError

_MODULES = (
    rich_pictures,
    rates_and_maps,
    small_numbers,
    zones,
    ecological_fallacy,
    hot_spots,
    recording,
    access_and_siting,
    say_it_honestly,
)
LESSONS: Mapping[int, Lesson] = {module.LESSON.number: module.LESSON for module in _MODULES}


def open_lesson(number: int, data: Dataset) -> OpenLesson:
    """Open a lesson at a town that `open_dataset` has read.

    Raises
    ------
    InputError
        If there is no such lesson, or the dataset is no town whose truth is known.
    """
    if number not in LESSONS:
        raise InputError(f"lesson {number}: there is none; there are {', '.join(map(str, LESSONS))}")
    return OpenLesson(LESSONS[number], known_town(data))
