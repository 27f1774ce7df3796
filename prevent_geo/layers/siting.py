"""What the next ten sessions could reach."""

from __future__ import annotations

import pandas as pd

from prevent_geo.assessment.gather import RESULTS, demand_of, venues_of
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import class_layer, count_text, text_or_blank
from prevent_geo.layers.layer import Layer
from prevent_geo.layers.looks import BELOW, FAR_ABOVE, MIDDLE
from prevent_geo.measures import CARDS, Status

_CLASSES = {
    "reached by a proposed session": FAR_ABOVE,
    "still left out": BELOW,
    "not under-reached": MIDDLE,
}


def siting(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the areas that the proposed sessions would reach, and of those still left out."""
    demand, venues = demand_of(dataset), venues_of(dataset)
    result = pd.DataFrame({"value": demand, "n": 1, "method": "see the measure"}, index=demand.index)
    # where it is not known who is under-reached, the reach gap says why
    result["status"] = RESULTS["reach_gap"](dataset)["status"].where(demand.isna(), Status.VALUE.value)
    classes = ["reached by a proposed session", "still left out"]
    result["class"] = [
        "not under-reached" if not residents > 0 else classes[0] if near else classes[1]
        for residents, near in zip(demand, venues.notna(), strict=True)
    ]
    names = text_or_blank(venues.map(dataset.partners["partner_name"]))
    facts = pd.DataFrame(
        {"Under-reached residents": count_text(demand.round()), "Nearest proposed venue within reach": names}
    )
    return class_layer(dataset, result, CARDS["siting"], protection, _CLASSES, facts=facts)
