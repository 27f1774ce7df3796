"""A course on a town whose truth is known: nine lessons, each with exercises that check themselves.

`open_lesson(2, data).check("half_the_land", answer)` says whether an answer is right or where to look, and never what
the answer is. Right answers follow from the town, drawn again from its seed: every learner may have another town.
"""

from prevent_geo.course.answers import Drawing, Number, One, Several, Sorting
from prevent_geo.course.exercise import Exercise, Mistake, Verdict
from prevent_geo.course.lesson import Lesson, OpenLesson, Step
from prevent_geo.course.lessons.draft import draft_sentences
from prevent_geo.course.lessons.effort import before_and_after, misplaced, rounds_of_effort
from prevent_geo.course.lessons.hat import places_from_a_hat
from prevent_geo.course.lessons.slopes import area_means, asked_events, beside, trust_slope
from prevent_geo.course.lessons.venues import (
    even_demand,
    reached_alone,
    reached_together,
    residents_to_reach,
    still_left_out,
)
from prevent_geo.course.lessons.withholding import PeopleTable, people_table
from prevent_geo.course.looks import draw_map, worded_axes
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
    "PeopleTable",
    "Several",
    "Sorting",
    "Step",
    "Verdict",
    "area_means",
    "asked_events",
    "before_and_after",
    "beside",
    "draft_sentences",
    "draw_known",
    "draw_map",
    "even_contacts",
    "even_demand",
    "known_town",
    "misplaced",
    "open_lesson",
    "people_table",
    "places_from_a_hat",
    "rates_after_rezoning",
    "reach_by_zone",
    "reached_alone",
    "reached_together",
    "residents_to_reach",
    "rounds_of_effort",
    "still_left_out",
    "trust_slope",
    "unlike_zones",
    "worded_axes",
]
