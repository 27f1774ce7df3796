"""Lettering: how wide a text is in the font of our figures, and how it is broken into lines."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.ft2font import FT2Font, LoadFlags

from prevent_geo.typesetting import settable

MORE = "…"
_LINE_HEIGHT = 1.22
# screens set letters on whole pixels, which makes a line up to this much wider than in print
_ON_SCREEN = 1.027


def plain(text: str) -> str:
    r"""A text on one line, without characters that a document may not hold.

    >>> plain("Over\nthe \x07hill \ue000")
    'Over the hill'
    """
    spaced = "".join(" " if letter.isspace() else letter for letter in text)
    return re.sub(r"\s+", " ", settable(spaced)).strip()


def drawable(text: str) -> str:
    r"""The same with a box in place of each character that the font has not, or that is not printed.

    >>> drawable("Café 漢 \u202e<b>")
    'Café □ □<b>'
    """
    font = _font(False)
    return "".join(
        letter if letter.isprintable() and font.get_char_index(ord(letter)) else "□" for letter in plain(text)
    )


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text in points.

    >>> round(text_width("Contacts", 10), 1)
    45.3
    """
    return sum(_advance(letter, bold) for letter in text) * size * _ON_SCREEN


def line_height(size: float) -> float:
    """From one line to the next, in points."""
    return _LINE_HEIGHT * size


@lru_cache(maxsize=2048)
def wrap(text: str, width: float, size: float, *, bold: bool = False, most: int = 99) -> tuple[str, ...]:
    """Break a text into lines of a width in points, a word longer than a line inside it; the last ends in … if cut.

    >>> wrap("Withheld (protects small counts)", 60, 8)
    ('Withheld', '(protects', 'small counts)')
    >>> wrap("Clarrowbridge", 40, 8, most=1)
    ('Clarrow…',)
    """
    lines: list[str] = []
    for word in drawable(text).split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, bold=bold) <= width:
            lines[-1] = joined
            continue
        *full, rest = _pieces(word, width, size, bold)
        lines += [*full, rest]
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and text_width(last + MORE, size, bold=bold) > width:
        last = last[:-1]
    return (*lines[: most - 1], last.rstrip(" ,;:") + MORE)


def fitted(
    text: str, width: float, size: float, *, least: float, most: int, bold: bool = False
) -> tuple[tuple[str, ...], float]:
    """Lines of a text and their size: set smaller, down to `least`, before it is cut."""
    while size > least and len(wrap(text, width, size, bold=bold)) > most:
        size = max(least, size - 0.5)
    return wrap(text, width, size, bold=bold, most=most), size


def _pieces(word: str, width: float, size: float, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size, bold=bold) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


@cache
def _font(bold: bool) -> FT2Font:
    """A face of our own to measure with: those that matplotlib draws with change their size."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    font = FT2Font(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / name))
    font.set_size(100, 72)
    return font


@cache
def _advance(letter: str, bold: bool) -> float:
    glyph = _font(bold).load_char(ord(letter), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / 100
