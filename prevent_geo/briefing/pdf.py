"""A briefing as PDF: tagged, bookmarked, the marking on every page; set by typst from the document model."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from prevent_geo.briefing.document import Block, Briefing, Bullets, DataTable, Paragraph, Picture
from prevent_geo.briefing.plain import are_figures, columns_of, left_out, source_line
from prevent_geo.typesetting import FONT, settable, text_literal, typeset

_TEMPLATE = Path(__file__).parent / "templates" / "briefing.typ"
# the letters that a row of a page can hold at each size (points), upright and on its side
_UPRIGHT, _FLIPPED = ((8.5, 96), (7.5, 110), (6.5, 126)), ((7.5, 168), (6.5, 194), (5.5, 228))
# a word longer than this may be broken anywhere; no column is given more letters than the other number
_LONGEST_WORD, _WIDEST = 22, 46
# the rows beyond which the table of a picture is left to the workbook
_SHORT = 12


def briefing_pdf(briefing: Briefing) -> bytes:
    """The briefing as PDF/UA-1 and PDF/A-2a; the same briefing gives the same bytes.

    Tables that are folded on screen are left to the workbook, and a line says so.

    Raises
    ------
    typst.TypstError
        If it would not meet the standards.
    """
    files: dict[str, bytes] = {}
    lines = [_template(), f"#show: briefing.with({_facts(briefing)})"]
    for section in briefing.sections:
        lines.append(f"#heading(level: 1, {text_literal(section.title)})")
        lines += [_block(block, files) for block in section.blocks]
    return typeset("\n".join(lines), files, on=briefing.period.end)


@cache
def _template() -> str:
    return _TEMPLATE.read_text(encoding="utf-8")


def _facts(briefing: Briefing) -> str:
    facts = {
        "title": briefing.title,
        "subtitle": briefing.subtitle,
        "marking": briefing.about.marking,
        "running": briefing.title,
        "source": source_line(briefing),
        "font": FONT,
    }
    return "(" + ", ".join(f"{name}: {text_literal(fact)}" for name, fact in facts.items()) + ")"


def _block(block: Block, files: dict[str, bytes]) -> str:
    match block:
        case Paragraph():
            return f"#par({text_literal(block.text)})"
        case Bullets():
            return _call("bullets", *map(text_literal, block.items))
        case Picture():
            return _picture(block, files)
        case DataTable():
            return _left_out(block) if block.folded else _table(block)


def _picture(picture: Picture, files: dict[str, bytes]) -> str:
    """A picture; its table follows if it is short."""
    name = f"picture{len(files)}.svg"
    files[name] = settable(picture.figure.svg.decode()).encode()
    # half a page at most, and its own size if that is less
    width, height = picture.figure.get_size_inches()
    across = min(width, 6.7, 4.6 * width / height)
    words = map(text_literal, (picture.figure.alt_text, picture.caption))
    shown = _call("picture", text_literal(picture.title), f'"{name}"', f"{across:.2f}in", *words)
    rest = _table(picture.table) if len(picture.table.frame) <= _SHORT else _left_out(picture.table)
    return f"{shown}\n{rest}"


def _left_out(table: DataTable) -> str:
    return _call("small", text_literal(left_out(table)))


def _table(table: DataTable) -> str:
    """A table as wide as the page; a wide one in smaller letters, or on a page on its side."""
    if table.frame.empty:
        return _left_out(table)
    columns = [[_breakable(cell) for cell in (name, *cells)] for name, cells in _named_columns(table)]
    longest = [max(len(word) for cell in cells for word in cell.split(" ")) + 2 for cells in columns]
    wanted = [min(max(map(len, cells)) + 2, _WIDEST) for cells in columns]
    needed = sum(longest)
    size, held = next((fit for fit in (*_UPRIGHT, *_FLIPPED) if needed <= fit[1]), _FLIPPED[-1])
    # the longest words have their room, and what is left goes to the columns that have more to say
    spare = min(max(held - needed, 0) / max(sum(wanted) - needed, 1), 1)
    widths = [least + (most - least) * spare for least, most in zip(longest, wanted, strict=True)]
    drawn = _call(
        "data-table",
        text_literal(table.caption),
        f"{size}pt",
        f"{min(100 * sum(widths) / held, 100):.0f}%",
        _list(f"{width:.1f}fr" for width in widths),
        _list("right" if are_figures(cells[1:]) else "left" for cells in columns),
        _list(text_literal(cells[0]) for cells in columns),
        *(text_literal(cell) for row in zip(*(cells[1:] for cells in columns), strict=True) for cell in row),
    )
    return drawn if needed <= _UPRIGHT[-1][1] else f"#wide[{drawn}]"


def _named_columns(table: DataTable) -> list[tuple[str, list[str]]]:
    return list(zip(map(str, table.frame.columns), columns_of(table.frame), strict=True))


def _breakable(text: str) -> str:
    """The text with places in long words where a line may end."""
    return " ".join(_broken(word) if len(word) > _LONGEST_WORD else word for word in text.split(" "))


def _broken(word: str) -> str:
    half = _LONGEST_WORD // 2
    return "\u200b".join(word[start : start + half] for start in range(0, len(word), half))


def _list(items: Iterable[str]) -> str:
    return "(" + "".join(f"{item}, " for item in items) + ")"


def _call(name: str, *arguments: str) -> str:
    return f"#{name}({', '.join(arguments)})"
