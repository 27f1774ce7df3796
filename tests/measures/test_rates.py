from pathlib import Path

import numpy as np
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


def attendances_of(sizes_by_area):
    rows = [(area, size) for area, sizes in sizes_by_area.items() for size in sizes]
    frame = pd.DataFrame(rows, columns=["area_code", "attendance"]).astype({"attendance": "Int64"})
    areas = pd.DataFrame({"population": 1000, "neighbourhood_code": "N1"}, index=list(sizes_by_area))
    return frame, areas


sizes = st.lists(st.one_of(st.none(), st.integers(0, 60)), max_size=15)


@settings(max_examples=40)
@given(sizes, sizes, st.randoms(use_true_random=False))
def test_attendance_limits_hold_the_rate_in_any_order_and_dtype(some, others, random):
    contacts, areas = attendances_of({"A": some, "B": others, "C": [3, 9]})
    before = contacts.copy()
    result = attendance_rate(contacts, areas)
    pd.testing.assert_frame_equal(contacts, before)
    known = result[result["value"] > 0]
    assert result.loc[result["value"] == 0, ["lower", "upper"]].isna().all(axis=None)
    assert ((known["lower"] >= 0) & (known["lower"] <= known["value"]) & (known["value"] < known["upper"])).all()
    order = random.sample(range(len(contacts)), len(contacts))
    shuffled = contacts.iloc[order].astype({"area_code": "category"})
    pd.testing.assert_frame_equal(attendance_rate(shuffled, areas), result)


def byar(at, sign):
    return at * (1 - 1 / (9 * at) + sign * 1.959964 / (3 * at**0.5)) ** 3


# exact limits of 9: golden.md
LIMITS = {9: (4.115373, 17.084803)} | {events: (byar(events, -1), byar(events + 1, 1)) for events in (10, 29, 30)}


@pytest.mark.parametrize("events", LIMITS)
@settings(max_examples=30)
@given(data=st.data())
def test_the_limits_are_those_of_dobson_with_the_scale_for_so_many_events(events, data):
    sizes = data.draw(st.lists(st.integers(1, 60), min_size=events, max_size=events))
    contacts, areas = attendances_of({"A": sizes, "B": [500]})
    row, total = attendance_rate(contacts, areas).loc["A"], sum(sizes)
    mean, own = total / events, (sum(size**2 for size in sizes) / events) ** 0.5
    down, up = {9: (mean, 2 * mean), 30: (own, own)}.get(events, (own, max(own, 3**0.5 * mean)))
    low, high = LIMITS[events]
    assert row["lower"] == pytest.approx(max(0, total + down * (low - events)), rel=1e-6, abs=1e-6)
    assert row["upper"] == pytest.approx(total + up * (high - events), rel=1e-6)


def test_from_thirty_events_groups_of_one_size_scale_the_limits_of_the_events():
    contacts, areas = attendances_of({"A": [7] * 30})
    one = contact_rate(contacts, areas)[["value", "lower", "upper"]]
    pd.testing.assert_frame_equal(attendance_rate(contacts, areas)[["value", "lower", "upper"]], one * 7)


def test_below_ten_events_the_limits_tell_nothing_of_any_one_event():
    rows = []
    for ours, others in (([1, 9], [3]), ([5, 5], [3, 400]), ([2, 8], [])):
        contacts, areas = attendances_of({"A": ours, "B": others, "C": []})
        rows.append(attendance_rate(contacts, areas).loc[["A", "C"]])
    for row in rows[1:]:
        pd.testing.assert_frame_equal(row, rows[0])


@pytest.mark.parametrize(
    ("events", "shape", "most"),
    [(3, 2, 0.065), (4, 1, 0.095), (8, 1, 0.05), (12, 1, 0.05), (20, 0.5, 0.06), (40, 1, 0.05), (3, 0.5, 0.155)],
)
def test_attendance_limits_leave_out_the_truth_about_as_often_as_they_say(events, shape, most):
    rng, trials, mean = np.random.default_rng(3), 4_000, 15
    index = pd.RangeIndex(trials).astype("str")
    held = np.repeat(np.arange(trials), rng.poisson(events, trials))
    attendance = rng.poisson(rng.gamma(shape, mean / shape, len(held)))
    contacts = pd.DataFrame({"area_code": pd.Categorical.from_codes(held, index), "attendance": attendance})
    result = attendance_rate(contacts, pd.DataFrame({"population": 1000, "neighbourhood_code": "N1"}, index=index))
    left_out = (result["lower"] > events * mean) | (result["upper"] < events * mean)
    assert 0.02 < left_out.mean() < most


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
