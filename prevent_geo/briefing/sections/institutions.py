"""Institutions: how many have agreement, training and liaison in place, by sector."""

from __future__ import annotations

import pandas as pd

from prevent_geo.briefing.document import DataTable, Paragraph, Section
from prevent_geo.briefing.narrative import institutions as say
from prevent_geo.briefing.sections.common import nothing
from prevent_geo.maps.notes import READERS
from prevent_geo.picture import RichPicture

ID, TITLE = "institutions", "Institutions"


def institutions(picture: RichPicture) -> Section:
    """The share that is ready with its limits, and each sector; counts alone, as sectors are small."""
    table = say.support_by_sector(picture)
    if not len(table):
        return Section(ID, TITLE, (nothing("No institution, such as a school or a college, is listed here."),))
    sentence = Paragraph(say.institutions_sentence(picture))
    if picture.audience not in READERS:
        # a sector may be a single institution
        return Section(ID, TITLE, (sentence,))
    return Section(ID, TITLE, (sentence, _by_sector(picture, table)))


def _by_sector(picture: RichPicture, table: pd.DataFrame) -> DataTable:
    whole = table.loc[say.ALL_THREE]
    frame = pd.DataFrame({"Sector": [picture.dataset.label("sectors", str(code)) for code in whole.index]})
    frame["Institutions"] = [f"{n:,}" for n in whole["n"]]
    for component, title in say.COMPONENTS.items():
        part = table.loc[component]
        pairs = zip(part["numerator"], part["denominator"], strict=True)
        frame[title] = [f"{ready:,.0f} of {known:,.0f}" if known > 0 else "Not known" for ready, known in pairs]
    caption = "Institutions by sector: how many meet each part of readiness, of those of which it is known"
    return DataTable(caption, frame)
