"""Delivery by strand in sentences."""

from __future__ import annotations

import pandas as pd

from prevent_geo import measures as m
from prevent_geo.assessment.gather import strands_of
from prevent_geo.briefing.narrative.one_place import as_one
from prevent_geo.briefing.narrative.wording import limits, listed, number_of
from prevent_geo.layers.build import rows_of, strand_names
from prevent_geo.measures import Status
from prevent_geo.measures.common.zones import WHOLE
from prevent_geo.picture import RichPicture


def strand_shares(picture: RichPicture) -> pd.DataFrame:
    """Share of the place's contacts that serve each strand, by strand."""
    place = as_one(picture)
    table = m.delivery(place.contacts, place.areas, strands=strands_of(picture.dataset))
    return rows_of(table, WHOLE, level="area_code")


def served_sentence(picture: RichPicture, shares: pd.DataFrame) -> str:
    """How many strands had a contact, and which had none."""
    if (shares["status"] == Status.MISSING).all():
        return "No contact here says which strand it serves."
    names = strand_names(picture.dataset)
    gaps = [names.get(str(code), str(code)) for code in shares.index[shares["status"] == Status.NONE_RECORDED]]
    if not gaps:
        return f"Each of the {number_of(len(shares), 'strand')} had at least one contact."
    return f"No contact was recorded for {number_of(len(gaps), 'strand')} of {len(shares)}: {listed(gaps)}."


def evenness_sentences(picture: RichPicture) -> list[str]:
    """How evenly contacts are spread over the strands, 1 being quite even."""
    place = as_one(picture)
    row = m.evenness(place.contacts, place.areas, strands=strands_of(picture.dataset)).to_dict("index")[WHOLE]
    if pd.isna(row["value"]):
        return ["There are too few contacts to say how evenly the strands are served."]
    shown = limits(f"{row['lower']:.2f}", f"{row['upper']:.2f}", picture.audience)
    return [
        f"Evenness over the strands is {row['value']:.2f}{shown}. It is 1 where all have the same number of contacts.",
        "An uneven spread may be a choice: it says what was done, not what is needed.",
    ]
