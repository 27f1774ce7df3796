"""Lesson 8: where the next sessions could be, and who would still be left out."""

from __future__ import annotations

import pandas as pd

from prevent_geo.briefing.document import Bullets, DataTable, Paragraph
from prevent_geo.course.answers import Number, One
from prevent_geo.course.exercise import Exercise, Mistake
from prevent_geo.course.lesson import Lesson, Step
from prevent_geo.course.lessons.as_good import AsGood
from prevent_geo.course.lessons.common import neighbourhoods, partners
from prevent_geo.course.lessons.venues import (
    FEW,
    NEAR_KM,
    SESSIONS,
    best_sites,
    demand_in,
    fair_sites,
    first_ten,
    is_near,
    least_access,
    left_by_neighbourhood,
    left_of_ten,
    price_of_even,
    reached_alone,
    reached_by_few,
    reached_from,
    reaches_enough,
    share_near,
    unknown_residents,
)
from prevent_geo.course.town import KnownTown
from prevent_geo.errors import counted


def _after_ten(town: KnownTown) -> str:
    share = reached_from(town, best_sites(town)) / demand_in(town).sum()
    return (
        f"The most that {SESSIONS} sessions can reach is {share:.0%} of the under-reached residents. Several choices "
        "come close: choose among them by what the sum does not know, such as rooms, buses and what people want."
    )


def _after_left_out(town: KnownTown) -> str:
    row = left_of_ten(town).sort_values("value", na_position="first").iloc[-1]
    return (
        f"About {row['value']:,.0f} under-reached residents there stay beyond {NEAR_KM:g} km of a session, in "
        f"{counted(int(row['n']), 'area')}. Name them in the plan; a visit may suit them better than a venue."
    )


def _after_even(town: KnownTown) -> str:
    most, even = (
        int((table["value"] >= 0.999 * table["denominator"])[table["denominator"] > 0].sum())
        for table in (left_by_neighbourhood(town, sites) for sites in (best_sites(town, FEW), fair_sites(town)))
    )
    return (
        f"The choice for the most in all leaves {counted(most, 'neighbourhood')} with nobody within reach; the even "
        f"one leaves {even}. No sum says which is right. Say which was chosen, by whom, and what it costs."
    )


def _after_unknown(town: KnownTown) -> str:
    unknown = demand_in(town).isna()
    there, here = town.true_contacts[unknown], town.true_contacts[~unknown]
    residents = town.areas["population"].astype("float64")
    rates = (1_000 * there.sum() / residents[unknown].sum(), 1_000 * here.sum() / residents[~unknown].sum())
    return (
        "They draw no session, as nobody knows whether they need one. The truth of this town, in the whole period: "
        f"{rates[0]:.0f} contacts for every 1,000 residents there, {rates[1]:.0f} elsewhere. Had they only not been "
        "written down, the map would look the same. In a real place you cannot know: ask before you choose."
    )


