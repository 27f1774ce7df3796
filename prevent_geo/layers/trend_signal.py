"""What the run of months says of each neighbourhood."""

from __future__ import annotations

import pandas as pd

from prevent_geo import measures
from prevent_geo.assessment.gather import at_level, spread_zones
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import class_layer, number_text, text_or_blank, zone_names
from prevent_geo.layers.layer import Layer
from prevent_geo.layers.looks import ABOVE, BELOW, FAR_ABOVE, FAR_BELOW, MIDDLE
from prevent_geo.measures import CARDS, Status

_CLASSES = {
    "changed down": FAR_BELOW,
    "falling": BELOW,
    "steady": MIDDLE,
    "rising": ABOVE,
    "changed up": FAR_ABOVE,
}


def trend_signal(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the trend's signals, by neighbourhood: most areas have too few contacts a month for a chart."""
    zones = dataset.areas["neighbourhood_code"]
    table = measures.trend_signal(*at_level(dataset, "neighbourhood"), period=dataset.period)
    result = spread_zones(table, zones)
    facts = pd.DataFrame(
        {
            "Figure of": zone_names(dataset, zones),
            "Contacts a month": number_text(result["value"], decimals=1),
            "Rule": text_or_blank(result["rule"]),
            "Change since": text_or_blank(result["change_month"]),
            "Limits of the chart": text_or_blank(result["limits"]),
        }
    )
    # the map is of signals: a mean without a chart is "too few to say" on it
    status = result["status"].mask(result["signal"] == "too few", Status.TOO_FEW.value)
    result = result.assign(status=status)
    return class_layer(dataset, result, CARDS["trend_signal"], protection, _CLASSES, column="signal", facts=facts)
