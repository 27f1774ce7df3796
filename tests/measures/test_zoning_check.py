from itertools import product

import geopandas as gpd
import mapclassify
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from prevent_geo.errors import InputError
from prevent_geo.measures.common.adjacency import adjacency
from prevent_geo.measures.common.class_breaks import class_numbers, equal_breaks, jenks_breaks, quantile_breaks
from prevent_geo.measures.common.random_zones import random_zones
from prevent_geo.measures.contact_rate import contact_rate
from prevent_geo.measures.zoning_check import zoning_check


def squares(side, zone=2):
    at = list(product(range(side), repeat=2))
    index = pd.Index([f"A{x:02}{y:02}" for x, y in at], name="area_code")
    shapes = [shapely.box(x, y, x + 1, y + 1) for x, y in at]
    hoods = [f"N{x // zone}{y // zone}" for x, y in at]
    return gpd.GeoDataFrame({"population": 1000, "neighbourhood_code": hoods}, index=index, geometry=shapes)


def contacts_of(areas, counts):
    return pd.DataFrame({"area_code": areas.index.repeat(counts)})


AREAS = squares(6)
COUNTS = np.random.default_rng(2).poisson(np.linspace(1, 30, 36))
CONTACTS = contacts_of(AREAS, COUNTS)


def test_by_hand():
    index = pd.Index(list("ABCD"), name="area_code")
    areas = pd.DataFrame({"population": 1000, "neighbourhood_code": "N1"}, index=index)
    # rates 1 2 3 9: of two classes, C and D are in the upper one
    contacts = contacts_of(areas, [1, 2, 3, 9])
    zonings = {
        # (1 + 3) / 2 below (2 + 9) / 2: B goes up and C down
        "across": pd.Series(list("XYXY"), index=index),
        "along": pd.Series(list("XXYY"), index=index),
        "one": pd.Series("X", index=index),
        "none": pd.Series(index=index, dtype="object"),
        # D has none: 1.5 and 3, as it was
        "part": pd.Series({"A": "X", "B": "X", "C": "Y"}),
    }
    result = zoning_check(contacts, areas, zonings=zonings, classes=2)
    assert result.index.tolist() == [*zonings, "equal interval", "Fisher-Jenks"]
    assert result.index.name == "comparison"
    assert result["numerator"].tolist()[:2] == [2, 0]
    assert result["status"].tolist() == ["value", "value", "too few", "missing", "value", "value", "value"]
    assert result.loc["part", ["numerator", "denominator", "n", "zones"]].tolist() == [0, 3, 6, 2]
    # Wilson for 2 of 4 and 0 of 4
    assert result.loc["across", ["value", "lower", "upper"]].tolist() == pytest.approx(
        [0.5, 0.15004, 0.84996], abs=1e-5
    )
    assert result.loc["along", ["value", "lower", "upper"]].tolist() == pytest.approx([0, 0, 0.48990], abs=1e-5)
    # from 1 to 9 the middle is 5: only D is above; least variance within: 1 2 3 and 9
    assert result.loc[["equal interval", "Fisher-Jenks"], "numerator"].tolist() == [1, 1]
    # zones 1 2 1 2 as ranks 1.5 3.5 1.5 3.5 with 1 2 3 4
    assert result.loc["across", "rank_correlation"] == pytest.approx(1 / np.sqrt(5))
    assert result.loc[["one", "none", "equal interval"], ["rank_correlation"]].isna().all(axis=None)
    assert result.loc[["one", "none"], ["value", "lower", "upper"]].isna().all(axis=None)


def test_the_usual_comparisons_against_libraries():
    areas = AREAS.assign(district_code=AREAS["neighbourhood_code"].str[:2])
    result = zoning_check(CONTACTS, areas)
    assert result.index.tolist() == ["neighbourhoods", "districts", "random zones", "equal interval", "Fisher-Jenks"]
    rates = contact_rate(CONTACTS, areas)["value"]
    old = mapclassify.Quantiles(rates, k=5).yb
    for name, column in (("neighbourhoods", "neighbourhood_code"), ("districts", "district_code")):
        zones = areas[column]
        by_zone = rates.groupby(zones).mean()
        k = min(5, by_zone.nunique())
        new = pd.Series(mapclassify.Quantiles(by_zone, k=k).yb, index=by_zone.index)
        before = old if k == 5 else mapclassify.Quantiles(rates, k=k).yb
        assert result.loc[name, "classes"] == k
        assert result.loc[name, "numerator"] == (zones.map(new) != before).sum()
        assert result.loc[name, "rank_correlation"] == pytest.approx(spearmanr(rates, zones.map(by_zone)).statistic)
    assert result.loc["equal interval", "numerator"] == (mapclassify.EqualInterval(rates, k=5).yb != old).sum()
    assert result.loc["random zones", "zones"] == 9
    assert result["denominator"].tolist() == [36] * 5
    assert result["n"].tolist() == [COUNTS.sum()] * 5


def test_limits_of_the_rank_correlation():
    """Bonett and Wright, for 9 zones: artanh r -+ 1.959964 sqrt((1 + r r / 2) / 6)."""
    row = zoning_check(CONTACTS, AREAS).loc["neighbourhoods"]
    r = row["rank_correlation"]
    half = 1.959964 * np.sqrt((1 + r**2 / 2) / 6)
    lower, upper = np.tanh(np.arctanh(r) - half), np.tanh(np.arctanh(r) + half)
    assert row[["rank_correlation_lower", "rank_correlation_upper"]].tolist() == pytest.approx([lower, upper])


