"""Phrases that several sections say in the same words."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from prevent_geo.assessment.words import figure_text
from prevent_geo.briefing.narrative.wording import SHARE, estimate
from prevent_geo.layers.build import sentence_case
from prevent_geo.picture import RichPicture
from prevent_geo.place import parent_of


def share_text(picture: RichPicture, table: pd.DataFrame, name: str) -> str:
    """The share in a row of a result with its limits, in the words of the audience; empty where there is none."""
    row: Any = table.loc[name]
    return "" if pd.isna(row["value"]) else estimate(row, SHARE, picture.audience)


def figure_cell(row: Any, unit: str) -> str:
    """The figure in a row of a result with its limits, for a cell of a table; empty where there is none.

    >>> figure_cell({"value": 0.6, "lower": 0.4, "upper": 0.8}, "share of contacts")
    '60 % (40 % to 80 %)'
    >>> figure_cell({"value": 0.6, "lower": 0.6, "upper": 0.6}, "share of residents")
    '60 %'
    """
    value, lower, upper = (float(row[name]) for name in ("value", "lower", "upper"))
    if math.isnan(value):
        return ""
    # all there is, counted, has no limits
    known = not math.isnan(lower) and lower != upper
    limits = f" ({figure_text(lower, unit)} to {figure_text(upper, unit)})" if known else ""
    return figure_text(value, unit) + limits


def share_cells(table: pd.DataFrame) -> list[str]:
    """The share of each row of a result with its limits."""
    return [figure_cell(row, SHARE) for row in table.to_dict("records")]


def or_not_given(words: Any) -> str:
    """The words, or that there are none."""
    return "Not given" if pd.isna(words) else str(words)


def are(count: int, singular: str, plural: str | None = None) -> str:
    """Count, noun and verb, for the start of a sentence or its middle.

    >>> are(0, "action"), are(1, "action"), are(2, "action")
    ('no actions are', '1 action is', '2 actions are')
    """
    noun = singular if count == 1 else plural or singular + "s"
    return f"{count:,} {noun} {'is' if count == 1 else 'are'}" if count else f"no {noun} are"


def sentence(text: str) -> str:
    """The text as a sentence: a capital at the front, a full stop at the end."""
    return sentence_case(text) + "."


def day_text(when: Any) -> str:
    """A day as people write it; empty where there is none."""
    return "" if pd.isna(when) else f"{when.day} {when:%B %Y}"


def below_district(picture: RichPicture, what: str) -> str:
    """Why a place smaller than a district has no figures of what is kept for districts; empty for the others."""
    if picture.place.level not in ("area", "neighbourhood"):
        return ""
    above = parent_of(picture.dataset.areas, picture.place)
    while above is not None and above.level == "neighbourhood":
        above = parent_of(picture.dataset.areas, above)
    where = f" See the briefing of {above.name}." if above is not None and above.level == "district" else ""
    return f"{what} kept for whole districts, so there is nothing to show for {picture.place.name}.{where}"
