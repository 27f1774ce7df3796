"""How evenly contacts serve the strands."""

from __future__ import annotations

import pandas as pd

from prevent_geo.assessment.gather import RESULTS
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import area_layer, count_text, strand_names, text_or_blank
from prevent_geo.layers.layer import Layer
from prevent_geo.measures import CARDS


def evenness(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the evenness of contacts over strands."""
    result, names = RESULTS["evenness"](dataset), strand_names(dataset)
    named = result["strands_missing"].map(
        lambda codes: "; ".join(names.get(code, code) for code in codes.split("; ")), na_action="ignore"
    )
    facts = pd.DataFrame(
        {
            "Strands served": count_text(result["strands_served"]),
            "Strands with nothing recorded": text_or_blank(named),
        }
    )
    return area_layer(dataset, result, CARDS["evenness"], protection, facts=facts, decimals=2)
