"""Where trust rose or fell, by neighbourhood; persons, so small counts are withheld."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from prevent_geo.assessment.gather import RESULTS
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection, Unit, release
from prevent_geo.layers.build import class_style, number_text, released_layer, zone_names
from prevent_geo.layers.layer import Layer
from prevent_geo.layers.looks import FAR_ABOVE, FAR_BELOW, MIDDLE
from prevent_geo.measures import CARDS

_CLASSES = {"fell": FAR_BELOW, "no clear change": MIDDLE, "rose": FAR_ABOVE}


def trust_change(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of what a test says of the mean answer next to the period before."""
    result, zones = RESULTS["trust_change"](dataset), dataset.areas["neighbourhood_code"]
    verdict = result["verdict"].astype("object").where(result["verdict"] != "")
    worded = result.assign(value=verdict, lower=np.nan, upper=np.nan)
    released = release(worded, CARDS["trust_change"], protection, Unit(level="neighbourhood")).spread(zones)
    # facts are made from what was released, never from the result
    shown = released.table
    facts = pd.DataFrame(
        {
            "Figure of": zone_names(dataset, zones),
            "Mean answer (1 to 5)": number_text(shown["mean"], decimals=2),
            "Mean answer before": number_text(shown["mean_before"], decimals=2),
        }
    )
    return replace(
        released_layer(dataset, released, style=class_style(_CLASSES), facts=facts, decimals=1), unit="class"
    )
