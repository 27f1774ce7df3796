"""From a measure's result to a Layer: the step that all layers share."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Policy, release
from prevent_geo.layers.layer import Layer, Style
from prevent_geo.measures import MethodCard, Status


def area_layer(
    dataset: Dataset,
    result: pd.DataFrame,
    card: MethodCard,
    policy: Policy,
    *,
    group: Literal["Place", "Reach", "Partners"],
    style: Style | None = None,
    facts: pd.DataFrame | None = None,
    decimals: int = 1,
) -> Layer:
    """A layer of areas; without a style, classes are drawn from the released values that are not zero."""
    released = release(result, card, policy)
    shown = released.table
    values = shown["value"].where(shown["status"] == Status.VALUE)
    return Layer(
        id=card.id,
        group=group,
        title=card.title,
        question=card.question,
        unit=card.unit,
        method=card.method,
        caveat=card.caveat,
        values=released,
        style=style or Style.from_values(values, decimals=decimals),
        names=dataset.areas["area_name"],
        facts=pd.DataFrame(index=result.index) if facts is None else facts,
        decimals=decimals,
    )


def given_values(values: pd.Series) -> pd.DataFrame:
    """A column of a table in the shape of a measure's result: what is given, else missing."""
    nothing = float("nan")
    status = pd.Series(Status.VALUE, index=values.index).where(values.notna(), Status.MISSING)
    return pd.DataFrame(
        {
            "value": values,
            "lower": nothing,
            "upper": nothing,
            "numerator": nothing,
            "denominator": nothing,
            "n": values.notna().astype("int64"),
            "method": "as given",
            "status": status.astype("str"),
        }
    )


def count_text(counts: pd.Series) -> pd.Series:
    """Whole numbers for people; missing stays empty."""
    return counts.astype("float64").map(lambda count: f"{count:,.0f}", na_action="ignore").astype("str").fillna("")
