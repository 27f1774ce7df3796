"""Contacts next to what residents and need make one expect, by class."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from prevent_geo.assessment.gather import RESULTS
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import class_layer, count_text, limits_text, number_text
from prevent_geo.layers.layer import Layer
from prevent_geo.layers.looks import ABOVE, BELOW, FAR_ABOVE, FAR_BELOW, MIDDLE
from prevent_geo.measures import CARDS
from prevent_geo.measures.common.need import need_profiles

_CLASSES = {
    "well below expected": FAR_BELOW,
    "below expected": BELOW,
    "as expected": MIDDLE,
    "above expected": ABOVE,
    "well above expected": FAR_ABOVE,
}


def reach_gap(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the reach gap, with how sure the ranking is beside it."""
    result, ranks = RESULTS["reach_gap"](dataset), RESULTS["reach_gap_ranks"](dataset)
    facts = pd.DataFrame(
        {
            "Ratio to what was expected": number_text(result["value"], decimals=2),
            "95 % limits of the ratio": limits_text(result, decimals=2),
            "Weight of need": number_text(result["weight"], decimals=2),
            "Contacts": count_text(result["numerator"]),
            "Contacts expected": number_text(result["denominator"], decimals=1),
            "Class, none recorded included": result["class"],
            "Rank with other weights (1 = least)": limits_text(ranks, decimals=0),
        }
    )
    layer = class_layer(dataset, result, CARDS["reach_gap"], protection, _CLASSES, facts=facts)
    profile = need_profiles()[dataset.need]
    return replace(layer, method=f"{layer.method}. Need: {profile.label}. {profile.source}")
