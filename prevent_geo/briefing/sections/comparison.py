"""A place next to the rest of what it belongs to, to places like it, and to itself before."""

from __future__ import annotations

import pandas as pd

from prevent_geo.assessment.compare import NEITHER, Comparison, compare_profile
from prevent_geo.briefing.document import Block, Bullets, DataTable, Paragraph, Section
from prevent_geo.briefing.narrative.wording import listed, lower, number_of
from prevent_geo.briefing.sections.phrases import sentence
from prevent_geo.picture import RichPicture

ID, TITLE = "comparison", "Next to other places"
_SIMILAR = "similar places"


def comparison(picture: RichPicture) -> Section:
    """What is higher or lower here than elsewhere, where a test says so, and all figures side by side."""
    found = compare_profile(picture.profile)
    if not found.comparators:
        return Section(ID, TITLE, (Paragraph("There is nothing in the data to compare this place with."),))
    said = [line for name in found.comparators for line in _sentences(found, name)]
    blocks: list[Block] = [Bullets(tuple(said))]
    if "similar" in found.comparators:
        like = "Similar places are those whose size, deprivation and closeness of living are nearest; who lives there "
        blocks.append(Paragraph(f"{like}plays no part: {_names(found.comparators['similar'])}."))
    table = found.table()
    for name, words in found.comparators.items():
        columns = ["Figure", "Value", "95 % limits", words, f"Next to {words}"]
        frame = table.loc[found.results.loc[name].index.intersection(table.index), columns]
        frame.columns = pd.Index(["Figure", "Here", "95 % limits", "There", "What the test says"])
        blocks.append(DataTable(f"Figures next to {_short(name, words)}", frame.reset_index(drop=True), folded=True))
    return Section(ID, TITLE, tuple(blocks))


def _sentences(found: Comparison, comparator: str) -> list[str]:
    results, titles = found.results.loc[comparator], found.here.table()["Figure"]
    where = _short(comparator, found.comparators[comparator])
    said = []
    for verdict in ("higher", "lower"):
        names = results.index[results["verdict"] == verdict]
        if len(names):
            figures = listed([lower(titles[name]) for name in names], most=len(names))
            said.append(f"{verdict.capitalize()} here than {'in ' * (comparator != 'before')}{where}: {figures}.")
    same = int((results["verdict"] == NEITHER).sum())
    if same:
        said.append(
            sentence(f"{number_of(same, 'figure')} {'is' if same == 1 else 'are'} not clearly different from {where}")
        )
    return said or [f"No figure can be tested against {where}."]


def _short(comparator: str, words: str) -> str:
    """The comparator in a sentence, without the list of its places."""
    return {"similar": _SIMILAR, "before": f"the period {words}"}.get(comparator, words)


def _names(words: str) -> str:
    return words.removeprefix(f"{_SIMILAR} (").removesuffix(")")
