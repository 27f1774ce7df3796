"""Lesson 5: the ecological fallacy."""

from __future__ import annotations

from prevent_geo.briefing.document import Bullets, Paragraph
from prevent_geo.course.answers import Number, Sorting
from prevent_geo.course.exercise import Exercise, Mistake
from prevent_geo.course.lesson import Lesson, Step
from prevent_geo.course.lessons.slopes import (
    EVENTS,
    all_together,
    among_areas,
    area_means,
    events_of,
    inside_areas,
    own_slopes,
    planted_slope,
    trust_slope,
)
from prevent_geo.course.town import KnownTown

_PER_DOUBLING = "points of the answer per doubling of attendance"
_CLAIMS = {
    "A": "Areas where events are larger have higher mean answers.",
    "B": "In the same area, a larger event has a lower mean answer.",
    "C": "People who go to larger events trust more than people who do not.",
    "D": "If an area held smaller events, its people would trust more.",
}
_SHOWN = ("areas", "events inside areas", "neither")
_WHO_SAYS = {"A": "areas", "B": "events inside areas", "C": "neither", "D": "neither"}


def _after_areas(town: KnownTown) -> str:
    return (
        f"In the truth of the town the usual answer of an area rises by {planted_slope(town):.2f} points per doubling; "
        f"you found {among_areas(town):.2f}: a mean of few events also carries what happens inside it, and chance."
    )


def _after_inside(town: KnownTown) -> str:
    return (
        f"In truth it falls by {planted_slope(town):.2f} points per doubling in every area, and rises by as much among "
        f"areas. Both are true. All events thrown together give {all_together(town):.2f}: a mixture, true of neither."
    )


def _after_own(town: KnownTown) -> str:
    slopes = own_slopes(town)
    return (
        f"In truth the answer falls in all {len(slopes)}. By chance it rises in {int((slopes > 0).sum())}: each stands "
        f"on {EVENTS} events or a few more. The line among areas rises, and there is hardly an area that it describes."
    )


LESSON = Lesson(
    number=5,
    name="ecological_fallacy",
    title="The ecological fallacy: what areas cannot say about those in them",
    answers="Does what holds among areas hold for the events, the organisations and the people in them?",
    steps=(
        Step(5, "Look at the areas and say what you would advise.", "Write the advice down; do not comment on it yet."),
        Step(
            10,
            "The slope among areas, in a number.",
            "On real records, means of answers leave the room only through the release: they are about persons.",
        ),
        Step(12, "The slope inside areas.", "Let it be drawn: a rising row of falling lines. Then show the chart."),
        Step(8, "Area by area: whose line is the rising one?", "Ask for one area that the rising line describes."),
        Step(
            10, "Who says so? Four claims, and the advice again.", "Nobody here asked a person twice: say what would."
        ),
    ),
    exercises=(
        Exercise(
            "among_areas",
            (
                "Each area beside the others of its neighbourhood: by how much does the mean answer change per "
                "doubling of attendance?"
            ),
            Number(_PER_DOUBLING, within=0.006, decimals=3),
            among_areas,
            (
                Mistake(
                    "took all events together",
                    all_together,
                    "what a point is: one for each area, not one for each event.",
                ),
                Mistake(
                    "left the differences between neighbourhoods in",
                    lambda town: trust_slope(area_means(events_of(town))),
                    "what was taken off: neighbourhoods differ in trust for reasons of their own.",
                ),
                Mistake(
                    "turned the sign",
                    lambda town: -among_areas(town),
                    "the sign: see in the first chart whether the line of the areas rises or falls.",
                ),
            ),
            "`course.trust_slope` of the table with a row for each area, less the means of its neighbourhood.",
            _after_areas,
        ),
        Exercise(
            "inside_areas",
            (
                "Each event beside the others of its own area: by how much does the answer change per doubling of "
                "attendance?"
            ),
            Number(_PER_DOUBLING, within=0.006, decimals=3),
            inside_areas,
            (
                Mistake(
                    "gave the slope among areas",
                    among_areas,
                    "the table: this is what holds among areas, and the question is about events in the same area.",
                ),
                Mistake(
                    "took all events together",
                    all_together,
                    "what was taken off: without the mean of its own area an event also says where it was.",
                ),
                Mistake(
                    "turned the sign",
                    lambda town: -inside_areas(town),
                    "the sign: see in the second chart whether larger events have higher answers or lower ones.",
                ),
            ),
            "`course.trust_slope` of the table with a row for each event, less the means of its area.",
            _after_inside,
        ),
        Exercise(
            "own_slopes",
            "Area by area, from its own events: in how many areas does the answer fall as attendance grows?",
            Number("areas"),
            lambda town: int((own_slopes(town) < 0).sum()),
            (
                Mistake(
                    "counted the areas where it rises",
                    lambda town: int((own_slopes(town) > 0).sum()),
                    "the direction: a slope below zero falls.",
                ),
                Mistake(
                    "took the slope among areas for that of each",
                    0,
                    "the areas one by one: that their means rise says nothing of what happens inside them.",
                ),
                Mistake(
                    "took the slope inside areas for that of each",
                    lambda town: len(own_slopes(town)),
                    "the areas one by one: a slope of all of them together need not be that of every one.",
                ),
            ),
            "the table of own slopes: count those below zero.",
            _after_own,
        ),
        Exercise(
            "who_says",
            "Four claims. Which do the areas show, which the events inside areas, and which neither? "
            + " ".join(f"{letter}: {claim}" for letter, claim in _CLAIMS.items()),
            Sorting(_CLAIMS, _SHOWN),
            _WHO_SAYS,
            (
                Mistake(
                    "took what areas show for what people are like",
                    _WHO_SAYS | {"C": "areas"},
                    "who was counted: an area is no person, and nobody was asked who stayed at home.",
                ),
                Mistake(
                    "took what goes together for what would happen",
                    _WHO_SAYS | {"D": "events inside areas"},
                    "what was tried: nobody made events smaller, so other things differ between them too.",
                ),
                Mistake(
                    "let the data show all of it",
                    {"A": "areas", "B": "events inside areas", "C": "areas", "D": "events inside areas"},
                    "the claims about people and about what would happen: no row of the data is about either.",
                ),
            ),
            "the unit of each claim (areas, events, people), and whether the data have a row for it.",
            "A slope belongs to the unit that it was computed from. Claims about people need people asked, with their "
            "consent and for their good; claims about what helps need a trial.",
        ),
    ),
    handout=(
        Paragraph(
            "What holds among areas need not hold for those in them: the ecological fallacy (Robinson, 1950). The sign "
            "itself may turn. Nor does the map show which of two neighbours in an area a rate is about."
        ),
        Bullets(
            (
                "Name the unit of each finding: 'areas where ...', not 'people who ...'.",
                "Compare like with like inside areas before you explain a difference between them.",
                "All records thrown together mix both slopes, and zones of another size have a third (lesson 4).",
                "Never read a person, a family or a group off an area. Where somebody is from says nothing about them.",
                "Going together is not bringing about: what would happen if we changed it, only a trial shows.",
            )
        ),
    ),
)
