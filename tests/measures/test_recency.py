from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.measures import recency

EXPECTED = pd.read_csv(Path(__file__).parent / "expected" / "recency.csv", index_col="area_code")
DAYS = pd.date_range("2025-11-01", "2026-02-10").strftime("%Y-%m-%d").tolist()
ROWS = st.lists(st.tuples(st.sampled_from("ABX"), st.sampled_from(DAYS)), max_size=30)
AREAS = pd.DataFrame({"neighbourhood_code": ["N1", "N2"]}, index=pd.Index(["B", "A"], name="area_code", dtype="str"))
ON = date(2026, 1, 31)


def contacts_of(lists):
    rows = [(area, day) for area, text in lists.fillna("").items() for day in text.split(";") if day]
    return frame(rows)


def frame(rows):
    table = pd.DataFrame(rows, columns=["area_code", "date"], dtype="str")
    return table.assign(date=pd.to_datetime(table["date"]))


def test_by_hand():
    result = recency(contacts_of(EXPECTED["dates"]), EXPECTED[["neighbourhood_code"]], on=ON)
    columns = ["value", "n", "status", "overdue_days", "overdue", "cadence_days"]
    expected = EXPECTED[columns].assign(overdue=EXPECTED["overdue"].fillna(""))
    pd.testing.assert_frame_equal(result[columns], expected, check_dtype=False)
    assert result[["lower", "upper", "numerator", "denominator"]].isna().all(axis=None)


def test_without_any_contact_nothing_is_known():
    result = recency(contacts_of(EXPECTED["dates"])[:0], EXPECTED[["neighbourhood_code"]], on=ON)
    assert set(result["status"]) == {"not reported"}
    assert result["value"].isna().all()
    assert set(result["overdue"]) == {""}
    assert recency(frame([("A", "2026-01-01")]), AREAS[:0], on=ON).empty


@settings(max_examples=60)
@given(ROWS, st.randoms(use_true_random=False))
def test_it_is_what_counting_gives_for_any_rows_in_any_order_and_dtype(rows, random):
    contacts = frame(rows)
    before = contacts.copy()
    result = recency(contacts, AREAS, on=ON, standard_days=30)
    pd.testing.assert_frame_equal(contacts, before)
    for area in AREAS.index:
        days = sorted({date.fromisoformat(day) for place, day in rows if place == area and day <= "2026-01-31"})
        row = result.loc[area]
        if not days:
            assert np.isnan(row["value"])
            continue
        assert row["value"] == (ON - days[-1]).days
        assert row["overdue_days"] == max(0, row["value"] - 30)
        assert (row["overdue"] == "overdue") == (row["value"] > 30)
        gaps = [(b - a).days for a, b in pairwise(days)]
        assert row["cadence_days"] == median(gaps) if gaps else np.isnan(row["cadence_days"])
    shuffled = list(rows)
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(recency(frame(shuffled), AREAS, on=ON, standard_days=30), result)
    categories = contacts.astype({"area_code": "category"})
    pd.testing.assert_frame_equal(recency(categories, AREAS, on=ON, standard_days=30), result)


def test_a_standard_below_nothing_is_refused():
    with pytest.raises(ValueError, match="standard_days -1 is below 0"):
        recency(frame([]), AREAS, on=ON, standard_days=-1)
