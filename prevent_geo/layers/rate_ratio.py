"""Contact rate next to the rest of the district."""

from __future__ import annotations

import pandas as pd

from prevent_geo.assessment.gather import RESULTS
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import class_layer, limits_text, number_text
from prevent_geo.layers.layer import Layer
from prevent_geo.layers.looks import FAR_ABOVE, FAR_BELOW, MIDDLE
from prevent_geo.measures import CARDS

_CLASSES = {"lower": FAR_BELOW, "no clear difference": MIDDLE, "higher": FAR_ABOVE}


def rate_ratio(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the contact rate next to the rest of the district."""
    result = RESULTS["rate_ratio"](dataset)
    facts = pd.DataFrame(
        {
            "Ratio to the rest of the district": number_text(result["value"], decimals=2),
            "95 % limits of the ratio": limits_text(result, decimals=2),
            "Ratio is at least": number_text(result["at_least"], decimals=2),
        }
    )
    return class_layer(dataset, result, CARDS["rate_ratio"], protection, _CLASSES, column="verdict", facts=facts)
