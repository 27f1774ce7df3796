"""The scorecard: each figure against the standard that the partnership set itself."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from prevent_geo.assessment.words import figure_text
from prevent_geo.briefing.document import Bullets, DataTable, Section
from prevent_geo.briefing.narrative import scorecard as say
from prevent_geo.briefing.narrative.wording import upper
from prevent_geo.briefing.sections.common import chart_blocks
from prevent_geo.measures import Status
from prevent_geo.picture import RichPicture

ID, TITLE = "scorecard", "Scorecard"


def scorecard(picture: RichPicture) -> Section:
    """What is met, not met or cannot be said, what changed where it was tested; chart and table."""
    card = picture.profile.scorecard()
    said = (*say.outcome_sentences(card), *say.change_sentences(card))
    return Section(ID, TITLE, (Bullets(said), _table(picture, card), *chart_blocks(picture, "spine")))


def _table(picture: RichPicture, card: pd.DataFrame) -> DataTable:
    marker = picture.policy.marker
    focus = picture.dataset.code_lists["focus"]
    codes = card.index.get_level_values("focus")
    rows = [
        (
            str(row["title"]),
            focus.label(str(code)),
            _value(row, marker),
            "" if pd.isna(row["lower"]) or row["lower"] == row["upper"] else _between(row),
            f"{figure_text(row['green'], row['unit'])} or {'more' if row['direction'] == 'higher' else 'less'}",
            say.OUTCOMES[row["outcome"]],
            upper(str(row["change"])) or "Not tested",
            str(row["unit"]),
        )
        for code, row in zip(codes, card.to_dict("records"), strict=True)
    ]
    columns = ["Figure", "Focus", "Value", "95 % limits", "Standard", "Is it met?", "Change", "Unit"]
    return DataTable("Each figure against its standard", pd.DataFrame(rows, columns=columns))


def _value(row: dict[Hashable, Any], marker: str) -> str:
    if pd.notna(row["value"]):
        return figure_text(row["value"], row["unit"])
    return marker if row["status"] == Status.SUPPRESSED else upper(str(row["status"]))


def _between(row: dict[Hashable, Any]) -> str:
    return f"{figure_text(row['lower'], row['unit'])} to {figure_text(row['upper'], row['unit'])}"
