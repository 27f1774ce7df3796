"""What a text holds in another coding: data URIs, base64, hexadecimal, percent signs, entities, escapes."""

from __future__ import annotations

import binascii
import html
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote, unquote_to_bytes

from prevent_geo.disclosure.scan.piece import Found, Piece

SHORTEST = 64
DATA_URI = re.compile(r"data:[\w.+/-]*(?P<options>(?:;[\w.+*=\"-]+)*),(?P<content>[^\s\"'<>()\\]*)", re.IGNORECASE)
LETTERS = "[A-Za-z0-9+/_-]"
# lines of 64 and more letters, as mail and notebooks break them, and a shorter last one
BREAK = r"(?:\r?\n|\\n)[ \t]*"
BASE64 = re.compile(f"{LETTERS}{{{SHORTEST},}}(?:{BREAK}{LETTERS}{{{SHORTEST},}})*(?:{BREAK}{LETTERS}+)?={{0,2}}")
HEXADECIMAL = re.compile("(?:[0-9A-Fa-f]{2})+")
PERCENT = re.compile("%[0-9A-Fa-f]{2}")
ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]+);")
ESCAPE = re.compile(r"\\(?:u\{(?P<braced>[0-9A-Fa-f]{1,6})\}|u(?P<four>[0-9A-Fa-f]{4})|x(?P<two>[0-9A-Fa-f]{2}))")
WORTH = re.compile(
    r"\A\s*[{\[][\s\S]{6}|data:|<[A-Za-z/!?]|\n|"
    + f"{LETTERS}{{{SHORTEST},}}|"
    + "|".join(x.pattern for x in (PERCENT, ENTITY))
    # an escape without its groups
    + r"|\\[ux][0-9A-Fa-f{]"
)


def worth_unpacking(text: str) -> bool:
    """Whether a cell, an attribute or a string may hold more than what it says.

    >>> worth_unpacking("Moor 001: 23 of 40"), worth_unpacking("kanari%2D7")
    (False, True)
    """
    # short ones come again and again
    return _short_is_worth_it(text) if len(text) < SHORTEST else WORTH.search(text) is not None


@lru_cache(maxsize=20_000)
def _short_is_worth_it(text: str) -> bool:
    return WORTH.search(text) is not None


def read_encoded(piece: Piece, text: str) -> Found:
    """The pieces that a text holds in another coding.

    Notes
    -----
    A mark such as "&#43;" or "%2B" may stand for a letter of base64, so marks are read first; the text without them is
    then searched in its turn.
    """
    plain = _without_marks(text)
    if plain != text:
        yield piece.unpacked("with its marks read", plain)
        return
    if "data:" in text.lower():
        for count, data in enumerate(_data_uris(text), 1):
            yield piece.unpacked(f"data URI {count}", data)
        text = DATA_URI.sub(" ", text)
    if PERCENT.search(text):
        yield piece.unpacked("with its percent signs read", unquote(text, errors="replace"))
        return
    for count, found in enumerate(BASE64.finditer(text), 1):
        run = re.sub(r"\\n|\s", "", found[0])
        if HEXADECIMAL.fullmatch(run):
            yield piece.unpacked(f"hexadecimal {count}", bytes.fromhex(run))
        elif run.strip("-_/+="):
            yield piece.unpacked(f"base64 {count}", from_base64(run))


def _data_uris(text: str) -> Iterator[bytes]:
    """The content of each data URI; one that is all of a text may hold anything."""
    whole = re.match(r"\s*data:([\w.+/;=-]*),", text, re.IGNORECASE)
    if whole and "base64" not in whole[1].lower():
        yield unquote_to_bytes(text[whole.end() :])
        return
    for found in filter(lambda uri: uri["content"], DATA_URI.finditer(text)):
        coded = "base64" in found["options"].lower()
        yield from_base64(unquote(found["content"])) if coded else unquote_to_bytes(found["content"])


def from_base64(letters: str) -> bytes:
    """Decode either alphabet, with or without its padding; what does not fit at the end is dropped.

    >>> from_base64("a2FuYXJpLTc"), from_base64("a2FuYXJpLTc=x")
    (b'kanari-7', b'kanari-7')
    """
    run = re.match(r"[A-Za-z0-9+/]*", re.sub(r"\s", "", letters).translate({45: "+", 95: "/"}))
    kept = run[0] if run else ""
    kept = kept[:-1] if len(kept) % 4 == 1 else kept
    return binascii.a2b_base64(kept + "=" * (-len(kept) % 4))


def _without_marks(text: str) -> str:
    """The text with entities and the escapes of scripts read."""
    plain = html.unescape(text) if ENTITY.search(text) else text
    return ESCAPE.sub(_letter, plain) if "\\" in plain else plain


def _letter(escape: re.Match[str]) -> str:
    """The letter of an escape as scripts write it."""
    code = int(escape["braced"] or escape["four"] or escape["two"], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
