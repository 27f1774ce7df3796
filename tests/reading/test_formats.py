"""Every format gives the same dataset; what is not in the format's order is said."""

import zipfile
from datetime import date

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal

SHORT = [
    "",
    "[areas.columns]",
    'deprivation_decile = "deprivatio"',
    'district_code = "district_c"',
    'district_name = "district_n"',
]


def same(one, other):
    assert_geodataframe_equal(one.areas, other.areas, normalize=True)
    assert_geodataframe_equal(one.partners, other.partners)
    assert_frame_equal(one.contacts, other.contacts)
    return True


def read_areas(folder):
    return gpd.read_file(folder.path / "areas.geojson")


def write_shapefile(frame, path):
    frame.rename(columns=lambda name: name[:10]).to_file(path, driver="ESRI Shapefile")


def write_zip(frame, path):
    inside = path.with_suffix("")
    inside.mkdir()
    write_shapefile(frame, inside / "areas.shp")
    with zipfile.ZipFile(path, "w") as archive:
        for part in inside.iterdir():
            archive.write(part, part.name)


AREAS = {
    "areas.parquet": (lambda frame, path: frame.to_parquet(path), []),
    "areas.geoparquet": (lambda frame, path: frame.rename_geometry("shape").to_parquet(path), []),
    "areas.gpkg": (lambda frame, path: frame.to_file(path, layer="squares"), []),
    "areas.geojson": (lambda frame, path: frame.to_crs("EPSG:27700").to_file(path, driver="GeoJSON"), []),
    "areas.fgb": (lambda frame, path: frame.to_file(path), []),
    "areas.shp": (write_shapefile, SHORT),
    "areas.zip": (write_zip, SHORT),
}


@pytest.mark.parametrize("name", AREAS)
def test_areas(folder, name):
    write, mapping = AREAS[name]
    expected = folder.open()
    write(read_areas(folder), folder.path / name)
    folder.edit("dataset.toml", 'file = "areas.geojson"\n', "\n".join([f'file = "{name}"', *mapping, ""]))
    assert same(folder.open(), expected)


def test_layer_of_a_geopackage(folder):
    expected = folder.open()
    frame = read_areas(folder)
    frame.to_file(folder.path / "areas.gpkg", layer="squares")
    frame.iloc[:1].to_file(folder.path / "areas.gpkg", layer="wards")
    folder.edit("dataset.toml", "areas.geojson", "areas.gpkg")
    assert folder.errors()[0] == (
        'areas · areas.gpkg: the file has several layers (squares, wards); say which in dataset.toml: layer = "..."'
    )
    folder.source("areas", 'layer = "square"')
    assert folder.errors()[0] == (
        "areas · areas.gpkg [square]: there is no layer 'square' (did you mean 'squares'?); "
        "its layers are squares, wards"
    )
    folder.edit("dataset.toml", '"square"', '"squares"')
    assert same(folder.open(), expected)
    assert folder.report().ledger[0].file == "areas.gpkg [squares]"


def contacts(folder):
    return pd.read_csv(folder.path / "contacts.csv", dtype={"attendance": "Int64"})


def write_workbook(frame, path, title="Events"):
    frame.to_excel(path, sheet_name=title, index=False)


def real_dates(frame):
    return frame.assign(date=pd.to_datetime(frame["date"]))


CONTACTS = {
    "contacts.tsv": lambda frame, path: frame.to_csv(path, sep="\t", index=False),
    "contacts.txt": lambda frame, path: frame.to_csv(path, sep="\t", index=False),
    "contacts.xlsx": write_workbook,
    "dates.xlsx": lambda frame, path: write_workbook(real_dates(frame), path),
    "contacts.parquet": lambda frame, path: frame.to_parquet(path),
    "floats.parquet": lambda frame, path: frame.assign(attendance=frame["attendance"].astype("float64")).to_parquet(
        path
    ),
    "index.parquet": lambda frame, path: frame.set_index("contact_id").to_parquet(path),
    "dates.parquet": lambda frame, path: real_dates(frame).to_parquet(path),
    "days.parquet": lambda frame, path: frame.assign(date=frame["date"].map(date.fromisoformat)).to_parquet(path),
    "categories.parquet": lambda frame, path: frame.astype({"kind": "category", "area_code": "category"}).to_parquet(
        path
    ),
    "zoned.parquet": lambda frame, path: frame.assign(
        date=pd.to_datetime(frame["date"] + "T23:30").dt.tz_localize("Europe/London")
    ).to_parquet(path),
}


@pytest.mark.parametrize("name", CONTACTS)
def test_contacts(folder, name):
    expected = folder.open()
    CONTACTS[name](contacts(folder), folder.path / name)
    folder.edit("dataset.toml", "contacts.csv", name)
    assert same(folder.open(), expected)


