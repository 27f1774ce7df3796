import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from prevent_geo.measures.common.counting import count_by, cross_count, positions, sum_by

INDEX = pd.Index(["C", "A", "B"])
codes = st.lists(st.sampled_from(["A", "B", "C", "X", None]), max_size=30)
both_kinds = st.sampled_from(["str", "category"])


@given(codes, both_kinds)
def test_positions_are_those_of_the_index(given_codes, kind):
    series = pd.Series(given_codes, dtype="str").astype(kind)
    expected = [INDEX.tolist().index(code) if code in ("A", "B", "C") else -1 for code in given_codes]
    assert positions(series, INDEX).tolist() == expected


@given(codes, both_kinds)
def test_counts_are_those_of_python(given_codes, kind):
    series = pd.Series(given_codes, dtype="str").astype(kind)
    assert count_by(series, INDEX).to_dict() == {code: given_codes.count(code) for code in INDEX}
    first_half = np.arange(len(series)) < len(series) // 2
    half = given_codes[: len(series) // 2]
    assert count_by(series, INDEX, first_half).to_dict() == {code: half.count(code) for code in INDEX}


def test_sums_leave_out_what_is_missing():
    values = pd.Series(pd.array([1, None, 5, 7], "Int64"))
    assert sum_by(values, pd.Series(["A", "A", "A", None]), INDEX).to_dict() == {"C": 0, "A": 6, "B": 0}


def test_categories_that_nothing_uses_do_not_count():
    series = pd.Series(["A", "B"], dtype="category")[:1]
    assert count_by(series, INDEX).to_dict() == {"C": 0, "A": 1, "B": 0}


def test_pairs_by_hand():
    table = cross_count(
        pd.Series(["A", "A", "B", "X"]), INDEX, pd.Series(["y", "x", None, "x"]), pd.Index(["x", "y"], name="theme")
    )
    assert table.to_numpy().tolist() == [[0, 0], [1, 1], [0, 0]]
    assert table.columns.name == "theme"


def test_nothing_is_counted_in_nothing():
    none = pd.Series([], dtype="str")
    assert count_by(none, INDEX).tolist() == [0, 0, 0]
    assert count_by(pd.Series(["A"]), INDEX[:0]).tolist() == []
    assert cross_count(none, INDEX[:0], none, INDEX).shape == (0, 3)
