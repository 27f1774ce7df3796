"""Where high and low contact rates lie together."""

from __future__ import annotations

import pandas as pd

from prevent_geo.assessment.gather import RESULTS
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import class_layer, number_text
from prevent_geo.layers.layer import Layer
from prevent_geo.layers.looks import ABOVE, ASIDE, BELOW, FAR_ABOVE, FAR_BELOW, MIDDLE
from prevent_geo.measures import CARDS

_CLASSES = {
    "cluster of low rates": FAR_BELOW,
    "low among high": BELOW,
    "no clear pattern": MIDDLE,
    "high among low": ABOVE,
    "cluster of high rates": FAR_ABOVE,
    "no neighbours": ASIDE,
}


def hotspots(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of hot and cold spots."""
    result = RESULTS["hotspots"](dataset)
    facts = pd.DataFrame({"Gi* (standardised)": number_text(result["value"], decimals=2)})
    return class_layer(dataset, result, CARDS["hotspots"], protection, _CLASSES, facts=facts)