LESSON = Lesson(
    number=8,
    name="access_and_siting",
    title="Access and siting: who is left out?",
    answers="Where would you hold the next ten sessions, and who is left out?",
    steps=(
        Step(8, "Is it distance? Who has a partner near, and how many share it.", "Near is not open, known or wanted."),
        Step(14, "Choose ten venues by hand, one by one; then let the measure choose.", "Let them run into overlap."),
        Step(6, "Who is still left out of the best ten?", "Ask for the name of the place, not for a percentage."),
        Step(10, "Money for five: most in all, or evenly? In pairs, argue for one.", "Do not settle it: who would?"),
        Step(7, "Who draws no session because nobody reports?", "Unknown is not zero. Who finds out?"),
    ),
    exercises=(
        Exercise(
            "near_not_reached",
            f"What share of the under-reached residents has a partner within {NEAR_KM:g} km?",
            Number("% of under-reached residents", within=0.5, decimals=1),
            lambda town: share_near(town, demand_in(town)),
            (
                Mistake(
                    "counted areas",
                    lambda town: 100 * float(is_near(town).mean()),
                    "what is to be counted: areas differ in how many people they hold.",
                ),
                Mistake(
                    "counted all residents",
                    lambda town: share_near(town, town.areas["population"]),
                    "who is asked about: not everybody in the town is under-reached.",
                ),
                Mistake(
                    "gave those who have none near",
                    lambda town: 100 - share_near(town, demand_in(town)),
                    "the question again: it is about those who have a partner near.",
                ),
            ),
            "`near` and `demand`: sum the residents of areas that are near, and divide by the sum of all of them.",
            "Most of those who are reached less than expected have a partner near. Distance is a reason for some, not "
            "for most: ask the others what keeps them away.",
        ),
        Exercise(
            "next_ten",
            f"Where would you hold the next {SESSIONS} sessions? Choose at most {SESSIONS} partners that together "
            "reach nearly as many under-reached residents as any could (95 % of that).",
            AsGood("partners", partners, best_sites, reaches_enough),
            best_sites,
            (
                Mistake(
                    "took those that each reach most by themselves",
                    lambda town: first_ten(town, reached_alone(demand_in(town), town.areas, town.partners)),
                    "what two venues next to each other reach together: the same people, once.",
                ),
                Mistake(
                    "took those with the most contacts",
                    lambda town: first_ten(town, town.contacts["partner_id"].value_counts()),
                    "where sessions are held already: the under-reached live elsewhere.",
                ),
                Mistake(
                    "took those with the most capacity",
                    lambda town: first_ten(town, town.partners["capacity"]),
                    "where people live, not where there is room.",
                ),
            ),
            "`course.still_left_out` after each venue that you add, and at how many you have.",
            _after_ten,
        ),
        Exercise(
            "left_out_most",
            "In which neighbourhood would most under-reached residents still be left out by the measure's own choice?",
            One("neighbourhood", neighbourhoods),
            lambda town: str(left_of_ten(town)["value"].idxmax()),
            (
                Mistake(
                    "took the one with most under-reached residents",
                    lambda town: str(left_of_ten(town)["denominator"].idxmax()),
                    "who is left when the sessions are held, not who is under-reached now.",
                ),
                Mistake(
                    "took the largest share",
                    lambda town: str(left_of_ten(town)["share"].idxmax()),
                    "people and not shares: a large share of few is few.",
                ),
                Mistake(
                    "took the one with the fewest sessions today",
                    least_access,
                    "sessions that are proposed; the map of access shows those that there are.",
                ),
            ),
            "the column `value` of `pg.measures.left_out`, by neighbourhood.",
            _after_left_out,
        ),
        Exercise(
            "price_of_even",
            f"There is money for {FEW} sessions. How many under-reached residents fewer does the even choice reach "
            "than the choice for the most in all?",
            Number("residents", share=0.01, within=2),
            price_of_even,
            (
                Mistake(
                    "gave what the even choice reaches",
                    lambda town: reached_by_few(town)[1],
                    "what is given up for evenness: the difference between two choices.",
                ),
                Mistake(
                    "gave what nobody reaches",
                    lambda town: demand_in(town).sum() - reached_by_few(town)[1],
                    "what the even choice is compared with: the other choice, not everybody.",
                ),
                Mistake(
                    "compared with ten sessions",
                    lambda town: reached_from(town, best_sites(town)) - reached_by_few(town)[1],
                    "how many sessions there is money for: the same number in both choices.",
                ),
            ),
            "`course.reached_together` of both choices.",
            _after_even,
        ),
        Exercise(
            "nobody_knows",
            "How many residents live where nobody reports, so that no session can be proposed for them?",
            Number("residents", within=0.5),
            unknown_residents,
            (
                Mistake(
                    "said none, as no demand is known",
                    0,
                    "the difference between a demand of nought and one that is not known.",
                ),
                Mistake(
                    "counted areas",
                    lambda town: float(demand_in(town).isna().sum()),
                    "what is asked for: people, not places.",
                ),
                Mistake(
                    "counted everybody whose area draws no session",
                    lambda town: float(town.areas["population"].astype("float64")[~(demand_in(town) > 0)].sum()),
                    "areas that are reached as expected: they are not in question here.",
                ),
            ),
            "`demand.isna()`, and the residents of those areas.",
            _after_unknown,
        ),
    ),
    handout=(
        Paragraph("A sum can propose where to look. It cannot say where to go, and it cannot see who is not recorded."),
        Bullets(
            (
                "Ask first whether distance is the reason. Near is not reached, and reached is not heard.",
                "Count each person once: two venues side by side reach the same people.",
                "Say who is left out, by name of the place, and what they are offered instead.",
                "Most in all and evenly are two aims. Choose with those concerned; write down who chose, and the cost.",
                "Where nobody reports, need is unknown, not nought: no sum proposes a session there. Ask.",
                "It is a proposal about services: never about the risk of a place, a group or a person.",
            )
        ),
        DataTable(
            "A venue before it is chosen: fill in by hand",
            pd.DataFrame(
                "\n. . . . .\n",
                index=range(4),
                columns=["Venue", "Who says so?", "Whom does it reach?", "Who is left out?", "What about them?"],
            ),
        ),
    ),
)
