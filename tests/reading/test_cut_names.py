"""A Shapefile cuts names after ten letters: the cut ones are suggested, and told where they are not read."""

import warnings

import geopandas as gpd
import pytest


@pytest.fixture
def cut(folder):
    areas = gpd.read_file(folder.path / "areas.geojson").assign(neighbourhood_code="XN01", neighbourhood_name="Middle")
    with warnings.catch_warnings():
        # it says which names it cuts
        warnings.simplefilter("ignore")
        areas.to_file(folder.path / "areas.shp")
    return folder.edit("dataset.toml", "areas.geojson", "areas.shp")


OURS = "columns = { neighbourhood_code = '{}', neighbourhood_name = '{}', district_code = '{}', district_name = '{}', "
OURS += "deprivation_decile = '{}' }"


def mapped(*names):
    line = OURS
    for name in names:
        line = line.replace("'{}'", f'"{name}"', 1)
    return line


def test_the_cut_names_are_suggested(cut):
    names = ["neighbourhood_code", "neighbourhood_name", "district_code", "district_name", "deprivation_decile"]
    errors = cut.source("areas", mapped(*names)).errors()
    assert len(errors) == 5
    assert errors[0].startswith(
        "areas · areas.shp · neighbourhood_code: there is no column 'neighbourhood_code' (did you mean 'neighbourh' or "
        "'neighbou_1'? a Shapefile cuts names after 10 letters)"
    )
    assert "(did you mean 'deprivatio'? a Shapefile" in errors[4]


def test_names_that_nobody_maps_are_told(cut):
    (warning,) = cut.warnings()
    assert warning.startswith(
        "areas · areas.shp: a Shapefile cuts names after 10 letters, and these columns are not read for it: "
        "neighbourhood_code (neighbourh or neighbou_1), neighbourhood_name (neighbourh or neighbou_1), "
    )


def test_names_that_are_mapped_or_ignored_are_silent(cut):
    cut.source("areas", mapped("neighbourh", "neighbou_1", "district_c", "district_n", "deprivatio"))
    assert cut.found() == []


def test_a_shapefile_without_names_above_ten_letters(cut):
    cut.source("areas", 'ignore = ["neighbourh", "neighbou_1", "district_c", "district_n", "deprivatio"]')
    assert cut.found() == []
