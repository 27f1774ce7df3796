from pathlib import Path

import geopandas as gpd
import libpysal
import numpy as np
import pandas as pd
import pytest
from esda.smoothing import Empirical_Bayes
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph

from prevent_geo.errors import InputError
from prevent_geo.measures.common.poisson import poisson_limits
from prevent_geo.measures.smoothed_rate import smoothed_rate

EXPECTED = pd.read_csv(Path(__file__).parent / "expected" / "smoothed_rate.csv", index_col="area_code")


def tables(counts, residents):
    index = pd.Index([f"A{i:03}" for i in range(len(counts))], name="area_code")
    areas = pd.DataFrame({"population": pd.array(residents, "Int64"), "neighbourhood_code": "N1"}, index=index)
    return pd.DataFrame({"area_code": index.repeat(counts)}), areas


def ring(index, reach=1):
    """Each area next to the `reach` before and after it."""
    n = len(index)
    pairs = {(i, (i + step) % n) for i in range(n) for step in (*range(-reach, 0), *range(1, reach + 1))}
    focal, other = zip(*sorted(pairs), strict=True)
    return Graph.from_arrays(index[list(focal)], index[list(other)], np.ones(len(pairs)))


def test_by_hand():
    areas = EXPECTED[["population", "neighbourhood_code"]].astype({"population": "Int64"})
    contacts = pd.DataFrame({"area_code": EXPECTED.index.repeat(EXPECTED["contacts"])})
    expected = EXPECTED.drop(columns=["neighbourhood_code", "population", "contacts", "by_hand"])
    for codes in ("str", "category"):
        result = smoothed_rate(contacts.astype({"area_code": codes}), areas)
        pd.testing.assert_frame_equal(result, expected, check_dtype=False, rtol=1e-4)


def test_the_first_five_figures_of_sids2():
    """golden.md: esda.Empirical_Bayes on SIDS2, first five."""
    sids = gpd.read_file(libpysal.examples.get_path("sids2.dbf"))
    contacts, areas = tables(sids["SID74"].astype(int), sids["BIR74"].astype(int))
    value = smoothed_rate(contacts, areas, per=1)["value"]
    np.testing.assert_allclose(value[:5], [0.0016973, 0.0017054, 0.0017731, 0.0020129, 0.0035349], atol=5e-8)


def draw(seed, areas=40):
    rng = np.random.default_rng(seed)
    residents = rng.integers(300, 3_000, areas)
    return rng.poisson(residents * rng.gamma(4, 0.002, areas)), residents


@pytest.mark.parametrize("seed", range(5))
def test_esda_agrees(seed):
    counts, residents = draw(seed)
    overall = smoothed_rate(*tables(counts, residents), per=1)
    assert (overall["weight"] > 0).all()
    np.testing.assert_allclose(overall["value"], Empirical_Bayes(counts, residents).r.ravel())


def by_loop(counts, residents, groups, variances):
    """The formulas of the Notes word for word, one area at a time."""
    for i, (group, variance) in enumerate(zip(groups, variances, strict=True)):
        among = sum(residents[j] for j in group)
        mean = sum(counts[j] for j in group) / among
        weight = variance / (variance + mean / residents[i])
        value = weight * counts[i] / residents[i] + (1 - weight) * mean
        # the mean is a sum of independent rates, each with its share of the residents
        of_mean = sum((residents[j] / among) ** 2 * (variance + mean / residents[j]) for j in group)
        spread = weight * value / residents[i] + (1 - weight) ** 2 * of_mean
        limits = [float(limit[0]) * spread / value for limit in poisson_limits([value**2 / spread])]
        yield value, *limits


def squares(counts, residents, group):
    """Mean of a group, and the mean square of its rates around it, weighted by residents."""
    mean = counts[group].sum() / residents[group].sum()
    return mean, np.average((counts[group] / residents[group] - mean) ** 2, weights=residents[group])


