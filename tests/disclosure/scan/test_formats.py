"""Parquet, workbooks, PDF, PNG and notebooks, each as the usual writer makes it, with a canary in each hiding place."""

import base64
import gzip
import io
import zipfile
import zlib

import geopandas as gpd
import nbformat
import nbformat.v4 as nb
import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from matplotlib.figure import Figure
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from shapely.geometry import Point

from prevent_geo.disclosure.scan.unpack import parts
from prevent_geo.errors import DisclosureError

CANARY = "kanari-7"


def texts(name, data):
    """All texts and cells of an artefact."""
    found = list(parts(name, data))
    cells = [str(part.table) for part in found if part.table is not None]
    return "\n".join([part.text for part in found] + cells)


def drawn(kind, **options):
    figure = Figure()
    figure.text(0.5, 0.5, CANARY if kind == "pdf" else "x")
    stream = io.BytesIO()
    figure.savefig(stream, format=kind, **options)
    return stream.getvalue()


def parquet(table, **options):
    stream = io.BytesIO()
    pq.write_table(table, stream, **options)
    return stream.getvalue()


@pytest.mark.parametrize("compression", ["NONE", "snappy", "zstd"])
def test_parquet_gives_columns_metadata_statistics_and_unused_words(compression):
    words = pa.DictionaryArray.from_arrays(pa.array([0, 0], pa.int8()), ["X01", "kanari-5"])
    field = pa.field("n", pa.int64(), metadata={"note": "kanari-6"})
    table = pa.table([words, pa.array([3, 70_001])], schema=pa.schema([pa.field("code", words.type), field]))
    table = table.replace_schema_metadata(
        {"note": base64.b64encode(gzip.compress(f"{CANARY} sings, and nobody should hear it here".encode()))}
    )
    data = parquet(table, compression=compression)
    said = texts("x.parquet", data)
    for canary in ("kanari-5", "kanari-6", CANARY, "greatest 70001"):
        assert canary in said
    (cells,) = (part.table for part in parts("x.parquet", data) if part.where == "x.parquet" and part.table is not None)
    assert cells.columns == {"code": ["X01", "X01"], "n": ["3", "70001"]}


def test_geoparquet_leaves_the_geometries_out(tmp_path):
    frame = gpd.GeoDataFrame({"n": [70_001], "inner": [{"a": [1, 2]}]}, geometry=[Point(0, 0)], crs=27700)
    frame.to_parquet(tmp_path / "x.parquet")
    (cells,) = (
        p.table for p in parts("x", (tmp_path / "x.parquet").read_bytes()) if p.where == "x" and p.table is not None
    )
    assert cells.columns == {"n": ["70001"], "inner": ['{"a": [1, 2]}']}


def workbook():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Shown"
    for row in [["Attendance, 2025"], [], ["code", "n", "twice"], ["X01", 3, "=B4*2"], ["X02", 70_001, "=B5*2"]]:
        sheet.append(row)
    sheet["A4"].comment = Comment("kanari-1", "kanari-2")
    hidden = book.create_sheet("Hidden")
    hidden.sheet_state = "veryHidden"
    hidden.append(["code", "kanari-3"])
    hidden.append(["X01", 3])
    hidden.row_dimensions[2].hidden = True
    hidden.column_dimensions["B"].hidden = True
    book.defined_names["total"] = DefinedName("total", attr_text='"kanari-4"')
    book.properties.description = "kanari-5"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_gives_hidden_sheets_comments_names_and_formulas():
    data = workbook()
    said = texts("x.xlsx", data)
    assert all(f"kanari-{number}" in said for number in range(1, 6))
    assert "=B4*2" in said
    found = {part.where: part.table for part in parts("x.xlsx", data) if part.table is not None}
    assert found["x.xlsx > sheet Shown > Attendance, 2025"].columns["n"] == ["3", "70001"]
    assert found["x.xlsx > sheet Hidden"].columns == {"code": ["X01"], "kanari-3": ["3"]}


