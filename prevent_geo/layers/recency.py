"""Days since the last recorded contact."""

from __future__ import annotations

import pandas as pd

from prevent_geo import measures
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import area_layer, count_text
from prevent_geo.layers.layer import Layer, Style

_STYLE = Style.from_breaks(
    (30, 90, 180, 365), ("Up to 30", "Over 30 to 90", "Over 90 to 180", "Over 180 to 365", "Over 365")
)


def recency(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of days since the last contact, at the end of the period."""
    result = measures.recency(dataset.contacts, dataset.areas, on=dataset.period.end)
    heard = result["n"].where(result["status"] != measures.Status.NOT_REPORTED)
    facts = pd.DataFrame(
        {
            "Contacts": count_text(heard),
            "Against the standard of 90 days": result["overdue"],
            "Median days between contacts": count_text(result["cadence_days"]),
        }
    )
    card = measures.CARDS["recency"]
    return area_layer(dataset, result, card, protection, style=_STYLE, facts=facts, decimals=0)
