"""PNG: what its chunks say besides the picture, and what follows the picture."""

from __future__ import annotations

import zlib

from prevent_geo.disclosure.scan.part import Part
from prevent_geo.disclosure.scan.piece import LARGEST, Found, Piece

PNG = b"\x89PNG\r\n\x1a\n"
PICTURE = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"fcTL", b"fdAT"})


def read_png(piece: Piece) -> Found:
    """The text, profile and other chunks of a PNG; its pixels are not read.

    Raises
    ------
    DisclosureError
        If the chunks are cut off or damaged.
    """
    data, place, kind = piece.data, len(PNG), b""
    while kind != b"IEND":
        size = int.from_bytes(data[place : place + 4])
        kind, content = data[place + 4 : place + 8], data[place + 8 : place + 8 + size]
        check = data[place + 8 + size : place + 12 + size]
        if len(check) < 4 or zlib.crc32(kind + content) != int.from_bytes(check):
            raise piece.unreadable("the PNG ends too early or is damaged")
        place += 12 + size
        if kind not in PICTURE:
            yield from _chunk(piece, kind.decode("latin-1"), content)
    if place < len(data):
        yield piece.unpacked("after the picture", data[place:])


def _chunk(piece: Piece, kind: str, content: bytes) -> Found:
    """What a chunk says, decompressed."""
    keyword, _, rest = content.partition(b"\0")
    label = f"{kind} {keyword.decode('latin-1')}"
    if kind == "tEXt":
        yield from _said(piece, label, rest.decode("latin-1").encode())
    elif kind in ("zTXt", "iCCP"):
        yield from _said(piece, label, _inflated(piece, rest[1:]))
    elif kind == "iTXt" and len(rest) > 1:
        language, _, more = rest[2:].partition(b"\0")
        translated, _, text = more.partition(b"\0")
        yield Part(
            piece.at(label), text=f"{language.decode('utf-8', 'replace')} {translated.decode('utf-8', 'replace')}"
        )
        yield from _said(piece, label, _inflated(piece, text) if rest[0] else text)
    else:
        yield piece.unpacked(kind, content)


def _said(piece: Piece, label: str, content: bytes) -> Found:
    """The keyword of a chunk, and its content."""
    yield Part(piece.at(label), text=label)
    yield piece.unpacked(label, content)


def _inflated(piece: Piece, content: bytes) -> bytes:
    """Decompress the text of a chunk."""
    try:
        return zlib.decompressobj().decompress(content, LARGEST + 1)
    except zlib.error as error:
        raise piece.unreadable(error) from error
