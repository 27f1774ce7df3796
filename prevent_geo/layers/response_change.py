"""Answers next to the period before."""

from __future__ import annotations

import pandas as pd

from prevent_geo.assessment.gather import RESULTS
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import class_layer, percent_text
from prevent_geo.layers.layer import Layer
from prevent_geo.layers.looks import FAR_ABOVE, FAR_BELOW, MIDDLE
from prevent_geo.measures import CARDS

_CLASSES = {"answered less often": FAR_BELOW, "no clear change": MIDDLE, "answered more often": FAR_ABOVE}


def response_change(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the change in answers."""
    result = RESULTS["response_change"](dataset)
    facts = pd.DataFrame(
        {
            "Answered in time": percent_text(result["share"]),
            "Answered in time before": percent_text(result["share_before"]),
        }
    )
    return class_layer(dataset, result, CARDS["response_change"], protection, _CLASSES, column="verdict", facts=facts)
