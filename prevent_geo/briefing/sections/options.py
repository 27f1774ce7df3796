"""Options for the next quarter: where sessions would reach most of those who are under-reached, and who is left out."""

from __future__ import annotations

import pandas as pd

from prevent_geo.briefing.document import Block, Bullets, DataTable, Paragraph, Section
from prevent_geo.briefing.narrative import number_of
from prevent_geo.layers import Layer
from prevent_geo.measures import SITING_REACH_M
from prevent_geo.picture import RichPicture

ID, TITLE = "options", "Options for the next quarter"
_REACHED, _LEFT_OUT = "reached by a proposed session", "still left out"
_RESIDENTS, _VENUE = "Under-reached residents", "Nearest proposed venue within reach"
_NEAR = f"{SITING_REACH_M / 1000:g} km"
CAUTION = (
    "These are places to look at, not orders. The sum knows nothing of rooms, staff, buses or what people want, and "
    "other choices may be nearly as good. Areas that nobody reports from have no known need, so they draw no session."
)


def options(picture: RichPicture) -> Section:
    """Venues that could reach most of the under-reached residents, and the areas that would be left out."""
    layer = picture.layers.get("siting")
    table = _areas(layer) if layer is not None else pd.DataFrame(columns=["class"])
    reached, left = (table[table["class"] == name] for name in (_REACHED, _LEFT_OUT))
    if not len(reached) and not len(left):
        words = "On what was recorded, no area here has fewer contacts than expected, so no session is proposed."
        return Section(ID, TITLE, (Paragraph(words),))
    blocks: list[Block] = [Bullets(tuple(_sentences(reached, left)))]
    if picture.audience != "public":
        blocks += [_venues(picture, reached)] if len(reached) else []
        blocks += [_left_out(left)] if len(left) else []
    return Section(ID, TITLE, (*blocks, Paragraph(CAUTION)))


def _areas(layer: Layer) -> pd.DataFrame:
    """Name, class, residents to reach and venue of each area of the place."""
    table = pd.DataFrame({"name": layer.names, "class": layer.classes, "venue": layer.facts[_VENUE]})
    return table.assign(residents=pd.to_numeric(layer.facts[_RESIDENTS].str.replace(",", "")))


def _sentences(reached: pd.DataFrame, left: pd.DataFrame) -> list[str]:
    def said(areas: pd.DataFrame) -> str:
        # a sum of estimates: three digits
        residents = float(f"{areas['residents'].sum():.3g}")
        return f"about {residents:,.0f} residents in {number_of(len(areas), 'area')}"

    if len(reached):
        venues = number_of(reached["venue"].nunique(), "venue")
        first = (
            f"One option is to hold the next sessions at {venues}: {said(reached)} would then be within {_NEAR} of one."
        )
    else:
        first = (
            "None of the sessions proposed for the whole of the data would reach the areas with fewer contacts here."
        )
    if not len(left):
        return [first, "Nobody who has been reached less than expected would be left out."]
    second = f"Still left out would be {said(left)}. Another venue, or a visit, may suit them better."
    return [first, second]


def _venues(picture: RichPicture, reached: pd.DataFrame) -> DataTable:
    """A row a venue; one with a site elsewhere stands here too, where it is the nearest."""
    groups = reached.groupby("venue", sort=False)
    frame = pd.DataFrame(
        {"residents": groups["residents"].sum(), "areas": groups.size(), "names": groups["name"].agg(list)}
    )
    frame = frame.sort_values("residents", ascending=False, kind="stable")
    shown = pd.DataFrame(
        {
            "Possible venue": frame.index.astype("str"),
            "Residents newly within reach": [f"{count:,.0f}" for count in frame["residents"]],
            "Areas": [f"{count:,}" for count in frame["areas"]],
            "Which areas": [", ".join(names) for names in frame["names"]],
        }
    )
    return DataTable(f"Possible venues, and the areas of {picture.place.name} within {_NEAR} of each", shown)


def _left_out(left: pd.DataFrame) -> DataTable:
    rows = left.sort_values("residents", ascending=False, kind="stable")
    shown = pd.DataFrame(
        {
            "Area": rows["name"].astype("str"),
            "Under-reached residents": [f"{count:,.0f}" for count in rows["residents"]],
        }
    ).reset_index(drop=True)
    return DataTable(f"Areas that would still be left out, more than {_NEAR} from a possible venue", shown)
