"""What roles said of a town, and what follows from it for lesson 1."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from prevent_geo.course.lessons.common import neighbourhoods, once
from prevent_geo.course.town import KnownTown
from prevent_geo.errors import InputError
from prevent_geo.tables import default_code_lists

HEADINGS = {"roles": 2, "concerns": 2, "tensions": 1, "hopes": 1, "unknowns": 1}
ALONE = ("strength", "concern", "hope", "unknown")
_CARDS_OF_A_KIND = 2
_LOUDEST = 6


def notes_of(town: KnownTown) -> pd.DataFrame:
    """What was said, with the neighbourhood."""
    return once(town, "notes", _with_hood)


def _with_hood(town: KnownTown) -> pd.DataFrame:
    return town.perspectives.assign(hood=town.perspectives["area_code"].map(town.areas["neighbourhood_code"]))


def cards(town: KnownTown) -> pd.DataFrame:
    """The notes to sort: the first two of each kind that stands alone."""
    return once(town, "cards", _draw_cards)


def _draw_cards(town: KnownTown) -> pd.DataFrame:
    notes = notes_of(town)
    return notes[notes["kind"].isin(ALONE)].groupby("kind").head(_CARDS_OF_A_KIND)


def card_ids(town: KnownTown) -> Mapping[str, str]:
    """The notes to sort, as options of an answer."""
    return dict(zip(cards(town).index, cards(town).index, strict=True))


def sorted_as(town: KnownTown, read_as: Mapping[str, str]) -> dict[str, str]:
    """The cards under their kinds, some kinds taken for another."""
    return {str(card): read_as.get(kind, kind) for card, kind in cards(town)["kind"].items()}


def tension(town: KnownTown) -> pd.Series:
    """The first note that has another side."""
    notes = notes_of(town)
    sides = notes[notes["answers"].notna()]
    if sides.empty:
        raise InputError("nobody in this town speaks of a tension; draw a larger one for the course")
    return sides.iloc[0]


def note_ids(town: KnownTown) -> Mapping[str, str]:
    """All notes, as options of an answer."""
    return dict(zip(town.perspectives.index, town.perspectives.index, strict=True))


def note_elsewhere(town: KnownTown) -> str:
    """The first later note about another area."""
    notes, note = town.perspectives, tension(town)
    after = notes[(notes["date"] >= note["date"]) & (notes["area_code"] != note["area_code"])]
    return str((after if len(after) else notes).index[0])


def note_of_same_role(town: KnownTown) -> str:
    """A note of the role that speaks in the tension, which is no side of it."""
    note = tension(town)
    notes = town.perspectives.drop(index=[str(note.name), note["answers"]])
    alike = notes.index[notes["role"] == note["role"]]
    return str(alike[0] if len(alike) else notes.index[0])


def loudest_roles(town: KnownTown) -> Mapping[str, str]:
    """The roles that say most in the town, by code."""
    labels = default_code_lists()["roles"].labels
    counts = town.perspectives["role"].value_counts()
    most = sorted(counts.index, key=lambda role: (-counts[role], role))[:_LOUDEST]
    return {role: labels[role] for role in most}


def quiet_neighbourhood(town: KnownTown) -> tuple[str, frozenset[str]]:
    """The neighbourhood of which most was said although one of those roles said nothing, and who said nothing."""
    roles, notes = frozenset(loudest_roles(town)), notes_of(town)
    found = [(str(hood), roles - set(said)) for hood, said in notes.groupby("hood")["role"]]
    said = notes["hood"].value_counts()
    return min(found, key=lambda pair: (not pair[1], -said[pair[0]], pair[0]))


def blank(town: KnownTown) -> str:
    """The neighbourhood that nobody records."""
    return town.planted("silent")[0].place.partition(":")[2]


def fewest_notes(town: KnownTown) -> str:
    """The neighbourhood with the fewest notes, but for the blank one."""
    spoken = notes_of(town)["hood"].value_counts().reindex(list(neighbourhoods(town)), fill_value=0)
    return str(spoken.drop(blank(town)).idxmin())


def drawing(town: KnownTown) -> dict[str, list[str]]:
    """A drawing for the trainer: what the town's own notes put under each heading."""
    notes = town.perspectives
    labels = default_code_lists()["roles"].labels
    drawn = {"roles": [labels[role] for role in list(loudest_roles(town))[:2]]}
    for heading, least in HEADINGS.items():
        if heading != "roles":
            said = notes.loc[notes["kind"] == heading.removesuffix("s"), "statement"].head(least)
            drawn[heading] = [" ".join(text.split()[:20]) for text in said] or ["not yet asked"]
    return drawn
