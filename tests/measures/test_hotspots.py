import warnings
from itertools import combinations, product

import esda
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph
from libpysal.weights import DistanceBand
from scipy.stats import chisquare

from prevent_geo.errors import InputError
from prevent_geo.measures.common.adjacency import adjacency
from prevent_geo.measures.common.local_statistics import (
    _random_subsets,
    gi_star,
    local_moran,
    permuted_tails,
    standardise,
    two_sided,
)
from prevent_geo.measures.common.neighbour_matrix import neighbour_matrix
from prevent_geo.measures.hotspots import hotspots

SILENT = {"no clear pattern", "no neighbours", ""}


def squares(side):
    at = list(product(range(side), repeat=2))
    index = pd.Index([f"A{x:02}{y:02}" for x, y in at], name="area_code")
    shapes = [shapely.box(x, y, x + 1, y + 1) for x, y in at]
    return gpd.GeoDataFrame({"population": 1000, "neighbourhood_code": "N1"}, index=index, geometry=shapes)


def contacts_of(areas, counts):
    return pd.DataFrame({"area_code": areas.index.repeat(counts)})


def matrix(areas):
    return neighbour_matrix(adjacency(areas), areas.index)


def test_gi_star_of_six_points():
    """golden.md, and the docstring of esda.G_Local: six-point test, binary weights, star."""
    points = [(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)]
    graph = Graph.from_W(DistanceBand(points, threshold=15))
    z = standardise(np.array([2, 3, 3.2, 5, 8, 7]))
    found = gi_star(z, neighbour_matrix(graph, pd.RangeIndex(6)))
    expected = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]
    np.testing.assert_allclose(found, expected, rtol=1e-7)


@pytest.fixture(scope="module")
def by_esda():
    """esda's statistics and draws of a map of 49 areas, and ours."""
    areas = squares(7)
    values = np.random.default_rng(4).gamma(2, 1, 49) + np.linspace(0, 2, 49)
    graph = adjacency(areas)
    with warnings.catch_warnings():
        # esda warns of its own default for the tail; the draws are taken as they are
        warnings.simplefilter("ignore")
        moran = esda.Moran_Local(values, graph, permutations=4_999, seed=1)
        star = esda.G_Local(values, graph, transform="B", star=True, permutations=0)
    return standardise(values), matrix(areas), moran, star


def test_esda_agrees_on_the_statistics(by_esda):
    z, links, moran, star = by_esda
    np.testing.assert_allclose(local_moran(z, links), moran.Is)
    np.testing.assert_allclose(gi_star(z, links), star.Zs)


def test_esda_agrees_on_the_chance(by_esda):
    z, links, moran, _ = by_esda
    at_most, at_least = permuted_tails(z, links, permutations=4_999, seed=0)
    # of its own rate below the mean, an area's Moran falls as its neighbours' sum rises
    above = np.where(z > 0, at_least, at_most) / 4_999
    theirs = (moran.sim >= moran.Is).mean(axis=0)
    error = np.sqrt(2 * theirs * (1 - theirs) / 4_999)
    assert (np.abs(above - theirs) <= 4.5 * error + 1e-3).all()


@pytest.mark.parametrize("ties", [False, True])
def test_the_draws_are_those_of_all_subsets(ties):
    """Every set of neighbours that there could be, counted one by one."""
    rng = np.random.default_rng(7)
    z = standardise(rng.integers(0, 3, 9).astype(float) if ties else rng.normal(size=9))
    links = matrix(squares(3))
    draws = 20_000
    at_most, at_least = permuted_tails(z, links, permutations=draws, seed=3)
    for i, row in enumerate(links.toarray()):
        others = np.delete(z, i)
        sums = np.array([sum(chosen) for chosen in combinations(others, int(row.sum()))])
        for found, expected in (
            (at_most[i], (sums <= row @ z + 1e-9).mean()),
            (at_least[i], (sums >= row @ z - 1e-9).mean()),
        ):
            assert abs(found / draws - expected) <= 4.5 * np.sqrt(expected * (1 - expected) / draws) + 1e-12


@pytest.mark.parametrize(("size", "k"), [(5, 1), (5, 2), (5, 4), (5, 5)])
def test_every_subset_is_as_likely(size, k):
    drawn = _random_subsets(size, k, 20_000, np.random.default_rng(0))
    possible = list(combinations(range(size), k))
    seen = pd.Series(list(zip(*np.sort(drawn, axis=0), strict=True))).value_counts().reindex(possible, fill_value=0)
    assert seen.sum() == 20_000
    assert len(possible) == 1 or chisquare(seen).pvalue > 1e-3


def test_p_values_are_twice_the_smaller_tail():
    p = two_sided(np.array([0, 9_999, 5_000]), np.array([9_999, 0, 5_000]), 9_999)
    assert p.tolist() == [2 / 10_000, 2 / 10_000, 1]


def corner_of(areas):
    return [20 if code[1:3] < "04" and code[3:] < "04" else 5 for code in areas.index]


def test_a_planted_corner_is_found():
    areas = squares(9)
    result = hotspots(contacts_of(areas, corner_of(areas)), areas)
    # all neighbours are of the 16: for 5 of 80 by chance 2 x C(15, 5) / C(80, 5) = 0.00025; for the 3 of A0000 0.011
    high = [f"A{x:02}{y:02}" for x, y in product(range(3), repeat=2) if x + y]
    assert result.index[result["class"] == "cluster of high rates"].tolist() == high
    assert result["p_value"]["A0001"] == pytest.approx(0.00025, abs=0.0006)
    assert result["p_value"]["A0000"] == pytest.approx(0.011, abs=0.005)
    assert set(result["class"]) == {"cluster of high rates", "no clear pattern"}
    assert (result.loc[high, "value"] > 2).all()
    assert (result["p_adjusted"] <= 0.05).sum() == 8
    assert result["status"].unique().tolist() == ["value"]
    assert result["method"].unique().tolist() == ["9,999 conditional permutations"]


