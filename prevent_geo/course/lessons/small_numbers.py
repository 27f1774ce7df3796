"""Lesson 3: small numbers, in which the smallest places are always the best and the worst."""

from __future__ import annotations

from prevent_geo.briefing.document import Bullets, Paragraph
from prevent_geo.course.answers import Number
from prevent_geo.course.exercise import Exercise, Mistake
from prevent_geo.course.lesson import Lesson, Step
from prevent_geo.course.lessons.chance import (
    ENDS,
    HIGH,
    LAST_MONTHS,
    LOW,
    beyond,
    ends,
    even_zones,
    highest,
    last_rates,
    mean_rate,
    signals_of,
    small_among,
    true_last_rates,
    with_rate,
)
from prevent_geo.course.lessons.common import areas
from prevent_geo.course.town import KnownTown

_BY_CHANCE = 0.05


def _after_funnel(town: KnownTown) -> str:
    clusters = [*town.planted("under_reached"), *town.planted("over_served")]
    planted = {code for feature in clusters for code in feature.areas}
    signals = signals_of(town)
    found = sum(signals[code] in (*LOW, *HIGH) for code in planted)
    return (
        f"Of {len(planted)} areas that were planted as reached less or more than their need, {found} are among them. "
        "A funnel asks for a look; it neither finds all that is there nor knows why a rate is high."
    )


def _after_smoothing(town: KnownTown) -> str:
    code, table, true = highest(town), last_rates(town), true_last_rates(town)
    known = table["value"].notna()
    raw, smooth = ((table[name] - true)[known].abs().mean() for name in ("raw_rate", "value"))
    return (
        f"The rate to expect there is {true[code]:.2f} by the truth of the town; the raw rate was "
        f"{table['raw_rate'][code]:.2f}. Over all areas the raw rate is wrong by {raw:.2f} on average, the "
        f"smoothed one by {smooth:.2f}."
    )


LESSON = Lesson(
    number=3,
    name="small_numbers",
    title="Small numbers: the smallest areas are always best and worst",
    answers="Which differences between areas are more than chance, and what may be said of a place with few people?",
    steps=(
        Step(
            5, "A league table of an invented, even town.", "Let learners explain the winner. Then say: all are alike."
        ),
        Step(12, "Who is at the two ends, and why?", "Have the funnel shape drawn in the air before it is shown."),
        Step(
            10, "What chance alone does in a hundred areas.", "Five in a hundred are beyond 95 % where nothing happens."
        ),
        Step(10, "The funnel of the real records.", "Beyond the limits: look. Within: do not rank."),
        Step(
            8, "Smoothing: borrow strength, and what it hides.", "It is truer on average, and flatter where it is odd."
        ),
    ),
    exercises=(
        Exercise(
            "ends_of_the_table",
            (
                f"In the even town, take the {ENDS} zones with the highest and the {ENDS} with the lowest rate. How "
                "many of them have fewer residents than the median zone?"
            ),
            Number(f"of {2 * ENDS} zones"),
            lambda town: small_among(town, ends(town)),
            (
                Mistake(
                    "counted the large zones",
                    lambda town: 2 * ENDS - small_among(town, ends(town)),
                    "the direction: fewer residents than the median.",
                ),
                Mistake(
                    "looked at the highest rates only",
                    lambda town: small_among(town, even_zones(town).tail(ENDS)),
                    "both ends of the table, the best and the worst.",
                ),
                Mistake(
                    "took it for half, since chance is even-handed",
                    ENDS,
                    "the zones themselves: chance is even-handed, but it does more where there are few people.",
                ),
            ),
            "the column `residents` in the first ten and the last ten rows, against its median over all zones.",
            "In truth every resident of this town is reached alike: there is no best and no worst. If size did not "
            f"count, {ENDS} of the {2 * ENDS} would be small ones. A league table finds the small, not the good.",
        ),
        Exercise(
            "false_alarms",
            lambda town: (
                f"{with_rate(town)} areas have a rate. If all of them were reached alike, about how many would lie "
                "beyond limits of 95 %?"
            ),
            Number("areas", within=1.5),
            lambda town: _BY_CHANCE * with_rate(town),
            (
                Mistake("answered none", 0, "what 95 % leaves out: limits are drawn so that some lie beyond."),
                Mistake(
                    "gave those within",
                    lambda town: (1 - _BY_CHANCE) * with_rate(town),
                    "which side you counted: these are the areas inside the limits.",
                ),
                Mistake(
                    "gave the percentage itself for 100 areas",
                    100 * _BY_CHANCE,
                    "how many areas there are: a share has to be taken of something.",
                ),
            ),
            "the share of areas that limits of 95 % leave out, times the areas.",
            "Every one of them would be a false alarm. Lesson 6 comes back to this.",
        ),
        Exercise(
            "beyond_chance",
            (
                "How many areas lie beyond the 95 % limits of the funnel over the whole period, on either side, those "
                "beyond 99.8 % among them?"
            ),
            Number("areas"),
            lambda town: beyond(town, *LOW, *HIGH),
            (
                Mistake(
                    "counted one side only",
                    lambda town: beyond(town, *HIGH),
                    "the other side: below the limits counts too.",
                ),
                Mistake(
                    "counted the other side only",
                    lambda town: beyond(town, *LOW),
                    "the other side: above the limits counts too.",
                ),
                Mistake(
                    "left out those beyond 99.8 %, or counted nothing else",
                    lambda town: beyond(town, LOW[1], HIGH[0]),
                    "those farther out: what is beyond 99.8 % is beyond 95 % too.",
                ),
                Mistake(
                    "counted areas that have no rate",
                    lambda town: len(town.areas) - beyond(town, "within"),
                    "the areas without a rate: not reported is not beyond a limit.",
                ),
            ),
            "the counts of the column `signal`: four of its values are beyond 95 %.",
            _after_funnel,
        ),
        Exercise(
            "smoothed",
            lambda town: (
                f"In the last {LAST_MONTHS} months {areas(town)[highest(town)]} ({highest(town)}) has the highest "
                "rate. What is its smoothed rate?"
            ),
            Number("contacts per 1,000 residents", share=0.01, decimals=2),
            lambda town: last_rates(town).loc[highest(town), "value"],
            (
                Mistake(
                    "gave the raw rate",
                    lambda town: last_rates(town).loc[highest(town), "raw_rate"],
                    "the column: this is the rate before smoothing.",
                ),
                Mistake(
                    "gave the mean of all areas",
                    mean_rate,
                    "the weight: the area's own rate still counts, the more the more people live there.",
                ),
                Mistake(
                    "gave the upper limit",
                    lambda town: last_rates(town).loc[highest(town), "upper"],
                    "the column: this is a limit, not the rate.",
                ),
            ),
            "the column `value` of `smoothed_rate`, in the row of this area.",
            _after_smoothing,
        ),
    ),
    handout=(
        Paragraph(
            "Where few people live, chance alone makes rates very high and very low. The smallest places are at both "
            "ends of every league table, whatever services do."
        ),
        Bullets(
            (
                "Before you explain a difference, ask how many events it stands on. One event more or fewer: would the "
                "story change?",
                "Draw a funnel: rates against residents, with limits that are wide where there are few. Within limits, "
                "do not rank; beyond them, look before you judge.",
                "Of a hundred areas where nothing is different, about five are beyond 95 % limits.",
                "Smoothing draws small places towards the mean. It is truer on average, and hides the unusual.",
                "Say counts beside rates, and the period. Add months or areas before you add decimals.",
            )
        ),
    ),
)
