"""What the run of months says of each area."""

from __future__ import annotations

import pandas as pd

from prevent_geo.assessment.gather import RESULTS
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Policy
from prevent_geo.layers.build import class_layer, number_text
from prevent_geo.layers.layer import Layer
from prevent_geo.layers.looks import ABOVE, BELOW, FAR_ABOVE, FAR_BELOW, MIDDLE
from prevent_geo.measures import CARDS

_CLASSES = {
    "changed down": FAR_BELOW,
    "falling": BELOW,
    "steady": MIDDLE,
    "rising": ABOVE,
    "changed up": FAR_ABOVE,
}


def trend_signal(dataset: Dataset, policy: Policy) -> Layer:
    """Layer of the trend's signals."""
    result = RESULTS["trend_signal"](dataset)
    facts = pd.DataFrame(
        {
            "Contacts a month": number_text(result["value"], decimals=1),
            "Rule": result["rule"],
            "Change since": result["change_month"],
            "Limits": result["limits"],
        }
    )
    return class_layer(dataset, result, CARDS["trend_signal"], policy, _CLASSES, column="signal", facts=facts)
