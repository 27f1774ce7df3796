"""Delivery by strand: what contacts served, how evenly, and what nothing served."""

from __future__ import annotations

import pandas as pd

from prevent_geo.assessment.words import figure_text
from prevent_geo.briefing.document import Bullets, DataTable, Section
from prevent_geo.briefing.narrative import strands as say
from prevent_geo.briefing.narrative.wording import SHARE
from prevent_geo.briefing.sections.common import layer_blocks, nothing
from prevent_geo.layers.build import strand_names
from prevent_geo.measures import Status
from prevent_geo.picture import RichPicture

ID, TITLE = "strands", "Delivery by strand"


def strands(picture: RichPicture) -> Section:
    """The share of contacts that serve each strand, strands without any contact, and the spread over them."""
    shares = say.strand_shares(picture)
    if (shares["status"] == Status.NOT_REPORTED).all():
        return Section(ID, TITLE, (nothing("Nobody reported a contact here, so delivery by strand is not known."),))
    said = [say.served_sentence(picture, shares), *say.evenness_sentences(picture)]
    blocks = (Bullets(tuple(said)), _table(picture, shares), *layer_blocks(picture, "evenness"))
    return Section(ID, TITLE, blocks)


def _table(picture: RichPicture, shares: pd.DataFrame) -> DataTable:
    cells = picture.profile["delivery"].table
    gaps = (cells["gap"] != "").groupby(level="strand", sort=False).sum()
    names = strand_names(picture.dataset)
    rows = [
        (
            names.get(str(code), str(code)),
            "Not given" if pd.isna(row["value"]) else f"{row['numerator']:,.0f}",
            "" if pd.isna(row["value"]) else figure_text(row["value"], SHARE),
            ""
            if pd.isna(row["value"])
            else f"{figure_text(row['lower'], SHARE)} to {figure_text(row['upper'], SHARE)}",
            f"{gaps.get(code, 0):,}",
        )
        for code, row in shares.iterrows()
    ]
    columns = ["Strand", "Contacts", "Share of contacts", "95 % limits", "Areas that report and have none"]
    return DataTable("Contacts by strand", pd.DataFrame(rows, columns=columns))
