"""Towns small enough to count by hand."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from prevent_geo.period import Period
from prevent_geo.picture import rich_picture

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
NAMES = {"N1": "Ashby", "N2": "Brack", "D1": "Northshire"}


def draw_town(made, areas, contacts, partners, attendance=(), last=JANUARY.end):
    """A dataset of squares of 1 km in a row.

    `areas` are (code, neighbourhood, residents), `contacts` area codes, all on the day `last`; `partners` are the
    eastings of libraries, in metres along the middle of the row.
    """
    codes, wards, residents = zip(*areas, strict=True)
    squares = [shapely.box(1000 * i, 0, 1000 * i + 1000, 1000) for i in range(len(areas))]
    frame = gpd.GeoDataFrame(
        {
            "area_name": [f"Area {code}" for code in codes],
            "neighbourhood_code": list(wards),
            "neighbourhood_name": [NAMES.get(ward) for ward in wards],
            "district_code": "D1",
            "district_name": NAMES["D1"],
            "force_code": pd.Series([None] * len(codes), dtype="str").to_numpy(),
            "force_name": pd.Series([None] * len(codes), dtype="str").to_numpy(),
            "population": pd.array(residents, "Int64"),
            "deprivation_decile": pd.array([1] * len(codes), "Int64"),
        },
        index=pd.Index(codes, name="area_code"),
        geometry=squares,
        crs="EPSG:27700",
    )
    sites = gpd.GeoDataFrame(
        {
            "partner_name": [f"Library {x}" for x in partners],
            "sector": pd.Series("library", index=range(len(partners)), dtype="str").to_numpy(),
            "agreement": pd.Series("none", index=range(len(partners)), dtype="str").to_numpy(),
            "liaison": pd.array([True] * len(partners), "boolean"),
            "area_code": pd.Series([codes[min(x // 1000, len(codes) - 1)] for x in partners], dtype="str").to_numpy(),
        },
        index=pd.Index([f"P{x}" for x in partners], name="partner_id", dtype="str"),
        geometry=gpd.points_from_xy(partners, [500] * len(partners)),
        crs="EPSG:27700",
    )
    events = pd.DataFrame(
        {
            "date": pd.Series(pd.Timestamp(last), index=range(len(contacts)), dtype="datetime64[us]"),
            "area_code": pd.Series(contacts, dtype="str"),
            "attendance": pd.array([*attendance, *[10] * (len(contacts) - len(attendance))], "Int64"),
        }
    )
    return made(period=JANUARY, areas=frame, partners=sites, contacts=events)


@pytest.fixture
def draw(made):
    """A rich picture of a drawn town; by default two areas of one ward, 1,000 residents each, and one library."""

    def picture(contacts=(), *, areas=(("A1", "N1", 1000), ("A2", "N1", 1000)), partners=(500,), place="all", **more):
        return rich_picture(draw_town(made, areas, list(contacts), list(partners), **more), place=place)

    return picture
