import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from prevent_geo.errors import InputError
from prevent_geo.measures.common.need import need_profile
from prevent_geo.measures.reach_gap import reach_gap
from prevent_geo.measures.reach_gap_ranks import reach_gap_ranks

COLUMNS = ["contacts", "population", "deprivation_decile", "neighbourhood_code"]
area = st.tuples(
    st.integers(0, 6),
    st.sampled_from([None, 0, 500, 1000]),
    st.sampled_from([None, 1, 4, 10]),
    st.sampled_from(["N1", "N2"]),
)


def town(rows):
    table = pd.DataFrame(rows, columns=COLUMNS, index=[f"A{i}" for i in range(len(rows))])
    contacts = pd.DataFrame({"area_code": table.index.repeat(table["contacts"]).astype("str")})
    return contacts, table[COLUMNS[1:]].astype({"population": "Int64", "deprivation_decile": "Int64"})


def test_by_hand():
    # per resident 2, 4, 4, 9 and none; weights 2, 1, 1, 1, 1: ratios as 1, 4, 4, 9, 0
    rows = [(2, 1000, 1, "N"), (4, 1000, 10, "N"), (4, 1000, 10, "N"), (9, 1000, 5, "N"), (0, 1000, 5, "N")]
    silent = [(0, 1000, 1, "M"), (0, 0, 1, "N")]
    need = {1: 2.0, **dict.fromkeys(range(2, 11), 1.0)}
    result = reach_gap_ranks(*town(rows + silent), need=need, spread=0.01)
    assert result["value"].iloc[:5].tolist() == [2, 3, 3, 5, 1]
    pd.testing.assert_series_equal(result["lower"], result["value"], check_names=False)
    pd.testing.assert_series_equal(result["upper"], result["value"], check_names=False)
    assert result["share_lowest_tenth"].iloc[:5].tolist() == [0, 0, 0, 0, 1]
    assert result["status"].tolist() == ["value"] * 5 + ["not reported", "missing"]
    assert result["ranked"].tolist() == [5] * 5 + [0, 0]


@settings(max_examples=40)
@given(st.lists(area, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_each_set_of_weights_ranks_as_scipy_and_reach_gap_do(rows, random):
    contacts, areas = town(rows)
    result = reach_gap_ranks(contacts, areas, simulations=7, seed=5, confidence=0.5)
    deviates = np.random.default_rng(5).standard_normal((7, 10))
    ratios = pd.DataFrame(
        {
            number: reach_gap(contacts, areas, need=dict(zip(range(1, 11), np.exp(0.25 * z), strict=True)))["value"]
            for number, z in enumerate(deviates)
        }
    ).dropna()
    given_ratio = reach_gap(contacts, areas)["value"]
    ranked = result[result["status"] == "value"]
    assert ranked.index.tolist() == ratios.index.tolist() == given_ratio.dropna().index.tolist()
    # the same ratio by other sums differs in its last digits
    value = rankdata(given_ratio.dropna().round(12), "min")
    ranks = np.sort([rankdata(ratios[number].round(12), "min") for number in ratios], axis=0).reshape(7, -1)
    assert ranked["value"].tolist() == value.tolist()
    assert ranked["lower"].tolist() == np.minimum(ranks[1], value).tolist()
    assert ranked["upper"].tolist() == np.maximum(ranks[5], value).tolist()
    tenth = np.ceil(len(ranked) / 10)
    assert ranked["share_lowest_tenth"].to_numpy() == pytest.approx((ranks <= tenth).mean(axis=0))
    order = random.sample(range(len(rows)), len(rows))
    again = reach_gap_ranks(contacts.astype("category")[::-1], areas.iloc[order], simulations=7, seed=5, confidence=0.5)
    pd.testing.assert_frame_equal(again, result.iloc[order])


def test_without_spread_nothing_moves_and_with_more_of_it_ranks_move_more():
    rng = np.random.default_rng(0)
    rows = [
        (count, 1000, decile, "N") for count, decile in zip(rng.poisson(15, 200), rng.integers(1, 11, 200), strict=True)
    ]
    width = [
        (result["upper"] - result["lower"]).mean()
        for result in (reach_gap_ranks(*town(rows), spread=spread) for spread in (0, 0.1, 0.4))
    ]
    assert width[0] == 0 < width[1] < width[2]
    once, twice = reach_gap_ranks(*town(rows)), reach_gap_ranks(*town(rows))
    pd.testing.assert_frame_equal(once, twice)
    assert not once.equals(reach_gap_ranks(*town(rows), seed=1))


def test_without_deciles_the_weights_do_not_matter():
    rows = [(count, 1000, None, "N") for count in range(30)]
    result = reach_gap_ranks(*town(rows), spread=1)
    assert result["lower"].tolist() == result["upper"].tolist() == list(range(1, 31))
    assert result["share_lowest_tenth"].tolist() == [1.0] * 3 + [0.0] * 27


@pytest.mark.parametrize("wrong", [{"spread": -0.1}, {"spread": float("inf")}, {"simulations": 0}])
def test_what_cannot_be_tried_is_refused(wrong):
    with pytest.raises(InputError, match=r"give a spread of 0 or more \(0.25 is usual\) and at least 1"):
        reach_gap_ranks(*town([(1, 1000, 1, "N")]), **wrong)


def test_empty_tables():
    contacts, areas = town([(3, 1000, 1, "N"), (1, 500, 2, "N")])
    assert set(reach_gap_ranks(contacts[:0], areas)["status"]) == {"not reported"}
    assert reach_gap_ranks(contacts, areas[:0]).empty


def test_what_the_sample_plants_stays_low_whatever_the_weights(sample):
    result = reach_gap_ranks(sample.contacts, sample.areas, need=need_profile("deprivation"))
    low = [f"X01000{number}" for number in ("019", "021", "022", "026", "035", "148", "192", "333")]
    assert (result.loc[low, "share_lowest_tenth"] > 0.95).all()
    high = [f"X01000{number}" for number in (317, 318, 320, 326, 327)]
    assert (result.loc[high, "share_lowest_tenth"] == 0).all()
