import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.measures.practice_by_strand import practice_by_strand
from prevent_geo.tables import default_code_lists

ROWS = st.lists(st.tuples(st.sampled_from(["x", "y", "sport", None]), st.sampled_from([1, 2, 5, None])), max_size=20)


def frame(rows):
    table = pd.DataFrame(rows, columns=["strand", "evidence_level"])
    return table.astype({"strand": "str", "evidence_level": "Int64"})


def test_by_hand():
    rows = [("x", 1), ("x", 5), ("x", 5), ("y", 3), ("y", None), (None, 4), ("sport", None)]
    result = practice_by_strand(frame(rows), strands=["x", "y", "w"])
    wide = result["value"].unstack(sort=False)
    assert wide.index.tolist() == ["x", "y", "w", "sport"]
    assert wide.columns.tolist() == [1, 2, 3, 4, 5]
    assert wide.astype(object).where(wide.notna(), "-").to_numpy().tolist() == [
        [1, 0, 0, 0, 2],
        ["-", "-", 1, "-", "-"],
        [0, 0, 0, 0, 0],
        ["-", "-", "-", "-", "-"],
    ]
    assert result.loc[("x", 2), "status"] == result.loc[("w", 1), "status"] == "none recorded"
    # one practice of y has no level and may be of any
    assert result.loc[("y", 1), ["status", "without_level", "n"]].tolist() == ["missing", 1, 2]
    assert result.loc[("y", 3), "status"] == "value"


def test_an_empty_register_is_not_reported():
    result = practice_by_strand(frame([]))
    assert len(result) == 5 * len(default_code_lists()["strands"].labels)
    assert set(result["status"]) == {"not reported"}
    assert result[["value", "without_level"]].isna().all(axis=None)


@settings(max_examples=40)
@given(ROWS, st.randoms(use_true_random=False))
def test_it_is_what_counting_gives_for_any_rows_in_any_order_and_dtype(rows, random):
    practice = frame(rows)
    before = practice.copy()
    result = practice_by_strand(practice, strands=["y", "x"])
    pd.testing.assert_frame_equal(practice, before)
    if rows:
        for (strand, level), row in result.iterrows():
            assert row["numerator"] == rows.count((strand, level))
            assert row["n"] == sum(held == strand for held, _ in rows)
    shuffled = list(rows)
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(practice_by_strand(frame(shuffled), strands=["y", "x"]), result)
    categories = practice_by_strand(practice.astype({"strand": "category"}), strands=["y", "x"])
    pd.testing.assert_frame_equal(categories, result)


def test_the_sample(sample):
    result = practice_by_strand(sample.practice)
    assert result["value"].sum() == len(sample.practice)
