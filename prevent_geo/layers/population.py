"""Residents of each area."""

from __future__ import annotations

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import area_layer, given_values
from prevent_geo.layers.layer import Layer
from prevent_geo.measures import MethodCard

CARD = MethodCard(
    id="population",
    group="place",
    title="Residents",
    question="How many people live there?",
    unit="people",
    formula="as given",
    method="As given in the areas table; five classes of about equal numbers of areas",
    reference="The source named in the dataset",
    assumptions="The estimate still holds in the period",
    caveat="Large areas look important and may hold few people; people who work or study there are not counted",
    # published population estimates are public statistics, not counts made here
)


def population(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of residents."""
    result = given_values(dataset.areas["population"].astype("float64"))
    return area_layer(dataset, result, CARD, protection, decimals=0)
