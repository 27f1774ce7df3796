from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.measures.practice_delivery import practice_delivery
from prevent_geo.tables import default_code_lists

FILE = Path(__file__).parent / "expected" / "practice_delivery.csv"
DAY = date(2026, 1, 1)
AREAS = pd.DataFrame({"district_code": ["D2", "D1", "D1", None]}, index=["A", "B", "C", "D"])


def practice():
    return pd.read_csv(FILE, index_col="practice_id", parse_dates=["start", "end"]).astype(
        {"district_code": "str", "strand": "str"}
    )


def test_by_hand():
    result = practice_delivery(practice(), AREAS, on=DAY, strands=["x", "y", "z", "w"])
    columns = ["value", "n", "ended", "planned", "unknown", "status", "gap"]
    rows = result[columns].astype(object).where(result[columns].notna(), "-")
    assert dict(zip(result.index, map(tuple, rows.to_numpy().tolist()), strict=True)) == {
        ("x", "D1"): (2, 3, 1, 0, 0, "value", ""),
        ("x", "D2"): (0, 1, 1, 0, 0, "none recorded", "no programme"),
        ("y", "D1"): (0, 1, 0, 1, 0, "none recorded", "no programme"),
        ("y", "D2"): ("-", 1, 0, 0, 1, "missing", ""),
        ("z", "D1"): (1, 1, 0, 0, 0, "value", ""),
        ("z", "D2"): (1, 1, 0, 0, 0, "value", ""),
        ("w", "D1"): (0, 0, 0, 0, 0, "none recorded", "no programme"),
        ("w", "D2"): (0, 0, 0, 0, 0, "none recorded", "no programme"),
    }
    assert result.index.names == ["strand", "district_code"]


def test_an_empty_register_is_not_reported():
    result = practice_delivery(practice()[:0], AREAS, on=DAY)
    assert len(result) == 2 * len(default_code_lists()["strands"].labels)
    assert set(result["status"]) == {"not reported"}
    assert set(result["gap"]) == {""}
    assert result[["value", "ended", "planned", "unknown"]].isna().all(axis=None)
    assert practice_delivery(practice(), AREAS[:0], on=DAY).empty
    unplaced = AREAS.assign(district_code=pd.Series(pd.NA, index=AREAS.index, dtype="str"))
    assert practice_delivery(practice(), unplaced, on=DAY).empty


@settings(max_examples=30)
@given(st.permutations(range(9)))
def test_neither_order_nor_dtype_matters_and_inputs_stay(order):
    rows = practice()
    result = practice_delivery(rows, AREAS, on=DAY)
    pd.testing.assert_frame_equal(rows, practice())
    other = rows.iloc[order].astype({"district_code": "category", "strand": "category"})
    pd.testing.assert_frame_equal(practice_delivery(other, AREAS.astype("category"), on=DAY), result)
    parts = result[["ended", "planned", "unknown"]].sum(axis=1) + result["numerator"]
    assert (parts == result["n"]).all()


def test_columns_that_are_wholly_missing():
    empty = practice().assign(start=None, end=None, district_code=None)
    result = practice_delivery(empty, AREAS, on=DAY, strands=["x", "w"])
    assert result.loc["x", "status"].tolist() == ["missing", "missing"]
    assert result.loc["w", "gap"].tolist() == ["no programme", "no programme"]


@pytest.mark.parametrize("district", ["X08000001", "X08000002"])
def test_the_sample(sample, district):
    on = pd.Timestamp(sample.period.end)
    rows = sample.practice
    here = (rows["district_code"].isna() | (rows["district_code"] == district)) & (rows["strand"] == "communities")
    running = here & (rows["start"] <= on) & ~(rows["end"] < on)
    result = practice_delivery(rows, sample.areas, on=sample.period.end)
    assert result.loc[("communities", district), "value"] == running.sum()
