"""Blocks that several sections are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from prevent_geo.briefing.document import Block, DataTable, Paragraph, Picture
from prevent_geo.briefing.narrative.wording import PUBLIC
from prevent_geo.layers import Layer
from prevent_geo.layers.build import sentence_case
from prevent_geo.maps.words import NOUNS, headline
from prevent_geo.picture import RichPicture

if TYPE_CHECKING:
    from prevent_geo.charts import Chart


def nothing(text: str) -> Paragraph:
    """The line of a section, or of a part of one, that has nothing to say."""
    return Paragraph(text)


def layer_blocks(picture: RichPicture, layer_id: str) -> list[Block]:
    """The map of a layer with the number of units in each class, and the folded table of all its units.

    A layer that the dataset has no tables for, or that is not for the audience, has no blocks.
    """
    if layer_id not in picture.layers:
        return []
    layer = picture.layers[layer_id]
    if not len(layer.values):
        return [nothing(f"{layer.title}: there is nothing to show here.")]
    from prevent_geo.maps.static import draw_map

    # its title, caption and source stand around it
    figure = draw_map(picture.scene, layer, width=7.2, height=4.6, words=False)
    picture_block = Picture(figure, headline(picture.scene, layer), _caption(picture, layer), class_counts(layer))
    return [picture_block, all_units(layer)]


def class_counts(layer: Layer) -> DataTable:
    """Number of units in each class of a layer: the table beside its map."""
    noun = NOUNS[layer.kind]
    rows = [(entry.label, f"{count:,}") for entry, count in layer.legend()]
    caption = f"{layer.title} ({layer.unit}): number of {noun} in each class"
    return DataTable(caption, pd.DataFrame(rows, columns=["Class", f"Number of {noun}"]))


def all_units(layer: Layer) -> DataTable:
    """Every unit of a layer, folded."""
    return DataTable(f"{layer.title}: all {NOUNS[layer.kind]}", layer.table().reset_index(drop=True), folded=True)


def chart_blocks(picture: RichPicture, chart_id: str) -> list[Block]:
    """A chart with its table; a line where there is nothing to draw."""
    # matplotlib is heavy
    from prevent_geo.charts import CHARTS

    chart = CHARTS[chart_id](picture.profile)
    if chart is None:
        return [nothing(f"There is too little to draw a chart of {CHART_SUBJECTS[chart_id]}.")]
    return [Picture(chart.figure, chart.title, _caption(picture, chart), DataTable(chart.title, chart.table))]


def _caption(picture: RichPicture, shown: Layer | Chart) -> str:
    """The question with the caveat, which the public finds under methods."""
    caveat = "" if picture.audience == PUBLIC else f" {sentence_case(shown.caveat).rstrip('.')}."
    return shown.question + caveat


# what is not there where a chart cannot be drawn
CHART_SUBJECTS = {
    "funnel": "the areas next to the limits of chance",
    "xmr": "contacts month by month",
    "themes": "themes",
    "trust": "trust",
    "network": "how partners work together",
    "spine": "the scorecard",
}
