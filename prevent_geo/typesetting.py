"""PDF by typst: tagged (PDF/UA-1) and archivable (PDF/A-2a), without network, system fonts or a clock."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category

if TYPE_CHECKING:
    import typst

STANDARDS: tuple[typst.PDFStandard, ...] = ("ua-1", "a-2a")
FONT = "DejaVu Sans"
# stands in the metadata of every PDF of ours, so that a later run knows which files it may replace
PDF_KEYWORD = "made with prevent_geo"
_REFUSED = frozenset({"Cc", "Cs", "Co", "Cn"})
_ESCAPES = {
    ord("\\"): "\\\\",
    ord('"'): '\\"',
    ord("\n"): "\\n",
    ord("\r"): "",
    ord("\t"): " ",
    0x2028: " ",
    0x2029: " ",
}


def text_literal(text: str) -> str:
    r"""A text as a string of typst's, in which nothing is markup or code.

    >>> print(text_literal('#panic("x") *bold* \\'))
    "#panic(\"x\") *bold* \\"
    """
    return f'"{settable(str(text)).translate(_ESCAPES)}"'


def settable(text: str) -> str:
    r"""The text without what PDF/A refuses: controls, private and unassigned characters, a mark of byte order.

    >>> settable("a\x0bb\ufeffc")
    'abc'
    """
    if text.isprintable():
        return text
    refused = [ord(one) for one in set(text) if one == "\ufeff" or (category(one) in _REFUSED and one not in "\n\t\r")]
    return text.translate(dict.fromkeys(refused)) if refused else text


def typeset(source: str, files: Mapping[str, bytes], *, on: date) -> bytes:
    """Set a typst document.

    Parameters
    ----------
    source
        The document; strings of the data stand in it as `text_literal` alone.
    files
        Further files that it names, such as pictures.
    on
        The date of creation that the PDF states, so that the same document gives the same bytes.

    Raises
    ------
    typst.TypstError
        If the document cannot be set, or would not meet the standards: a picture without alternative text, say.
    """
    import typst

    at = datetime(on.year, on.month, on.day, tzinfo=UTC)
    main = f'#set document(keywords: ("{PDF_KEYWORD}",))\n{source}'
    with _folder({**files, "main.typ": main.encode()}) as root:
        pdf = typst.compile(
            root / "main.typ", root=root, font_paths=_fonts(), pdf_standards=list(STANDARDS), timestamp=at
        )
    assert isinstance(pdf, bytes)
    return pdf


def as_png(svgs: Sequence[bytes], *, dpi: int) -> list[bytes]:
    """Draw SVG pictures as PNG, in a third of the time that matplotlib takes."""
    import typst

    if not svgs:
        return []
    files = {f"{place}.svg": settable(svg.decode()).encode() for place, svg in enumerate(svgs)}
    pages = "\n#pagebreak()\n".join(f'#image("{name}")' for name in files)
    source = f"#set page(width: auto, height: auto, margin: 0pt)\n{pages}"
    with _folder({**files, "main.typ": source.encode()}) as root:
        # one picture, or a list of them, whatever its annotation says
        drawn: Any = typst.compile(root / "main.typ", root=root, font_paths=_fonts(), format="png", ppi=dpi)
    return list(drawn) if isinstance(drawn, list) else [drawn]


@contextmanager
def _folder(files: Mapping[str, bytes]) -> Iterator[Path]:
    """A temporary folder with some files."""
    with tempfile.TemporaryDirectory(prefix="prevent-geo-") as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        yield Path(folder)


@cache
def _fonts() -> typst.Fonts:
    """The fonts that come with matplotlib, and no others: the same page on every machine."""
    import matplotlib
    import typst

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[Path(matplotlib.get_data_path()) / "fonts" / "ttf"],
    )
