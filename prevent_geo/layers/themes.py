"""What each neighbourhood raises more than the rest of its district."""

from __future__ import annotations

import pandas as pd

from prevent_geo import measures
from prevent_geo.assessment.gather import at_level
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Policy
from prevent_geo.layers.build import class_layer, percent_text, text_or_blank, zone_names
from prevent_geo.layers.layer import Layer
from prevent_geo.layers.looks import FAR_ABOVE, MIDDLE
from prevent_geo.measures import CARDS, Status

_CLASSES = {"something is raised more": FAR_ABOVE, "nothing stands out": MIDDLE}


def themes(dataset: Dataset, policy: Policy) -> Layer:
    """Layer of the themes that a neighbourhood raises clearly more often than the rest of its district."""
    zones = dataset.areas["neighbourhood_code"]
    table = measures.themes(*at_level(dataset, "neighbourhood"))
    more = table[table["verdict"] == "raised more"].reset_index()
    labels = more["theme"].astype("str").map(lambda code: dataset.label("themes", code))
    listed = (labels + " (" + percent_text(more["value"]) + ")").groupby(more["area_code"].astype("str")).agg("; ".join)
    texts = text_or_blank(zones.map(listed.to_dict()))
    # of a neighbourhood's themes one may be a true zero; what it says of the others is the same
    status = table["status"].replace(Status.NONE_RECORDED.value, Status.VALUE.value)
    status = status.groupby(level="area_code").first()
    result = pd.DataFrame(
        {
            "status": zones.map(status.to_dict()).astype("object").fillna(Status.MISSING.value),
            "n": 1,
            "method": "see the measure",
        }
    )
    result["class"] = texts.map(lambda text: list(_CLASSES)[0 if text else 1])
    facts = pd.DataFrame(
        {"Figure of": zone_names(dataset, zones), "Raised more than in the rest of the district": texts}
    )
    return class_layer(dataset, result, CARDS["themes"], policy, _CLASSES, facts=facts)
