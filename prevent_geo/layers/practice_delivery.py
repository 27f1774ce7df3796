"""How many strands have a programme running in each district."""

from __future__ import annotations

from dataclasses import replace

from prevent_geo.assessment.gather import RESULTS
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import given_values, zone_layer
from prevent_geo.layers.layer import Layer, Style
from prevent_geo.measures import CARDS

_STYLE = Style.from_breaks((0, 2, 4, 6), ("0", "1 to 2", "3 to 4", "5 to 6", "7 or more"))


def practice_delivery(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the programmes running in each district at the end of the period."""
    running = RESULTS["practice_delivery"](dataset).groupby("district_code", observed=True)
    # one strand of which it is not known makes the sum unknown
    result = given_values(running["value"].agg(lambda counts: counts.sum(skipna=False)))
    zones, card = dataset.areas["district_code"], CARDS["practice_delivery"]
    layer = zone_layer(dataset, result, zones, card, protection, style=_STYLE, decimals=0)
    return replace(layer, unit="programmes running, all strands")
