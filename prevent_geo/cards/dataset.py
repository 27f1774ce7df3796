"""The card of a dataset: where it lies, how many rows each table has, what it is and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from prevent_geo.cards.card import card_html
from prevent_geo.cards.figures import outline
from prevent_geo.errors import counted


def dataset_card(data: Any, row_of: Mapping[str, str]) -> str:
    """The card of a Dataset, whose room lies above this one; `row_of` says of each table what a row is.

    It counts rows and never what is in them.
    """
    about, report = data.about, data.report
    places = f"{counted(len(data.areas), 'area')} and {counted(len(data.partners), 'site')} of partners"
    rows = [(name, f"{len(getattr(data, name)):,}", row) for name, row in row_of.items()]
    return card_html(
        about.title,
        about=f"{about.marking}. Contacts of {data.period}.",
        figure=outline(data.areas.geometry, f"Map of {places}.", sites=data.partners.geometry),
        facts={
            "Source": about.source,
            "Licence": about.licence,
            "Vintage": about.vintage,
            "On reading": f"{counted(len(report.warnings), 'warning')}, {counted(len(report.notes), 'note')}",
        },
        table=pd.DataFrame(rows, columns=["Table", "Rows", "A row is"]),
        caption="Its tables",
        next_steps={
            "data.report": "lists what was found on reading",
            'data.place["': "and Tab offers its places",
            "prevent_geo.rich_picture(data)": "draws it",
        },
    )
