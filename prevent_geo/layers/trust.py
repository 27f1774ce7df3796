"""Mean answer to the trust question; persons, so small counts are withheld."""

from __future__ import annotations

import pandas as pd

from prevent_geo.assessment.gather import RESULTS
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection, release
from prevent_geo.layers.build import count_text, released_layer
from prevent_geo.layers.layer import Layer
from prevent_geo.measures import CARDS


def trust(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of trust."""
    released = release(RESULTS["trust"](dataset), CARDS["trust"], protection)
    # facts are made from what was released, never from the result
    facts = pd.DataFrame({"Answers": count_text(released.table["denominator"])})
    return released_layer(dataset, released, style=None, facts=facts, decimals=1)
