"""A briefing as a word-processor file, for those who edit: headings, alternative texts, rows of titles that repeat."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from prevent_geo.briefing.document import Block, Briefing, Bullets, DataTable, Paragraph, Picture
from prevent_geo.briefing.plain import are_figures, columns_of, left_out, source_line
from prevent_geo.typesetting import as_png, settable

if TYPE_CHECKING:
    from docx.document import Document

_DPI = 110
_LANGUAGE, _FONT = "en-GB", "Arial"
_INK, _BLUE = "1F1F1F", "12436D"
_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
# the earliest that a zip archive can say
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
# what python-docx's own template has and a briefing does not need
_NOT_NEEDED = ("/thumbnail", "/stylesWithEffects", "/customXml")
_STYLES = ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "List Bullet", "Caption", "Header", "Footer")
# points: text, and tables by the columns that they have
_SIZE, _TABLE_SIZE, _SMALL, _MANY = 10.5, 9.0, 7.0, 8
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="8A8A8A"/>'
    for side, size in (("top", 8), ("bottom", 8), ("insideH", 2))
)


def briefing_word(briefing: Briefing) -> bytes:
    """The briefing as .docx; the same briefing gives the same bytes.

    Tables that are folded on screen are left to the workbook, and a line says so. No cells are merged.
    """
    document = _empty(briefing)
    document.add_heading(settable(briefing.title), 0)
    document.add_paragraph(settable(briefing.subtitle), "Subtitle")
    document.add_paragraph(settable(source_line(briefing)))
    pictures = [block for section in briefing.sections for block in section.blocks if isinstance(block, Picture)]
    drawn = dict(zip(map(id, pictures), as_png([one.figure.svg for one in pictures], dpi=_DPI), strict=True))
    for section in briefing.sections:
        document.add_heading(settable(section.title), 1)
        for block in section.blocks:
            _add(document, block, drawn.get(id(block), b""))
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_times(buffer.getvalue())


def _empty(briefing: Briefing) -> Document:
    """A document without text: page, styles, properties, marking."""
    import docx
    from docx.shared import Mm

    document = docx.Document()
    _prune(document)
    _set_styles(document)
    at = datetime.combine(briefing.period.end, time(), UTC)
    facts = document.core_properties
    facts.title, facts.subject = settable(briefing.title)[:255], settable(briefing.subtitle)[:255]
    facts.language, facts.revision = _LANGUAGE, 1
    facts.author, facts.last_modified_by, facts.comments, facts.keywords = "", "", "", ""
    facts.created, facts.modified = at, at
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(22)
    for part in (page.header, page.footer):
        _write_marking(part.paragraphs[0], briefing.about.marking)
    _write_page_number(page.footer.add_paragraph(style="Footer"))
    return document


def _prune(document: Document) -> None:
    """Take out what only the template needs; nine parts in ten of its bytes."""
    for place in (document.part, document.part.package):
        for name in [name for name, rel in place.rels.items() if rel.reltype.endswith(_NOT_NEEDED)]:
            del place.rels[name]
    styles: Any = document.styles.element
    for style in [style for style in styles.style_lst if style.type == 3 and not style.default]:
        styles.remove(style)


def _set_styles(document: Document) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    element: Any = document.styles.element
    for fonts in element.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for name in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{name}"), _FONT)
    for language in element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGE)
    sizes = {"Title": 22, "Subtitle": 12, "Heading 1": 15, "Heading 2": 11.5, "Caption": 9.5, "Header": 9, "Footer": 9}
    for name in _STYLES:
        style: Any = document.styles[name]
        style.font.size, style.font.italic = Pt(sizes.get(name, _SIZE)), False
        style.font.color.rgb = RGBColor.from_string(_BLUE if name in ("Title", "Heading 1") else _INK)
    document.styles["Caption"].paragraph_format.keep_with_next = True


def _write_marking(paragraph: Any, marking: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(settable(marking)).bold = True


def _write_page_number(paragraph: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for words, field in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        paragraph.add_run(words)
        paragraph._p.append(parse_xml(f'<w:fldSimple {_SPACE} w:instr="{field}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))


def _add(document: Document, block: Block, png: bytes) -> None:
    match block:
        case Paragraph():
            document.add_paragraph(settable(block.text))
        case Bullets():
            for item in block.items:
                document.add_paragraph(settable(item), "List Bullet")
        case Picture():
            _add_picture(document, block, png)
            _add_table(document, block.table)
        case DataTable():
            _add_table(document, block)


def _add_picture(document: Document, picture: Picture, png: bytes) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Inches

    document.add_heading(settable(picture.title), 2)
    width, height = picture.figure.get_size_inches()
    across = min(width, 6.6, 4.8 * width / height)
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    shape: Any = paragraph.add_run().add_picture(io.BytesIO(png), width=Inches(float(across)))
    properties = shape._inline.find(qn("wp:docPr"))
    properties.set("descr", settable(picture.figure.alt_text))
    document.add_paragraph(settable(picture.caption))


def _add_table(document: Document, table: DataTable) -> None:
    """A caption and the table, or where it is if it is folded."""
    if table.folded or table.frame.empty:
        document.add_paragraph(settable(left_out(table)))
        return
    from docx.oxml import parse_xml

    document.add_paragraph(settable(table.caption), "Caption")
    # cell by cell, python-docx takes a second for a long table
    body: Any = document.element.body
    body[-1].addprevious(parse_xml(_table_xml(table)))
    # two tables without a paragraph between them would be one
    document.add_paragraph()


def _table_xml(table: DataTable) -> str:
    columns = columns_of(table.frame)
    sides = ["right" if are_figures(cells) else "left" for cells in columns]
    size = round(2 * (_SMALL if len(columns) > _MANY else _TABLE_SIZE))
    head = _row([str(name) for name in table.frame.columns], sides, size, head=True)
    rows = [_row(row, sides, size, head=False) for row in zip(*columns, strict=True)]
    caption = quoteattr(settable(table.caption))
    return (
        f'<w:tbl {_SPACE}><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
        f'<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" '
        f'w:noVBand="0"/><w:tblCaption w:val={caption}/></w:tblPr>'
        f"<w:tblGrid>{'<w:gridCol/>' * len(columns)}</w:tblGrid>{head}{''.join(rows)}</w:tbl>"
    )


def _row(cells: Any, sides: list[str], size: int, *, head: bool) -> str:
    look = f'<w:rPr>{"<w:b/>" if head else ""}<w:sz w:val="{size}"/></w:rPr>'
    shade = '<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="F2F5F8"/></w:tcPr>' if head else ""
    inside = "".join(
        f'<w:tc>{shade}<w:p><w:pPr><w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>'
        f'<w:jc w:val="{side}"/></w:pPr><w:r>{look}<w:t xml:space="preserve">{escape(settable(cell))}</w:t></w:r></w:p>'
        "</w:tc>"
        for cell, side in zip(cells, sides, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{inside}</w:tr>"


def _without_times(archive: bytes) -> bytes:
    """The same archive, whose members do not say when they were written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            # a PNG is compressed already
            packed = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            new.writestr(zipfile.ZipInfo(name, _LONG_AGO), old.read(name), packed)
    return buffer.getvalue()
