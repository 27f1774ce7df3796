from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.errors import InputError
from prevent_geo.measures.actions_on_time import actions_on_time
from prevent_geo.measures.common.result import RESULT_COLUMNS

CASES = pd.read_csv(
    Path(__file__).parent / "expected" / "actions_on_time.csv",
    index_col="action_id",
    parse_dates=["agreed_on", "due", "done_on"],
)
GROUPS = CASES["group"]
ON = date(2026, 3, 31)
KINDS = ["done_late", "overdue", "open", "done_early", "no_due_date"]
COUNTS = ["numerator", "denominator", "n", *KINDS]


def test_by_hand():
    result = actions_on_time(CASES, GROUPS, on=ON)
    kinds = pd.concat([CASES.assign(group="all"), CASES])
    oracle = pd.crosstab(kinds["group"], kinds["kind"]).reindex(result.index)
    due = oracle[["on_time", "done_late", "overdue"]].sum(axis=1)
    assert result.index.tolist() == ["all", "delivery", "engagement", "later", "never", "undated"]
    assert result.columns.tolist() == [*RESULT_COLUMNS, *KINDS, "median_days_late"]
    pd.testing.assert_frame_equal(result[KINDS], oracle[KINDS], check_names=False)
    assert result["numerator"].tolist() == oracle["on_time"].tolist() == [3, 2, 1, 0, 0, 0]
    assert result["n"].tolist() == result["denominator"].tolist() == due.tolist() == [9, 5, 2, 0, 1, 0]
    assert result["status"].tolist() == ["value", "value", "value", "too few", "none recorded", "missing"]
    np.testing.assert_allclose(result["value"], [3 / 9, 2 / 5, 1 / 2, np.nan, 0, np.nan])
    # all: 0, 1, 10, 30, 30, 30 days; delivery: 1, 30, 30
    np.testing.assert_array_equal(result["median_days_late"], [20, 30, 0, np.nan, 30, np.nan])


def test_limits_are_those_of_wilson():
    due = pd.to_datetime(["2026-01-01"] * 7)
    actions = pd.DataFrame({"agreed_on": pd.NaT, "due": due, "done_on": due.where(np.arange(7) < 3)})
    row = actions_on_time(actions, pd.Series(dtype="str"), on=ON).loc["all"]
    # 3 of 7: golden.md
    assert (row["lower"], row["upper"]) == pytest.approx((0.158220, 0.749542), abs=5e-7)


@settings(max_examples=20)
@given(st.permutations(range(len(CASES))), st.booleans())
def test_neither_the_order_of_rows_nor_the_dtype_matters(order, as_categories):
    groups = GROUPS.astype("category" if as_categories else "str").iloc[order[::-1]]
    actions = CASES.iloc[order]
    before = actions.copy(), groups.copy()
    pd.testing.assert_frame_equal(actions_on_time(actions, groups, on=ON), actions_on_time(CASES, GROUPS, on=ON))
    pd.testing.assert_frame_equal(actions, before[0])
    pd.testing.assert_series_equal(groups, before[1])


@settings(max_examples=20)
@given(st.integers(0, 400))
def test_every_action_agreed_by_then_is_in_one_column(days):
    on = date(2025, 12, 1) + pd.Timedelta(days=days)
    row = actions_on_time(CASES, GROUPS, on=on).loc["all"]
    agreed = (~(CASES["agreed_on"] > pd.Timestamp(on))).sum()
    assert row[["numerator", *KINDS]].sum() == agreed
    assert row["denominator"] == row[["numerator", "done_late", "overdue"]].sum()


@settings(max_examples=20)
@given(st.integers(0, 300), st.integers(0, 300))
def test_an_earlier_count_does_not_know_what_came_later(first, second):
    sooner, later = (date(2026, 1, 1) + pd.Timedelta(days=days) for days in sorted([first, second]))
    known = CASES.assign(done_on=CASES["done_on"].where(CASES["done_on"] <= pd.Timestamp(later)))
    one, two = (actions_on_time(actions, GROUPS, on=sooner) for actions in (CASES, known))
    pd.testing.assert_frame_equal(one, two)


@pytest.mark.parametrize("nothing", [None, pd.NaT])
def test_dates_that_are_all_missing_are_no_zero(nothing):
    result = actions_on_time(CASES.assign(agreed_on=nothing, due=nothing, done_on=nothing), GROUPS, on=ON)
    assert set(result["status"]) == {"missing"}
    assert result["value"].isna().all()
    assert result.loc["all", "no_due_date"] == len(CASES)


def test_what_is_agreed_later_is_not_due_yet_and_its_dates_are_not_missing():
    result = actions_on_time(CASES.assign(agreed_on=pd.Timestamp("2026-04-01")), GROUPS, on=ON)
    assert set(result["status"]) == {"too few"}
    assert result["value"].isna().all() and result["n"].eq(0).all()


def test_no_actions_are_no_zero():
    result = actions_on_time(CASES[:0], GROUPS[:0], on=ON)
    assert result.index.tolist() == ["all"]
    assert result["status"].tolist() == ["missing"]
    assert result["value"].isna().all()


def test_a_group_called_all_is_refused():
    with pytest.raises(InputError, match="'all' stands for all actions together; name the group otherwise"):
        actions_on_time(CASES, GROUPS.fillna("all"), on=ON)


def test_groups_that_name_an_action_twice_are_refused():
    with pytest.raises(InputError, match="an action is named twice"):
        actions_on_time(CASES, pd.concat([GROUPS, GROUPS]), on=ON)


def test_in_the_sample_the_share_is_near_what_was_planted(sample):
    # the town keeps 62 % of its actions in time; see prevent_geo/synthesis/companions/actions.py
    result = actions_on_time(sample.actions, sample.actions["focus"], on=sample.period.end)
    assert result.loc["all", "lower"] < 0.62 < result.loc["all", "upper"]
    assert result.index.tolist()[0] == "all"
    assert result["n"].iloc[1:].sum() == result["n"].iloc[0]
