"""Contacts next to the period before."""

from __future__ import annotations

import pandas as pd

from prevent_geo import measures
from prevent_geo.assessment.gather import both_at, spread_zones
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import class_layer, count_text, limits_text, number_text, zone_names
from prevent_geo.layers.layer import Layer
from prevent_geo.layers.looks import FAR_ABOVE, FAR_BELOW, MIDDLE
from prevent_geo.measures import CARDS

_CLASSES = {"fell": FAR_BELOW, "no clear change": MIDDLE, "rose": FAR_ABOVE}


def rate_change(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the change of the contact rate, by neighbourhood: areas have too few contacts for one to be clear."""
    zones = dataset.areas["neighbourhood_code"]
    result = spread_zones(measures.rate_change(*both_at(dataset, "neighbourhood")), zones)
    facts = pd.DataFrame(
        {
            "Figure of": zone_names(dataset, zones),
            "Ratio to the period before": number_text(result["value"], decimals=2),
            "95 % limits of the ratio": limits_text(result, decimals=2),
            "Ratio is at least": number_text(result["at_least"], decimals=2),
            "Contacts": count_text(result["numerator"]),
            "Contacts before": count_text(result["denominator"]),
        }
    )
    return class_layer(dataset, result, CARDS["rate_change"], protection, _CLASSES, column="verdict", facts=facts)