def test_dates_of_a_workbook_need_no_format_and_text_among_them_does(folder):
    expected = folder.open()
    frame = real_dates(contacts(folder)).astype({"date": object})
    frame.loc[0, "date"] = "01/01/2026"
    write_workbook(frame, folder.path / "contacts.xlsx")
    folder.edit("dataset.toml", "contacts.csv", "contacts.xlsx")
    assert "nothing says which is the day and which the month: '01/01/2026' (row 2)" in folder.errors()[0]
    folder.source("contacts", 'dates = "%d/%m/%Y"')
    assert same(folder.open(), expected)


def test_numbers_that_a_format_turned_into_fractions_are_still_codes(folder):
    folder.edit("partners.csv", "P2,", "2,").edit("contacts.csv", ",P2,", ",2,").edit("contacts.csv", ",P1,", ",,")
    folder.edit("contacts.csv", ",P3,", ",,")
    expected = folder.open()
    pd.read_csv(folder.path / "contacts.csv").to_parquet(folder.path / "contacts.parquet")
    assert pd.read_parquet(folder.path / "contacts.parquet")["partner_id"].dtype == "float64"
    folder.edit("dataset.toml", "contacts.csv", "contacts.parquet")
    assert same(folder.open(), expected)


def test_sheets_title_rows_and_merged_cells(folder):
    expected = folder.open()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Events"
    sheet.append(["Engagement events"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    for line in (folder.path / "contacts.csv").read_text(encoding="utf-8").splitlines():
        sheet.append([cell or None for cell in line.split(",")])
    book.create_sheet("Notes")
    book.save(folder.path / "contacts.xlsx")
    folder.edit("dataset.toml", "contacts.csv", "contacts.xlsx")
    assert folder.errors() == [
        "contacts · contacts.xlsx: the workbook has several sheets (Events, Notes); say which in dataset.toml: "
        'sheet = "..."'
    ]
    folder.source("contacts", 'sheet = "Event"', "skip_rows = 2")
    assert folder.errors() == [
        "contacts · contacts.xlsx [Event]: there is no sheet 'Event' (did you mean 'Events'?); "
        "its sheets are Events, Notes"
    ]
    folder.edit("dataset.toml", '"Event"', '"Events"')
    assert same(folder.open(), expected)
    sheet.merge_cells("B4:B6")
    book.save(folder.path / "contacts.xlsx")
    assert folder.errors() == [
        "contacts · contacts.xlsx [Events]: cells are merged (B4:B6), and only the first of each has a value; "
        "unmerge them and write the value in every row"
    ]


def test_rows_of_a_workbook_are_numbered_as_it_shows_them(folder):
    frame = contacts(folder)
    frame.loc[2, "kind"] = "picnic"
    frame.to_excel(folder.path / "contacts.xlsx", index=False, startrow=3)
    folder.edit("dataset.toml", "contacts.csv", "contacts.xlsx").source("contacts", "skip_rows = 3")
    assert folder.report().errors[0].rows == (7,)


def test_encoding(folder):
    text = (folder.path / "partners.csv").read_text(encoding="utf-8").replace("North Library", "Café “Nord”")
    folder.write("partners.csv", text, "cp1252")
    assert folder.errors() == [
        "partners · partners.csv: the text is not UTF-8; say in dataset.toml which encoding it is in, "
        'e.g. encoding = "cp1252"'
    ]
    folder.source("partners", 'encoding = "cp1252"')
    assert folder.open().partners.loc["P1", "partner_name"] == "Café “Nord”"
    folder.edit("dataset.toml", "cp1252", "cp1252x")
    assert folder.errors() == [
        "partners · partners.csv: 'cp1252x' is not an encoding; write one such as encoding = \"cp1252\" in dataset.toml"
    ]


def test_unicode_text_of_excel(folder):
    expected = folder.open()
    text = (folder.path / "contacts.csv").read_text(encoding="utf-8").replace(",", "\t")
    folder.write("contacts.csv", text, "utf-16")
    assert folder.errors() == [
        "contacts · contacts.csv: the file has NUL bytes, which text has not; if Excel saved it as Unicode text, "
        'say in dataset.toml: encoding = "utf-16"'
    ]
    folder.source("contacts", 'encoding = "utf-16"', 'delimiter = "\\t"')
    assert same(folder.open(), expected)


def test_byte_order_mark_and_spaces_in_the_header(folder):
    expected = folder.open()
    text = (folder.path / "contacts.csv").read_text(encoding="utf-8")
    folder.write("contacts.csv", text.replace("contact_id,date", " contact_id , date"), "utf-8-sig")
    assert same(folder.open(), expected)


def test_title_rows_and_delimiter(folder):
    expected = folder.open()
    text = (folder.path / "contacts.csv").read_text(encoding="utf-8").replace(",", ";").replace("C5;", "C5x;")
    folder.write("contacts.csv", "Engagement, January to March\r\n\r\n" + text.replace("\n", "\r\n"))
    folder.source("contacts", "skip_rows = 2", 'delimiter = ";"')
    changed = folder.open()
    assert changed.contacts.index.tolist() == ["C1", "C2", "C3", "C4", "C5x", "C6"]
    assert_frame_equal(changed.contacts.reset_index(drop=True), expected.contacts.reset_index(drop=True))


UNREADABLE = {
    "contacts.xlsx": (b"no workbook", "cannot be read as an Excel workbook; is the file whole? ("),
    "old.xlsx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "the workbook is protected by a password or is an old .xls; save it again as plain .xlsx",
    ),
    "contacts.parquet": (b"PAR1 and then nothing PAR1", "cannot be read as Parquet; is the file whole? ("),
    "contacts.geojson": (b"{ not JSON", "cannot be read as GeoJSON; is the file whole? ("),
    "contacts.gpkg": (b"SQLite format 4", "cannot be read as GeoPackage; is the file whole? ("),
    "contacts.fgb": (b"fgb", "cannot be read as FlatGeobuf; is the file whole? ("),
    "contacts.shp": (b"shp", "cannot be read as a Shapefile; is the file whole? ("),
    "contacts.zip": (b"PK", "cannot be read as a zipped Shapefile; is the file whole? ("),
    "contacts.docx": (
        b"x",
        "'.docx' is not a format that can be read; use one of .csv, .tsv, .txt, .xlsx, .geoparquet,",
    ),
    "header.csv": (b"contact_id,date\n", "the file has a header but no rows; export it again"),
    "blank.csv": (
        b"\n\n",
        "the first line, which should name the columns, is blank; if title rows stand above the header, "
        "say how many in dataset.toml: skip_rows = 1",
    ),
    "open.csv": (
        b'contact_id,date,area_code\nC1,2026-01-01,X00000001\nC2,2026-01-01,"X00000001\nC3,2026-01-01,X00000001\n',
        "row 3 cannot be read: a quotation mark is opened and not closed; export the file again",
    ),
    "long.csv": (
        b"contact_id,date,area_code\nC1,2026-01-01,X00000001\nC2, a,2026-01-01,X00000001\n",
        "row 3 has more or fewer values than the header's 3; put text that has the separator in it in quotation marks, "
        "or export the file again",
    ),
    "short.csv": (
        b"contact_id,date,area_code\nC1,2026-01-01\nC2,2026-01-01,X00000001\nC3\n",
        "2 rows (the first: 2, 4) have more or fewer values than the header's 3; put text that has the separator in it "
        "in quotation marks, or export the file again",
    ),
    "nul.csv": (
        b"contact_id,date,area_code\nC\x001,2026-01-01,X00000001\n",
        "the file has NUL bytes, which text has not;",
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable(folder, name):
    content, message = UNREADABLE[name]
    folder.write(name, content).edit("dataset.toml", "contacts.csv", name)
    (error,) = folder.errors()
    assert error.startswith(f"contacts · {name}: {message}")


def test_damaged_in_the_middle(folder):
    frame = pd.concat([contacts(folder)] * 2_000, ignore_index=True)
    frame.to_parquet(folder.path / "contacts.parquet", compression=None)
    content = bytearray((folder.path / "contacts.parquet").read_bytes())
    content[4:3_000] = bytes(2_996)
    folder.write("contacts.parquet", bytes(content)).edit("dataset.toml", "contacts.csv", "contacts.parquet")
    (error,) = folder.errors()
    assert error.startswith("contacts · contacts.parquet: cannot be read as Parquet; is the file whole? (")


def test_a_folder_is_no_file_and_a_file_may_lie_elsewhere(folder):
    expected = folder.open()
    (folder.path / "inbox").mkdir()
    folder.edit("dataset.toml", '"contacts.csv"', '"inbox"')
    assert folder.errors() == ["contacts · inbox: this is a folder, not a file; name the file in it"]
    (folder.path / "contacts.csv").rename(folder.path.parent / "contacts.csv")
    folder.edit("dataset.toml", '"inbox"', '"../contacts.csv"')
    assert same(folder.open(), expected)


def test_two_columns_of_one_name(folder):
    text = (
        (folder.path / "contacts.csv")
        .read_text(encoding="utf-8")
        .replace("\n", ",\n")
        .replace("attendance,", "attendance,kind")
    )
    folder.write("contacts.csv", text)
    assert folder.errors() == [
        "contacts · contacts.csv · kind: 2 columns are called 'kind'. Give each its own name, or take out the others"
    ]
    folder.edit("contacts.csv", "attendance,kind", "attendance,")
    assert folder.errors() == []


def test_quoted_line_breaks_are_one_row(folder):
    folder.edit("partners.csv", "North Library", '"North\nLibrary, first floor"').edit(
        "partners.csv", "vcfse", "charity"
    )
    (problem,) = folder.report().errors
    assert problem.rows == (4,)
    folder.edit("partners.csv", "charity", "vcfse")
    assert folder.open().partners.loc["P1", "partner_name"] == "North\nLibrary, first floor"
