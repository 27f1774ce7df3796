"""Places that cannot be: 0, 0 and other units in single rows; the other rows are still checked."""

import geopandas as gpd

HEADER = "partner_id,partner_name,sector,easting,northing\n"
GOOD = ["P1,North Library,library,-1.994,52.61\n", "P3,East Hub,vcfse,-1.98,52.6\n"]


def in_degrees(folder, *rows):
    """Give the partners longitude and latitude; the contacts of P2 become those of P3."""
    text = (folder.path / "contacts.csv").read_text(encoding="utf-8").replace(",P2,", ",P3,")
    folder.edit("dataset.toml", "EPSG:27700", "EPSG:4326").write("contacts.csv", text)
    return folder.write("partners.csv", HEADER + "".join(rows))


def test_null_island(folder):
    in_degrees(folder, *GOOD, "P4,Hall,other,0,0.0\n", "P5,Club,other,0.000,-0\n")
    assert folder.errors() == [
        "partners · partners.csv · geometry: the coordinates are 0, 0, which stands for a place that is not known "
        "(rows 4, 5). Give the place, or take the row out"
    ]


def test_null_island_in_a_grid(folder):
    folder.edit("partners.csv", "401500,300500", "0,0")
    assert folder.found() == [("error", "null island", "geometry", (4,))]


def test_the_meridian_is_a_place(folder):
    text = (folder.path / "areas.geojson").read_text(encoding="utf-8")
    for old, new in (("400000", "534000"), ("401000", "536000"), ("402000", "538000")):
        text = text.replace(old, new)
    in_degrees(folder.write("areas.geojson", text), "P1,A,school,0,52.59\n", "P3,B,other,0.0001,52.59\n")
    assert folder.found() == []


def test_some_rows_in_another_unit(folder):
    rows = ["P4,Hall,other,400500,300500\n", "P5,Club,other,52.6,-1.99\n", "P6,Site,other,0,0\n"]
    assert in_degrees(folder, *GOOD, *rows).found() == [
        ("error", "null island", "geometry", (6,)),
        ("error", "units", "geometry", (4,)),
        ("error", "swapped", "geometry", (5,)),
    ]
    assert folder.errors()[1] == (
        "partners · partners.csv · geometry: the coordinates look like metres, those of other rows are in degrees "
        "(EPSG:4326): '400500, 300500' (row 4). Give all rows of the file in degrees, or those in metres as a file of "
        "their own with its own crs"
    )


def test_degrees_among_metres(folder):
    folder.edit("partners.csv", "401500,300500", "-1.98,52.6")
    assert folder.found() == [("error", "units", "geometry", (4,))]


def test_areas_in_another_unit_among_the_others(folder, ring):
    folder.areas(lambda features: features[3]["geometry"].update(coordinates=[ring(-2, 52, 0.01)]))
    assert folder.found()[0] == ("error", "units", "geometry", (4,))
    assert [rule for severity, rule, _, _ in folder.found() if severity == "error"] == ["units"]


def test_a_place_that_is_not_a_number_is_not_empty_too(folder):
    folder.edit("partners.csv", "401500,300500", "east,300500")
    assert folder.found() == [("error", "type", "easting", (4,))]


def test_contacts_need_their_coordinates_only_without_an_area_code(folder):
    folder.source("contacts", 'coordinates = { x = "x", y = "y", crs = "EPSG:27700" }')
    rows = ["C1,2026-01-01,X00000001,0,0", "C2,2026-01-01,,0,0", "C3,2026-01-01,,400500,300500"]
    folder.write("contacts.csv", "\n".join(["contact_id,date,area_code,x,y", *rows, ""]))
    assert folder.found() == [("error", "null island", "geometry", (3,))]


def test_small_coordinates_in_a_grid_of_its_own(folder, ring):
    own = "+proj=tmerc +lat_0=52.6 +lon_0=-2 +k=1 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs"
    squares = [ring(-1_000, -1_000), ring(0, -1_000), ring(-1_000, 0), ring(0, 0)]

    def change(features):
        for feature, square in zip(features, squares, strict=True):
            feature["geometry"]["coordinates"] = [square]

    folder.areas(change, crs=None).edit("dataset.toml", "EPSG:27700", own)
    areas = gpd.read_file(folder.path / "areas.geojson")
    areas.set_crs(own, allow_override=True).to_parquet(folder.path / "areas.parquet")
    folder.edit("dataset.toml", "areas.geojson", "areas.parquet")
    config = (folder.path / "dataset.toml").read_text(encoding="utf-8")
    folder.write("dataset.toml", config.replace('licence = "None"', f'licence = "None"\ncrs = "{own}"'))
    rows = ["P1,North Library,library,0,0\n", "P2,South School,school,-50,70\n", "P3,East Hub,vcfse,600,300\n"]
    folder.write("partners.csv", HEADER + "".join(rows))
    assert folder.found() == []
