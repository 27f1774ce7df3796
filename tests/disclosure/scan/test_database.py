"""Every table of a GeoPackage, and what deletion left behind."""

import gzip
import sqlite3
from contextlib import closing

import geopandas as gpd
import pytest
from shapely.geometry import Point

from prevent_geo.disclosure.scan.unpack import parts


def sqlite(path, *statements):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # how SQLite is built decides whether it leaves deleted rows in the file
        connection.execute("PRAGMA secure_delete = OFF")
        for statement in statements:
            connection.execute(statement) if isinstance(statement, str) else connection.execute(*statement)
    return path.read_bytes()


def tables(data):
    return {part.where: part.table for part in parts("x.gpkg", data) if part.table is not None}


@pytest.fixture
def package(tmp_path):
    path = tmp_path / "x.gpkg"
    columns = {"code": [f"X{number}" for number in range(3000)], "n": 70_001, "note": "kanari-7 " * 10}
    gpd.GeoDataFrame(columns, geometry=[Point(0, 0)] * 3000, crs=27700).to_file(path, layer="areas", engine="pyogrio")
    return path


def test_every_table_of_a_geopackage_is_read_without_its_geometries(package):
    found = tables(package.read_bytes())
    table = found["x.gpkg > areas"]
    assert list(table.columns) == ["fid", "code", "n", "note"]
    assert set(table.columns["n"]) == {"70001"}
    assert {"x.gpkg > gpkg_contents", "x.gpkg > sqlite_master", "x.gpkg > rtree_areas_geom_parent"} <= set(found)


def test_deleted_rows_are_read_from_the_free_pages(package):
    data = sqlite(package, "DELETE FROM gpkg_ogr_contents", "DROP TABLE areas")
    (free,) = (part for part in parts("x.gpkg", data) if part.where == "x.gpkg > free pages")
    assert "kanari-7" in free.text
    assert b"kanari-7" in free.data
    assert any("70001" in str(table) for where, table in tables(data).items() if "free pages > page" in where)
    clean = sqlite(package, "VACUUM")
    assert not any("free" in part.where or b"kanari-7" in part.data for part in parts("x.gpkg", clean))


def test_a_deleted_row_is_in_the_unused_space(tmp_path):
    data = sqlite(
        tmp_path / "x.gpkg",
        "CREATE TABLE t (n, note)",
        *(("INSERT INTO t VALUES (?, ?)", (n, f"kanari-{n}")) for n in range(9)),
        "DELETE FROM t WHERE n = 7",
    )
    (unused,) = (part for part in parts("x.gpkg", data) if part.where == "x.gpkg > unused space in pages")
    assert "kanari-7" in unused.text
    assert "kanari-6" not in unused.text


def test_views_styles_blobs_and_odd_names_are_read(tmp_path):
    data = sqlite(
        tmp_path / "x.gpkg",
        "PRAGMA encoding = 'UTF-16'",
        'CREATE TABLE "a ""b"" \'c" (n, blob)',
        ('INSERT INTO "a ""b"" \'c" VALUES (?, ?)', ("<i>kanari-6</i>", gzip.compress(b"kanari-7"))),
        "CREATE VIEW v AS SELECT 70001 AS n",
        "CREATE TABLE layer_styles (styleQML)",
        "INSERT INTO layer_styles VALUES ('<qgis label=\"kanari-8\"/>')",
    )
    texts = [part.text for part in parts("x.gpkg", data)]
    assert {"kanari-6", "kanari-7", "kanari-8"} <= set(texts)
    assert any("70001" in text for text in texts)


def test_rows_in_a_write_ahead_log_are_read(tmp_path):
    path = tmp_path / "x.gpkg"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (n)")
        connection.execute("INSERT INTO t VALUES (70001)")
        data = (tmp_path / "x.gpkg-wal").read_bytes()
    found = [part.table for part in parts("x.gpkg-wal", data) if part.table is not None]
    assert any("70001" in str(table) for table in found)


def test_reading_leaves_no_file_and_changes_none(package, tmp_path):
    before = package.read_bytes()
    list(parts("x.gpkg", before))
    assert package.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["x.gpkg"]
