"""The tokens of HTML, SVG and XML: fast where they are written in full, as programs do, else as a browser guesses."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from typing import TypeVar

Attributes = Sequence[tuple[str, str | None]]
NONE: Attributes = ()

# scripts and styles are code: a sign of less in them opens no tag
RAW = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style")}
# in a tag of names and quoted values, parted by blanks, nothing is left to guess
ATTRIBUTE = re.compile(r"""\s++([^\s"'>/=<]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'))?+""")
TOKEN = re.compile(
    r"""
    <([A-Za-z][\w:.-]*+)((?:\s++[^\s"'>/=<]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'))?+)*+)\s*+(/?)>
    |</([A-Za-z][\w:.-]*+)\s*+>
    |<!--(?!-?>)((?:(?!--).)*+)-->
    |<!([A-Za-z][^<>\[\]]*+)>
    |<\?([^<>]*+)>
    """,
    re.DOTALL | re.VERBOSE,
)
# the last group of each kind of token
START, END, COMMENT, DECLARATION, INSTRUCTION = range(3, 8)


class Handler(ABC):
    """What is told the tokens of a document in their order; `line` gives the line of the one that is told."""

    line: Callable[[], int]

    @abstractmethod
    def start(self, tag: str, attributes: Attributes) -> None:
        """A tag that opens."""

    @abstractmethod
    def end(self, tag: str) -> None:
        """A tag that closes."""

    @abstractmethod
    def data(self, text: str) -> None:
        """Text, or the content of a script or style."""

    @abstractmethod
    def comment(self, text: str) -> None:
        """A comment."""

    @abstractmethod
    def declaration(self, text: str) -> None:
        """A document type."""

    @abstractmethod
    def instruction(self, text: str) -> None:
        """An instruction, such as a link to a style sheet."""


Told = TypeVar("Told", bound=Handler)


def read_tokens(text: str, make: Callable[[], Told]) -> Told:
    """What a handler made of the tokens of a document."""
    handler = make()
    if _tell(text, handler):
        return handler
    handler = make()
    tolerant = _Tolerant(handler)
    tolerant.feed(text)
    tolerant.close()
    return handler


def _tell(text: str, handler: Handler) -> bool:
    """Tell a handler all tokens, and say whether each of them was written in full; if not, it was told too little."""
    lines = _Lines(text)
    handler.line = lines.number
    place = 0
    while (at := text.find("<", place)) >= 0:
        if at > place:
            handler.data(_read(text[place:at]))
        token = TOKEN.match(text, at)
        if token is None:
            return False
        lines.place, place = at, token.end()
        kind = token.lastindex
        if kind == START:
            tag, attributes, empty = token.group(1, 2, 3)
            tag = tag.lower()
            handler.start(tag, _attributes(attributes) if attributes else NONE)
            if empty:
                handler.end(tag)
            elif tag in RAW:
                closing = RAW[tag].search(text, place)
                if closing is None:
                    return False
                if closing.start() > place:
                    handler.data(text[place : closing.start()])
                handler.end(tag)
                place = closing.end()
        elif kind == END:
            handler.end(token[END].lower())
        elif kind == COMMENT:
            handler.comment(token[COMMENT])
        elif kind == DECLARATION:
            handler.declaration(token[DECLARATION])
        else:
            handler.instruction(token[INSTRUCTION])
    if place < len(text):
        handler.data(_read(text[place:]))
    return True


def _attributes(text: str) -> Attributes:
    # documents say a few things about very many elements
    return _few(text) if len(text) < 100 else _split(text)


def _split(text: str) -> Attributes:
    return tuple((name.lower(), _read(double or single)) for name, double, single in ATTRIBUTE.findall(text))


_few = lru_cache(maxsize=10_000)(_split)


def _read(text: str) -> str:
    """A text with its marks read."""
    return unescape(text) if "&" in text else text


class _Lines:
    """Numbers of lines, counted on from the last that was asked for."""

    def __init__(self, text: str) -> None:
        self.place = 0
        self._text, self._counted, self._number = text, 0, 1

    def number(self) -> int:
        """The line of `place`."""
        self._number += self._text.count("\n", self._counted, self.place)
        self._counted = self.place
        return self._number


class _Tolerant(HTMLParser):
    """Tells a handler what a browser would make of a document."""

    def __init__(self, handler: Handler) -> None:
        super().__init__(convert_charrefs=True)
        self._handler = handler
        handler.line = lambda: self.getpos()[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._handler.start(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._handler.end(tag)

    def handle_data(self, data: str) -> None:
        self._handler.data(data)

    def handle_comment(self, data: str) -> None:
        self._handler.comment(data)

    def handle_decl(self, decl: str) -> None:
        self._handler.declaration(decl)

    def handle_pi(self, data: str) -> None:
        self._handler.instruction(data)

    def unknown_decl(self, data: str) -> None:
        # character data of XML is text
        self._handler.data(data.removeprefix("CDATA["))
