"""How trust changed in each neighbourhood; persons, so small counts are withheld."""

from __future__ import annotations

from prevent_geo.assessment.gather import RESULTS
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Policy
from prevent_geo.layers.build import zone_layer
from prevent_geo.layers.layer import Layer, Style
from prevent_geo.measures import CARDS

_STYLE = Style.from_breaks(
    (-0.5, -0.2, 0.2, 0.5),
    ("Fell by 0.5 or more", "Fell by 0.2 to 0.5", "Within 0.2", "Rose by 0.2 to 0.5", "Rose by more than 0.5"),
)


def trust_change(dataset: Dataset, policy: Policy) -> Layer:
    """Layer of the change of the mean answer since the period before."""
    result, zones = RESULTS["trust_change"](dataset), dataset.areas["neighbourhood_code"]
    return zone_layer(dataset, result, zones, CARDS["trust_change"], policy, style=_STYLE, decimals=1)
