"""The scorecard of each district, side by side."""

from __future__ import annotations

from typing import Any

import pandas as pd

from prevent_geo.assessment import Profile
from prevent_geo.briefing.document import Block, DataTable, Paragraph, Section
from prevent_geo.briefing.sections.phrases import figure_cell
from prevent_geo.measures import Status
from prevent_geo.picture import RichPicture
from prevent_geo.place import Place

ID, TITLE = "districts", "The scorecard of each district"
OUTCOMES = {
    "met": "Met",
    "not met": "Not met",
    "cannot tell": "Cannot be said",
    "not enough data": "Not enough data",
}
READING = (
    "Districts stand by name. They differ in their residents, their partners and what they record, so the tables say "
    "where each stands next to the standards and no more. A standard is met where both limits are at it or better, and "
    "not met where both are worse; between the two it cannot be said."
)


def districts(picture: RichPicture) -> Section:
    """How many standards each district meets, and each figure with its limits; a table an area of focus."""
    cards = {place.name: _card(picture, place) for place in districts_in(picture)}
    if len(cards) < 2:
        return Section(ID, TITLE, (Paragraph("There are no districts here to show side by side."),))
    blocks: list[Block] = [Paragraph(READING), _counts(cards)]
    labels = picture.dataset.code_lists["focus"]
    for focus in dict.fromkeys(next(iter(cards.values())).index.get_level_values("focus")):
        blocks.append(_of_focus(picture, cards, str(focus), labels.label(str(focus))))
    return Section(ID, TITLE, tuple(blocks))


def districts_in(picture: RichPicture) -> list[Place]:
    """The districts that lie wholly in the place, by name."""
    areas, codes = picture.dataset.areas, set(picture.place.area_codes)
    if areas["district_code"].isna().all():
        return []
    return [place for place in picture.dataset.places("district") if codes.issuperset(place.area_codes)]


def _card(picture: RichPicture, place: Place) -> pd.DataFrame:
    return Profile(picture.dataset, place, picture.protection).scorecard()


def _counts(cards: dict[str, pd.DataFrame]) -> DataTable:
    counts = {name: card["outcome"].value_counts() for name, card in cards.items()}
    rows = [(name, *(f"{int(of.get(key, 0))}" for key in OUTCOMES)) for name, of in counts.items()]
    return DataTable(
        "Standards by district: how many are met", pd.DataFrame(rows, columns=["District", *OUTCOMES.values()])
    )


def _of_focus(picture: RichPicture, cards: dict[str, pd.DataFrame], focus: str, label: str) -> DataTable:
    parts = {name: card.loc[focus] for name, card in cards.items()}
    first = next(iter(parts.values()))
    frame = pd.DataFrame({"District": list(parts)})
    for indicator, title in first["title"].items():
        frame[str(title)] = [_cell(part.loc[str(indicator)], picture.policy.marker) for part in parts.values()]
    return DataTable(f"{label}: each figure with its 95 % limits, and whether the standard is met", frame)


def _cell(row: Any, marker: str) -> str:
    """Value, limits and outcome; where there is no value, why."""
    why = {Status.SUPPRESSED: f"withheld ({marker})", Status.TOO_FEW: "too few"}.get(row["status"], str(row["status"]))
    return f"{OUTCOMES[row['outcome']]}: {figure_cell(row, row['unit']) or why}"
