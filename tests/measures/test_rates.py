from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.measures import RESULT_COLUMNS, attendance_rate, contact_rate

FOLDER = Path(__file__).parent / "expected"


def read(name):
    return pd.read_csv(FOLDER / f"{name}.csv", index_col="area_code")


def areas_of(table):
    return table[["population", "neighbourhood_code"]].astype({"population": "Int64"})


def contacts_of(counts):
    return pd.DataFrame({"area_code": counts.index.repeat(counts)})


def attended(lists):
    rows = [(area, count) for area, text in lists.fillna("").items() for count in text.split(";") if count]
    frame = pd.DataFrame(rows, columns=["area_code", "attendance"])
    return frame.assign(attendance=pd.to_numeric(frame["attendance"], errors="coerce").astype("Int64"))


def same(result, expected):
    pd.testing.assert_frame_equal(result, expected[RESULT_COLUMNS], check_dtype=False, rtol=1e-6)


def test_contact_rate_by_hand():
    expected = read("contact_rate")
    same(contact_rate(contacts_of(expected["contacts"]), areas_of(expected)), expected)


def test_attendance_rate_by_hand():
    expected = read("attendance_rate")
    same(attendance_rate(attended(expected["attendances"].astype("str")), areas_of(expected)), expected)


def test_a_contact_elsewhere_counts_nowhere():
    areas = pd.DataFrame({"population": [1000], "neighbourhood_code": ["N1"]}, index=["A"])
    result = contact_rate(pd.DataFrame({"area_code": ["B"]}), areas)
    assert result["status"].tolist() == ["not reported"]


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 10_000)), min_size=1, max_size=5))
def test_ten_times_per_is_ten_times_the_rate_and_its_limits(rows):
    counts, residents = zip(*rows, strict=True)
    index = [f"A{i}" for i in range(len(rows))]
    areas = pd.DataFrame({"population": residents, "neighbourhood_code": index}, index=index)
    contacts = contacts_of(pd.Series(counts, index=index))
    figures = ["value", "lower", "upper"]
    one, ten = (contact_rate(contacts, areas, per=per)[figures] for per in (1_000, 10_000))
    pd.testing.assert_frame_equal(one * 10, ten)
    known = one.dropna()
    assert ((known["lower"] <= known["value"]) & (known["value"] < known["upper"])).all()
    assert len(known) == sum(count > 0 for count in counts)


@pytest.mark.parametrize("confidence", [0.8, 0.998])
def test_confidence_moves_the_limits_and_not_the_rate(confidence):
    areas = pd.DataFrame({"population": [1000], "neighbourhood_code": ["N1"]}, index=["A"])
    contacts = pd.DataFrame({"area_code": ["A"] * 5})
    usual, other = contact_rate(contacts, areas), contact_rate(contacts, areas, confidence=confidence)
    assert (usual["value"] == other["value"]).all()
    assert ((usual["upper"] < other["upper"]) == (confidence > 0.95)).all()
