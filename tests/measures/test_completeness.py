import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from prevent_geo.measures.completeness import CARD, completeness
from prevent_geo.tables.contacts import CONTACTS

COLUMNS = [column.name for column in CONTACTS.columns if column.name not in ("contact_id", "geometry")]


def frame(rows):
    dates = ("date", "answered_on", "recorded_on")
    contacts = pd.DataFrame({name: pd.Series([None] * rows, dtype="str") for name in COLUMNS if name not in dates})
    for name in dates:
        contacts[name] = pd.Series(pd.NaT, index=contacts.index)
    return contacts.assign(attendance=pd.array([None] * rows, "Int64"), date=pd.Timestamp("2026-01-01"))


def test_by_hand():
    contacts = frame(10).assign(theme=["x"] + [None] * 9, attendance=pd.array([0, 5, 7] + [None] * 7, "Int64"))
    result = completeness(contacts)
    assert result.index.tolist() == COLUMNS
    assert result.index.name == "column"
    assert result.loc[["date", "theme", "attendance", "strand"], "value"].tolist() == [1, 0.1, 0.3, 0]
    assert set(result["n"]) == set(result["denominator"]) == {10}
    # a count of 0 persons is filled, and 5 or 7 persons are one contact each
    assert result.loc["attendance", "numerator"] == 3
    # Wilson's limits of 0 of 10: golden.md
    assert result.loc["strand", ["lower", "upper"]].tolist() == pytest.approx([0, 0.277533], abs=1e-6)
    assert set(result["status"]) == {"value"}
    assert not CARD.counts_persons


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_it_is_what_counting_gives_for_both_dtypes(filled):
    contacts = frame(len(filled)).assign(kind=pd.Series(["x" if each else None for each in filled], dtype="str"))
    before = contacts.copy()
    result = completeness(contacts)
    pd.testing.assert_frame_equal(contacts, before)
    row, limits = result.loc["kind"], binomtest(sum(filled), len(filled)).proportion_ci(method="wilson")
    assert (row["value"], row["numerator"]) == (sum(filled) / len(filled), sum(filled))
    assert [row["lower"], row["upper"]] == pytest.approx([limits.low, limits.high], abs=1e-12)
    assert row["lower"] <= row["value"] <= row["upper"]
    pd.testing.assert_frame_equal(completeness(contacts.astype({"kind": "category"})), result)
    pd.testing.assert_frame_equal(completeness(contacts[::-1]), result)


def test_a_column_that_is_not_there_is_missing_and_no_rows_say_nothing():
    result = completeness(frame(3).drop(columns="theme"))
    assert result.loc["theme", "status"] == "missing"
    assert result.loc["theme", ["value", "lower", "upper", "numerator"]].isna().all()
    nothing = completeness(frame(0))
    assert set(nothing["status"]) == {"not reported"}
    assert nothing[["value", "lower", "upper"]].isna().all(axis=None)


def test_on_the_sample(sample):
    result = completeness(sample.contacts)
    assert result.loc["date", "value"] == 1
    assert result.loc["answered_on", "numerator"] == sample.contacts["answered_on"].notna().sum()
