"""How ready the partners of each neighbourhood are."""

from __future__ import annotations

from dataclasses import replace

from prevent_geo import measures
from prevent_geo.assessment.gather import partner_zones
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import percent_style, percentages, rows_of, zone_layer
from prevent_geo.layers.layer import Layer
from prevent_geo.measures import CARDS


def readiness(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the share of each neighbourhood's partners that meet all three components."""
    table = measures.readiness(dataset.partners, partner_zones(dataset), on=dataset.period.end)
    result = percentages(rows_of(table, "all three", level="component"))
    zones, card = dataset.areas["neighbourhood_code"], CARDS["readiness"]
    layer = zone_layer(dataset, result, zones, card, protection, style=percent_style(), decimals=0)
    return replace(layer, unit="% of partners of whom it is known")
