"""How many themes each neighbourhood raises more than the rest of its district, and which."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from prevent_geo import measures
from prevent_geo.assessment.gather import at_level
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import area_layer, given_values, percent_text, text_or_blank, zone_names
from prevent_geo.layers.layer import Layer, Style
from prevent_geo.measures import CARDS, Status

_STYLE = Style.from_breaks((0, 1, 2), ("None", "1 theme", "2 themes", "3 or more themes"))


def themes(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the themes that a neighbourhood raises clearly more often than the rest of its district."""
    zones = dataset.areas["neighbourhood_code"]
    table = measures.themes(*at_level(dataset, "neighbourhood"))
    table["more"] = table["verdict"] == "raised more"
    by_place = table.groupby(level="area_code", observed=True)
    # what was raised by nobody is a true zero; it says as much of the place as what was raised
    counted = table["status"].isin([Status.VALUE, Status.NONE_RECORDED])
    known = counted.groupby(level="area_code", observed=True).any()
    result = given_values(zones.map(by_place["more"].sum().where(known)).astype("float64"))
    reasons = zones.map(by_place["status"].first().where(~known)).astype("object")
    result["status"] = result["status"].mask(reasons.notna(), reasons)
    facts = pd.DataFrame({"Figure of": zone_names(dataset, zones), "Raised more": _listed(dataset, table, zones)})
    layer = area_layer(dataset, result, CARDS["themes"], protection, style=_STYLE, facts=facts, decimals=0)
    return replace(layer, unit="themes raised more than in the rest of the district")


def _listed(dataset: Dataset, table: pd.DataFrame, zones: pd.Series) -> pd.Series:
    """The themes that each area's neighbourhood raises more, with their shares."""
    rows = table[table["more"]].reset_index()
    labels = rows["theme"].astype("str").map(lambda code: dataset.label("themes", code))
    shares = labels + " (" + percent_text(rows["value"]) + ")"
    return text_or_blank(zones.map(shares.groupby(rows["area_code"].astype("str")).agg("; ".join).to_dict()))
