"""How many other partners each works beside."""

from __future__ import annotations

import pandas as pd

from prevent_geo.assessment.gather import RESULTS
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import count_text, point_layer
from prevent_geo.layers.layer import Layer
from prevent_geo.measures import CARDS

_CLASSES = {
    "no contact recorded": ("#3d3d3d", "–"),
    "works alone": ("#801650", "0"),
    "1 to 9 others": ("#1c7c74", "1"),
    "10 to 19 others": ("#2073bc", "10"),
    "20 or more others": ("#12436d", "20"),
}


def partner_network(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of partner sites by the number of partners that work in the same areas."""
    result = RESULTS["partner_network"](dataset)
    degree = result["value"].fillna(-1)
    bins = pd.cut(degree, [-2, -1, 0, 9, 19, float("inf")], labels=list(_CLASSES)).astype("str")
    facts = pd.DataFrame(
        {
            "Other partners in the same areas": count_text(result["value"]),
            "Areas it works in": count_text(result["numerator"]),
            "Contacts": count_text(result["n"]),
        }
    )
    return point_layer(
        dataset, result.assign(band=bins), CARDS["partner_network"], protection, _CLASSES, column="band", facts=facts
    )
