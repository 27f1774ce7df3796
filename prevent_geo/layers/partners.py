"""Partner sites by sector, as points."""

from __future__ import annotations

import pandas as pd

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection, release
from prevent_geo.layers.build import given_values
from prevent_geo.layers.layer import Entry, Layer, Style
from prevent_geo.measures import MethodCard

CARD = MethodCard(
    id="partners",
    group="partners",
    title="Partner sites",
    question="Which organisations are here, and of what kind?",
    unit="sector",
    formula="as given",
    method="Each site as given in the partners table; a polygon is shown by a point inside it",
    reference="The source named in the dataset",
    assumptions="The list is complete and up to date",
    caveat="A dot is a site, not an offer: it says nothing of opening hours, capacity or whether people come",
)
# each dark enough for a white mark (4.5 : 1); the mark tells sectors apart, not the colour
_COLOURS = (
    "#12436d", "#1c7c74", "#801650", "#b84300", "#3d3d3d", "#6f4fa8", "#882255", "#117733",
    "#332288", "#20776a", "#6b6b12", "#a8394e", "#8a3379", "#3a6ea5", "#661100",
)  # fmt: skip


def partners(dataset: Dataset, protection: Protection) -> Layer:
    """Layer of the partners' sites."""
    sites, sectors = dataset.partners, dataset.code_lists["sectors"]
    entries = tuple(
        Entry(code, label, _COLOURS[i % len(_COLOURS)], mark=sectors.marks.get(code, label[:2]))
        for i, (code, label) in enumerate(sectors.labels.items())
    )
    where = sites["area_code"].map(dataset.areas["area_name"]).astype("str").fillna("outside every area")
    agreement = sites["agreement"].map(lambda code: dataset.label("agreements", code), na_action="ignore").astype("str")
    liaison = sites["liaison"].map({True: "Yes", False: "No"}).astype("str")
    facts = pd.DataFrame(
        {"Area": where, "Agreement": agreement.fillna("Missing"), "Named liaison": liaison.fillna("Missing")}
    )
    return Layer(
        id=CARD.id,
        group=CARD.group.capitalize(),
        title=CARD.title,
        question=CARD.question,
        unit=CARD.unit,
        method=CARD.method,
        caveat=CARD.caveat,
        values=release(given_values(sites["sector"]), CARD, protection),
        style=Style(entries, categories=tuple(sectors.labels)),
        names=sites["partner_name"],
        facts=facts,
        kind="points",
    )
