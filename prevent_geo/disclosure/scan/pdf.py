"""PDF: text by page, every string and stream, also those of earlier revisions.

PDFium reads the text of pages: it takes the thousands of strokes of a vector map in its stride, which pypdf parses one
by one in Python. pypdf reads all else.
"""

from __future__ import annotations

import io
import re
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

from prevent_geo.disclosure.scan.part import Part
from prevent_geo.disclosure.scan.pdf_strings import plain_strings
from prevent_geo.disclosure.scan.piece import LARGEST, Found, Piece

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdfium2 import PdfPage

PDF = b"%PDF-"
# forms in forms; PDFium itself follows them no further
DEEPEST_FORM = 15
STREAM = re.compile(rb"stream\r?\n")
# a text that a reader hears and copies in place of the glyphs that it sees
STAND_IN = b"ActualText"


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
        yield from _pages(piece)
        for name, contents in reader.attachments.items():
            for content in contents:
                yield piece.unpacked(f"attachment {name}", content, name)
        yield from _objects(piece, reader)
    # pypdf meets a damaged file with its own errors and with those of the language; PDFium's are RuntimeErrors
    except (PyPdfError, ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError) as error:
        raise piece.unreadable(error) from error
    except ValueError as error:
        raise piece.unreadable(error) from error


def _pages(piece: Piece) -> Found:
    """The text of each page as a reader copies it, and as it is drawn where another text stands in for that."""
    from pypdfium2 import PdfDocument

    with closing(PdfDocument(piece.data)) as document:
        for number in range(len(document)):
            with closing(document[number]) as page:
                yield piece.inside(f"page {number + 1}", _text(page))
                if _without_stand_ins(page):
                    yield piece.inside(f"page {number + 1} as drawn", _text(page))


def _text(page: PdfPage) -> str:
    """All text of a page, also what is hidden, clipped or off its edge."""
    with closing(page.get_textpage()) as text:
        # PDFium's signs for the end of a line, and for a hyphen there
        return str(text.get_text_range()).replace("\r\n", "\n").replace("\ufffe", "-")


def _without_stand_ins(page: PdfPage) -> bool:
    """Take away what stands in for glyphs, and say whether there was any."""
    import pypdfium2.raw as pdfium

    found = False
    for drawn in _drawn(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject):
        for place in reversed(range(pdfium.FPDFPageObj_CountMarks(drawn))):
            mark = pdfium.FPDFPageObj_GetMark(drawn, place)
            if pdfium.FPDFPageObjMark_GetParamValueType(mark, STAND_IN) != pdfium.FPDF_OBJECT_UNKNOWN:
                found = bool(pdfium.FPDFPageObj_RemoveMark(drawn, mark)) or found
    return found


def _drawn(holder: Any, count: Callable[[Any], int], get: Callable[[Any, int], Any], depth: int = 0) -> Iterator[Any]:
    """What is drawn on a page or in a form on it, and in the forms in that."""
    import pypdfium2.raw as pdfium

    for place in range(count(holder)):
        drawn = get(holder, place)
        yield drawn
        if depth < DEEPEST_FORM and pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_FORM:
            yield from _drawn(drawn, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, depth + 1)


def _objects(piece: Piece, reader: PdfReader) -> Found:
    """Every stream, decompressed, and all strings of all objects."""
    from pypdf.generic import IndirectObject, StreamObject

    seen: set[bytes] = set()
    said: dict[str, None] = {}
    for number, generation, source in _sources(piece, reader):
        # an object that is in plain sight need not be parsed for its strings
        strings = None if b"stream" in source else plain_strings(source)
        if strings is None:
            item = reader.get_object(IndirectObject(number, generation, reader))
            strings = list(_strings(item))
            if isinstance(item, StreamObject):
                content = item.get_data()
                seen.add(content)
                yield piece.unpacked(f"object {number}", content)
        said.update(dict.fromkeys(strings))
    said.update(dict.fromkeys(_strings(reader.trailer)))
    yield Part(piece.at("strings"), text="\n".join(said))
    # an earlier revision, and what nothing refers to, is still in the file
    for place, content in _streams(piece):
        if content not in seen:
            seen.add(content)
            yield piece.unpacked(f"stream at byte {place}", content)


def _sources(piece: Piece, reader: PdfReader) -> Iterator[tuple[int, int, bytes]]:
    """Number, generation and bytes of each object, up to the next one; "stream" for one that lies in a stream."""
    places = {
        (number, generation): place
        for generation, table in reader.xref.items()
        for number, place in table.items()
        if number
    }
    ends = sorted({*places.values(), len(piece.data)})
    packed = {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(packed | places.keys()):
        place = places.get((number, generation), 0)
        end = ends[bisect_right(ends, place)] if 0 < place < len(piece.data) else 0
        yield number, generation, piece.data[place:end] if end and (number, generation) not in packed else b"stream"


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
