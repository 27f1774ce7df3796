"""Briefing: a document model; HTML (and later PDF) are written from it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from prevent_geo.dataset import About
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
    """A table with its caption; `folded` ones are shown on demand. The cells are text."""

    caption: str
    frame: pd.DataFrame
    folded: bool = False


@dataclass(frozen=True, eq=False)
class Picture:
    """A PNG with its alternative text and caption; it cannot be made without them."""

    png: bytes = field(repr=False)
    alt_text: str
    caption: str

    def __post_init__(self) -> None:
        """Refuse a picture without words."""
        if not self.alt_text or not self.caption:
            raise ValueError("a picture needs alternative text and a caption")


Block = Paragraph | Bullets | DataTable | Picture


@dataclass(frozen=True, eq=False)
class Section:
    """A heading and what stands under it; a section with nothing to say says so in a line."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, eq=False)
class Briefing:
    """A whole briefing: what it is about, for whom, and its sections."""

    title: str
    subtitle: str
    about: About
    audience: str
    place: Place
    period: Period
    sections: tuple[Section, ...]

    def text(self) -> str:
        """The words alone: headings, paragraphs, bullets, captions."""
        lines = [self.title, self.subtitle]
        for section in self.sections:
            lines.append(section.title)
            for block in section.blocks:
                lines += [block.text] if isinstance(block, Paragraph) else []
                lines += list(block.items) if isinstance(block, Bullets) else []
                lines += [block.caption] if isinstance(block, DataTable | Picture) else []
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from prevent_geo.briefing.html import briefing_fragment

        return briefing_fragment(self)