@pytest.mark.parametrize("seed", range(3))
def test_a_loop_agrees_towards_all(seed):
    counts, residents = draw(seed, areas=25)
    everything = np.arange(25)
    mean, square = squares(counts, residents, everything)
    expected = by_loop(counts, residents, [everything] * 25, [max(square - mean / residents.mean(), 0)] * 25)
    result = smoothed_rate(*tables(counts, residents), per=1)
    np.testing.assert_allclose(result[["value", "lower", "upper"]], list(expected))


@pytest.mark.parametrize("seed", range(3))
def test_a_loop_agrees_towards_neighbours(seed):
    counts, residents = draw(seed, areas=25)
    groups = [np.array([i - 1, i, i + 1]) % 25 for i in range(25)]
    beyond, of_squares, means = 0, 0, []
    for group in groups:
        among = residents[group].sum()
        mean, square = squares(counts, residents, group)
        beyond += among * (square - 2 * mean / among)
        of_squares += among * mean**2 * (1 - ((residents[group] / among) ** 2).sum())
        means.append(mean)
    expected = by_loop(counts, residents, groups, beyond / of_squares * np.square(means))
    contacts, areas = tables(counts, residents)
    result = smoothed_rate(contacts, areas, neighbours=ring(areas.index), per=1)
    assert result["weight"].between(0, 1, inclusive="neither").all()
    np.testing.assert_allclose(result[["value", "lower", "upper"]], list(expected))


def test_the_variance_of_neighbours_is_found_again():
    """Pooled over all neighbourhoods, though in any one of them it is anything from 0 to several times as much."""
    rng = np.random.default_rng(2)
    residents = rng.integers(1_000, 3_000, 3_000)
    truth = 0.01 * rng.gamma(1 / 0.09, 0.09, 3_000)
    contacts, areas = tables(rng.poisson(truth * residents), residents)
    result = smoothed_rate(contacts, areas, neighbours=ring(areas.index, reach=3), per=1)
    # w / (1 - w) = a m N
    odds = result["weight"] / (1 - result["weight"])
    assert (odds / (0.01 * residents)).mean() == pytest.approx(0.09, abs=0.01)


def test_without_more_spread_than_chance_all_are_pooled():
    contacts, areas = tables([20, 20], [1000, 1000])
    result = smoothed_rate(contacts, areas)
    # Byar's limits of 40, per 2,000 residents
    assert result["value"].tolist() == [20, 20]
    assert result["lower"].tolist() == pytest.approx([14.287, 14.287], abs=1e-3)
    assert result["weight"].tolist() == [0, 0]


def test_with_hardly_more_spread_than_chance_the_limits_do_not_close():
    # in counts: s2 = 105 x 105 is little more than the mean, 10,000
    contacts, areas = tables([10_105, 9_895], [1_000_000, 1_000_000])
    result = smoothed_rate(contacts, areas)
    assert result["weight"].between(0, 0.1, inclusive="neither").all()
    lower, upper = (float(limit[0]) / 2_000 for limit in poisson_limits([20_000]))
    assert ((result["upper"] - result["lower"]) > upper - lower).all()


def test_neighbours_by_hand_and_an_area_without_any():
    contacts, areas = tables([5, 30, 10], [1000, 1000, 1000])
    a, b, c = areas.index
    graph = Graph.from_arrays([a, b, c], [a, c, b], [0, 1, 1])
    result = smoothed_rate(contacts, areas, neighbours=graph)
    # its own rate and exact limits, as contact_rate has them
    assert result.loc[a, ["value", "lower", "upper"]].tolist() == pytest.approx([5, 1.623486, 11.668332])
    # m = 0.02, s2 = 0.0001, q = 1/2: a = 2 (0.2 - 0.02) / 2 (0.8 / 2) = 0.45; A = 0.00018; w = 0.00018 / 0.0002 = 0.9
    assert result.loc[[b, c], "weight"].tolist() == pytest.approx([0.9, 0.9])
    assert result.loc[[b, c], "value"].tolist() == pytest.approx([29, 11])
    # of c: 0.9 x 0.011 / 1000 + 0.01 (0.02 / 2000 + 0.00018 / 2) = 0.0000109; Byar's limits of 0.011² / that
    lower, upper = (float(limit[0]) * 10.9 / 11 for limit in poisson_limits([121 / 10.9]))
    assert result.loc[c, ["lower", "upper"]].tolist() == pytest.approx([lower, upper])
    assert result["method"].unique().tolist() == ["spatial empirical Bayes"]


