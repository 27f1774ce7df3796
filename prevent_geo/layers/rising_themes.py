"""Which themes rise in each district."""

from __future__ import annotations

import pandas as pd

from prevent_geo.assessment.gather import RESULTS
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import class_layer, text_or_blank, zone_names
from prevent_geo.layers.layer import Layer
from prevent_geo.layers.looks import FAR_ABOVE, MIDDLE
from prevent_geo.measures import CARDS, Status

_CLASSES = {"a theme is rising": FAR_ABOVE, "no theme is clearly rising": MIDDLE}


def rising_themes(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the districts in which a theme is raised more often than in the period before."""
    table, zones = RESULTS["rising_themes"](dataset), dataset.areas["district_code"]
    rising = table[table["verdict"] == "rising"].reset_index()
    labels = rising["theme"].astype("str").map(lambda code: dataset.label("themes", code))
    listed = labels.groupby(rising["area_code"].astype("str")).agg("; ".join)
    texts = text_or_blank(zones.map(listed.to_dict()))
    # a district is known where a test was made of any of its themes; else the first theme says why not
    by_place = table.assign(tested=table["status"] == Status.VALUE).groupby(level="area_code", observed=True)
    reasons = by_place["status"].first().mask(by_place["tested"].any(), Status.VALUE.value)
    result = pd.DataFrame(
        {
            "value": 0.0,
            "n": 1,
            "method": "see the measure",
            "status": zones.map(reasons.astype("object")).astype("object").fillna(Status.MISSING.value),
            "class": texts.map(lambda text: list(_CLASSES)[0 if text else 1]),
        },
        index=zones.index,
    )
    facts = pd.DataFrame({"Figure of": zone_names(dataset, zones), "Rising themes": texts})
    return class_layer(dataset, result, CARDS["rising_themes"], protection, _CLASSES, facts=facts)
