"""How far each neighbourhood hangs on one partner."""

from __future__ import annotations

import pandas as pd

from prevent_geo.assessment.gather import RESULTS, spread_zones
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import class_layer, number_text, percent_text, text_or_blank, zone_names
from prevent_geo.layers.layer import Layer
from prevent_geo.layers.looks import ABOVE, FAR_ABOVE, MIDDLE
from prevent_geo.measures import CARDS

_CLASSES = {"several partners": MIDDLE, "depends on one": ABOVE, "single partner": FAR_ABOVE}


def partner_dependency(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the dependency of each area's neighbourhood on one partner."""
    zones = dataset.areas["neighbourhood_code"]
    result = spread_zones(RESULTS["partner_dependency"](dataset), zones)
    names = text_or_blank(result["partner_id"].map(dataset.partners["partner_name"]))
    facts = pd.DataFrame(
        {
            "Figure of": zone_names(dataset, zones),
            "Partner with the largest share": names,
            "Its share of contacts": percent_text(result["value"]),
            "Concentration (Herfindahl)": number_text(result["herfindahl"], decimals=2),
            "Partners": number_text(result["partners"], decimals=0),
        }
    )
    card = CARDS["partner_dependency"]
    return class_layer(dataset, result, card, protection, _CLASSES, column="dependency", facts=facts)
