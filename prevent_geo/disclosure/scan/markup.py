"""HTML, SVG and XML: text, attributes, comments, scripts, styles and tables."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from prevent_geo.disclosure.scan.encoded import worth_unpacking
from prevent_geo.disclosure.scan.markup_table import PARTS, MarkupTable
from prevent_geo.disclosure.scan.markup_tokens import Attributes, Handler, read_tokens
from prevent_geo.disclosure.scan.part import Part
from prevent_geo.disclosure.scan.piece import Found, Piece

# a number may be split over these and is still read as one
INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark"}
    | {"q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tspan", "u", "var", "wbr"}
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
RAW = {"script": ".js", "style": ".css"}
# elements of a word-processor file (WordprocessingML) by what they are in HTML
WORD = {"w:tbl": "table", "w:tr": "tr", "w:tc": "td", "w:p": "p", "w:r": "span", "w:t": "span"}
TABLE = re.compile(r"<table\b(?:(?!<table\b|</table).)*</table\s*>", re.IGNORECASE | re.DOTALL)


def read_markup(piece: Piece, text: str) -> Found:
    """The text, every attribute, comments, scripts and styles, and the tables.

    Notes
    -----
    Attributes that say no more than their words are given together, by name; one that may hold more is unpacked.
    """
    reader = read_tokens(text, _Reader)
    reader.finish()
    for label, table in reader.tables:
        yield Part(piece.at(label), table=table.frame())
    for name, values in reader.attributes.items():
        yield Part(piece.at(f"attribute {name}"), text="\n".join(values))
    for label, content, name in reader.pieces:
        yield replace(piece.inside(label, content), name=name)
    said = "\n".join(filter(None, map(str.strip, "".join(reader.text).splitlines())))
    if said == text.strip():
        yield Part(piece.at("text"), text=said)
    elif said:
        yield piece.inside("text", said)


def read_tables_in_code(piece: Piece, text: str) -> Found:
    """The tables that a script writes."""
    for place, found in enumerate(TABLE.finditer(text), 1):
        yield piece.inside(f"markup {place}", found[0])


@lru_cache(maxsize=1_000)
def _role(tag: str) -> tuple[str, bool, bool]:
    """What an element is called in HTML, whether it parts two words, and whether it is more than what it encloses."""
    tag = WORD.get(tag, tag)
    return tag, tag not in INLINE, tag in RAW or tag in HEADINGS or tag in ("table", "w:tblheader") or tag in PARTS


class _Reader(Handler):
    """What a document holds, gathered in one pass."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.attributes: dict[str, list[str]] = {}
        self.pieces: list[tuple[str, str, str]] = []
        self.tables: list[tuple[str, MarkupTable]] = []
        self._open: list[MarkupTable] = []
        self._heading = ""
        self._in_heading: list[str] | None = None
        self._raw = ""
        self._raw_text: list[str] = []
        self._count = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        """Keep the attributes; open a table, a heading, a script."""
        tag, parts_words, matters = _role(tag)
        for name, value in attributes:
            if value and worth_unpacking(value):
                self.pieces.append((f"line {self.line()} > {name} of <{tag}>", value, ""))
            elif value:
                self.attributes.setdefault(name, []).append(value)
        if parts_words:
            self.text.append("\n")
        if not matters:
            return
        if tag in RAW:
            self._close_raw()
            label = dict(attributes).get("id")
            self._count += 1
            self._raw = f"{tag} {self._count}" + (f" ({label})" if label else "")
        elif tag in HEADINGS:
            self._in_heading = []
        elif tag == "table":
            self._open.append(MarkupTable(self._heading))
        elif tag == "w:tblheader" and self._open:
            self._open[-1].mark_header()
        elif self._open:
            self._open[-1].start(tag, dict(attributes))

    def end(self, tag: str) -> None:
        """Close what was opened."""
        tag, parts_words, matters = _role(tag)
        if parts_words:
            self.text.append("\n")
        if not matters:
            return
        if tag in RAW:
            self._close_raw()
        elif tag in HEADINGS and self._in_heading is not None:
            self._heading, self._in_heading = " ".join("".join(self._in_heading).split()), None
        elif tag == "table" and self._open:
            self._close_table()
        elif self._open:
            self._open[-1].end(tag)

    def data(self, text: str) -> None:
        """Text, which belongs to the script, the heading or the cell that is open."""
        if self._raw:
            self._raw_text.append(text)
            return
        self.text.append(text)
        if self._in_heading is not None:
            self._in_heading.append(text)
        for table in self._open:
            table.write(text)

    def comment(self, text: str) -> None:
        """A comment is unpacked like anything else."""
        self.pieces.append((f"line {self.line()} > comment", text, ""))

    def declaration(self, text: str) -> None:
        """A document type may hold entities."""
        self.attributes.setdefault("declaration", []).append(text)

    def instruction(self, text: str) -> None:
        """An instruction, such as a link to a style sheet."""
        self.attributes.setdefault("instruction", []).append(text)

    def finish(self) -> None:
        """Close what the document left open."""
        self._close_raw()
        while self._open:
            self._close_table()

    def _close_raw(self) -> None:
        """Keep a script or a style."""
        content = "".join(self._raw_text)
        if self._raw and content.strip():
            self.pieces.append((self._raw, content, RAW[self._raw.split()[0]]))
        self._raw, self._raw_text = "", []

    def _close_table(self) -> None:
        """Keep a table, with what stands above it."""
        table = self._open.pop()
        if table.rows:
            self.tables.append((table.label(len(self.tables) + 1), table))
