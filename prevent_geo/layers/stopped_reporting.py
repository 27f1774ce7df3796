"""Which partners report, and which have stopped."""

from __future__ import annotations

import pandas as pd

from prevent_geo.assessment.gather import RESULTS
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import count_text, number_text, point_layer
from prevent_geo.layers.layer import Layer
from prevent_geo.measures import CARDS

_CLASSES = {
    "reporting": ("#1c7c74", "R"),
    "quiet": ("#b84300", "Q"),
    "stopped": ("#801650", "S"),
    "never reported": ("#3d3d3d", "N"),
    "too few to say": ("#6b6b12", "F"),
}


def stopped_reporting(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of partner sites by whether they still report, with how late they record."""
    result, delay = RESULTS["stopped_reporting"](dataset), RESULTS["recording_delay"](dataset)
    facts = pd.DataFrame(
        {
            "Days since its last contact": count_text(result["value"]),
            "Usual days between contacts": number_text(result["usual_gap_days"], decimals=0),
            "Median days to recording": number_text(delay["value"], decimals=0),
        }
    )
    card = CARDS["stopped_reporting"]
    return point_layer(dataset, result, card, protection, _CLASSES, column="verdict", facts=facts)
