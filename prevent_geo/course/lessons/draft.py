"""What lesson 9 sorts: sentences of a first draft, questions of a critical friend, what gives a count away."""

from __future__ import annotations

from collections.abc import Collection

import geopandas as gpd
import pandas as pd

from prevent_geo.course.lessons.common import once
from prevent_geo.course.reach import reach_by_zone
from prevent_geo.course.town import KnownTown
from prevent_geo.errors import InputError
from prevent_geo.measures import rate_ratio

STANDS, FALLS = "may stand", "may not stand"
# what a sentence is, and whether it may stand
UNCLEAR_HIGH, UNCLEAR_LOW, CLEAR_HIGH, CLEAR_LOW = "unclear high", "unclear low", "clear high", "clear low"
NOBODY, NO_RECORD, CAUSE = "nobody", "no record", "cause"
_STANDING = {CLEAR_HIGH, CLEAR_LOW, NO_RECORD}
LETTERS = "ABCDEFG"
RECORDS, PEOPLE = "the records", "only people"
QUESTIONS = {
    "How sure are you that this rate is higher?": RECORDS,
    "From which areas did nobody report?": RECORDS,
    "How many of the questions raised were answered within 28 days?": RECORDS,
    "Who decided what is recorded, and who was not asked?": PEOPLE,
    "What has changed for people here because of this work?": PEOPLE,
    "Why do some people never come to what we hold?": PEOPLE,
}
TELLS, SILENT = "gives it away", "does not"
BESIDE = {
    "its rate per 1,000 residents, with the residents": TELLS,
    "its mean attendance, with the number of contacts": TELLS,
    "the total of its neighbourhood, with all other areas": TELLS,
    "its count for a longer period, with that for the rest of the period": TELLS,
    "that it is withheld": SILENT,
    "the number of contacts there, alone": SILENT,
    "how many cells of the whole town are withheld": SILENT,
}
WORDS = {
    "higher": "higher than in the rest of the district",
    "the same": "the same as in the rest of the district",
    "not clearly different": "not clearly different from the rest of the district",
    "not known": "not known",
}


def draft_sentences(contacts: pd.DataFrame, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Seven sentences that somebody wrote about a place before asking a test.

    Parameters
    ----------
    contacts
        Contacts with area_code.
    areas
        Areas, indexed by area_code, with names, neighbourhood_code, district_code and population (residents).

    Returns
    -------
    DataFrame
        Indexed by letter, in the order of their words: sentence, and area_code of the area that it is about ("" where
        it is a neighbourhood). The areas are those with the largest difference upwards and downwards whose limits hold
        a ratio of 1, and with the smallest difference that a test of all areas tells from chance.

    Raises
    ------
    InputError
        If there are no such areas, or no neighbourhood without a contact.
    """
    return _draw(contacts, areas)[["sentence", "area_code"]]


def _draw(contacts: pd.DataFrame, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    tests = rate_ratio(contacts, areas)
    tests = tests[tests["value"].gt(0)]
    hoods = reach_by_zone(contacts, areas, "neighbourhood_code")["contacts"]
    higher, lower = (tests.loc[tests["verdict"] == verdict, "value"] for verdict in ("higher", "lower"))
    # neither the test of all areas nor the limits of one tell these from the rest
    unclear = tests.loc[tests["lower"].lt(1) & tests["upper"].gt(1), "value"]
    if unclear.empty or higher.empty or lower.empty or not (hoods == 0).any():
        raise InputError("the draft needs areas above, below and like the rest, and a neighbourhood without a record")
    names = areas.drop_duplicates("neighbourhood_code").set_index("neighbourhood_code")["neighbourhood_name"]
    blank = names[hoods.index[hoods == 0][0]]
    about = {
        UNCLEAR_HIGH: str(unclear.idxmax()),
        UNCLEAR_LOW: str(unclear.idxmin()),
        CLEAR_HIGH: str(higher.idxmin()),
        CLEAR_LOW: str(lower.idxmax()),
    }
    ratios, area = tests["value"].astype("float64"), areas["area_name"].astype("str")
    said = {
        kind: f"{area[code]} has a {'higher' if ratios[code] > 1 else 'lower'} rate of contacts than the rest of its "
        f"district: {ratios[code]:.2f} times as high."
        for kind, code in about.items()
    }
    said[NOBODY] = f"{blank}: nobody was engaged there."
    said[NO_RECORD] = f"{blank}: no contact was recorded, so nothing is known of engagement there."
    said[CAUSE] = f"{area[about[CLEAR_HIGH]]} has more contacts because partners there work harder."
    about[CAUSE] = about[CLEAR_HIGH]
    rows = [(text, about.get(kind, ""), kind) for kind, text in said.items()]
    # by their words, so that the order of one town says nothing about another
    return pd.DataFrame(sorted(rows), columns=["sentence", "area_code", "kind"], index=list(LETTERS))


def letter_of(town: KnownTown, kind: str) -> str:
    """The letter of one of the sentences of a town."""
    kinds = _draft(town)["kind"]
    return str(kinds.index[kinds == kind][0])


def sorted_sentences(
    town: KnownTown, *, standing: Collection[str] = (), falling: Collection[str] = ()
) -> dict[str, str]:
    """Each sentence under its heading, but that some more are left standing, and some fall."""
    stand = (_STANDING | set(standing)) - set(falling)
    return {str(letter): STANDS if kind in stand else FALLS for letter, kind in _draft(town)["kind"].items()}


def _draft(town: KnownTown) -> pd.DataFrame:
    return once(town, "draft", lambda known: _draw(known.contacts, known.areas))
