"""Towns small enough to count by hand."""

from dataclasses import replace
from datetime import date
from functools import cache

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from prevent_geo.maps.scene import make_scene
from prevent_geo.period import Period
from prevent_geo.picture import rich_picture

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
CODES = ("partner_id", "strand", "theme", "initiated_by")
NAMES = {"N1": "Ashby", "N2": "Brack", "D1": "Northshire"}


def draw_town(made, areas, contacts, partners, attendance=(), last=JANUARY.end, said=(), sites=(), **columns):
    """A dataset of squares of 1 km in a row.

    `areas` are (code, neighbourhood, residents), `contacts` area codes, all on the day `last`; `partners` are the
    eastings of libraries, in metres along the middle of the row. `columns` are further ones of the contacts, `sites`
    those of the partners; `said` are perspectives (area code, kind, words).
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
    libraries = gpd.GeoDataFrame(
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
    ).assign(**dict(sites))
    events = pd.DataFrame(
        {
            "date": pd.Series(pd.Timestamp(last), index=range(len(contacts)), dtype="datetime64[us]"),
            "area_code": pd.Series(contacts, dtype="str"),
            "attendance": pd.array([*attendance, *[10] * (len(contacts) - len(attendance))], "Int64"),
        }
    )
    for name, values in columns.items():
        events[name] = _like(made, name, values)
    spoken = pd.DataFrame(said, columns=["area_code", "kind", "statement"]).astype("str")
    spoken["role"], spoken["date"] = "residents_group", pd.Timestamp(last)
    return made(period=JANUARY, areas=frame, partners=libraries, contacts=events, perspectives=spoken)


def _like(made, name, values):
    """A column of contacts of the kind that it has when it is read."""
    return pd.Series(list(values), dtype=made().contacts[name].dtype if name not in CODES else "category")


@pytest.fixture
def draw(made):
    """A rich picture of a drawn town; by default two areas of one ward, 1,000 residents each, and one library."""

    def picture(
        contacts=(),
        *,
        areas=(("A1", "N1", 1000), ("A2", "N1", 1000)),
        partners=(500,),
        place="all",
        audience="partner",
        before=None,
        **more,
    ):
        town = draw_town(made, areas, list(contacts), list(partners), **more)
        if before is not None:
            then = draw_town(made, areas, before["contacts"], [], last=date(2025, 12, 31), **before.get("columns", {}))
            both = pd.concat([then.contacts, town.contacts], ignore_index=True)
            both = both.astype(dict.fromkeys(CODES, "category"))
            town = replace(town, contacts=both, period=Period(date(2025, 12, 1), JANUARY.end))
        return rich_picture(town, place=place, audience=audience, period="2026-01")

    return picture


@pytest.fixture(scope="session")
def whole(sample):
    """The sample with all its areas in a period: a picture that others are cut from."""

    @cache
    def over(period, audience="partner"):
        return rich_picture(sample, period=period, audience=audience)

    return over


@pytest.fixture(scope="session")
def seen(whole):
    """The picture of a place of the sample; layers are of all areas, so they are made once a period and cut."""

    @cache
    def at(place, period="last 12 months", audience="partner"):
        picture = whole(period, audience)
        where = picture.dataset.place(place)
        scene = make_scene(picture.dataset, where, picture.layers, audience)
        return replace(picture, place=where, scene=scene)

    return at
