from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from prevent_geo.disclosure import Policy, find_policy, protect, release
from prevent_geo.errors import InputError
from prevent_geo.measures.common.result import RESULT_COLUMNS
from prevent_geo.measures.pathway import CARD, pathway
from prevent_geo.tables import default_code_lists

KEYS = ["district_code", "quarter", "stage"]
EXPECTED = pd.read_csv(Path(__file__).parent / "expected" / "pathway.csv", index_col=KEYS)
STAGES = list(default_code_lists()["stages"].labels)
POLICY = find_policy()
FIGURES = ["value", "lower", "upper", "numerator", "denominator", "n"]


def rows_of(table):
    return table["count"].astype("Int64").reset_index()


ROWS = rows_of(EXPECTED).query("district_code != 'D2' or quarter == '2025-Q1'").reset_index(drop=True)


def chain(*counts):
    """Counts of one district and quarter, from the first stage on."""
    stages = STAGES[: len(counts)]
    return pd.DataFrame(
        {"district_code": "D", "quarter": "2025-Q1", "stage": stages, "count": pd.array(counts, "Int64")}
    )


@pytest.fixture(scope="module")
def protection_of(made):
    """What is withheld of a table of the pathway, each district of which is one area."""

    def decide(rows, policy=POLICY):
        districts = rows["district_code"].unique()
        areas = pd.DataFrame({"district_code": districts}, index=[f"in {district}" for district in districts])
        return protect(made(areas=areas, pathway=rows), policy)

    return decide


@pytest.fixture
def released(protection_of):
    def table(*counts, policy=POLICY):
        rows = chain(*counts)
        return release(pathway(rows), CARD, protection_of(rows, policy)).table.droplevel([0, 1])

    return table


counts = st.lists(st.one_of(st.none(), st.integers(0, 30)), min_size=5, max_size=5)


def test_by_hand():
    pd.testing.assert_frame_equal(pathway(ROWS), EXPECTED[RESULT_COLUMNS], check_dtype=False, atol=5e-7)


@settings(max_examples=30)
@given(st.permutations(range(len(ROWS))), st.booleans())
def test_neither_the_order_of_rows_nor_the_dtype_matters(order, as_categories):
    rows = ROWS.iloc[order].astype(dict.fromkeys(KEYS, "category" if as_categories else "str"))
    before = rows.copy()
    pd.testing.assert_frame_equal(pathway(rows), pathway(ROWS))
    pd.testing.assert_frame_equal(rows, before)


@settings(max_examples=30)
@given(counts)
def test_shares_are_the_counts_divided_and_lie_within_their_limits(given):
    result = pathway(chain(*given))
    for before, here, row in zip([None, *given], given, result.itertuples(), strict=False):
        if before and here is not None and here <= before:
            assert row.value == pytest.approx(here / before)
            assert 0 <= row.lower <= row.value <= row.upper <= 1
        else:
            assert np.isnan([row.value, row.lower, row.upper]).all()
            assert row.status in {"missing", "not reported"}


def test_it_agrees_with_a_library(sample):
    result = pathway(sample.pathway)
    shares = result[result["value"].notna()]
    assert len(shares) > 80
    for row in shares.itertuples():
        limits = binomtest(int(row.numerator), int(row.denominator)).proportion_ci(method="wilson")
        assert (row.lower, row.upper) == pytest.approx((limits.low, limits.high))


def test_another_order_of_stages():
    result = pathway(chain(40, 30), stages=["screened", "referred"]).droplevel([0, 1])
    assert result.loc["referred", ["numerator", "denominator"]].tolist() == [40, 30]


def test_without_districts_the_place_is_one():
    for nothing in (None, pd.NA, float("nan")):
        result = pathway(chain(40, 30).assign(district_code=nothing))
        assert result.index.get_level_values("district_code").unique().tolist() == ["all"]
        assert result["value"].tolist()[1] == 0.75


def test_no_rows_are_no_rows():
    for rows in (ROWS[:0], ROWS[:0].astype(dict.fromkeys(KEYS, "category"))):
        result = pathway(rows)
        assert result.empty
        assert result.index.names == KEYS
        assert result.columns.tolist() == RESULT_COLUMNS


