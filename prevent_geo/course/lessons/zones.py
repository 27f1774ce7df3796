"""Lesson 4: zones, and what the boundaries decide (the modifiable areal unit problem)."""

from __future__ import annotations

import pandas as pd

from prevent_geo.briefing.document import Bullets, Paragraph
from prevent_geo.course.answers import Number, One
from prevent_geo.course.exercise import Exercise, Mistake
from prevent_geo.course.lesson import Lesson, Step
from prevent_geo.course.lessons.common import areas, neighbourhoods, once, recorded
from prevent_geo.course.reach import rates_after_rezoning
from prevent_geo.course.town import KnownTown
from prevent_geo.measures import zoning_check

_TIMES = 10


def _hood_rates(town: KnownTown) -> pd.Series:
    return recorded(town, "neighbourhood_code")["rate"].dropna()


def _inside(town: KnownTown, hood: str) -> pd.Series:
    """Rates of the areas of a neighbourhood that have one."""
    return recorded(town, "area_code")["rate"][town.areas["neighbourhood_code"] == hood].dropna()


def _pair(town: KnownTown) -> tuple[str, str]:
    """Of the two neighbourhoods in the middle: the best area of the lower one, and the worst of the higher one."""
    ranked = _hood_rates(town).sort_values(kind="stable").index
    middle = len(ranked) // 2
    lower, higher = (_inside(town, str(hood)) for hood in ranked[middle - 1 : middle + 1])
    return str(lower.idxmax()), str(higher.idxmin())


def _flips(town: KnownTown) -> int:
    """In how many re-zonings the first area of the pair is in the zone with the higher rate."""
    return once(town, "flips", _count_flips)


def _count_flips(town: KnownTown) -> int:
    first, second = _pair(town)
    rates = rates_after_rezoning(town.contacts, town.areas, times=_TIMES)
    return sum(rates[number][first] > rates[number][second] for number in rates)


def _changed(town: KnownTown, comparison: str) -> float:
    table = once(town, "zoning", lambda known: zoning_check(known.contacts, known.areas))
    return 100 * float(table["value"][comparison])


def _cluster(town: KnownTown) -> list[str]:
    return list(town.planted("under_reached")[0].areas)


def _ratio(town: KnownTown, codes: pd.Index) -> float:
    """Contact rate of some areas as a share of that of all others."""
    table = recorded(town, "area_code")
    inside = table.index.isin(codes)
    rates = [table.loc[rows, "contacts"].sum() / table.loc[rows, "residents"].sum() for rows in (inside, ~inside)]
    return float(rates[0] / rates[1])


def _cluster_ratio(town: KnownTown) -> float:
    return _ratio(town, pd.Index(_cluster(town)))


def _hood_ratio(town: KnownTown) -> float:
    """The same for the neighbourhoods that the cluster is in."""
    hoods = town.areas["neighbourhood_code"]
    return _ratio(town, hoods.index[hoods.isin(hoods[_cluster(town)])])


def _lowest_area_hood(town: KnownTown) -> str:
    return str(town.areas["neighbourhood_code"][str(recorded(town, "area_code")["rate"].idxmin())])


def _silent(town: KnownTown) -> str:
    return town.planted("silent")[0].place.partition(":")[2]


def _after_lowest(town: KnownTown) -> str:
    hood = str(_hood_rates(town).idxmin())
    inside = _inside(town, hood)
    above = int((inside > _hood_rates(town).median()).sum())
    return (
        f"Its areas have rates from {inside.min():.1f} to {inside.max():.1f}; {above} of {len(inside)} are above the "
        "middle neighbourhood. A zone has a rate; the places in it have theirs."
    )


def _after_flips(town: KnownTown) -> str:
    first, second = _pair(town)
    rates = recorded(town, "area_code")["rate"]
    true = 1_000 * town.expected_contacts / town.areas["population"]
    return (
        f"By their neighbourhoods {areas(town)[second]} comes before {areas(town)[first]}, yet their own rates "
        f"are {rates[second]:.1f} and {rates[first]:.1f} (by the truth, {true[second]:.1f} and {true[first]:.1f}). "
        "Nothing changed but lines."
    )


def _after_cluster(town: KnownTown) -> str:
    size = town.planted("under_reached")[0].size
    return (
        f"It was planted at {size:g} of what it would be. In the rate of its neighbourhood it is diluted: "
        f"{_hood_ratio(town):.2f} of the others. But a line that is drawn around what the data showed always shows it: "
        "draw zones before you look."
    )


