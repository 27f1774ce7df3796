from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, false_discovery_control

from prevent_geo.measures.stopped_reporting import stopped_reporting

PARTNERS = pd.DataFrame(index=pd.Index(["q", "p", "r"], name="partner_id", dtype="str"))
ON = date(2026, 3, 31)
START = date(2025, 6, 1)
ROWS = st.lists(st.tuples(st.sampled_from(["p", "q", "x", None]), st.integers(0, 320)), max_size=60)


def frame(rows):
    table = pd.DataFrame(rows, columns=["partner_id", "date"]).astype({"partner_id": "str"})
    return table.assign(date=pd.to_datetime(table["date"]))


def spaced(partner, end, every, times):
    return [(partner, end - timedelta(days=every * step)) for step in range(times)]


def test_by_hand():
    # p: 21 days, a week apart, then 70 days of silence; q: 5 days, 30 apart, and 70 days too
    stopped = date(2026, 1, 20)
    result = stopped_reporting(frame(spaced("p", stopped, 7, 21) + spaced("q", stopped, 30, 5)), PARTNERS, on=ON)
    assert result["value"].tolist()[:2] == [70, 70]
    assert result.loc["p", ["contact_days", "usual_gap_days", "n"]].tolist() == [21, 7, 21]
    # (140 / 210) ^ 20 and (120 / 190) ^ 4, adjusted: the first × 2
    assert result.loc["p", "p_value"] == pytest.approx((2 / 3) ** 20)
    assert result.loc["q", "p_value"] == pytest.approx((12 / 19) ** 4)
    assert result.loc["p", "p_adjusted"] == pytest.approx(2 * (2 / 3) ** 20)
    assert result["verdict"].to_dict() == {"q": "reporting", "p": "stopped", "r": "never reported"}
    assert result["status"].to_dict() == {"q": "value", "p": "value", "r": "none recorded"}
    assert result.loc["r", ["value", "usual_gap_days", "p_value", "recent_ratio"]].isna().all()
    assert result[["lower", "upper", "numerator", "denominator"]].isna().all(axis=None)


def test_fewer_than_before_is_quiet_and_more_is_not():
    before, now = date(2025, 12, 25), date(2026, 3, 30)
    rows = spaced("p", before, 3, 60) + spaced("p", now, 30, 3) + spaced("q", before, 30, 6) + spaced("q", now, 3, 30)
    result = stopped_reporting(frame(rows), PARTNERS, on=ON)
    assert result["verdict"].tolist()[:2] == ["reporting", "quiet"]
    row = result.loc["p"]
    # the 90 days from 1 January; before it 59 days with a contact after the first of all, which starts the clock
    assert row["recent_contact_days"] == 3
    days = (ON - before).days + 3 * 59 - 90
    assert row["recent_ratio"] == pytest.approx((3 / 90) / (59 / days))
    chance = binomtest(3, 62, 90 / (90 + days), alternative="less").pvalue
    assert row["recent_p_adjusted"] == pytest.approx(2 * chance)
    assert result.loc["q", "recent_p_adjusted"] > 0.99


def test_four_days_are_too_few_to_say_and_five_are_not():
    for days, verdict in ((4, "too few to say"), (5, "stopped"), (1, "too few to say")):
        row = stopped_reporting(frame(spaced("p", START, 1, days) * 3), PARTNERS, on=ON).loc["p"]
        assert (row["verdict"], row["contact_days"], row["n"]) == (verdict, days, 3 * days)
        assert row["value"] == (ON - START).days
        assert np.isnan(row["p_value"]) == (days < 5)


def test_the_day_itself_counts_and_later_ones_do_not():
    rows = spaced("p", ON, 7, 10) + [("p", ON + timedelta(days=1))] * 4 + [("q", ON + timedelta(days=9))]
    result = stopped_reporting(frame(rows), PARTNERS, on=ON)
    assert result.loc["p", ["value", "n", "p_value"]].tolist() == [0, 10, 1]
    assert result.loc["q", "verdict"] == "never reported"


