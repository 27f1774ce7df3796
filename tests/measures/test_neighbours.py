import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from scipy.stats import zscore

from prevent_geo.errors import InputError
from prevent_geo.measures.common.context import place_context
from prevent_geo.measures.neighbours import neighbours


def places(columns, index=None):
    size = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=pd.Index(index or list("ABCDEFGH")[:size], name="place"))


def test_by_hand():
    # means 2 and 20, standard deviations sqrt(2 / 3) and 10 sqrt(2 / 3): A and B differ by (sqrt 1.5, 0)
    context = places({"wide": [1, 2, 3], "long": [10, 20, 30]})
    result = neighbours(context, count=2)
    assert result.index.names == ["place", "rank"]
    assert result.index.tolist() == [("A", 1), ("A", 2), ("B", 1), ("B", 2), ("C", 1), ("C", 2)]
    step = np.sqrt(1.5 + 1.5)
    assert result["value"].tolist() == pytest.approx([step, 2 * step, step, step, step, 2 * step])
    assert result.loc["A", "neighbour"].tolist() == ["B", "C"]
    assert set(result.loc["B", "neighbour"]) == {"A", "C"}
    assert result["n"].unique().tolist() == [3]
    assert result["method"].unique().tolist() == ["Euclidean distance of z-scores: wide, long"]
    assert result[["lower", "upper", "numerator", "denominator"]].isna().all(axis=None)


def test_what_is_missing_and_what_says_nothing():
    nan = np.nan
    context = places({"size": [1, 2, 4, nan, np.inf], "same": [7, 7, 7, 7, 8], "unknown": [nan] * 5})
    result = neighbours(context, count=3)
    assert result["status"].tolist() == ["value", "value", "too few"] * 3 + ["missing"] * 6
    assert result.loc["A", "neighbour"].tolist()[:2] == ["B", "C"]
    assert result["neighbour"].isna().sum() == 9
    assert result["value"].isna().sum() == 9
    told = "Euclidean distance of z-scores: size; no difference in: unknown, same"
    assert result.loc["A", "method"].tolist() == [told, told, "none"]
    assert result["n"].unique().tolist() == [3]


def test_the_figures_may_be_integers_that_can_be_missing():
    context = places({"size": pd.array([1, 2, None, 9], "Int64")})
    result = neighbours(context, count=1)
    assert result["status"].tolist() == ["value", "value", "missing", "value"]
    assert result["neighbour"].tolist()[3] == "B"


@pytest.mark.parametrize("size", [0, 1])
def test_too_few_places(size):
    context = places({"size": [1.0] * size})
    result = neighbours(context)
    assert len(result) == 5 * size
    assert set(result["status"]) <= {"missing"}
    alone = neighbours(places({"size": [3, 4, np.nan], "wide": [3, np.nan, 4]}), count=1)
    assert alone["value"].isna().all()


def test_no_two_places_differ():
    result = neighbours(places({"size": [3, 3, 3]}), count=1)
    assert result["status"].tolist() == ["missing"] * 3


def test_many_that_are_the_same_are_never_their_own_neighbour():
    context = places({"size": [1] * 6 + [2, 3]})
    result = neighbours(context, count=2)
    own = result.index.get_level_values("place")
    assert (result["neighbour"] != own).all()
    assert (result.loc[list("ABCDEF"), "value"] == 0).all()


@pytest.mark.parametrize(
    ("context", "message"),
    [
        (places({"religion_share": [1, 2]}), "protected characteristic: 'religion_share': places are never compared"),
        (places({"mosques": [1, 2], "mosque_count": [1, 2]}), "protected characteristic: 'mosques', 'mosque_count'"),
        (places({"MedianAge": [1, 2]}), "protected characteristic: 'MedianAge'"),
        (places({"phone": [1, 2]}), "look personal"),
        (places({"kind": ["x", "y"]}), "not numeric: 'kind'"),
        (places({"size": [1, 2]}, index=["A", "A"]), "these places repeat: 'A'"),
    ],
)
def test_what_must_not_be_compared_is_refused(context, message):
    with pytest.raises(InputError, match=message):
        neighbours(context)


