import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, quantile_test

from prevent_geo.measures.common.medians import medians
from prevent_geo.measures.recording_delay import recording_delay

PARTNERS = pd.DataFrame(index=pd.Index(["q", "p", "r"], name="partner_id", dtype="str"))
ROWS = st.lists(st.tuples(st.sampled_from(["p", "q", "x", None]), st.integers(-3, 60) | st.none()), max_size=40)


def frame(rows):
    table = pd.DataFrame(rows, columns=["partner_id", "delay_days"]).astype({"partner_id": "str"})
    held = pd.Series(pd.Timestamp("2026-01-10"), index=table.index)
    recorded = held + pd.to_timedelta(table["delay_days"].astype("float64"), unit="D")
    return pd.DataFrame({"partner_id": table["partner_id"], "date": held, "recorded_on": recorded})


def row_of(delays):
    return recording_delay(frame([("p", delay) for delay in delays]), PARTNERS).loc["p"]


@pytest.mark.parametrize(
    ("delays", "value", "lower", "upper", "n", "late_share", "before_event", "status"),
    [
        # six: 2 x ½^6 = 3.1 % lie outside the smallest and the largest
        ([5, 1, 3, 8, 2, 40], 4, 1, 40, 6, 1 / 6, 0, "value"),
        # five: no limits at 95 %, as 2 x ½^5 = 6.2 % lie outside even the ends
        ([5, 1, 3, 8, 2], 3, None, None, 5, 0, 0, "value"),
        ([5, 1, 3, 8], None, None, None, 4, None, 0, "too few"),
        # the day itself is a delay of 0; 28 days are not late, 29 are
        ([0, 0, 0, 28, 28, 29], 14, 0, 29, 6, 1 / 6, 0, "value"),
        # dated after their recording: counted apart, and left out of all the rest
        ([5, 1, 3, 8, 2, -1, -9], 3, None, None, 5, 0, 2, "value"),
        ([-1, -1, -1, -1, -1], None, None, None, 0, None, 5, "too few"),
        ([None, None], None, None, None, 0, None, 0, "missing"),
    ],
)
def test_by_hand(delays, value, lower, upper, n, late_share, before_event, status):
    row = row_of(delays)
    expected = [np.nan if each is None else each for each in (value, lower, upper, n, late_share, before_event)]
    columns = ["value", "lower", "upper", "n", "late_share", "before_event"]
    np.testing.assert_allclose(row[columns].astype("float64"), expected)
    assert row["status"] == status
    assert row["method"] == ("none" if lower is None else "order statistics")
    assert np.isnan(row["numerator"])


@pytest.mark.parametrize(
    ("n", "low", "high"),
    # the binomial table at ½: 2.5 % are passed between one below the lower rank and that rank (of 10: 1.07 and 5.47 %)
    [(6, 1, 6), (8, 1, 8), (9, 2, 8), (10, 2, 9), (20, 6, 15), (25, 8, 18)],
)
def test_ranks_of_the_limits(n, low, high):
    found = medians(np.zeros(n, dtype="int64"), np.arange(1, n + 1), 1)
    assert found.loc[0, ["lower", "upper"]].tolist() == [low, high]


@settings(max_examples=100)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=60), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_limits_are_those_of_scipy(values, confidence):
    found = medians(np.ones(len(values), dtype="int64"), np.array(values), 2, confidence=confidence).loc[1]
    assert found["median"] == np.median(values)
    oracle = quantile_test(values, p=0.5).confidence_interval(confidence_level=confidence)
    np.testing.assert_equal([found["lower"], found["upper"]], [oracle.low, oracle.high])
    assert not found["lower"] > found["median"]
    assert not found["upper"] < found["median"]


@settings(max_examples=50)
@given(ROWS, st.randoms(use_true_random=False))
def test_it_is_what_counting_gives_for_any_rows_in_any_order_and_dtype(rows, random):
    contacts = frame(rows)
    before = contacts.copy()
    result = recording_delay(contacts, PARTNERS, late_days=20)
    pd.testing.assert_frame_equal(contacts, before)
    for partner in PARTNERS.index:
        given = [delay for name, delay in rows if name == partner and delay is not None]
        sound, row = [delay for delay in given if delay >= 0], result.loc[partner]
        assert (row["n"], row["before_event"]) == (len(sound), len(given) - len(sound))
        if len(sound) >= 5:
            late = sum(delay > 20 for delay in sound)
            limits = binomtest(late, len(sound)).proportion_ci(method="wilson")
            assert row["value"] == np.median(sound)
            found = row[["late_share", "late_lower", "late_upper"]].tolist()
            assert found == pytest.approx([late / len(sound), limits.low, limits.high])
        else:
            assert row[["value", "late_share"]].isna().all()
    shuffled = list(rows)
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(recording_delay(frame(shuffled), PARTNERS, late_days=20), result)
    categories = contacts.astype({"partner_id": "category"})
    pd.testing.assert_frame_equal(recording_delay(categories, PARTNERS, late_days=20), result)


def test_without_contacts_days_or_partners():
    assert set(recording_delay(frame([]), PARTNERS)["status"]) == {"not reported"}
    result = recording_delay(frame([("p", None), ("q", 3)]), PARTNERS)
    assert result["status"].to_dict() == {"q": "too few", "p": "missing", "r": "none recorded"}
    assert recording_delay(frame([("p", 3)]), PARTNERS[:0]).empty
    unknown = frame([("p", 3)] * 9).assign(recorded_on=None)
    assert recording_delay(unknown, PARTNERS).loc["p", "status"] == "missing"


def test_options_out_of_range_are_refused():
    with pytest.raises(ValueError, match="late_days -1 is below 0"):
        recording_delay(frame([]), PARTNERS, late_days=-1)
    with pytest.raises(ValueError, match="confidence 95 is not between 0 and 1"):
        recording_delay(frame([]), PARTNERS, confidence=95)


def test_on_the_sample(sample):
    result = recording_delay(sample.contacts, sample.partners)
    row = result.loc["XP0004"]
    days = (sample.contacts["recorded_on"] - sample.contacts["date"]).dt.days
    mine = days[(sample.contacts["partner_id"] == "XP0004").to_numpy()]
    assert (row["value"], row["n"]) == (mine.median(), len(mine))
    # nothing is dated after its recording there
    assert result["before_event"].sum() == 0