@settings(max_examples=50)
@given(ROWS, st.randoms(use_true_random=False))
def test_it_is_what_counting_gives_for_any_rows_in_any_order_and_dtype(numbers, random):
    rows = [(partner, START + timedelta(days=number)) for partner, number in numbers]
    contacts = frame(rows)
    before = contacts.copy()
    result = stopped_reporting(contacts, PARTNERS, on=ON)
    pd.testing.assert_frame_equal(contacts, before)
    chances = []
    for partner in PARTNERS.index:
        days = sorted({day for name, day in rows if name == partner and day <= ON})
        row = result.loc[partner]
        assert row["contact_days"] == len(days)
        if not days:
            assert row["verdict"] == "never reported"
            continue
        span, silence = (days[-1] - days[0]).days, (ON - days[-1]).days
        assert row["value"] == silence
        if len(days) >= 5:
            assert row["p_value"] == pytest.approx((span / (span + silence)) ** (len(days) - 1))
            recent = sum((ON - day).days < 90 for day in days)
            assert row["recent_contact_days"] == recent
            tested = days[0] <= ON - timedelta(days=91)
            assert np.isnan(row["recent_p_adjusted"]) != tested
            if tested:
                share = 90 / (span + silence)
                chances.append(binomtest(recent, len(days) - 1, share, alternative="less").pvalue)
    if chances:
        adjusted = sorted(false_discovery_control(chances))
        assert sorted(result["recent_p_adjusted"].dropna()) == pytest.approx(adjusted)
    shuffled = list(rows)
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(stopped_reporting(frame(shuffled), PARTNERS, on=ON), result)
    categories = contacts.astype({"partner_id": "category"})
    pd.testing.assert_frame_equal(stopped_reporting(categories, PARTNERS, on=ON), result)


def test_without_contacts_or_partners():
    result = stopped_reporting(frame([]), PARTNERS, on=ON)
    assert set(result["status"]) == {"not reported"}
    assert set(result["verdict"]) == {"never reported"}
    assert stopped_reporting(frame([("p", START)]), PARTNERS[:0], on=ON).empty
    assert set(stopped_reporting(frame([("p", None)]), PARTNERS, on=ON)["status"]) == {"not reported"}


def test_options_out_of_range_are_refused():
    with pytest.raises(ValueError, match="recent_days 0 is below 1"):
        stopped_reporting(frame([]), PARTNERS, on=ON, recent_days=0)
    with pytest.raises(ValueError, match="significance 5 is not between 0 and 1"):
        stopped_reporting(frame([]), PARTNERS, on=ON, significance=5)


@pytest.mark.parametrize(("contact_days", "exact", "plain"), [(6, 5, 9), (50, 4, 5)])
def test_false_alarms_of_steady_partners(contact_days, exact, plain):
    # what the docstring says of the exact and of the plain form
    rng = np.random.default_rng(0)
    partner, day = np.nonzero(rng.random((20_000, 730)) < -np.expm1(-contact_days / 730))
    contacts = pd.DataFrame(
        {"partner_id": partner, "date": pd.Timestamp("2024-04-01") + pd.to_timedelta(day, unit="D")}
    )
    result = stopped_reporting(contacts, pd.DataFrame(index=range(20_000)), on=ON)
    tested = result[result["p_value"].notna()]
    assert (tested["p_value"] <= 0.05).mean() * 100 == pytest.approx(exact, abs=0.6)
    assert (np.exp(-tested["value"] / tested["usual_gap_days"]) <= 0.05).mean() * 100 == pytest.approx(plain, abs=0.6)
    assert (result["verdict"] == "stopped").mean() < 0.001


def test_the_partner_who_works_but_does_not_record_is_found(sample):
    # data/sample/truth: XP0022 keeps 10 % of its contacts from April 2025; it is not silent
    result = stopped_reporting(sample.contacts, sample.partners, on=sample.period.end)
    assert result.loc["XP0022", "verdict"] == "quiet"
    assert result["verdict"].isin(["quiet", "stopped"]).sum() == 1
    # as it stood three months into the gap, and without any contact since
    then, gap = date(2025, 6, 30), pd.Timestamp("2025-04-01")
    kept = ~((sample.contacts["partner_id"] == "XP0022").to_numpy() & (sample.contacts["date"] >= gap).to_numpy())
    silent = stopped_reporting(sample.contacts[kept], sample.partners, on=then)
    assert silent.index[silent["verdict"] == "stopped"].tolist() == ["XP0022"]