def test_every_area_its_own_zone_changes_nothing():
    result = zoning_check(CONTACTS, AREAS, zonings={"own": AREAS.index.to_series()})
    row = result.loc["own"]
    assert row[["value", "lower", "rank_correlation", "rank_correlation_lower"]].tolist() == [0, 0, 1, 1]


def test_areas_without_a_rate_are_no_part_of_a_zone():
    areas = AREAS.copy()
    areas["population"] = pd.array(areas["population"], "Int64")
    areas.iloc[0, areas.columns.get_loc("population")] = pd.NA
    areas.iloc[1, areas.columns.get_loc("population")] = 0
    zones = {"given": areas["neighbourhood_code"]}
    part = areas.iloc[2:]
    result = zoning_check(CONTACTS, areas, zonings=zones)
    expected = zoning_check(CONTACTS[CONTACTS["area_code"].isin(part.index)], part, zonings=zones)
    pd.testing.assert_frame_equal(result, expected)
    assert result.loc["given", "denominator"] == 34


def test_nothing_to_compare():
    empty = zoning_check(CONTACTS[:0], AREAS)
    assert empty["status"].unique().tolist() == ["not reported"]
    assert empty["value"].isna().all()
    assert zoning_check(CONTACTS, AREAS[:0])["status"].unique().tolist() == ["missing"]
    nobody = zoning_check(CONTACTS, AREAS.assign(population=0))
    assert nobody["status"].unique().tolist() == ["missing"]
    bare = zoning_check(CONTACTS, AREAS.assign(neighbourhood_code=pd.Series(index=AREAS.index, dtype="object")))
    assert bare["status"].tolist() == ["missing", "missing", "missing", "value", "value"]
    same = zoning_check(contacts_of(AREAS, [3] * 36), AREAS)
    assert same["status"].tolist() == ["too few", "missing", "too few", "too few", "too few"]
    with pytest.raises(InputError, match="a map needs at least 2"):
        zoning_check(CONTACTS, AREAS, classes=1)


def test_the_sample_has_a_picture_that_boundaries_decide(sample):
    result = zoning_check(sample.contacts, sample.areas)
    assert result["status"].unique().tolist() == ["value"]
    assert result["value"].between(0.3, 0.9).all()
    assert (result["denominator"] == 343).all()


values = st.lists(st.integers(0, 1_000), min_size=6, max_size=60).filter(lambda found: len(set(found)) >= 5)


@settings(max_examples=30)
@given(values)
def test_breaks_are_those_of_mapclassify(found):
    found = np.array(found, dtype=float)
    np.testing.assert_allclose(equal_breaks(found, 5), mapclassify.EqualInterval(found, k=5).bins[:-1])
    breaks = quantile_breaks(found, 5)
    if len(np.unique(breaks)) == 4 and breaks[-1] < found.max():
        np.testing.assert_allclose(breaks, mapclassify.Quantiles(found, k=5).bins[:-1])
    least = min(
        sum(((part - part.mean()) ** 2).sum() for part in np.split(np.sort(found), cut))
        for cut in ([1, 3], [2, 4], [1, 5], [2, 3])
    )
    parts = class_numbers(found, jenks_breaks(found, 3))
    assert set(parts) == {0, 1, 2}
    within = sum(((found[parts == part] - found[parts == part].mean()) ** 2).sum() for part in range(3))
    assert within <= least + 1e-6


def test_jenks_of_many_values_is_near_that_of_all():
    found = np.concatenate([np.random.default_rng(0).normal(at, 0.1, 400) for at in (0, 5, 9)])
    breaks = jenks_breaks(found, 3)
    assert class_numbers(found, breaks).tolist() == [0] * 400 + [1] * 400 + [2] * 400
    # hardly any value but 0: the others still have their class
    assert len(jenks_breaks(np.array([0.0] * 10_000 + [1, 2]), 3)) == 2


@settings(max_examples=20)
@given(count=st.integers(1, 30), seed=st.integers(0, 5), data=st.data())
def test_random_zones_hang_together(count, seed, data):
    areas = AREAS.copy()
    # two parts that touch no other
    areas.loc[["A0000"], "geometry"] = shapely.box(50, 50, 51, 51)
    zones = random_zones(areas, count=count, seed=seed)
    assert zones.notna().all()
    assert zones.nunique() == max(count, 2)
    links = nx.Graph([pair for pair, weight in adjacency(areas).adjacency.items() if weight])
    links.add_node("A0000")
    assert all(nx.is_connected(links.subgraph(zone.index)) for _, zone in zones.groupby(zones))
    order = data.draw(st.permutations(range(36)))
    pd.testing.assert_series_equal(random_zones(areas.iloc[order], count=count, seed=seed).sort_index(), zones)


@settings(max_examples=15)
@given(counts=st.lists(st.integers(0, 30), min_size=36, max_size=36), data=st.data())
def test_properties(counts, data):
    contacts = contacts_of(AREAS, counts)
    before = contacts.copy(), AREAS.copy()
    result = zoning_check(contacts, AREAS)
    pd.testing.assert_frame_equal(contacts, before[0])
    pd.testing.assert_frame_equal(AREAS, before[1])
    order = data.draw(st.permutations(range(36)))
    pd.testing.assert_frame_equal(zoning_check(contacts[::-1], AREAS.iloc[order]), result)
    as_codes = AREAS.astype({"neighbourhood_code": "category"})
    pd.testing.assert_frame_equal(zoning_check(contacts.astype("category"), as_codes), result)
    known = result.dropna(subset="value")
    assert ((known["lower"] <= known["value"]) & (known["value"] <= known["upper"])).all()
    # ten times as many contacts are the same picture
    tenfold = zoning_check(contacts_of(AREAS, np.array(counts) * 10), AREAS)
    pd.testing.assert_series_equal(tenfold["value"], result["value"])
