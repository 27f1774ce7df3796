import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.disclosure import find_policy, protect, release
from prevent_geo.errors import InputError
from prevent_geo.measures.common.result import RESULT_COLUMNS
from prevent_geo.measures.pathway_throughput import CARD, pathway_throughput

KEYS = ["district_code", "quarter", "stage"]
COLUMNS = ["value", "numerator", "n", "districts_reporting", "districts", "status"]
ROWS = pd.DataFrame(
    [
        ("D1", "2025-Q1", "referred", 40),
        ("D2", "2025-Q1", "referred", 2),
        ("D1", "2025-Q1", "panel", None),
        ("D2", "2025-Q1", "panel", 3),
        ("D1", "2025-Q2", "referred", None),
        ("D1", "2025-Q2", "panel", 0),
        ("D2", "2025-Q2", "panel", 0),
    ],
    columns=[*KEYS, "count"],
).astype({"count": "Int64"})
ORDER = ["referred", "panel"]


def test_by_hand():
    result = pathway_throughput(ROWS, stages=ORDER)
    expected = pd.DataFrame(
        {
            ("referred", "2025-Q1"): [42, 42, 2, 2, 2, "value"],
            ("referred", "2025-Q2"): [None, None, 0, 0, 2, "not reported"],  # D1 gave none, D2 has no row
            ("panel", "2025-Q1"): [3, 3, 1, 1, 2, "value"],
            ("panel", "2025-Q2"): [0, 0, 2, 2, 2, "none recorded"],
        },
        index=COLUMNS,
    ).T.rename_axis(["stage", "quarter"])
    pd.testing.assert_frame_equal(
        result[COLUMNS], expected.astype(result[COLUMNS].dtypes.to_dict()), check_index_type=False
    )
    assert result[["lower", "upper", "denominator"]].isna().all(axis=None)


def test_it_is_the_sum_of_the_sample(sample):
    result = pathway_throughput(sample.pathway)
    oracle = sample.pathway.groupby(["stage", "quarter"])["count"].sum()
    assert result["value"].to_dict() == oracle.to_dict()
    assert (result["districts_reporting"] == result["districts"]).all()


@settings(max_examples=20)
@given(st.permutations(range(len(ROWS))), st.booleans())
def test_neither_the_order_of_rows_nor_the_dtype_matters(order, as_categories):
    rows = ROWS.iloc[order].astype(dict.fromkeys(KEYS, "category" if as_categories else "str"))
    before = rows.copy()
    pd.testing.assert_frame_equal(pathway_throughput(rows), pathway_throughput(ROWS))
    pd.testing.assert_frame_equal(rows, before)


def test_no_rows_are_no_rows():
    result = pathway_throughput(ROWS[:0])
    assert result.empty
    assert result.columns.tolist() == [*RESULT_COLUMNS, "districts_reporting", "districts"]


def test_without_districts_the_place_is_one():
    result = pathway_throughput(ROWS.iloc[[0, 2]].assign(district_code=None), stages=ORDER)
    assert result["value"].tolist()[0] == 40
    assert result["districts"].tolist() == [1, 1]


def test_a_total_beside_districts_is_refused():
    with pytest.raises(InputError, match="1 row without district_code beside rows with one"):
        pathway_throughput(pd.concat([ROWS, ROWS.iloc[[0]].assign(district_code=None)]))


def test_release_hides_small_counts(made):
    areas = pd.DataFrame({"district_code": ["D1", "D2"]}, index=["A1", "A2"])
    protection = protect(made(areas=areas, pathway=ROWS), find_policy())
    table = release(pathway_throughput(ROWS, stages=ORDER), CARD, protection).table
    assert table["status"].tolist() == ["value", "not reported", "suppressed", "none recorded"]
    assert table.loc[("panel", "2025-Q1"), ["value", "numerator", "n"]].isna().all()
