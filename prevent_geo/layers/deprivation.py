"""Deprivation decile of each area."""

from __future__ import annotations

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import area_layer, given_values
from prevent_geo.layers.layer import SEQUENTIAL, Layer, Style
from prevent_geo.measures import MethodCard

CARD = MethodCard(
    id="deprivation",
    group="place",
    title="Deprivation",
    question="How deprived is the area, next to all areas of the country?",
    unit="decile, 1 = most deprived",
    formula="as given",
    method="Decile as given in the areas table, two to a class",
    reference="The source named in the dataset (for England, the Indices of Deprivation)",
    assumptions="The index still holds in the period",
    caveat="It ranks areas, not people: most people in a deprived area are not deprived, and it does not show risk",
)
_STYLE = Style.from_breaks(
    (2, 4, 6, 8),
    ("1 to 2 (most deprived fifth)", "3 to 4", "5 to 6", "7 to 8", "9 to 10 (least deprived fifth)"),
    colours=SEQUENTIAL[::-1],
)


def deprivation(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of deprivation deciles."""
    result = given_values(dataset.areas["deprivation_decile"].astype("float64"))
    return area_layer(dataset, result, CARD, protection, style=_STYLE, decimals=0)
