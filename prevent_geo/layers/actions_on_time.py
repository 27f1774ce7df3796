"""Whether the delivery plan's actions were done on time, by district."""

from __future__ import annotations

from dataclasses import replace

from prevent_geo import measures
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import percent_style, percentages, zone_layer
from prevent_geo.layers.layer import Layer
from prevent_geo.measures import CARDS


def actions_on_time(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the share of each district's actions that were done on time."""
    result = measures.actions_on_time(dataset.actions, dataset.actions["district_code"], on=dataset.period.end)
    zones, card = dataset.areas["district_code"], CARDS["actions_on_time"]
    layer = zone_layer(dataset, percentages(result), zones, card, protection, style=percent_style(), decimals=0)
    return replace(layer, unit="% of actions due")
