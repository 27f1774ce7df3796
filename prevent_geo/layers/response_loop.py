"""Share of contacts that were answered."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from prevent_geo import measures
from prevent_geo.assessment.gather import RESULTS
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import (
    area_layer,
    count_text,
    number_text,
    percent_style,
    percent_text,
    percentages,
    rows_of,
)
from prevent_geo.layers.layer import Layer
from prevent_geo.measures import CARDS


def response_loop(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the share of contacts answered, whoever asked for them."""
    result = rows_of(RESULTS["response_loop"](dataset), measures.ANY_INITIATOR, level="initiated_by")
    facts = pd.DataFrame(
        {
            "Contacts": count_text(result["denominator"]),
            "Answered within four weeks": percent_text(result["within_standard"]),
            "Median days to an answer": number_text(result["median_days"], decimals=0),
        }
    )
    card = CARDS["response_loop"]
    layer = area_layer(dataset, percentages(result), card, protection, style=percent_style(), facts=facts, decimals=0)
    return replace(layer, unit="% of contacts")
