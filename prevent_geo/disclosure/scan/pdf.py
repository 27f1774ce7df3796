"""PDF: text by page, every string and stream, also those of earlier revisions."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from prevent_geo.disclosure.scan.part import Part
from prevent_geo.disclosure.scan.piece import LARGEST, Found, Piece

if TYPE_CHECKING:
    from pypdf import PdfReader

PDF = b"%PDF-"
STREAM = re.compile(rb"stream\r?\n")


def read_pdf(piece: Piece) -> Found:
    """The text of each page, the document's strings, attachments and all streams.

    Raises
    ------
    DisclosureError
        If it is encrypted or cannot be read.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(piece.data))
        if reader.is_encrypted:
            raise piece.unreadable("it is encrypted")
        for number, page in enumerate(reader.pages, 1):
            yield piece.inside(f"page {number}", page.extract_text())
        for name, contents in reader.attachments.items():
            for content in contents:
                yield piece.unpacked(f"attachment {name}", content, name)
        yield from _objects(piece, reader)
    # pypdf meets a damaged file with its own errors and with those of the language
    except (PyPdfError, ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError) as error:
        raise piece.unreadable(error) from error
    except (ValueError, NotImplementedError) as error:
        raise piece.unreadable(error) from error


def _objects(piece: Piece, reader: PdfReader) -> Found:
    """Every stream, decompressed, and all strings of all objects."""
    from pypdf.generic import IndirectObject, StreamObject

    seen: set[bytes] = set()
    said: dict[str, None] = {}
    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(numbers):
        item = reader.get_object(IndirectObject(number, generation, reader)) if number else None
        said.update(dict.fromkeys(_strings(item)))
        if isinstance(item, StreamObject):
            content = item.get_data()
            seen.add(content)
            yield piece.unpacked(f"object {number}", content)
    said.update(dict.fromkeys(_strings(reader.trailer)))
    yield Part(piece.at("strings"), text="\n".join(said))
    # an earlier revision, and what nothing refers to, is still in the file
    for place, content in _streams(piece):
        if content not in seen:
            seen.add(content)
            yield piece.unpacked(f"stream at byte {place}", content)


def _streams(piece: Piece) -> Iterator[tuple[int, bytes]]:
    """What follows each word "stream" and inflates."""
    for found in STREAM.finditer(piece.data):
        start = found.end()
        # Flate data begin in one of three ways
        if piece.data[start : start + 1] not in {b"x", b"h", b"H"}:
            continue
        end = piece.data.find(b"endstream", start)
        machine = zlib.decompressobj()
        try:
            content = machine.decompress(piece.data[start : end if end > 0 else None], LARGEST + 1)
        except zlib.error:
            continue
        if len(content) > LARGEST:
            raise piece.too_large(f"stream at byte {start}")
        yield start, content


def _strings(item: Any) -> Iterator[str]:
    """All strings in an object, without following it to others."""
    from pypdf.generic import ByteStringObject, IndirectObject, TextStringObject

    waiting = [item]
    while waiting:
        item = waiting.pop()
        if isinstance(item, TextStringObject):
            yield str(item)
        elif isinstance(item, ByteStringObject):
            yield bytes(item).decode("latin-1")
        elif isinstance(item, IndirectObject):
            continue
        elif isinstance(item, dict):
            # the raw entries: looking one up would follow it
            waiting.extend(dict.values(item))
        elif isinstance(item, list):
            waiting.extend(list.__iter__(item))
