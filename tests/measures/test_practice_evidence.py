import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.measures.practice_evidence import practice_evidence

COLUMNS = ["strand", "title", "evidence_level", "outcome", "effect", "effect_lower", "effect_upper"]


def practice():
    nan = np.nan
    rows = {
        "r1": ("individuals", "A", 2, "share", 5.0, 0.1, 9.9),
        "r2": ("ideology", "B", 1, "share", -5.0, -9.0, -1.0),
        "r3": ("ideology", "C", 5, "share", 1.0, 0.0, 2.0),
        "r4": ("sport", "D", 3, "share", nan, -1.0, 1.0),
        "r5": (None, "E", 5, None, 2.0, nan, nan),
        "r6": ("ideology", "F", None, None, 2.0, 1.0, nan),
        "r0": ("ideology", "G", 1, "share", 1.0, -1.0, 2.0),
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS).rename_axis("practice_id")
    return table.astype({"evidence_level": "Int64", "strand": "str", "title": "str", "outcome": "str"})


def test_by_hand():
    result = practice_evidence(practice())
    # ideology comes first in the code list, sport is in none, r5 has no strand; within it levels 5, 1, 1, none
    assert dict(zip(result.index, result["verdict"], strict=True)) == {
        "r3": "not clear",
        "r0": "not clear",
        "r2": "effect clear of zero: negative",
        "r6": "",
        "r1": "effect clear of zero: positive",
        "r4": "not measured",
        "r5": "",
    }
    assert result.index.tolist() == ["r3", "r0", "r2", "r6", "r1", "r4", "r5"]
    assert result["value"].tolist() == pytest.approx([1, 1, -5, 2, 5, np.nan, 2], nan_ok=True)
    assert result.loc["r4", ["lower", "upper"]].isna().all()
    assert result["status"].tolist() == ["value"] * 5 + ["missing", "value"]
    assert result["n"].tolist() == [1, 1, 1, 1, 1, 0, 1]
    assert result.loc["r3", ["strand", "title", "evidence_level", "outcome"]].tolist() == ["ideology", "C", 5, "share"]
    assert result[["strand", "evidence_level"]].isna().sum().tolist() == [1, 1]


@settings(max_examples=30)
@given(st.permutations(range(7)))
def test_neither_order_nor_dtype_matters_and_inputs_stay(order):
    rows = practice()
    result = practice_evidence(rows)
    pd.testing.assert_frame_equal(rows, practice())
    pd.testing.assert_frame_equal(practice_evidence(rows.iloc[order].astype({"strand": "category"})), result)


def test_what_is_wholly_missing():
    rows = practice()
    assert practice_evidence(rows[:0]).empty
    blank = rows.assign(strand=None, evidence_level=pd.NA, effect=None, outcome=None).astype(
        {"evidence_level": "Int64"}
    )
    result = practice_evidence(blank)
    assert result.index.tolist() == sorted(rows.index)
    assert set(result["status"]) == {"missing"}
    assert set(result["verdict"]) == {"not measured"}


def test_the_sample(sample):
    rows = sample.practice
    result = practice_evidence(rows)
    assert sorted(result.index) == sorted(rows.index)
    assert (result["status"] == "missing").sum() == rows["effect"].isna().sum()
    positive = result.index[result["verdict"] == "effect clear of zero: positive"]
    assert set(positive) == set(rows.index[rows["effect_lower"] > 0])
    levels = result.groupby("strand", sort=False)["evidence_level"]
    assert levels.apply(lambda level: level.is_monotonic_decreasing).all()
