"""Panel cases that were supported, by district; persons, so small counts are withheld."""

from __future__ import annotations

from dataclasses import replace

from prevent_geo import measures
from prevent_geo.assessment.gather import district_period, pathway_in
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection, Unit
from prevent_geo.layers.build import percent_style, percentages, rows_of, zone_layer
from prevent_geo.layers.layer import Layer
from prevent_geo.measures import CARDS


def pathway(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the share of panel cases that were supported, over the whole quarters of the period."""
    table = measures.pathway(district_period(pathway_in(dataset))).droplevel("quarter")
    result = percentages(rows_of(table, "supported", level="stage"))
    zones, card = dataset.areas["district_code"], CARDS["pathway"]
    of = Unit(level="district", stage="supported")
    layer = zone_layer(dataset, result, zones, card, protection, of=of, style=percent_style(), decimals=0)
    return replace(layer, unit="% of persons at the panel who were supported")
