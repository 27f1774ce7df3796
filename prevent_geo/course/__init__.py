"""A course on a town whose truth is known: nine lessons, each with exercises that check themselves.

`open_lesson(2, data).check("half_the_land", answer)` says whether an answer is right or where to look, and never what
the answer is. Right answers follow from the town, drawn again from its seed: every learner may have another town.
"""

from prevent_geo.course.answers import Drawing, Number, One, Several, Sorting
from prevent_geo.course.exercise import Exercise, Mistake, Verdict
from prevent_geo.course.lesson import Lesson, OpenLesson, Step
from prevent_geo.course.looks import draw_map
from prevent_geo.course.open import LESSONS, open_lesson
from prevent_geo.course.reach import even_contacts, rates_after_rezoning, reach_by_zone, unlike_zones
from prevent_geo.course.town import KnownTown, draw_known, known_town

__all__ = [
    "LESSONS",
    "Drawing",
    "Exercise",
    "KnownTown",
    "Lesson",
    "Mistake",
    "Number",
    "One",
    "OpenLesson",
    "Several",
    "Sorting",
    "Step",
    "Verdict",
    "draw_known",
    "draw_map",
    "even_contacts",
    "known_town",
    "open_lesson",
    "rates_after_rezoning",
    "reach_by_zone",
    "unlike_zones",
]
