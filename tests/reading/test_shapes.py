"""Boundaries and points: valid or safely repaired, flat, of the right kind; overlaps and gaps counted."""

import pytest


def test_a_tiny_loop_is_repaired_and_logged(folder):
    # at the south-western corner the line crosses itself and leaves a loop of half a square metre
    loop = [[400_000, 300_001], [400_000, 300_000], [401_000, 300_000], [401_000, 301_000], [400_000, 301_000]]
    loop += [[400_000, 300_000.5], [400_001, 300_000], [400_000, 300_001]]

    def change(features):
        features[0]["geometry"]["coordinates"] = [loop]

    folder.areas(change)
    (warning,) = folder.warnings()
    assert warning.startswith(
        "areas · areas.geojson · geometry: the boundary was not valid and was repaired; its area changed by "
        "0.00% at most"
    )
    areas = folder.open().areas
    assert areas.is_valid.all()
    assert areas.area["X00000001"] == pytest.approx(1_000_000, abs=5)


def test_a_hole_that_touches_the_border_twice_is_repaired(folder, ring):
    def change(features):
        features[0]["geometry"]["coordinates"].append([[400_000, 300_000], [400_002, 300_000], [400_001, 300_001]] * 1)
        features[0]["geometry"]["coordinates"][1].append([400_000, 300_000])

    folder.areas(change)
    (warning,) = folder.warnings()
    assert "was not valid and was repaired" in warning
    assert folder.open().areas.area["X00000001"] == pytest.approx(999_999)


def test_heights_are_left_out(folder):
    def change(features):
        features[1]["geometry"]["coordinates"] = [[[*pair, 55.0] for pair in features[1]["geometry"]["coordinates"][0]]]

    folder.areas(change)
    assert folder.warnings() == [
        "areas · areas.geojson · geometry: the geometry has heights; they were left out (row 2). "
        "Nothing needs to be done"
    ]
    assert not folder.open().areas.has_z.any()


def test_an_overlap_is_counted(folder, ring):
    def change(features):
        features[0]["geometry"]["coordinates"] = [
            [[400_000, 300_000], [401_002, 300_000], [401_002, 301_000], [400_000, 301_000], [400_000, 300_000]]
        ]

    folder.areas(change)
    (warning,) = folder.warnings()
    assert warning.startswith(
        "areas · areas.geojson · geometry: the borders do not match their neighbours' exactly: 1 overlap "
        "(2,000 m² in all), 0 narrow gaps"
    )


def test_a_narrow_gap_is_counted_and_a_wide_one_is_a_lake(folder):
    def hollow(width):
        def change(features):
            # the western border of the south-eastern square steps back in the middle, which leaves a hole
            features[1]["geometry"]["coordinates"] = [
                [
                    [401_000, 300_000],
                    [402_000, 300_000],
                    [402_000, 301_000],
                    [401_000, 301_000],
                    [401_000, 300_800],
                    [401_000 + width, 300_800],
                    [401_000 + width, 300_200],
                    [401_000, 300_200],
                    [401_000, 300_000],
                ]
            ]
            features[0]["geometry"]["coordinates"][0][2:2] = [[401_000, 300_200], [401_000, 300_800]]

        return change

    folder.areas(hollow(4))
    (warning,) = folder.warnings()
    assert "exactly: 0 overlaps (0 m² in all), 1 narrow gap (" in warning
    folder.areas(hollow(300))
    assert folder.warnings() == []


def test_neither_polygon_nor_point(folder):
    point = {"type": "Point", "coordinates": [400_500, 300_500]}
    folder.areas(lambda features: features[0].update(geometry=point))
    assert folder.errors() == [
        "areas · areas.geojson · geometry: not a polygon: 'Point' (row 1). Give the areas as polygons"
    ]


def test_three_faults_of_three_shapes_are_told_at_once(folder):
    bow_tie = [[401_000, 300_000], [402_000, 301_000], [402_000, 300_000], [401_000, 301_000], [401_000, 300_000]]

    def change(features):
        features[0].update(geometry=None)
        features[1]["geometry"].update(coordinates=[bow_tie])
        features[2].update(geometry={"type": "LineString", "coordinates": [[400_000, 301_000], [401_000, 302_000]]})

    folder.areas(change)
    assert [(problem.rule, problem.rows) for problem in folder.report().errors] == [
        ("empty", (1,)),
        ("type", (3,)),
        ("valid", (2,)),
    ]


def test_a_geojson_in_metres_that_does_not_say_so(folder):
    folder.areas(list, crs=None)
    assert folder.errors()[0] == (
        "areas · areas.geojson · geometry: the coordinates look like metres (x from 400,000 to 402,000, y from 300,000 "
        "to 302,000), but their CRS, EPSG:4326, is in degrees. If they are British National Grid, say so in "
        "dataset.toml: "
        'crs = "EPSG:27700"'
    )


def test_partners_as_polygons_and_single_multipoints(folder, ring):
    import json

    def feature(code, geometry):
        return {
            "type": "Feature",
            "properties": {"partner_id": code, "partner_name": code, "sector": "school"},
            "geometry": geometry,
        }

    sites = [
        feature("P1", {"type": "Polygon", "coordinates": [ring(400_100, 300_100, 50)]}),
        feature("P2", {"type": "MultiPoint", "coordinates": [[401_500, 300_500]]}),
        feature("P3", {"type": "Point", "coordinates": [400_500, 301_500]}),
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    folder.write("partners.geojson", json.dumps({"type": "FeatureCollection", "crs": crs, "features": sites}))
    folder.edit("dataset.toml", "partners.csv", "partners.geojson")
    folder.edit("dataset.toml", 'coordinates = { x = "easting", y = "northing", crs = "EPSG:27700" }\n', "")
    partners = folder.open().partners
    assert set(partners.geom_type) == {"Point"}
    assert partners["area_code"].tolist() == ["X00000001", "X00000002", "X00000003"]
    sites[1]["geometry"]["coordinates"].append([401_600, 300_500])
    folder.write("partners.geojson", json.dumps({"type": "FeatureCollection", "crs": crs, "features": sites}))
    assert folder.errors() == [
        "partners · partners.geojson · geometry: neither a point nor a polygon: 'MultiPoint' (row 2). "
        "Give one point in each row"
    ]


def test_a_crs_that_contradicts_the_file_or_does_not_exist(folder):
    folder.source("areas", 'crs = "EPSG:4326"')
    assert folder.errors()[0] == (
        "areas · areas.geojson · geometry: the file says its coordinates are in OSGB36 / British National Grid, "
        "dataset.toml says WGS 84. Take 'crs' out of dataset.toml, or correct the file"
    )
    folder.edit("dataset.toml", 'crs = "EPSG:4326"', 'crs = "EPSG:none"')
    assert folder.errors()[0] == (
        "areas · areas.geojson · geometry: crs in dataset.toml: 'EPSG:none' is not a coordinate reference system; "
        "write one such as 'EPSG:27700'"
    )


def test_an_area_inside_another_one_is_an_overlap_of_both(folder, ring):
    folder.areas(lambda features: features[3]["geometry"].update(coordinates=[ring(400_200, 300_200, 300)]))
    (problem,) = [p for p in folder.report().problems if p.rule == "coverage"]
    assert "1 overlap (90,000 m²" in problem.what
    assert problem.rows == (1, 4)