def test_all_problems_are_told_at_once():
    context = places({"sex": [1, 2], "kind": ["x", "y"]}, index=["A", "A"])
    with pytest.raises(InputError) as caught:
        neighbours(context, count=0)
    assert str(caught.value).count(";") == 3


tables = st.lists(st.tuples(st.integers(-50, 50), st.integers(0, 9)), min_size=3, max_size=20, unique=True)


@settings(max_examples=40)
@given(rows=tables, count=st.integers(1, 4), data=st.data())
def test_they_are_the_nearest_of_all(rows, count, data):
    wide, long = zip(*rows, strict=True)
    index = [f"P{i:02}" for i in range(len(rows))]
    context = places({"wide": wide, "long": long}, index=index)
    before = context.copy()
    result = neighbours(context, count=count)
    pd.testing.assert_frame_equal(context, before)
    used = context.loc[:, context.nunique() > 1]
    every = cdist(zscore(used), zscore(used))
    np.fill_diagonal(every, np.inf)
    found = min(count, len(rows) - 1)
    nearest = np.sort(every, axis=1)[:, :found]
    np.testing.assert_allclose(result["value"].unstack("rank").to_numpy()[:, :found], nearest, atol=1e-9)
    named = result["neighbour"].dropna()
    at = context.index.get_indexer(named.index.get_level_values("place")), context.index.get_indexer(named)
    np.testing.assert_allclose(result.loc[named.index, "value"], every[at], atol=1e-9)
    order = data.draw(st.permutations(range(len(rows))))
    pd.testing.assert_frame_equal(neighbours(context.iloc[order], count=count).sort_index(), result)
    # the unit of a column does not matter, up to rounding
    scaled = neighbours(context * [1024.0, 1.0], count=count)
    np.testing.assert_allclose(scaled["value"], result["value"], atol=1e-9)


def areas():
    table = {
        "population": pd.array([1000, 3000, 0, None], "Int64"),
        "deprivation_decile": pd.array([2, 6, 1, 9], "Int64"),
        "rurality": ["urban", None, "rural", "urban"],
        "zone": ["Z", "Z", "Y", "Y"],
    }
    shapes = [shapely.box(x, 0, x + 1000, 2000) for x in range(0, 4000, 1000)]
    return gpd.GeoDataFrame(table, index=pd.Index(list("ABCD"), name="area_code"), geometry=shapes, crs="EPSG:27700")


def test_context_of_zones_by_hand():
    result = place_context(areas(), areas()["zone"])
    assert result.index.tolist() == ["Y", "Z"]
    assert result.index.name == "place"
    # 4,000 residents on 2 x 2 km2; (2 x 1000 + 6 x 3000) / 4000; of B it is not known whether it is urban
    assert result.loc["Z"].tolist() == pytest.approx([np.log(4000), 1000, 5, 1])
    assert result.loc["Y"].isna().tolist() == [True, False, True, True]
    assert result.loc["Y", "residents_per_km2"] == 0


def test_context_of_areas_themselves():
    result = place_context(areas())
    assert result["residents_per_km2"].tolist()[:3] == [500, 1500, 0]
    assert result["urban_share"].isna().tolist() == [False, True, True, True]
    bare = place_context(areas()[["population", "geometry"]])
    assert bare[["deprivation_decile", "urban_share"]].isna().all(axis=None)
    assert neighbours(bare, count=1)["neighbour"].tolist()[:2] == ["B", "A"]
    without = areas().assign(zone=["Z", None, None, None])["zone"]
    assert place_context(areas(), without).index.tolist() == ["Z"]
    as_codes = areas().astype({"rurality": "category", "zone": "category"})
    pd.testing.assert_frame_equal(place_context(as_codes, as_codes["zone"]), place_context(areas(), areas()["zone"]))
    with pytest.raises(InputError, match="distances need metres"):
        place_context(areas().to_crs(4326))


def test_neighbourhoods_of_the_sample(sample):
    context = place_context(sample.areas, sample.areas["neighbourhood_code"])
    assert context.notna().all(axis=None)
    result = neighbours(context)
    assert len(result) == 24 * 5
    assert set(result["status"]) == {"value"}