LESSON = Lesson(
    number=4,
    name="zones",
    title="Zones: what the boundaries decide",
    answers="Would the map say the same if the boundaries had been drawn elsewhere?",
    steps=(
        Step(5, "Rank the neighbourhoods; note the first and the last.", "Keep the list on the wall."),
        Step(10, "Look inside the last one.", "Blank is not last: the one without records has no rank."),
        Step(12, "Draw the zones again, ten times; watch two areas change places.", "Ask who would lose a session."),
        Step(8, "How many areas would be in another class?", "Nobody chose wrong boundaries: there are no right ones."),
        Step(10, "A cluster that the boundaries hide; what to write of it.", "Zones are chosen before looking."),
    ),
    exercises=(
        Exercise(
            "lowest",
            "Which neighbourhood has the lowest rate of recorded contacts?",
            One("neighbourhood", neighbourhoods),
            lambda town: str(_hood_rates(town).idxmin()),
            (
                Mistake("took the one without records", _silent, "who records there: no record is no rate."),
                Mistake(
                    "took the highest",
                    lambda town: str(_hood_rates(town).idxmax()),
                    "the order in which you sorted.",
                ),
                Mistake(
                    "took the neighbourhood of the lowest area",
                    _lowest_area_hood,
                    "the unit: the lowest area need not be in the lowest neighbourhood.",
                ),
                Mistake(
                    "took the fewest contacts",
                    lambda town: str(recorded(town, "neighbourhood_code")["contacts"].replace(0, 10**9).idxmin()),
                    "what you divided by: few people have few contacts.",
                ),
            ),
            "the table of neighbourhoods, sorted by `rate`, without those that have none.",
            _after_lowest,
        ),
        Exercise(
            "flips",
            lambda town: (
                f"In how many of the {_TIMES} re-zonings is {_pair(town)[0]} in a zone with a higher rate than the "
                f"zone of {_pair(town)[1]}? (Of their neighbourhoods, the second has the higher rate.)"
            ),
            Number(f"of {_TIMES} re-zonings"),
            _flips,
            (
                Mistake(
                    "counted the other way round",
                    lambda town: _TIMES - _flips(town),
                    "which of the two you asked to be higher.",
                ),
                Mistake(
                    "said that boundaries change nothing",
                    0,
                    "the columns one by one: the zones are drawn afresh in each.",
                ),
                Mistake("said always", _TIMES, "the columns one by one: some of them keep the order."),
            ),
            "the two rows of the table of re-zonings: compare them column by column.",
            _after_flips,
        ),
        Exercise(
            "another_class",
            "Which share of the areas would be in another class of the map in random zones?",
            Number("% of areas", within=0.6, decimals=1),
            lambda town: _changed(town, "random zones"),
            (
                Mistake(
                    "gave those that stay",
                    lambda town: 100 - _changed(town, "random zones"),
                    "what `value` counts: the areas that change.",
                ),
                Mistake(
                    "gave a fraction",
                    lambda town: _changed(town, "random zones") / 100,
                    "the unit: per cent.",
                ),
                Mistake(
                    "read the row of the districts",
                    lambda town: _changed(town, "districts"),
                    "the row: this is another zoning.",
                ),
            ),
            "the row 'random zones' of `zoning_check`, column `value`, times 100.",
            "No rate of an area changed. Say in a briefing how far a picture depends on its zones.",
        ),
        Exercise(
            "hidden_cluster",
            lambda town: (
                f"Take the areas {', '.join(_cluster(town))} together as one zone. What is its contact rate as a share "
                "of that of all other areas together?"
            ),
            Number("ratio; 1 = the same", share=0.02, decimals=3),
            _cluster_ratio,
            (
                Mistake(
                    "took the whole neighbourhood",
                    _hood_ratio,
                    "the areas that you summed: this is the neighbourhood around them.",
                ),
                Mistake(
                    "divided the other way",
                    lambda town: 1 / _cluster_ratio(town),
                    "what is divided by what: the zone by the others.",
                ),
                Mistake(
                    "gave a percentage",
                    lambda town: 100 * _cluster_ratio(town),
                    "the unit: a ratio, 1 where both are the same.",
                ),
            ),
            "contacts and residents summed over these areas, and over all others; rates first, then their ratio.",
            _after_cluster,
        ),
    ),
    handout=(
        Paragraph(
            "Every rate of a zone depends on where the zone ends. Move the lines and ranks change places; nothing else "
            "changed: the modifiable areal unit problem (Openshaw, 1984)."
        ),
        Bullets(
            (
                "Choose zones before you look at the data, and for a reason that has nothing to do with them.",
                "Ask of each ranking: would it hold in other zones of the same size? Draw some by chance and see.",
                "Larger zones hide what is inside them; smaller ones show more chance (lesson 3). No size is right.",
                "A line drawn around a cluster that the data showed proves nothing.",
                "A zone without records has no rank: it is not last.",
            )
        ),
    ),
)
