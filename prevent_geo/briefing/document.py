"""Briefing: one document model from which HTML, PDF, a word-processor file and a workbook are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from prevent_geo.dataset import About
from prevent_geo.drawing import WordedFigure
from prevent_geo.errors import counted
from prevent_geo.period import Period
from prevent_geo.place import Place


@dataclass(frozen=True)
class Paragraph:
    """A sentence or more of plain text."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class DataTable:
    """A table with its caption; the cells are text, its first column says what a row is about.

    A `folded` one is shown on demand where that can be done, and stands in the workbook where it cannot.
    """

    caption: str
    frame: pd.DataFrame
    folded: bool = False


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure with a title that says what it shows, a caption, its alternative text and the table of what it shows."""

    figure: WordedFigure
    title: str
    caption: str
    table: DataTable

    def __post_init__(self) -> None:
        """Refuse a picture without words."""
        if not (self.figure.alt_text and self.title and self.caption):
            raise ValueError("a picture needs alternative text, a title and a caption")


Block = Paragraph | Bullets | DataTable | Picture


@dataclass(frozen=True, eq=False)
class Section:
    """A heading and what stands under it; a section with nothing to say says so in a line."""

    id: str
    title: str
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        """Refuse a section that says nothing."""
        if not self.blocks:
            raise ValueError(f"section '{self.id}' says nothing; say in a line that there is nothing to say")


@dataclass(frozen=True, eq=False)
class Earlier:
    """The facts of an earlier briefing of the same place, and its period; or the reason why there are none."""

    facts: pd.DataFrame
    period: Period | None = None
    reason: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Briefing:
    """A whole briefing: what it is about, for whom, and its sections.

    `kind` is what it is called ("Area briefing"); `facts` are the figures that the next briefing of the place is
    compared with, kept in the manifest: no counts of persons. `earlier` is what this one was compared with.
    """

    kind: str
    title: str
    subtitle: str
    about: About
    audience: str
    place: Place
    period: Period
    sections: tuple[Section, ...]
    facts: pd.DataFrame
    earlier: Earlier | None = None

    def tables(self) -> Iterator[tuple[Section, DataTable]]:
        """Every table with its section, those of the pictures included, in order."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, DataTable | Picture):
                    yield section, block.table if isinstance(block, Picture) else block

    def text(self) -> str:
        """The words alone: headings, paragraphs, bullets, titles, captions."""
        lines = [self.title, self.subtitle]
        for section in self.sections:
            lines.append(section.title)
            for block in section.blocks:
                lines += [block.text] if isinstance(block, Paragraph) else []
                lines += list(block.items) if isinstance(block, Bullets) else []
                lines += [block.caption] if isinstance(block, DataTable) else []
                lines += [block.title, block.caption] if isinstance(block, Picture) else []
        return "\n".join(lines)

    def __repr__(self) -> str:
        """Say what it is in a line."""
        held = f"{counted(len(self.sections), 'section')}, {counted(len(list(self.tables())), 'table')}"
        return f"<Briefing '{self.title}': {held}, for {self.audience}>"

    def _repr_html_(self) -> str:
        from prevent_geo.briefing.html import briefing_fragment
        from prevent_geo.cards import card_html

        blocks = [block for section in self.sections for block in section.blocks]
        rows = [(section.title, _held(section)) for section in self.sections]
        card = card_html(
            self.title,
            about=f"{self.about.marking}. {self.subtitle}",
            figure=next((block.figure for block in blocks if isinstance(block, Picture)), None),
            table=pd.DataFrame(rows, columns=["Section", "Holds"]),
            caption="Its sections",
            next_steps={"prevent_geo.write_release(picture, briefing, folder)": "writes it"},
        )
        return f"{card}<details><summary>Read the whole briefing</summary>{briefing_fragment(self)}</details>"


def _held(section: Section) -> str:
    """How many of what there is in a section."""
    nouns = {Paragraph: "paragraph", Bullets: "list", DataTable: "table", Picture: "picture"}
    counts = {noun: sum(isinstance(block, kind) for block in section.blocks) for kind, noun in nouns.items()}
    return ", ".join(counted(count, noun) for noun, count in counts.items() if count)
