import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from prevent_geo.measures.delivery import delivery
from prevent_geo.tables import default_code_lists

AREAS = pd.DataFrame(
    {"neighbourhood_code": ["N1", "N1", "N2", "N1"]},
    index=pd.Index(["B", "A", "C", "D"], name="area_code", dtype="str"),
)
ROWS = st.lists(st.tuples(st.sampled_from([*"ABCX"]), st.sampled_from(["x", "y", "sport", None])), max_size=30)


def frame(rows):
    return pd.DataFrame(rows, columns=["area_code", "strand"], dtype="str")


def test_by_hand():
    rows = [("A", "x")] * 3 + [("A", "y"), ("A", None), ("B", None)]
    result = delivery(frame(rows), AREAS, strands=["x", "z"])
    # y is in no list but contacts name it; C is in a neighbourhood where nobody reports
    assert result.index.get_level_values("strand").unique().tolist() == ["x", "z", "y"]
    columns = ["value", "numerator", "denominator", "n", "status", "gap"]
    shown = result.loc[["x", "z"], columns].astype(object)
    assert shown.where(shown.notna(), "-").to_numpy().tolist() == [
        ["-", 0, 0, 1, "missing", ""],
        [0.75, 3, 4, 5, "value", ""],
        ["-", "-", "-", 0, "not reported", ""],
        ["-", 0, 0, 0, "none recorded", "nothing recorded"],
        ["-", 0, 0, 1, "missing", ""],
        [0.0, 0, 4, 5, "none recorded", "nothing recorded"],
        ["-", "-", "-", 0, "not reported", ""],
        ["-", 0, 0, 0, "none recorded", "nothing recorded"],
    ]
    oracle = binomtest(3, 4).proportion_ci(method="wilson")
    assert tuple(result.loc[("x", "A"), ["lower", "upper"]]) == pytest.approx((oracle.low, oracle.high))


def test_strands_of_the_code_list_that_nothing_serves_are_shown():
    result = delivery(frame([("A", "sport"), ("A", "ideology")]), AREAS)
    listed = list(default_code_lists()["strands"].labels)
    assert result.index.get_level_values("strand").unique().tolist() == [*listed, "sport"]
    assert result.xs("A", level="area_code")["gap"].eq("nothing recorded").sum() == len(listed) - 1


@settings(max_examples=50)
@given(ROWS, st.randoms(use_true_random=False))
def test_it_is_what_counting_gives_for_any_rows_in_any_order_and_dtype(rows, random):
    contacts = frame(rows)
    before = contacts.copy()
    result = delivery(contacts, AREAS, strands=["y", "x"])
    pd.testing.assert_frame_equal(contacts, before)
    for (strand, area), row in result.iterrows():
        named = [held for place, held in rows if place == area and held]
        share = named.count(strand) / len(named) if named else np.nan
        assert row["value"] == pytest.approx(share, nan_ok=True)
        assert not named or row["lower"] <= row["value"] <= row["upper"]
        assert (row["gap"] == "nothing recorded") == (row["status"] == "none recorded")
    sums = result["value"].groupby(level="area_code").sum(min_count=1).dropna()
    np.testing.assert_allclose(sums, 1)
    shuffled = list(rows)
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(delivery(frame(shuffled), AREAS, strands=["y", "x"]), result)
    categories = delivery(contacts.astype("category"), AREAS, strands=["y", "x"])
    pd.testing.assert_frame_equal(categories, result)


def test_empty_tables():
    assert set(delivery(frame([]), AREAS)["status"]) == {"not reported"}
    assert delivery(frame([("A", "x")]), AREAS[:0]).empty
