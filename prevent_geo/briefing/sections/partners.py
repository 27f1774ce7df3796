"""Partners and readiness: who is here, how ready, how near, and how they work together."""

from __future__ import annotations

import pandas as pd

from prevent_geo.briefing.document import Block, Bullets, DataTable, Section
from prevent_geo.briefing.narrative import partners as say
from prevent_geo.briefing.narrative.place import partners_here_sentence
from prevent_geo.briefing.sections.common import chart_blocks, layer_blocks
from prevent_geo.maps.notes import READERS
from prevent_geo.picture import RichPicture

ID, TITLE = "partners", "Partners and readiness"


def partners(picture: RichPicture) -> Section:
    """Sites by sector, readiness and distance; for partners also the network and where all hangs on one."""
    said = [partners_here_sentence(picture), *say.ready_sentences(picture), *say.access_sentences(picture)]
    for_partners = picture.audience in READERS
    if for_partners:
        said += [*say.network_sentences(picture), say.dependency_sentence(picture)]
    blocks: list[Block] = [Bullets(tuple(filter(None, said)))]
    if len(picture.layers["partners"].values):
        blocks += [_by_sector(picture), *_map(picture)]
        blocks += chart_blocks(picture, "network") if for_partners else []
    return Section(ID, TITLE, tuple(blocks))


def _map(picture: RichPicture) -> list[Block]:
    """The map of sites; the agreement and liaison of single partners are not for the public."""
    found = layer_blocks(picture, "partners")
    return found if picture.audience in READERS else found[:1]


def _by_sector(picture: RichPicture) -> DataTable:
    counts = picture.layers["partners"].values.table["value"].value_counts()
    order = [code for code in picture.dataset.code_lists["sectors"].labels if code in counts.index]
    order += sorted(set(counts.index) - set(order))
    rows = [(picture.dataset.label("sectors", str(code)), f"{counts[code]:,}") for code in order]
    return DataTable("Partner sites by sector", pd.DataFrame(rows, columns=["Sector", "Sites"]))
