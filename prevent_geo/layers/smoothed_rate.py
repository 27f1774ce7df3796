"""Contact rate, smoothed so that small areas do not stand out by chance."""

from __future__ import annotations

import pandas as pd

from prevent_geo.assessment.gather import RESULTS
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import area_layer, number_text
from prevent_geo.layers.layer import Layer
from prevent_geo.measures import CARDS


def smoothed_rate(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the smoothed contact rate."""
    result = RESULTS["smoothed_rate"](dataset)
    facts = pd.DataFrame({"Rate before smoothing": number_text(result["raw_rate"], decimals=1)})
    return area_layer(dataset, result, CARDS["smoothed_rate"], protection, facts=facts)
