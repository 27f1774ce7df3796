from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from prevent_geo.measures.common.proportion import wilson_limits
from prevent_geo.measures.common.zones import merge_areas, move_to_zones, zones_at
from prevent_geo.measures.partner_dependency import CARD, partner_dependency

EXPECTED = pd.read_csv(Path(__file__).parent / "expected" / "partner_dependency.csv", index_col="area_code")
ROWS = st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from(["p", "q", "r", None])), max_size=40)
AREAS = pd.DataFrame(
    {"neighbourhood_code": ["N1", "N1", "N2"]}, index=pd.Index(["B", "A", "C"], name="area_code", dtype="str")
)


def frame(rows):
    return pd.DataFrame(rows, columns=["area_code", "partner_id"], dtype="str")


def test_by_hand():
    rows = [
        (area, None if name == "-" else name)
        for area, text in EXPECTED["partner_ids"].fillna("").items()
        for name in text.split()
    ]
    result = partner_dependency(frame(rows), EXPECTED[["neighbourhood_code"]])
    columns = ["value", "numerator", "denominator", "n", "partners", "partner_id", "dependency", "status"]
    expected = EXPECTED[columns].assign(dependency=EXPECTED["dependency"].fillna(""))
    pd.testing.assert_frame_equal(result[columns], expected, check_dtype=False)
    shown = result[result["status"] == "value"]
    for row in shown.itertuples():
        oracle = binomtest(int(row.numerator), int(row.denominator)).proportion_ci(method="wilson")
        assert (row.lower, row.upper) == pytest.approx((oracle.low, oracle.high))
    # A: .81 + .01, and (9·8 + 0) / (10·9); C: (4 + 4 + 1) / 25, and (2 + 2) / 20
    assert result.loc[["A", "C"], "herfindahl"].round(6).tolist() == [0.82, 0.36]
    assert result.loc[["A", "C"], "herfindahl_unbiased"].round(6).tolist() == [0.8, 0.2]


@settings(max_examples=60)
@given(ROWS, st.randoms(use_true_random=False))
def test_it_is_what_counting_gives_for_any_rows_in_any_order_and_dtype(rows, random):
    contacts = frame(rows)
    before = contacts.copy()
    result = partner_dependency(contacts, AREAS, minimum_contacts=2)
    pd.testing.assert_frame_equal(contacts, before)
    for area in AREAS.index:
        named = [name for place, name in rows if place == area and name]
        if len(named) >= 2:
            best = min(sorted(set(named)), key=lambda name: (-named.count(name), name))
            row = result.loc[area]
            assert row["value"] == pytest.approx(named.count(best) / len(named))
            assert (row["partner_id"], row["partners"]) == (best, len(set(named)))
            assert row["lower"] <= row["value"] <= row["upper"]
            assert row["value"] ** 2 <= row["herfindahl"] <= row["value"] + 1e-12
            chance = np.mean([a == b for i, a in enumerate(named) for j, b in enumerate(named) if i != j])
            assert row["herfindahl_unbiased"] == pytest.approx(chance)
        else:
            assert result.loc[area, ["value", "lower", "upper", "herfindahl"]].isna().all()
    shuffled = list(rows)
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(partner_dependency(frame(shuffled), AREAS, minimum_contacts=2), result)
    categories = partner_dependency(contacts.astype("category"), AREAS, minimum_contacts=2)
    pd.testing.assert_frame_equal(categories, result)


def test_without_contacts_or_areas():
    assert set(partner_dependency(frame([]), AREAS)["status"]) == {"not reported"}
    assert partner_dependency(frame([("A", "p")]), AREAS[:0]).empty
    assert partner_dependency(frame([("A", None)] * 9), AREAS)["status"].tolist() == [
        "none recorded",
        "missing",
        "not reported",
    ]


def test_a_minimum_of_nothing_is_refused():
    with pytest.raises(ValueError, match="minimum_contacts 0 is below 1"):
        partner_dependency(frame([]), AREAS, minimum_contacts=0)


@pytest.mark.parametrize(("contacts", "share"), [(5, 50), (10, 42), (80, 31)])
def test_the_bias_that_the_card_tells(contacts, share):
    drawn = np.random.default_rng(0).multinomial(contacts, [0.25] * 4, size=200_000).max(axis=1)
    assert round(drawn.mean() / contacts * 100) == share
    assert f"{share} % of {contacts}" in CARD.caveat


def test_the_false_alarms_that_the_card_tells():
    alarms = []
    for n in range(5, 300):
        k = np.arange(n + 1)
        fewest = k[wilson_limits(k, np.full(n + 1, n))[0] > 0.5].min()
        alarms.append(2 * binom.sf(fewest - 1, n, 0.5))
    assert round(max(alarms) * 100) == 8
    assert "at most 8 %" in CARD.caveat


def test_the_neighbourhood_that_hangs_on_one_partner_is_found(sample):
    zones = zones_at(sample.areas, "neighbourhood")
    result = partner_dependency(move_to_zones(sample.contacts, zones), merge_areas(sample.areas, zones))
    # data/sample/truth: neighbourhood X05000007, partner XP0009, 0.92 of its contacts but for some that stop
    top = result.loc[result["value"].idxmax()]
    assert (top.name, top["partner_id"], top["dependency"]) == ("X05000007", "XP0009", "depends on one")
    assert top["lower"] < 0.92 < top["upper"]
    assert result.loc["X05000008", "status"] == "not reported"
