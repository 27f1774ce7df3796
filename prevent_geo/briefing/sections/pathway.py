"""The support pathway: how many people reached each stage; counts of persons, as disclosure control leaves them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from prevent_geo.briefing.document import Block, Bullets, DataTable, Paragraph, Section
from prevent_geo.briefing.narrative import number_of
from prevent_geo.briefing.sections.phrases import below_district, sentence, share_cells, share_text
from prevent_geo.disclosure import Released
from prevent_geo.layers.build import sentence_case
from prevent_geo.measures import Status
from prevent_geo.picture import RichPicture

ID, TITLE = "pathway", "Support pathway"
_FIGURE = "pathway_support"


def pathway(picture: RichPicture) -> Section:
    """People at each stage of the support pathway by quarter, and its share of the stage before."""
    if reason := below_district(picture, "Counts of the support pathway are"):
        return Section(ID, TITLE, (Paragraph(reason),))
    if "pathway" not in picture.profile:
        return Section(ID, TITLE, (Paragraph("No counts of the support pathway were given."),))
    persons, shares = picture.profile["pathway_throughput"], picture.profile["pathway"]
    if not len(persons):
        words = f"No counts of the support pathway were given for a whole quarter of {picture.period}."
        return Section(ID, TITLE, (Paragraph(words),))
    blocks: list[Block] = [Bullets(tuple(_sentences(picture, persons))), _by_stage(picture, persons)]
    blocks += [_by_district(picture, shares)] if len(shares) else []
    return Section(ID, TITLE, tuple(blocks))


def _sentences(picture: RichPicture, persons: Released) -> list[str]:
    figures, marker = picture.profile.figures, picture.policy.marker
    row: Any = figures.loc[_FIGURE]
    if row["status"] == Status.SUPPRESSED:
        said = [f"What share of the people discussed by the panel was given support is withheld ({marker})."]
    elif pd.isna(row["value"]):
        said = ["There is no share of people supported: not every count that it needs was given."]
    else:
        of = f"{row['numerator']:,.0f} of {row['denominator']:,.0f}"
        said = [
            f"Of the people discussed by the panel, {of} were given support: {share_text(picture, figures, _FIGURE)}."
        ]
    if persons.withheld:
        verb = "is" if persons.withheld == 1 else "are"
        counts = f"{persons.withheld:,} of {number_of(len(persons), 'count')} {verb} withheld, shown as {marker}"
        said += [f"{counts}, so that nobody can be picked out."]
    silent = int((persons.table["status"] == Status.NOT_REPORTED).sum())
    if silent:
        said += [
            sentence(f"{number_of(silent, 'count')} {'was' if silent == 1 else 'were'} not reported, which is not none")
        ]
    return [*said, "A low share may be good judgement: the panel may rightly find that no support is needed."]


def _by_stage(picture: RichPicture, persons: Released) -> DataTable:
    table = persons.table
    cells = pd.Series(_counts(table["numerator"], table["status"], picture.policy.marker), index=table.index)
    wide = cells.unstack("quarter")
    order = [stage for stage in picture.dataset.code_lists["stages"].labels if stage in wide.index]
    frame = wide.loc[[*order, *wide.index.difference(order)]]
    frame.insert(0, "Stage", [picture.dataset.label("stages", str(stage)) for stage in frame.index])
    caption = "People who reached each stage of the support pathway, by quarter (persons)"
    return DataTable(caption, frame.reset_index(drop=True).rename_axis(columns=None))


def _by_district(picture: RichPicture, shares: Released) -> DataTable:
    # without counts: those of a share that is withheld are, though the table above may show them
    table, data = shares.table, picture.dataset
    districts, quarters, stages = (table.index.get_level_values(level) for level in range(3))
    names = data.areas.drop_duplicates("district_code").set_index("district_code")["district_name"].to_dict()
    marker = picture.policy.marker
    frame = pd.DataFrame(
        {
            "District": [str(names.get(code) or ("All" if code == "all" else code)) for code in districts],
            "Quarter": quarters.astype("str"),
            "Stage": [data.label("stages", str(stage)) for stage in stages],
            "Share of the stage before (95 % limits)": [
                cell or (marker if status == Status.SUPPRESSED else _why_none(method, status))
                for cell, method, status in zip(share_cells(table), table["method"], table["status"], strict=True)
            ],
        }
    )
    return DataTable("Share of the people at each stage of those at the stage before", frame, folded=True)


def _why_none(method: str, status: str) -> str:
    """Why there is no share: "First stage", "Not reported"."""
    return sentence_case(status if method == "none" else method.partition(";")[0])


def _counts(persons: pd.Series, statuses: pd.Series, marker: str) -> list[str]:
    """Counts as people read them: what is withheld has no number here to begin with."""
    pairs = zip(persons, statuses, strict=True)
    return [
        marker if status == Status.SUPPRESSED else "Not reported" if pd.isna(count) else f"{count:,.0f}"
        for count, status in pairs
    ]
