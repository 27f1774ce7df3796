"""Text in any encoding, and whatever a text holds."""

from __future__ import annotations

import re

from prevent_geo.disclosure.scan.encoded import read_encoded
from prevent_geo.disclosure.scan.json_text import embedded_json, parse_json, read_json
from prevent_geo.disclosure.scan.markup import read_markup, read_tables_in_code
from prevent_geo.disclosure.scan.part import Part
from prevent_geo.disclosure.scan.piece import Found, Piece
from prevent_geo.disclosure.scan.tables import read_tables

MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\b\x1b")) + b"\x7f"
JSON_NAMES = (".json", ".geojson", ".ipynb", ".jsonl", ".ndjson", ".topojson")
CODE_NAMES = (".js", ".css", ".py")
OPENS = re.compile(r"\s*<(?:[!?]|/?[A-Za-z])")
CLOSES = re.compile(r"</[A-Za-z][\w:-]*\s*>|<(?:br|img|input|meta|use)\b[^<>]*>", re.IGNORECASE)


def decode(data: bytes) -> str | None:
    r"""The text that bytes are, or None where they are none.

    Examples
    --------
    >>> decode("kanari-7 é".encode("utf-16-le")), decode(b"caf\xe9 7"), decode(bytes(range(256)))
    ('kanari-7 é', 'café 7', None)
    """
    for mark, codec in MARKS:
        if data.startswith(mark):
            return data.decode(codec, "replace")
    zeros = data[:4096].count(0)
    if len(data) % 2 == 0 and zeros > len(data[:4096]) // 3:
        for codec, high in (("utf-16-le", 1), ("utf-16-be", 0)):
            if data[high:4096:2].count(0) > 0.9 * zeros and not data[1 - high : 4096 : 2].count(0) > 0.1 * zeros:
                return data.decode(codec, "replace")
    controls = len(data) - len(data.translate(None, CONTROLS))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        high = len(data) - len(data.translate(None, bytes(range(128, 256))))
        return None if controls or high > 0.3 * len(data) else data.decode("cp1252", "replace")
    return None if controls > 0.05 * len(data) else text


def read_text(piece: Piece, text: str) -> Found:
    """The text, and everything in it: JSON, markup, tables, and what is encoded."""
    body = text.strip("\ufeff \t\r\n")
    if body[:1] in ("{", "["):
        value = parse_json(piece, body)
        if value is not None:
            yield Part(piece.where, piece.data)
            yield from read_json(piece, value)
            return
    if body and piece.name.lower().endswith(JSON_NAMES) and not _is_scalar(body):
        raise piece.unreadable("it is named as JSON and is not JSON")
    if OPENS.match(body):
        yield Part(piece.where, piece.data)
        yield from read_markup(piece, body)
        return
    yield Part(piece.where, piece.data, text)
    if piece.name.endswith(CODE_NAMES):
        yield from read_tables_in_code(piece, text)
    else:
        yield from read_tables(piece, text)
        if CLOSES.search(text):
            yield from read_markup(piece, text)
    for place, value in embedded_json(text):
        yield from read_json(Piece(piece.at(f"character {place}"), b"", depth=piece.depth), value)
    yield from read_encoded(piece, text)


def _is_scalar(body: str) -> bool:
    """Whether a JSON file holds one word, number or string only."""
    return re.fullmatch(r'null|true|false|NaN|-?[\d.eE+-]+|"(?:[^"\\]|\\.)*"', body, re.DOTALL) is not None
