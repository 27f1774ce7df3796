"""How many strands have nothing recorded in each area."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from prevent_geo.assessment.gather import RESULTS, strands_of
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import area_layer, given_values, strand_names
from prevent_geo.layers.layer import Layer, Style
from prevent_geo.measures import CARDS, Status

_STYLE = Style.from_breaks((0, 1, 2, 4), ("0", "1", "2", "3 to 4", "5 or more"))


def delivery(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the strands without a contact."""
    table = RESULTS["delivery"](dataset)
    counts = table["numerator"].unstack("strand").reindex(index=dataset.areas.index, columns=strands_of(dataset))
    states = table["status"].unstack("strand").reindex(index=dataset.areas.index, columns=strands_of(dataset))
    known = states.isin([Status.VALUE, Status.NONE_RECORDED]).all(axis=1)
    result = given_values((counts == 0).sum(axis=1).where(known).astype("float64"))
    # no area of which it is not known has one reason for one strand and another for the next
    result["status"] = result["status"].where(known, states.iloc[:, 0])
    names = strand_names(dataset)
    missing = [
        "; ".join(names[str(code)] for code in counts if row[code] == 0) if sure else ""
        for row, sure in zip(counts.to_dict("records"), known, strict=True)
    ]
    facts = pd.DataFrame({"Strands with nothing recorded": missing}, index=result.index)
    layer = area_layer(dataset, result, CARDS["delivery"], protection, style=_STYLE, facts=facts, decimals=0)
    return replace(layer, unit="strands with nothing recorded")
