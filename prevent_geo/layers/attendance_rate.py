"""Attendances per 1,000 residents; persons, so small counts are withheld."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from prevent_geo import measures
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import area_layer, count_text
from prevent_geo.layers.layer import Layer


def attendance_rate(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the attendance rate."""
    result = measures.attendance_rate(dataset.contacts, dataset.areas)
    layer = area_layer(dataset, result, measures.CARDS["attendance_rate"], protection, decimals=0)
    # facts are made from what was released, never from the result
    shown = layer.values.table
    attendances = count_text(shown["numerator"]).where(
        shown["status"] != measures.Status.SUPPRESSED, protection.policy.marker
    )
    return replace(
        layer, facts=pd.DataFrame({"Attendances": attendances, "Residents": count_text(shown["denominator"])})
    )
