"""Reach: how much contact there was for those who live here, where it fell short, and how long ago."""

from __future__ import annotations

from prevent_geo.briefing.document import Block, Bullets, Section
from prevent_geo.briefing.narrative import reach as say
from prevent_geo.briefing.sections.common import chart_blocks, layer_blocks, nothing
from prevent_geo.measures import Status
from prevent_geo.picture import RichPicture

ID, TITLE = "reach", "Reach"


def reach(picture: RichPicture) -> Section:
    """Contacts for residents next to the rest, areas below what is expected, the last contact, attendance."""
    if (picture.layers["recency"].values.table["status"] == Status.NOT_REPORTED).all():
        return Section(ID, TITLE, (nothing(say.reach_sentences(picture)[0]),))
    said = [*say.reach_sentences(picture), say.change_sentence(picture), *say.gap_sentences(picture)]
    said += [say.spread_sentence(picture), *say.unreached_sentences(picture), say.recency_sentence(picture)]
    said += [say.attendance_sentence(picture), say.withheld_sentence(picture)]
    blocks: list[Block] = [Bullets(tuple(filter(None, said)))]
    blocks += layer_blocks(picture, "contact_rate")
    if len(picture.place.area_codes) > 1:
        blocks += [*layer_blocks(picture, "reach_gap"), *chart_blocks(picture, "funnel")]
    return Section(ID, TITLE, (*blocks, *chart_blocks(picture, "xmr")))
