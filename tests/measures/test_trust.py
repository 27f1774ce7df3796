from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from prevent_geo.disclosure import find_policy, protect, release
from prevent_geo.errors import InputError
from prevent_geo.measures.common.small_area import shrink
from prevent_geo.measures.common.trust_events import Events, mean_answers
from prevent_geo.measures.trust import CARD, trust
from prevent_geo.synthesis import draw_town
from prevent_geo.synthesis.contacts import draw_counts, draw_table
from prevent_geo.synthesis.truth import true_areas

EXPECTED = pd.read_csv(Path(__file__).parent / "expected" / "trust.csv", index_col="area_code").assign(
    district_code="D"
)


def contacts_of(lists):
    rows = [(area, *text.split("/")) for area, line in lists.fillna("").items() for text in line.split(";") if text]
    frame = pd.DataFrame(rows, columns=["area_code", "trust_mean", "trust_responses"]).replace("?", None)
    return frame.astype({"trust_mean": "float64"}).assign(
        trust_responses=pd.to_numeric(frame["trust_responses"]).astype("Int64")
    )


def test_by_hand():
    result = trust(contacts_of(EXPECTED["events"]), EXPECTED)
    columns = ["raw_mean", "mean_of_answers", "denominator", "n", "status"]
    pd.testing.assert_frame_equal(result[columns], EXPECTED[columns], check_dtype=False)
    assert result["numerator"].isna().all()


def test_variance_by_hand():
    # one place, events of 10 and 30 answers with means 3 and 4. Sums of squares: by answers around 3.75
    # 10 x 0.75² + 30 x 0.25² = 7.5 = between (40 - 1000/40) + within; plain around 3.5: 0.5 = between + within x 1/15.
    # 7.5 = 15 between + within says the same as 0.5 = between + within / 15, so all is put down to the events: 0.5
    found = mean_answers(Events(np.array([0, 0]), np.array([3.0, 4.0]), np.array([10.0, 30.0])), 1)
    assert found.variance[0] == pytest.approx(0.5 / 2)
    assert found.degrees == 1


def test_both_variances_are_recovered():
    rng, places = np.random.default_rng(5), 4_000
    place = np.repeat(np.arange(places), rng.integers(1, 8, places))
    responses = rng.integers(3, 60, len(place)).astype(float)
    means = 3 + rng.normal(0, 0.4, len(place)) + rng.normal(0, 0.9, len(place)) / np.sqrt(responses)
    found = mean_answers(Events(place, means, responses), places)
    events = np.bincount(place)
    expected = (0.4**2 * events + 0.9**2 * np.bincount(place, 1 / responses)) / events**2
    np.testing.assert_allclose(found.variance, expected, rtol=0.05)


def test_events_that_all_say_the_same_still_leave_the_rounding():
    found = mean_answers(Events(np.array([0, 0, 1, 1]), np.full(4, 3.0), np.array([9.0, 10, 11, 12])), 2)
    assert found.variance.tolist() == pytest.approx([0.1**2 / 12 / 2] * 2)


def test_shrinking_where_all_is_known_as_well():
    # all V = 1, means 0 and 4 in one group: moments 8 / (A + 1) = 1, so A = 7 and B = 7/8 towards 2
    result = shrink(np.array([0.0, 4.0]), np.ones(2), np.zeros(2, int))
    assert result["estimate"].tolist() == pytest.approx([0.25, 3.75])
    # g1 = 7/8; g2 = 1/64 x 8/2; g3 = 1/64/64 x (8 - 4) x 2 x 1 / (2/8)²
    assert result["variance"].tolist() == pytest.approx([7 / 8 + 1 / 16 + 2 * (4 * 32 / 64 / 64)] * 2)


def test_shrinking_at_its_ends():
    alone = shrink(np.array([2.0, 4.0]), np.array([0.1, 0.3]), np.array([0, 1]))
    assert alone["estimate"].tolist() == [2, 4]
    assert alone["variance"].tolist() == pytest.approx([0.1, 0.3])
    alike = shrink(np.array([3.0, 3.0, 3.0]), np.ones(3), np.zeros(3, int))
    assert alike["estimate"].tolist() == [3, 3, 3]
    assert alike["weight"].tolist() == [0, 0, 0]
    assert len(shrink(np.array([]), np.array([]), np.array([], int))) == 0


def test_estimates_and_limits_on_average_over_places():
    rng, places = np.random.default_rng(7), 3_000
    groups, variances = np.arange(places) % 300, rng.uniform(0.02, 0.4, places)
    truth = np.linspace(2, 4, 300)[groups] + rng.normal(0, 0.3, places)
    means = truth + rng.normal(0, np.sqrt(variances))
    result = shrink(means, variances, groups)
    inside = np.abs(result["estimate"] - truth) <= 1.96 * np.sqrt(result["variance"])
    assert inside.mean() == pytest.approx(0.95, abs=0.015)
    assert ((result["estimate"] - truth) ** 2).mean() < 0.6 * ((means - truth) ** 2).mean()
    weight = 0.09 / (0.09 + variances)
    np.testing.assert_allclose(result["weight"], weight, atol=0.1)


@pytest.mark.parametrize("plain", [True, False], ids=["plain", "usual"])
def test_limits_cover_the_truth_of_a_town(plain):
    # over 4 towns each: 99.5 to 100 % in plain towns, where all areas are alike, and 92.8 to 97.2 % (mean 94.9 %) in
    # usual ones outside the neighbourhood whose trust declines
    town = draw_town(seed=4, plain=plain)
    contacts = draw_table(town.intensity, draw_counts(town.intensity))
    truth = true_areas(town.intensity).set_index("area_code")["trust_first"]
    moved = {area for feature in town.intensity.features if feature.kind == "trust_decline" for area in feature.areas}
    result = trust(contacts, town.areas.set_index("area_code"))
    result = result[(result["status"] == "value") & ~result.index.isin(list(moved))]
    inside = (result["lower"] <= truth[result.index]) & (truth[result.index] <= result["upper"])
    assert len(result) > 300
    assert inside.mean() >= 0.92
    error, raw_error = (result[name] - truth[result.index] for name in ("value", "raw_mean"))
    assert (error**2).mean() < (raw_error**2).mean()


def test_few_answers_leave_only_through_release(made):
    contacts = contacts_of(EXPECTED["events"]).assign(date=pd.Timestamp("2026-01-01"))
    contacts["trust_responses"] = contacts["trust_responses"].replace(10, 4)
    result = trust(contacts, EXPECTED, minimum_responses=1)
    assert result.loc["B", "denominator"] == 4
    protection = protect(made(areas=EXPECTED, contacts=contacts), find_policy())
    released = release(result, CARD, protection).table
    assert released.loc["B", "status"] == "suppressed"
    assert released.loc["B", ["value", "lower", "upper", "denominator", "n"]].isna().all()
    assert "raw_mean" not in released


def test_without_two_events_anywhere_nothing_is_known_of_how_events_differ():
    result = trust(contacts_of(EXPECTED["events"])[2:3], EXPECTED)
    assert result.loc["B", "status"] == "too few"
    assert result["value"].isna().all()


def test_what_is_refused():
    contacts = contacts_of(EXPECTED["events"])
    with pytest.raises(InputError, match="no column 'force_code'"):
        trust(contacts, EXPECTED, within="force_code")
    with pytest.raises(ValueError, match="minimum_responses 0 is below 1"):
        trust(contacts, EXPECTED, minimum_responses=0)
    with pytest.raises(ValueError, match=r"write 0\.95 for 95 %"):
        trust(contacts, EXPECTED, confidence=95)
