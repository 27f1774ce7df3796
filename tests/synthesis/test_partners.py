"""Organisations stand where such organisations stand, and their papers are in every state."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
import shapely

from prevent_geo.synthesis import draw_areas, draw_partners
from prevent_geo.synthesis.mix import codes, mix
from prevent_geo.synthesis.roads import find_roads

AS_OF = date(2026, 9, 30)


@pytest.fixture(scope="module")
def town():
    areas = draw_areas(districts=3, neighbourhoods=24, areas=360, seed=4)
    return areas, draw_partners(areas, partners=300, seed=4, as_of=AS_OF)


def sited(partners, siting):
    return partners[[mix()["sectors"][sector]["siting"] == siting for sector in partners["sector"]]]


def test_sectors_are_mixed_as_the_mix_says(town):
    _, partners = town
    counts = partners["sector"].value_counts().reindex(codes("sectors"))
    shares = pd.Series({sector: entry["share"] for sector, entry in mix()["sectors"].items()})
    assert (counts - shares / shares.sum() * 300).abs().max() < 1.5
    assert draw_partners(town[0], partners=15, seed=1)["sector"].nunique() == 15


def test_councils_stand_in_centres_and_schools_are_spread_over_the_residents(town):
    areas, partners = town
    density = (areas["population"] / areas.area).rank(pct=True)
    host = areas.sindex.query(partners.geometry, predicate="intersects")
    of_partner = pd.Series(density.to_numpy()[host[1]]).groupby(host[0]).first()
    central = of_partner[
        [row for row, s in enumerate(partners["sector"]) if mix()["sectors"][s]["siting"] == "central"]
    ]
    assert central.median() > 0.8
    schools = partners[partners["sector"] == "school"]
    near = areas.sindex.query(schools.geometry, predicate="intersects")[1]
    each = areas["neighbourhood_code"].iloc[near].value_counts().reindex(areas["neighbourhood_code"].unique())
    residents = areas.groupby("neighbourhood_code")["population"].sum()
    assert (each.fillna(0) - residents / residents.sum() * len(schools)).abs().max() <= 2


def test_shops_and_offices_stand_along_the_main_roads(town):
    areas, partners = town
    roads = shapely.union_all(find_roads(areas).to_numpy())
    by_road = sited(partners, "road").distance(roads)
    assert (by_road < 2).mean() > 0.95
    assert sited(partners, "spread").distance(roads).median() > 100


def test_agreements_training_and_reviews_are_in_every_state(town):
    _, partners = town
    assert set(partners["agreement"]) == {"none", "draft", "signed"}
    assert partners["agreement_review_due"].notna().eq(partners["agreement"] == "signed").all()
    due = pd.to_datetime(partners["agreement_review_due"].dropna())
    assert (due < pd.Timestamp(AS_OF)).any()
    assert (due > pd.Timestamp(AS_OF)).any()
    assert pd.to_datetime(partners["training_date"].dropna()).max() < pd.Timestamp(AS_OF)
    assert 0.5 < partners["training_date"].notna().mean() < 0.95
    assert set(partners["liaison"]) == {"yes", "no"}
    assert partners["capacity"].ge(1).all()


def test_a_nation_of_partners_has_names_and_codes_of_its_own():
    areas = draw_areas(districts=3, neighbourhoods=24, areas=360, seed=5)
    partners = draw_partners(areas, partners=4_000, seed=5)
    assert partners["partner_name"].is_unique
    assert partners["partner_id"].is_monotonic_increasing
    assert np.isfinite(shapely.get_coordinates(partners.geometry.to_numpy())).all()
