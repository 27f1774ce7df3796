"""Recorded contacts per 1,000 residents."""

from __future__ import annotations

import pandas as pd

from prevent_geo import measures
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import area_layer, count_text
from prevent_geo.layers.layer import Layer


def contact_rate(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the contact rate."""
    result = measures.contact_rate(dataset.contacts, dataset.areas)
    facts = pd.DataFrame({"Contacts": count_text(result["numerator"]), "Residents": count_text(result["denominator"])})
    return area_layer(dataset, result, measures.CARDS["contact_rate"], protection, facts=facts)