def test_one_that_differs_from_its_cluster_is_named():
    areas = squares(9)
    counts = pd.Series(corner_of(areas), index=areas.index)
    counts["A0101"] = 1
    assert hotspots(contacts_of(areas, counts), areas)["class"]["A0101"] == "low among high"
    assert hotspots(contacts_of(areas, 25 - counts), areas)["class"]["A0101"] == "high among low"


def test_the_sample_shows_where_reach_was_planted_low(sample):
    result = hotspots(sample.contacts, sample.areas)
    # data/sample/truth/README.md
    first = [f"X01{i:06}" for i in (19, 20, 21, 22, 24, 26)]
    second = [f"X01{i:06}" for i in (34, 35, 36, 38, 42, 47)]
    for cluster in (first, second):
        assert (result.loc[cluster, "value"] < -1).all()
        assert (result.loc[cluster, "class"] == "cluster of low rates").any()
    hidden = sample.areas.index[sample.areas["neighbourhood_code"] == "X05000008"]
    assert set(result.loc[hidden, "class"]) == {""}
    assert set(result.loc[hidden, "status"]) == {"not reported"}


def test_chance_alone_makes_hardly_a_cluster(sample):
    """Every resident of the sample reached at the same rate: at most one map in twenty may show anything."""
    graph, residents = adjacency(sample.areas), sample.areas["population"].astype(float)
    found = 0
    for seed in range(20):
        counts = np.random.default_rng(seed).poisson(residents / residents.sum() * 12_000)
        result = hotspots(contacts_of(sample.areas, counts), sample.areas, neighbours=graph, permutations=1_999)
        found += not set(result["class"]) <= SILENT
    assert found <= 1


def test_areas_without_a_rate_or_a_neighbour():
    areas = squares(4)
    areas = areas.astype({"population": "Int64"})
    codes = areas.index
    areas.loc[codes[0], "population"] = 0
    areas.loc[codes[1], "population"] = pd.NA
    areas.loc[codes[2], "neighbourhood_code"] = "N2"
    areas.loc[codes[15], "geometry"] = shapely.box(90, 90, 91, 91)
    counts = np.arange(16) * 3
    counts[2] = 0
    result = hotspots(contacts_of(areas, counts), areas)
    assert result["status"].iloc[[0, 1, 2, 15]].tolist() == ["missing", "missing", "not reported", "missing"]
    assert result["class"].iloc[[0, 1, 2, 15]].tolist() == ["", "", "", "no neighbours"]
    assert result["neighbours"].iloc[[0, 15]].tolist() == [pd.NA, 0]
    assert result.loc[codes[15], "smoothed_rate"] > 0
    nothing = result[["value", "p_value", "p_adjusted", "moran"]].iloc[[0, 1, 2, 15]]
    assert nothing.isna().all(axis=None)
    assert result["value"].iloc[3:15].notna().all()
    # those without a rate do not lend one
    rest = areas.drop(codes[:3])
    alone = hotspots(contacts_of(areas, counts)[lambda rows: rows["area_code"].isin(rest.index)], rest)
    pd.testing.assert_frame_equal(alone, result.iloc[3:], check_dtype=False)


def test_where_rates_differ_by_no_more_than_chance_there_is_no_test():
    areas = squares(3)
    result = hotspots(contacts_of(areas, [5] * 9), areas)
    assert result["status"].unique().tolist() == ["too few"]
    assert result["class"].unique().tolist() == ["no clear pattern"]
    assert result[["value", "p_value"]].isna().all(axis=None)


def test_where_all_others_are_neighbours_there_is_no_test():
    areas = squares(2)
    result = hotspots(contacts_of(areas, [5, 50, 5, 5]), areas)
    assert result["status"].unique().tolist() == ["too few"]
    # no test, no words
    assert result["class"].unique().tolist() == [""]
    assert result["value"].isna().all()


def test_nothing_recorded_and_no_areas():
    areas = squares(3)
    contacts = contacts_of(areas, range(9))
    result = hotspots(contacts[:0], areas)
    assert result["status"].unique().tolist() == ["not reported"]
    assert result["class"].unique().tolist() == [""]
    assert len(hotspots(contacts, areas[:0])) == 0


def test_what_cannot_be_is_refused():
    areas = squares(2)
    contacts = contacts_of(areas, [1, 2, 3, 4])
    for options in ({"permutations": 0}, {"false_discovery": 5}):
        with pytest.raises(InputError, match="give at least 1, and a share between 0 and 1"):
            hotspots(contacts, areas, **options)


@settings(max_examples=15)
@given(counts=st.lists(st.integers(0, 40), min_size=16, max_size=16), data=st.data())
def test_properties(counts, data):
    areas = squares(4)
    contacts = contacts_of(areas, counts)
    before = contacts.copy(), areas.copy()
    options = {"permutations": 199, "seed": 5}
    result = hotspots(contacts, areas, **options)
    pd.testing.assert_frame_equal(contacts, before[0])
    pd.testing.assert_frame_equal(areas, before[1])
    as_codes = contacts.astype({"area_code": "category"})
    pd.testing.assert_frame_equal(hotspots(as_codes, areas, **options), result)
    order = data.draw(st.permutations(range(16)))
    shuffled = hotspots(contacts[::-1], areas.iloc[order], **options)
    pd.testing.assert_frame_equal(shuffled.sort_index(), result)
    known = result.dropna(subset="p_value")
    assert known["p_value"].between(2 / 200, 1).all()
    assert (known["p_adjusted"] >= known["p_value"] - 1e-12).all()
