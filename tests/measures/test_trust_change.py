import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_ind

from prevent_geo.disclosure import find_policy, protect, release
from prevent_geo.measures.common.zones import merge_areas, move_to_zones, zones_at
from prevent_geo.measures.trust_change import CARD, trust_change
from prevent_geo.period import Period

AREAS = pd.DataFrame({"neighbourhood_code": None}, index=pd.Index(list("ABCDE"), name="area_code"), dtype="str")


def contacts_of(means, responses=20):
    rows = [(area, mean) for area, some in means.items() for mean in some]
    return pd.DataFrame(rows, columns=["area_code", "trust_mean"]).assign(
        trust_responses=pd.array([responses] * len(rows), "Int64")
    )


def test_with_events_of_one_size_it_is_student_s_t_test():
    now, before = [2.0, 2.4, 3.1, 2.2], [3.0, 3.3, 4.0]
    result = trust_change(contacts_of({"A": now}), contacts_of({"A": before}), AREAS).loc["A"]
    oracle = ttest_ind(now, before)
    assert result["value"] == pytest.approx(np.mean(now) - np.mean(before))
    assert result["p_value"] == pytest.approx(oracle.pvalue)
    assert (result["lower"], result["upper"]) == pytest.approx(tuple(oracle.confidence_interval(0.95)))
    assert result["verdict"] == "fell" if oracle.pvalue < 0.05 else "no clear change"


def test_by_hand():
    now = {"A": [4.0, 4.2], "B": [3.0, 3.2], "C": [2.0], "D": [], "E": [3.0]}
    before = {"A": [2.0, 2.2], "B": [3.1, 3.1], "D": [3.0], "E": [3.0]}
    earlier = contacts_of(before).assign(trust_responses=lambda t: t["trust_responses"].where(t["area_code"] != "E", 9))
    result = trust_change(contacts_of(now), earlier, AREAS)
    assert result["status"].tolist() == ["value", "value", "missing", "not reported", "too few"]
    assert result["value"].tolist() == pytest.approx([2, 0, np.nan, np.nan, np.nan], nan_ok=True)
    assert result["verdict"].tolist() == ["rose", "no clear change", "", "", ""]
    # two areas are tested: the larger p stays, the smaller is doubled
    assert result["p_adjusted"].tolist()[:2] == pytest.approx([2 * result["p_value"].iloc[0], 1])
    assert result.loc["A", ["denominator", "responses_before", "n", "events_before"]].tolist() == [40, 40, 2, 2]


def test_no_more_than_one_in_twenty_is_a_false_alarm():
    rng = np.random.default_rng(3)
    areas = pd.DataFrame({"neighbourhood_code": "N"}, index=pd.Index([f"a{i}" for i in range(2_000)], name="area_code"))

    def draw():
        code = np.repeat(areas.index.to_numpy(), rng.integers(2, 9, len(areas)))
        responses = rng.integers(3, 60, len(code))
        means = 3.2 + 0.3 * rng.standard_normal(len(code)) + 0.9 * rng.standard_normal(len(code)) / np.sqrt(responses)
        return pd.DataFrame({"area_code": code, "trust_mean": means.round(1), "trust_responses": responses})

    result = trust_change(draw(), draw(), areas)
    assert (result["p_value"] < 0.05).mean() == pytest.approx(0.05, abs=0.015)
    assert (result["verdict"] != "no clear change").sum() <= 2


def test_persons_of_both_periods_are_protected(made):
    # of A and B few answered before, of C and D few answer now
    now, before = dict.fromkeys("AB", 20) | {"C": 1, "D": 2, "E": 20}, {"A": 1, "B": 2} | dict.fromkeys("CDE", 20)
    tables = [
        pd.concat([contacts_of({area: [3.0, 3.5]}, responses) for area, responses in answers.items()]).assign(date=day)
        for answers, day in ((now, pd.Timestamp("2026-02-01")), (before, pd.Timestamp("2025-02-01")))
    ]
    result = trust_change(*tables, AREAS, minimum_responses=1)
    assert result.loc[["A", "B"], "responses_before"].tolist() == [2, 4]
    dataset = made(areas=AREAS, contacts=pd.concat(tables, ignore_index=True))
    year = Period.parse("last 12 months", dataset.period)
    table = release(result, CARD, protect(dataset, find_policy(), period=year)).table
    assert table["status"].tolist() == [*["suppressed"] * 4, "value"]
    assert table.loc[list("ABCD"), ["denominator", "mean_before", "p_value"]].isna().all(axis=None)
    assert "responses_before" not in table


def test_the_planted_decline_is_found_and_no_rise(sample):
    # data/sample/truth: the mean answer in X05000021 falls by 0.9 from August 2025 to September 2026
    during = sample.during(Period.parse("last 12 months", sample.period))
    zones = zones_at(sample.areas, "neighbourhood")
    rows = (move_to_zones(contacts, zones) for contacts in (during.contacts, during.earlier))
    result = trust_change(*rows, merge_areas(sample.areas, zones))
    assert result["value"].idxmin() == "X05000021"
    assert result.loc["X05000021", "verdict"] == "fell"
    assert "rose" not in set(result["verdict"])


def test_what_is_refused():
    with pytest.raises(ValueError, match="minimum_responses 0 is below 1"):
        trust_change(contacts_of({}), contacts_of({}), AREAS, minimum_responses=0)
