"""Lesson 2: counts, rates and maps that lie."""

from __future__ import annotations

import pandas as pd

from prevent_geo.briefing.document import Bullets, Paragraph
from prevent_geo.course.answers import Number, Sorting
from prevent_geo.course.exercise import Exercise, Mistake
from prevent_geo.course.lesson import Lesson, Step
from prevent_geo.course.lessons.common import recorded
from prevent_geo.course.looks import classes_of
from prevent_geo.course.town import KnownTown

_TOP = 10
_MESSAGES = {
    "rates of all areas": "map",
    "change over 24 months": "line chart",
    "one total of the town": "sentence",
    "exact figures to look up": "table",
}


def _areas(town: KnownTown) -> pd.DataFrame:
    return recorded(town, "area_code")


def _shared(town: KnownTown, one: str, other: str) -> int:
    """How many areas are among the first ten by both columns; `seldom` is the rate from the lowest up."""
    table = _areas(town).assign(seldom=-_areas(town)["rate"])
    first, second = (table[name].nlargest(_TOP).index for name in (one, other))
    return len(first.intersection(second))


def _top_class(town: KnownTown, scheme: str) -> int:
    return int((classes_of(_areas(town)["rate"], scheme=scheme) == 4).sum())


def _half_the_land(town: KnownTown) -> pd.DataFrame:
    """The largest areas, as many as it takes to cover half of the land."""
    table = _areas(town).sort_values("km2", ascending=False, kind="stable")
    before = table["km2"].cumsum().shift(fill_value=0)
    return table[before < table["km2"].sum() / 2]


def _land_residents(town: KnownTown) -> float:
    return 100 * float(_half_the_land(town)["residents"].sum() / _areas(town)["residents"].sum())


def _land_areas(town: KnownTown) -> float:
    return 100 * len(_half_the_land(town)) / len(town.areas)


def _after_rates(town: KnownTown) -> str:
    true = (town.expected_contacts / town.areas["population"]).nlargest(_TOP).index
    most, often = (len(true.intersection(_areas(town)[name].nlargest(_TOP).index)) for name in ("contacts", "rate"))
    return (
        f"By the truth of the town, {often} of the {_TOP} highest rates and {most} of the {_TOP} highest counts belong "
        "to the places that are reached most often. A count also says where many people live."
    )


def _after_classes(town: KnownTown) -> str:
    planted = sum(len(feature.areas) for feature in town.planted("over_served"))
    return (
        f"The same rates, and quantiles put {_top_class(town, 'quantiles')} areas into the darkest class, because a "
        f"fifth always is there. In truth {planted} areas were planted as reached more than their need."
    )


def _after_land(town: KnownTown) -> str:
    return (
        f"Those areas are {_land_areas(town):.0f} % of all areas. Half of what the eye sees on the map is about the "
        f"places where {_land_residents(town):.0f} % of the residents live."
    )


LESSON = Lesson(
    number=2,
    name="rates_and_maps",
    title="Counts, rates and maps that lie",
    answers="What does a map of contacts show, what does it hide, and when is a map the wrong thing to draw?",
    steps=(
        Step(5, "Look at the map of counts and say what you see.", "Write down what is said; you need it again."),
        Step(
            10,
            "Divide by residents: are the most also the most often?",
            "Ask who would be sent where by each.",
        ),
        Step(12, "One set of rates, three class schemes.", "The data never change. Let learners say what did."),
        Step(8, "How much of the ink is about how few people?", "Have the largest area pointed at on the map."),
        Step(10, "When not to map; look again at the first notes.", "Two numbers make a sentence, not a map."),
    ),
    exercises=(
        Exercise(
            "most_and_oftenest",
            (
                f"Of the {_TOP} areas with the most recorded contacts, how many are among the {_TOP} with the highest "
                "rate per 1,000 residents?"
            ),
            Number(f"of {_TOP} areas"),
            lambda town: _shared(town, "contacts", "rate"),
            (
                Mistake(
                    "took the most contacts for the highest rate",
                    _TOP,
                    "what you divided by: the first list is about how many, the second about how often.",
                ),
                Mistake(
                    "counted those that are not",
                    lambda town: _TOP - _shared(town, "contacts", "rate"),
                    "which of them you counted: those on both lists.",
                ),
                Mistake(
                    "looked for the lowest rates",
                    lambda town: _shared(town, "contacts", "seldom"),
                    "the order in which you sorted.",
                ),
            ),
            "the two lists beside each other: count the codes that stand in both.",
            _after_rates,
        ),
        Exercise(
            "darkest_class",
            ("Five classes of equal interval, over the rates of all areas: how many areas are in the highest class?"),
            Number("areas"),
            lambda town: _top_class(town, "equal interval"),
            (
                Mistake(
                    "counted the highest quantile class",
                    lambda town: _top_class(town, "quantiles"),
                    "the scheme: a fifth of the areas is what quantiles put there, whatever the rates are.",
                ),
                Mistake(
                    "counted the lowest class",
                    lambda town: int((classes_of(_areas(town)["rate"], scheme="equal interval") == 0).sum()),
                    "which end of the legend is the highest.",
                ),
            ),
            "the legend of the map of equal intervals: the number in brackets beside the darkest class.",
            _after_classes,
        ),
        Exercise(
            "half_the_land",
            (
                "Take the largest areas by land until they cover half of the town. Which share of the residents lives "
                "there?"
            ),
            Number("% of residents", within=2.0, decimals=1),
            _land_residents,
            (
                Mistake(
                    "took half of the land for half of the people",
                    50.0,
                    "the residents of those areas: half of the land need not be half of the people.",
                ),
                Mistake(
                    "gave the share of those who live elsewhere",
                    lambda town: 100 - _land_residents(town),
                    "which areas you summed: these are the people outside the largest areas.",
                ),
            ),
            "`km2` sorted from large to small and summed up to half; then sum `residents` of the same rows.",
            _after_land,
        ),
        Exercise(
            "when_not_to_map",
            "Four messages: which is a map, which a line chart, which a table, which a sentence?",
            Sorting({message: message for message in _MESSAGES}, ("map", "line chart", "table", "sentence")),
            _MESSAGES,
            (
                Mistake(
                    "mapped everything",
                    dict.fromkeys(_MESSAGES, "map"),
                    "what each compares: only one compares places.",
                ),
            ),
            "what the reader is to compare: places, months, figures to look up, or nothing at all.",
            "A map answers 'where?'. If nobody asks that, something else answers sooner.",
        ),
    ),
    handout=(
        Paragraph("A count says where many people live. A rate says how often, if its denominator is right."),
        Bullets(
            (
                "Ask of every map: divided by what? In which classes? How large are the areas that I see first?",
                "Quantiles always have a darkest fifth, also where all rates are alike; equal intervals may have an "
                "almost empty one. Say which was used, and how many areas are in each class.",
                "Large areas with few people fill the eye. Look at the table, or draw symbols by residents.",
                "Blank is not zero: 'none recorded' and 'not reported' need a look of their own.",
                "Do not map two numbers, a change over time, or what nobody will ask 'where?' about.",
            )
        ),
    ),
)
