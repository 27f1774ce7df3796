"""Partners in sentences: how near, how ready, how they work together, where all hangs on one."""

from __future__ import annotations

import pandas as pd

from prevent_geo.briefing.narrative.one_place import figure
from prevent_geo.briefing.narrative.wording import SHARE, estimate, listed, number_of, part_of, upper
from prevent_geo.picture import RichPicture

READY = {
    "agreements_in_date": "have an agreement that is signed and in date",
    "training_in_date": "have training that is in date",
    "liaison_named": "have named somebody for liaison",
}
_RESIDENTS = "residents_within_2km"


def ready_sentences(picture: RichPicture) -> list[str]:
    """Share of the partners here with agreement, training and liaison, each with its limits."""
    if not len(picture.layers["partners"].values):
        return []
    said = []
    for name, words in READY.items():
        row = figure(picture, name)
        if pd.isna(row["value"]):
            said.append(f"It is not known how many partners {words}.")
        else:
            of = part_of(int(row["numerator"]), int(row["denominator"]), "partner")
            single = int(row["numerator"]) == 1 or int(row["denominator"]) == 1
            verb = words.replace("have", "has", 1) if single else words
            said.append(f"{upper(of)} {verb}: {estimate(row, SHARE, picture.audience)}.")
    return said


def access_sentences(picture: RichPicture) -> list[str]:
    """How far partners are, and what share of residents has one near."""
    layer = picture.layers["nearest_partner"]
    distance = layer.values.table["value"]
    if distance.isna().all():
        return ["There are no partners to measure a distance to."]
    if len(distance) == 1:
        return [f"In a straight line, the nearest partner is {_km(distance.iloc[0])} away."]
    farthest = str(distance.idxmax())
    said = [
        f"Half of the areas have a partner within {_km(distance.median())} in a straight line.",
        f"{layer.names[farthest]} is the farthest from one, at {_km(distance[farthest])}.",
    ]
    row = figure(picture, _RESIDENTS)
    if pd.notna(row["value"]):
        said.append(f"A partner is within 2 km of {estimate(row, SHARE, picture.audience)} of residents.")
    return said


def network_sentences(picture: RichPicture) -> list[str]:
    """How partners share areas, and who holds them together."""
    table = picture.profile["partner_network"].table
    if not len(table):
        return []
    roles = table["role"].value_counts()
    alone, connects, none = (int(roles.get(role, 0)) for role in ("works alone", "connects others", ""))
    names = picture.dataset.partners["partner_name"]
    said = []
    if connects:
        which = [str(names[code]) for code in table.index[table["role"] == "connects others"]]
        verb, them = ("connects", "it") if connects == 1 else ("connect", "them")
        said.append(f"{listed(which, most=3)} {verb} others: without {them}, some would no longer be linked.")
    if alone:
        said.append(f"{upper(number_of(alone, 'partner'))} {'shares' if alone == 1 else 'share'} no area with another.")
    if none:
        said.append(f"{upper(part_of(none, len(table), 'partner'))} recorded no contact in the period.")
    return said or ["All partners here share areas with others, and none alone holds them together."]


def dependency_sentence(picture: RichPicture) -> str:
    """In how many neighbourhoods one partner holds more than half of the contacts, where the limits say so."""
    if "partner_dependency" not in picture.layers:
        return ""
    table = picture.profile["partner_dependency"].table
    known = table[table["dependency"] != ""]
    if not len(known):
        return "There are too few contacts to say whether all hangs on one partner."
    single = int(known["dependency"].isin(["single partner", "depends on one"]).sum())
    if len(known) == 1:
        here = "Contacts of the neighbourhood"
        return f"{here} {'clearly depend' if single else 'do not clearly depend'} on one partner."
    if not single:
        return "In no neighbourhood does one partner clearly hold more than half of the contacts."
    where = part_of(single, len(known), "neighbourhood")
    return f"In {where}, one partner clearly holds more than half of the contacts."


def _km(distance: float) -> str:
    return f"{distance:.1f} km" if distance >= 0.05 else "less than 0.1 km"