def test_neighbours_that_do_not_report_draw_nothing():
    contacts, areas = tables([30, 10, 0], [1000, 1000, 9000])
    silent = areas.assign(neighbourhood_code=["N1", "N1", "N2"])
    graph = ring(areas.index)
    result = smoothed_rate(contacts, silent, neighbours=graph)
    assert result["value"].tolist()[:2] == pytest.approx([29, 11])
    assert result["status"].tolist() == ["value", "value", "not reported"]


def test_a_true_zero_is_none_recorded():
    # the only contacts are where nobody lives
    contacts, areas = tables([0, 0, 4], [1000, 1000, 0])
    result = smoothed_rate(contacts, areas)
    assert result["status"].tolist() == ["none recorded", "none recorded", "missing"]
    assert result["value"].tolist()[:2] == [0, 0]
    assert result["upper"].tolist()[:2] == pytest.approx([3.688879 / 2] * 2)


def test_nothing_recorded_and_no_areas():
    contacts, areas = tables([3, 4], [1000, 1000])
    assert smoothed_rate(contacts[:0], areas)["status"].tolist() == ["not reported"] * 2
    assert len(smoothed_rate(contacts, areas[:0])) == 0
    assert smoothed_rate(contacts[:0], areas, neighbours=ring(areas.index))["value"].isna().all()


def test_what_cannot_be_is_refused():
    contacts, areas = tables([3, 4, 5], [1000, 1000, 1000])
    with pytest.raises(ValueError, match=r"write 0\.95"):
        smoothed_rate(contacts, areas, confidence=95)
    with pytest.raises(InputError, match=r"neighbours lacks 1 area \(first: 'A002'\); make it from the same areas"):
        smoothed_rate(contacts, areas, neighbours=ring(areas.index[:2]))


@settings(max_examples=40)
@given(
    rows=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 5_000)), min_size=3, max_size=8),
    near=st.booleans(),
    data=st.data(),
)
def test_properties(rows, near, data):
    contacts, areas = tables(*zip(*rows, strict=True))
    before = contacts.copy(), areas.copy()
    graph = ring(areas.index) if near else None
    result = smoothed_rate(contacts, areas, neighbours=graph)
    pd.testing.assert_frame_equal(contacts, before[0])
    pd.testing.assert_frame_equal(areas, before[1])
    known = result.dropna(subset="value")
    assert (known["lower"] <= known["value"]).all()
    assert (known["value"] <= known["upper"]).all()
    assert known["weight"].between(0, 1).all()
    order = data.draw(st.permutations(range(len(areas))))
    shuffled = smoothed_rate(contacts[::-1], areas.iloc[order], neighbours=graph)
    pd.testing.assert_frame_equal(shuffled.sort_index(), result)
    figures = ["value", "lower", "upper", "raw_rate"]
    pd.testing.assert_frame_equal(
        smoothed_rate(contacts, areas, neighbours=graph, per=10_000)[figures], result[figures] * 10
    )


@pytest.mark.parametrize("near", [False, True])
def test_the_limits_hold_about_what_the_notes_say(near):
    """Rates that vary by 30 %, about 10 contacts in each of 360 areas."""
    rng, inside = np.random.default_rng(1), []
    residents = rng.integers(1_000, 3_000, 360)
    for _ in range(5):
        truth = 0.005 * rng.gamma(1 / 0.09, 0.09, 360)
        contacts, areas = tables(rng.poisson(truth * residents), residents)
        graph = ring(areas.index, reach=3) if near else None
        result = smoothed_rate(contacts, areas, neighbours=graph, per=1)
        inside.append(result["lower"].le(truth).to_numpy() & result["upper"].ge(truth).to_numpy())
    assert 0.92 < np.mean(inside) < 0.98
