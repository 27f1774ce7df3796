from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, false_discovery_control

from prevent_geo.measures.date_heaping import date_heaping

PARTNERS = pd.DataFrame(index=pd.Index(["q", "p", "r"], name="partner_id", dtype="str"))
START = date(2025, 11, 20)
ROWS = st.lists(
    st.tuples(st.sampled_from(["p", "q", "x", None]), st.integers(0, 130) | st.sampled_from([11, 42, 73])), max_size=60
)


def frame(rows):
    table = pd.DataFrame(rows, columns=["partner_id", "date"]).astype({"partner_id": "str"})
    return table.assign(date=pd.to_datetime(table["date"]))


def test_by_hand():
    days = ["2026-01-01", "2026-02-01", "2026-03-01", "2026-03-01", "2026-03-17", "2026-03-31"]
    few = ["2026-02-07", "2026-02-08", "2026-02-09", "2026-02-13"]
    result = date_heaping(frame([("p", day) for day in days] + [("q", day) for day in few]), PARTNERS)
    assert result.index.tolist() == ["all", "q", "p", "r"]
    row = result.loc["p"]
    # 4 of 6, where 3 of the 90 days from 1 January to 31 March are firsts
    assert (row["value"], row["numerator"], row["denominator"]) == (4 / 6, 4, 6)
    assert row["expected_share"] == pytest.approx(3 / 90)
    assert row["p_value"] == pytest.approx(binomtest(4, 6, 3 / 90, alternative="greater").pvalue)
    assert row["verdict"] == "heaped on the first of the month"
    # 1 February and twice 1 March of 2026 are Sundays
    assert row["weekend_share"] == 0.5
    assert result.loc["q", ["status", "verdict", "n"]].tolist() == ["too few", "", 4]
    assert result.loc["q", ["value", "expected_share", "p_value", "weekend_share"]].isna().all()
    assert result.loc["r", "status"] == "none recorded"
    assert result.loc["all", ["numerator", "n"]].tolist() == [4, 10]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-01-01", "2026-01-31", 1 / 31),
        ("2026-01-02", "2026-01-31", 0),
        ("2026-01-02", "2026-02-01", 1 / 31),
        ("2025-12-31", "2026-01-01", 1 / 2),
        ("2026-01-01", "2026-01-01", 1),
        ("2025-01-01", "2025-12-31", 12 / 365),
    ],
)
def test_the_share_that_the_calendar_makes_likely(first, last, expected):
    result = date_heaping(frame([("p", first)] * 3 + [("p", last)] * 3), PARTNERS)
    assert result.loc["p", "expected_share"] == pytest.approx(expected)
    # on one day alone, or in a span without a first, there is nothing to see
    assert result.loc["p", "verdict"] == ("no sign" if expected in (0, 1) else result.loc["p", "verdict"])


@settings(max_examples=50)
@given(ROWS, st.randoms(use_true_random=False))
def test_it_is_what_counting_gives_for_any_rows_in_any_order_and_dtype(numbers, random):
    rows = [(partner, START + timedelta(days=number)) for partner, number in numbers]
    contacts = frame(rows)
    before = contacts.copy()
    result = date_heaping(contacts, PARTNERS)
    pd.testing.assert_frame_equal(contacts, before)
    chances = {}
    for partner in result.index:
        days = [day for name, day in rows if partner in ("all", name)]
        row, firsts = result.loc[partner], sum(day.day == 1 for day in days)
        assert (row["numerator"], row["n"]) == (firsts, len(days))
        if len(days) < 5:
            assert row[["value", "p_adjusted"]].isna().all()
            continue
        span = [min(days) + timedelta(days=step) for step in range((max(days) - min(days)).days + 1)]
        share = sum(day.day == 1 for day in span) / len(span)
        chances[partner] = binomtest(firsts, len(days), share, alternative="greater").pvalue
        assert row["p_value"] == pytest.approx(chances[partner])
        assert row["lower"] <= row["value"] <= row["upper"]
        assert row["weekend_share"] == pytest.approx(sum(day.weekday() >= 5 for day in days) / len(days))
        assert (row["verdict"] == "no sign") == (row["p_adjusted"] > 0.05)
    if chances:
        assert result.loc["all", "p_adjusted"] == pytest.approx(chances.pop("all"))
        tested = list(chances)
        if tested:
            adjusted = false_discovery_control(list(chances.values()))
            np.testing.assert_allclose(result.loc[tested, "p_adjusted"], adjusted)
    shuffled = list(rows)
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(date_heaping(frame(shuffled), PARTNERS), result)
    pd.testing.assert_frame_equal(date_heaping(contacts.astype({"partner_id": "category"}), PARTNERS), result)


def test_without_contacts_days_or_partners():
    assert set(date_heaping(frame([]), PARTNERS)["status"]) == {"not reported"}
    assert set(date_heaping(frame([("p", None)] * 9), PARTNERS)["status"]) == {"not reported"}
    assert date_heaping(frame([("p", "2026-01-01")] * 5), PARTNERS[:0]).index.tolist() == ["all"]


def test_steady_dates_show_no_sign_and_planted_ones_do():
    rng = np.random.default_rng(0)
    days = pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 365, 40_000), unit="D")
    names = pd.Index([f"p{number:03}" for number in range(200)])
    contacts = pd.DataFrame({"partner_id": names[rng.integers(0, 200, 40_000)], "date": days})
    partners = pd.DataFrame(index=names)
    assert (date_heaping(contacts, partners)["verdict"] == "no sign").sum() >= 200
    planted = (contacts["partner_id"] == "p007") & (rng.random(40_000) < 0.15)
    first = contacts["date"].dt.to_period("M").dt.start_time
    result = date_heaping(contacts.assign(date=contacts["date"].where(~planted, first)), partners)
    assert result.index[result["verdict"] == "heaped on the first of the month"].tolist() == ["p007"]


def test_on_the_sample(sample):
    # nothing of the kind is planted there
    result = date_heaping(sample.contacts, sample.partners)
    assert set(result["verdict"]) == {"no sign", ""}
    weekend = sample.contacts["date"].dt.day_of_week.ge(5).mean()
    assert result.loc["all", "weekend_share"] == pytest.approx(weekend)
