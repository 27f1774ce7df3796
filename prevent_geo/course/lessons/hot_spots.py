"""Lesson 6: hot spots in noise."""

from __future__ import annotations

from prevent_geo.briefing.document import Bullets, Paragraph
from prevent_geo.course.answers import Number
from prevent_geo.course.exercise import Exercise, Mistake
from prevent_geo.course.lesson import Lesson, Step
from prevent_geo.course.lessons.hat import (
    ACCEPTED,
    LIMIT,
    TESTS,
    areas_tested,
    at_most,
    findings,
    found,
    found_in_hat,
    on_the_true_side,
    one_or_more,
)
from prevent_geo.course.town import KnownTown


def _after_hat(town: KnownTown) -> str:
    table = found_in_hat(town)
    kept = at_most(table, LIMIT, "p_adjusted")
    return (
        f"Places came from a hat, so no cluster means anything. Of {areas_tested(table)} tests about "
        f"{LIMIT * areas_tested(table):.0f} fall below {LIMIT:g} on average: {at_most(table, LIMIT)} did here. Once "
        f"the tests are adjusted for being many, {kept or 'none'} of them {'is' if kept == 1 else 'are'} left."
    )


def _after_control(town: KnownTown) -> str:
    table = found(town)
    strict = at_most(table, LIMIT, "p_adjusted")
    return (
        f"{at_most(table, LIMIT)} areas were below {LIMIT:g} before. With {100 * LIMIT:.0f} % chance among findings "
        f"instead of {100 * ACCEPTED:.0f} %, it would be {strict}. How much chance you accept is a choice: make it "
        "before you look, and say it."
    )


def _after_chance(town: KnownTown) -> str:
    count = findings(town)
    if not count:
        return "Nothing was found here, though clusters are planted: not found is not the same as not there."
    planted = {
        code for kind in ("under_reached", "over_served") for feature in town.planted(kind) for code in feature.areas
    }
    table = found(town)
    seen = len(planted.intersection(table.index[table["p_adjusted"] <= ACCEPTED]))
    return (
        f"By the truth of the town, {on_the_true_side(town)} of {count} lie on the side of the mean on which they were "
        f"found. Of {len(planted)} areas in planted clusters {seen} are among them: a test also misses what is there."
    )


LESSON = Lesson(
    number=6,
    name="hot_spots",
    title="Hot spots in noise: many tests, false discovery",
    answers="Is a hot spot more than what chance puts side by side, when a whole map of areas is looked at?",
    steps=(
        Step(
            5,
            "Two maps, one from a hat: which would you believe?",
            "Cover the code. Have hands raised, and count them.",
        ),
        Step(
            12,
            "Look for hot spots where there are none.",
            "Whoever explains one of them: write the explanation down. It came as easily as a true one.",
        ),
        Step(8, "Twenty questions, one surprise.", "Dice help: twenty throws of a die with twenty sides."),
        Step(10, "The map of the town, adjusted for many tests.", "Accept a share of chance before the map is shown."),
        Step(10, "What is left, and what to do with it.", "A finding is a place to ask, not a place to send."),
    ),
    exercises=(
        Exercise(
            "marked_in_the_hat",
            f"The places are from the hat (drawing 1). How many areas have a p-value of {LIMIT:g} or less, unadjusted?",
            Number("areas"),
            lambda town: at_most(found_in_hat(town), LIMIT),
            (
                Mistake(
                    "answered none, since nothing is there",
                    0,
                    "the column `p_value`: such a limit is meant to let a few through where nothing is there.",
                ),
                Mistake(
                    "gave those that are not marked",
                    lambda town: areas_tested(found_in_hat(town)) - at_most(found_in_hat(town), LIMIT),
                    "the direction: small p-values are those that would be marked.",
                ),
                Mistake(
                    "looked at the true places",
                    lambda town: at_most(found(town), LIMIT),
                    "which areas went into the test: these are the places as they are, not those from the hat.",
                ),
            ),
            "the column `p_value` of `hat_spots`: count those at the limit or below.",
            _after_hat,
        ),
        Exercise(
            "one_or_more",
            (
                f"A partnership tests {TESTS} themes, one by one, at {LIMIT:g}. Nothing has changed in any. What is "
                "the chance that one or more look as if it had, if the tests are independent?"
            ),
            Number("%", within=1.0, decimals=1),
            one_or_more(),
            (
                Mistake(
                    "took the chance of one test",
                    100 * LIMIT,
                    "how often it is tried: this is the chance in a single test.",
                ),
                Mistake(
                    "added the chances up",
                    100 * LIMIT * TESTS,
                    "whether it is certain: chances of which several can come true at once do not add up.",
                ),
                Mistake(
                    "gave the chance that none does",
                    100 - one_or_more(),
                    "which event this is: that all stay quiet. The question is about the opposite.",
                ),
            ),
            "the chance that all tests stay quiet, one multiplied by the other, and then its opposite.",
            "More often than not somebody has a story to tell about nothing. Count the questions that were asked, "
            "those without an answer too.",
        ),
        Exercise(
            "after_control",
            (
                f"The places as they are. How many areas are found if {100 * ACCEPTED:.0f} % of what is found may be "
                "chance (false-discovery rate)?"
            ),
            Number("areas"),
            findings,
            (
                Mistake(
                    "took p-values that are not adjusted",
                    lambda town: at_most(found(town), ACCEPTED),
                    "the column: these p-values are each for one test alone.",
                ),
                Mistake(
                    "took the usual limit, not adjusted",
                    lambda town: at_most(found(town), LIMIT),
                    "both the column and the limit: the accepted share goes with adjusted p-values.",
                ),
                Mistake(
                    "divided the limit by the number of tests",
                    lambda town: at_most(found(town), ACCEPTED / areas_tested(found(town))),
                    "what is kept small: this keeps out every false alarm (Bonferroni), which is more than was asked.",
                ),
            ),
            "the column `p_adjusted` of `spots`: count those at the accepted share or below.",
            _after_control,
        ),
        Exercise(
            "chance_among_findings",
            "About how many of these findings are to be expected to be chance, at most?",
            Number("areas", within=0.05, decimals=1),
            lambda town: ACCEPTED * findings(town),
            (
                Mistake(
                    "took the share of all areas",
                    lambda town: ACCEPTED * areas_tested(found(town)),
                    "what the share is taken of: of the findings, not of all that was tested.",
                ),
                Mistake("answered none", 0, "the share of chance that was accepted: it is not nothing."),
                Mistake(
                    "gave those that are not chance",
                    lambda town: (1 - ACCEPTED) * findings(town),
                    "which part you took: the other part is chance.",
                ),
            ),
            "your last answer, and the share of it that may be chance.",
            _after_chance,
        ),
    ),
    handout=(
        Paragraph(
            "Look at enough areas, themes and months, and something is always hot. A map of hot spots is as many tests "
            "as it has areas."
        ),
        Bullets(
            (
                f"At a limit of {LIMIT:g}, one test in twenty is a false alarm where nothing is there. Ask how many "
                "tests were made, also of those that nobody shows.",
                "Adjust for many tests (Benjamini and Hochberg, 1995): choose how much chance you accept first.",
                "Put the places into a hat and map them again: if you can tell a story there too, do not tell it.",
                "A finding repeats: look whether next quarter's records, which you have not seen yet, show it again.",
                "A hot spot is of records. It says where to ask, not what is there, and nothing about who lives there.",
            )
        ),
    ),
)