def test_cached_values_and_members_that_no_sheet_names_are_read():
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member).replace(b"<f>B4*2</f><v></v>", b"<f>B4*2</f><v>70003</v>")
            content = content.replace(b"<f>B4*2</f><v />", b"<f>B4*2</f><v>70003</v>")
            new.writestr(member, content)
        new.writestr("xl/pivotCache/pivotCacheRecords1.xml", '<records><r><n v="70005"/></r></records>')
    found = list(parts("x.xlsx", stream.getvalue()))
    shown = next(part.table for part in found if part.where == "x.xlsx > sheet Shown > Attendance, 2025")
    assert shown.columns["twice"] == ["70003", ""]
    assert any("70005" in part.text for part in found)


def test_an_ods_gives_its_sheets():
    name = 'xmlns:{0}="urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"'
    spaces = " ".join(name.format(space) for space in ("office", "table", "text"))
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    content = (
        f'<office:document-content {spaces}><table:table table:name="Hidden" table:display="false">'
        f"<table:table-row>{cell.format('code')}{cell.format('n')}</table:table-row>"
        f"<table:table-row>{cell.format('X01')}{cell.format('70<text:span>001</text:span>')}"
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2" '
        'office:value="3"/></table:table-row><table:table-row table:number-rows-repeated="1048000"/>'
        "</table:table></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    (table,) = (p.table for p in parts("x.ods", stream.getvalue()) if p.where == "x.ods > sheet Hidden")
    assert table.columns | {"code": ["X01", "3", "3"], "n": ["70001", "3", "3"]} == table.columns


def test_a_pdf_gives_pages_metadata_annotations_and_attachments():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(drawn("pdf", metadata={"Title": "kanari-1"}))))
    writer.add_annotation(0, FreeText(text="kanari-2", rect=(0, 0, 9, 9)))
    writer.add_attachment("kanari-3.csv", b"code,n\nX01,70001\n")
    writer.xmp_metadata = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><kanari-4/></x:xmpmeta>"
    stream = io.BytesIO()
    writer.write(stream)
    found = list(parts("x.pdf", stream.getvalue()))
    assert any(CANARY in part.text for part in found if "page 1" in part.where)
    said = "\n".join(part.text for part in found)
    assert "kanari-1" in said
    assert "kanari-2" in said
    assert any(b"kanari-4" in part.data for part in found)
    (table,) = (p.table for p in found if p.table is not None and "kanari-3.csv" in p.where)
    assert table.columns["n"] == ["70001"]


def page_of(content):
    """A PDF whose one page says this, beside a form and a layer that is hidden."""
    fonts = b"/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>/Properties<</L 7 0 R>>>>"
    form = b"BT /F 9 Tf 10 99 Td /Span<</ActualText(kanari-8)>>BDC (kanari-9) Tj EMC ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[7 0 R]/D<</OFF[7 0 R]>>>>/Note(kanari\\\055\\0601)>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R" + fonts + b">>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]%s/Length %d>>stream\n%s\nendstream" % (fonts, len(form), form),
        b"<</Type/OCG/Name(hidden)>>",
    ]
    data, places = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start, size = len(data), len(objects) + 1
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        start,
    )


def test_text_is_read_that_is_hidden_clipped_off_the_page_or_replaced():
    ways = [b"3 Tr 9 9 Td", b"7 Tr 9 19 Td", b"0 Tr 1 g 9 29 Td", b"900 900 Td", b"/F 0.01 Tf 9 49 Td"]
    said = b"".join(b"BT /F 9 Tf %s (kanari-%d) Tj ET\n" % (way, number) for number, way in enumerate(ways, 1))
    said += b"/OC /L BDC BT /F 9 Tf 9 59 Td (kanari-6) Tj ET EMC /X Do "
    said += b"/Span<</ActualText(none)>>BDC BT /F 9 Tf 9 69 Td (kanari-7) Tj ET EMC"
    found = {part.where: part.text for part in parts("x.pdf", page_of(said))}
    copied, drawn = found["x.pdf > page 1"], found["x.pdf > page 1 as drawn"]
    assert all(f"kanari-{number}" in copied for number in (*range(1, 7), 8))
    assert "none" in copied
    assert all(f"kanari-{number}" in drawn for number in (*range(1, 8), 9))
    assert "kanari-01" in found["x.pdf > strings"]


