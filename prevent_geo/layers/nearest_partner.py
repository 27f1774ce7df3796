"""Distance to the nearest partner, with the distance for each sector beside it."""

from __future__ import annotations

import pandas as pd

from prevent_geo import measures
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import area_layer, number_text
from prevent_geo.layers.layer import Layer, Style

_STYLE = Style.from_breaks((0.5, 1, 2, 5), ("Up to 0.5", "Over 0.5 to 1", "Over 1 to 2", "Over 2 to 5", "Over 5"))


def nearest_partner(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the distance to the nearest partner of any sector."""
    result = measures.nearest_partner(dataset.partners, dataset.areas)
    by_sector = result["value"].unstack("sector").drop(columns=measures.ANY_SECTOR)
    order = [code for code in dataset.code_lists["sectors"].labels if code in by_sector]
    facts = by_sector[order].apply(number_text, decimals=1)
    facts = facts.rename(columns=lambda code: f"{dataset.label('sectors', code)} (km)").loc[dataset.areas.index]
    card = measures.CARDS["nearest_partner"]
    nearest = pd.DataFrame(result.loc[measures.ANY_SECTOR]).loc[dataset.areas.index]
    return area_layer(dataset, nearest, card, protection, style=_STYLE, facts=facts)
