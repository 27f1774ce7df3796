"""Sessions within reach, for the residents who share them."""

from __future__ import annotations

import pandas as pd

from prevent_geo.assessment.gather import RESULTS
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import area_layer, count_text
from prevent_geo.layers.layer import Layer
from prevent_geo.measures import CARDS


def access(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of access by floating catchments."""
    result = RESULTS["access"](dataset)
    facts = pd.DataFrame({"Partners within reach, capacity known": count_text(result["partners_in_reach"])})
    return area_layer(dataset, result, CARDS["access"], protection, facts=facts, decimals=1)
