"""What the next ten sessions could reach."""

from __future__ import annotations

import pandas as pd

from prevent_geo.assessment.gather import demand_of, sites_of
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Policy
from prevent_geo.layers.build import class_layer, count_text
from prevent_geo.layers.layer import Layer
from prevent_geo.layers.looks import BELOW, FAR_ABOVE, MIDDLE
from prevent_geo.measures import CARDS, Status

_CLASSES = {
    "reached by a proposed session": FAR_ABOVE,
    "still left out": BELOW,
    "not under-reached": MIDDLE,
}


def siting(dataset: Dataset, policy: Policy) -> Layer:
    """Layer of the areas that the proposed sessions would reach, and of those still left out."""
    demand, (chosen, within) = demand_of(dataset), sites_of(dataset)
    result = pd.DataFrame({"value": demand, "n": 1, "method": "see the measure"}, index=demand.index)
    result["status"] = Status.VALUE.value
    result.loc[demand.isna(), "status"] = Status.NOT_REPORTED.value
    classes = ["reached by a proposed session", "still left out"]
    result["class"] = [
        "not under-reached" if not residents > 0 else classes[0] if near else classes[1]
        for residents, near in zip(demand, within, strict=True)
    ]
    venues = ", ".join(dataset.partners.loc[chosen, "partner_name"])
    facts = pd.DataFrame({"Under-reached residents": count_text(demand.round()), "Proposed venues": venues})
    return class_layer(dataset, result, CARDS["siting"], policy, _CLASSES, facts=facts)
