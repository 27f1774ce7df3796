"""Towns that are small enough to check by hand, as profiles."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from prevent_geo.assessment import profile
from prevent_geo.period import Period

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
HOSTILE = "$x_1$ \\\\ <b onload=alert(1)>& " + "long " * 40 + "東"


@pytest.fixture(scope="session")
def district(sample):
    return profile(sample, place="Clarrowbridge", period="last 12 months")


@pytest.fixture
def town(made):
    """A profile of areas A0, A1 …, of 1,000 residents each, from the contacts of each: town([3, 0, 9])."""

    def build(held, *, name="{}", silent=(), place="all", partners=1, columns=None):
        codes = [f"A{number}" for number in range(len(held))]
        areas = gpd.GeoDataFrame(
            {
                "area_name": [name.format(code) for code in codes],
                "population": 1000,
                "neighbourhood_code": ["N2" if code in silent else "N1" for code in codes],
                "neighbourhood_name": [name.format("N2" if code in silent else "N1") for code in codes],
                "district_code": "D1",
                "district_name": "Dale",
            },
            geometry=[box(1000 * x, 0, 1000 * x + 1000, 1000) for x in range(len(held))],
            index=pd.Index(codes, name="area_code"),
            crs=27700,
        )
        sites = gpd.GeoDataFrame(
            {"partner_name": [name.format(f"P{number}") for number in range(partners)], "area_code": "A0"},
            geometry=[Point(500, 500)] * partners,
            index=pd.Index([f"P{number}" for number in range(partners)], name="partner_id"),
            crs=27700,
        )
        where = [code for code, count in zip(codes, held, strict=True) for _ in range(count)]
        contacts = pd.DataFrame({"area_code": where, "date": pd.Timestamp("2026-06-15"), "partner_id": "P0"})
        contacts = contacts.assign(**columns or {}).rename_axis("contact_id")
        return profile(made(areas=areas, partners=sites, contacts=contacts, period=YEAR), place=place)

    return build