def test_counts_that_are_all_missing_are_not_reported():
    assert set(pathway(ROWS.assign(count=None))["status"]) == {"not reported"}


def test_faults_are_refused_all_at_once():
    total = chain(40).assign(district_code=None)
    faulty = pd.concat([chain(40, 30), chain(40), total, chain(9).assign(stage="pannel")])
    with pytest.raises(InputError) as refused:
        pathway(faulty)
    assert str(refused.value) == (
        "pathway: 3 problems: stage 'pannel' is not one of referred, screened, panel, supported, closed (did you mean "
        "'panel'?); 1 row without district_code beside rows with one (a total, say) would count persons twice; give "
        "every row its district, or take those rows out; district, quarter and stage repeat in 1 row; give each one "
        "count"
    )


def test_a_confidence_that_is_none_is_refused():
    with pytest.raises(ValueError, match="not between 0 and 1"):
        pathway(ROWS, confidence=95)


# disclosure control


@pytest.fixture(scope="module")
def every_chain(protection_of):
    """Each chain of three stages with counts about the threshold or none, as a district: the result, what leaves."""
    chains = [(f"{n:03}", *given) for n, given in enumerate(product([0, 1, 4, 5, 6, 9, None], repeat=3))]
    wide = pd.DataFrame(chains, columns=["district_code", *STAGES[:3]]).assign(quarter="2025-Q1")
    rows = wide.melt(KEYS[:2], var_name="stage", value_name="count").astype({"count": "Int64"})
    result = pathway(rows, stages=STAGES[:3])
    return result, release(result, CARD, protection_of(rows)).table


def test_a_small_count_is_hidden_in_both_rows_that_it_is_in(every_chain):
    result, table = every_chain
    small = result[["numerator", "denominator"]].apply(lambda counts: counts.between(1, 4))
    # the count of a stage is the denominator of the next one
    assert (small["denominator"] == small["numerator"].groupby(level=[0, 1]).shift(fill_value=False)).all()
    hidden = table[small.any(axis=1)]
    assert len(hidden) > 300
    assert (hidden["status"] == "suppressed").all()
    assert (hidden["method"] == "withheld").all()
    assert hidden[FIGURES].isna().all(axis=None)
    assert not table[["numerator", "denominator"]].apply(lambda counts: counts.between(1, 4)).any(axis=None)


def test_a_small_complement_is_withheld(every_chain):
    result, table = every_chain
    rest = (result["denominator"] - result["numerator"]).between(1, 4)
    assert rest.sum() > 80
    assert (table.loc[rest, "status"] == "suppressed").all()
    assert table.loc[rest, FIGURES].isna().all(axis=None)


def test_what_may_be_shown_is_unchanged(every_chain):
    result, table = every_chain
    rest, limits = table["status"] != "suppressed", ["lower", "upper"]
    assert rest.sum() > 300
    pd.testing.assert_frame_equal(
        table[rest].drop(columns=limits), result[rest].drop(columns=limits), check_dtype=False
    )
    pd.testing.assert_frame_equal(table.loc[rest, limits], result.loc[rest, limits], rtol=0.005)


@pytest.mark.parametrize(
    ("given", "hidden"),
    [
        ((4, 30), ["referred", "screened"]),  # the throughput of the first stage, which has no value
        ((5, 5, 0), []),
        ((3, None), ["referred", "screened"]),  # beside a count that was not reported
        ((None, 3), ["screened", "panel"]),  # without a denominator
        ((20, 16), ["screened", "panel"]),  # four who were not screened: one of the counts is hidden, wherever it is
        ((20, 15), []),
        ((9, 2, 8), ["screened", "panel"]),  # more than the stage before, which is withheld
        ((0, 3), ["screened", "panel"]),
    ],
)
def test_what_release_hides(released, given, hidden):
    table = released(*given)
    assert table.index[table["status"] == "suppressed"].tolist() == hidden
    assert table.loc[hidden, FIGURES].isna().all(axis=None)
    assert set(table.loc[hidden, "method"]) <= {"withheld"}


def test_a_stricter_policy_hides_zeros_too(released):
    strict = Policy("strict", 0, 9, "[c]", "test")
    assert released(30, 0, policy=strict)["status"].tolist()[1:3] == ["suppressed", "suppressed"]
