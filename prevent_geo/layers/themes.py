"""What each area raises more than the rest of its district."""

from __future__ import annotations

import pandas as pd

from prevent_geo.assessment.gather import RESULTS
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Policy
from prevent_geo.layers.build import class_layer, percent_text
from prevent_geo.layers.layer import Layer
from prevent_geo.layers.looks import ASIDE, MIDDLE
from prevent_geo.measures import CARDS, Status


_NOTHING = "nothing stands out"


def themes(dataset: Dataset, policy: Policy) -> Layer:
    """Layer of what each area clearly raises more often than the rest of its district."""
    table = RESULTS["themes"](dataset)
    more = table[table["verdict"] == "raised more"].reset_index()
    more["label"] = more["theme"].astype("str").map(lambda code: dataset.label("themes", code))
    shares = more["label"] + " (" + percent_text(more["value"]) + ")"
    listed = shares.groupby(more["area_code"].astype("str")).agg("; ".join).reindex(dataset.areas.index).fillna("")
    # one row an area: the most raised of those that stand out
    first = table.reset_index().sort_values(["p_value", "theme"], kind="stable").drop_duplicates("area_code")
    result = first.set_index("area_code").reindex(dataset.areas.index)
    result["status"] = result["status"].fillna(Status.NOT_REPORTED).where(
        result["status"] != Status.NONE_RECORDED, Status.VALUE
    )
    stands_out = "something is raised more"
    result["class"] = [stands_out if text else _NOTHING for text in listed]
    classes = {stands_out: ("#12436d", ""), _NOTHING: MIDDLE}
    facts = pd.DataFrame({"Raised more than in the rest of the district": listed})
    return class_layer(dataset, result, CARDS["themes"], policy, classes, facts=facts)