def test_an_earlier_revision_and_a_lost_stream_of_a_pdf_are_read():
    data = drawn("pdf")
    writer = PdfWriter(io.BytesIO(data), incremental=True)
    writer.pages[0].replace_contents(None)
    stream = io.BytesIO()
    writer.write(stream)
    lost = zlib.compress(b"kanari-8 is in no object")
    data = stream.getvalue() + b"\n9 0 obj<</Filter/FlateDecode>>stream\r\n" + lost + b"\nendstream"
    assert any(b"kanari-8" in part.data for part in parts("x.pdf", data))


def test_an_encrypted_pdf_is_refused():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(drawn("pdf"))))
    writer.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    with pytest.raises(DisclosureError, match=r"cannot read x\.pdf .*encrypted"):
        list(parts("x.pdf", stream.getvalue()))


def test_a_png_gives_its_chunks_and_what_follows_the_picture():
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("one", "kanari-1")
    chunks.add_text("two", "kanari-2", zip=True)
    chunks.add_itxt("three", "kanari-3", lang="en", tkey="kanari-4", zip=True)
    chunks.add(b"prVt", b"kanari-5")
    exif = Image.Exif()
    exif[0x010E] = "kanari-6"
    stream = io.BytesIO()
    Image.new("L", (4, 4)).save(stream, "png", pnginfo=chunks, exif=exif)
    found = list(parts("x.png", stream.getvalue() + gzip.compress(CANARY.encode())))
    said = b"\n".join(part.text.encode() + part.data for part in found[1:])
    assert all(f"kanari-{number}".encode() in said for number in range(1, 8))
    assert CANARY in texts("x.png", drawn("png", metadata={"Description": CANARY}))
    # the pixels themselves say nothing
    noise = Image.fromarray(np.arange(65_536, dtype=np.uint8).reshape(256, 256))
    stream = io.BytesIO()
    noise.save(stream, "png")
    assert [part.where for part in parts("x.png", stream.getvalue())] == ["x.png"]


def test_a_notebook_gives_every_form_of_every_output_and_its_parameters():
    frame = pd.DataFrame({"n": [3, 70_001]}, index=["X01", "X02"])
    picture = base64.encodebytes(drawn("png", metadata={"Description": "kanari-1"})).decode()
    outputs = [
        nb.new_output("execute_result", {"text/plain": repr(frame), "text/html": frame.to_html()}),
        nb.new_output("display_data", {"image/png": picture, "application/json": {"n": "kanari-2"}}),
        nb.new_output("stream", name="stderr", text="kanari-3\n"),
        nb.new_output("error", ename="E", evalue="kanari-4", traceback=["\x1b[31mkanari-5"]),
    ]
    markdown = nb.new_markdown_cell("![x](attachment:a.txt)")
    markdown["attachments"] = {"a.txt": {"text/plain": "kanari-6"}}
    code = nb.new_code_cell("print('kanari-8')", outputs=outputs, metadata={"note": "kanari-9"})
    metadata = {"papermill": {"parameters": {"n": CANARY}}}
    data = nbformat.writes(nb.new_notebook(cells=[code, markdown], metadata=metadata)).encode()
    found = list(parts("x.ipynb", data))
    said = "\n".join(part.text for part in found)
    assert all(f"kanari-{number}" in said for number in range(1, 10))
    shown = [part for part in found if part.table is not None and "output 1" in part.where]
    assert [part.table.rows for part in shown] == [[["X01", "3"], ["X02", "70001"]]] * 2
    assert all(part.where.startswith("x.ipynb > cell 1 > output 1 > text/") for part in shown)
