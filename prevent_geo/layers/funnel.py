"""Which areas' contact rates lie beyond what chance explains."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from prevent_geo.assessment.gather import RESULTS
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import class_layer, limits_text, number_text
from prevent_geo.layers.layer import Layer
from prevent_geo.layers.looks import ABOVE, BELOW, FAR_ABOVE, FAR_BELOW, MIDDLE
from prevent_geo.measures import CARDS

_CLASSES = {
    "below 99.8 %": FAR_BELOW,
    "below 95 %": BELOW,
    "within": MIDDLE,
    "above 95 %": ABOVE,
    "above 99.8 %": FAR_ABOVE,
}


def funnel(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the funnel's signals."""
    result = RESULTS["funnel"](dataset)
    facts = pd.DataFrame(
        {
            "Contacts per 1,000 residents": number_text(result["value"], decimals=1),
            "Rate of all areas": number_text(result["target"], decimals=1),
            "95 % control limits": limits_text(result, decimals=1, names=("low_95", "high_95")),
            "99.8 % control limits": limits_text(result, decimals=1, names=("low_998", "high_998")),
        }
    )
    layer = class_layer(dataset, result, CARDS["funnel"], protection, _CLASSES, column="signal", facts=facts)
    return replace(layer, unit="next to the control limits")
