from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import entropy

from prevent_geo.measures.evenness import CARD, _pielou, evenness

EXPECTED = pd.read_csv(Path(__file__).parent / "expected" / "evenness.csv", index_col="area_code")
STRANDS = ["x", "y", "z"]
AREAS = pd.DataFrame({"neighbourhood_code": ["N1", "N1"]}, index=pd.Index(["B", "A"], name="area_code", dtype="str"))
# the sample's seven strands, by their number of contacts
SAMPLE = [3326, 3065, 1664, 1101, 1089, 1084, 680]


def frame(rows):
    return pd.DataFrame(rows, columns=["area_code", "strand"], dtype="str")


def contacts_by_hand():
    wide = EXPECTED[[*STRANDS, "none"]]
    rows = [(area, strand) for area, row in wide.iterrows() for strand, count in row.items() for _ in range(count)]
    return frame(rows).replace({"strand": {"none": None}})


def test_by_hand():
    result = evenness(contacts_by_hand(), EXPECTED[["neighbourhood_code"]], strands=STRANDS)
    columns = ["value", "denominator", "n", "strands_served", "strands_missing", "status"]
    expected = EXPECTED[columns].copy()
    expected.loc[["A", "D"], "strands_missing"] = ""
    pd.testing.assert_frame_equal(result[columns], expected, check_dtype=False, rtol=1e-5)
    shown = result[result["status"] == "value"]
    assert ((shown["lower"] <= shown["value"]) & (shown["value"] <= shown["upper"])).all()
    assert shown["lower"].between(0, 1).all() and shown["upper"].between(0, 1).all()
    # all in one strand: half a contact in each of the others leaves room above 0
    assert result.loc["B", "upper"] == pytest.approx(_upper_by_hand([12, 0, 0]))


def _upper_by_hand(counts):
    n, strands = sum(counts), len(counts)
    q = [(count + 0.5) / (n + strands / 2) for count in counts]
    variance = (sum(s * np.log(s) ** 2 for s in q) - sum(s * np.log(s) for s in q) ** 2) / n
    variance += (strands - 1) / (2 * n**2)
    return (entropy(counts) + (strands - 1) / (2 * n) + 1.959964 * variance**0.5) / np.log(strands)


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.sampled_from([*"ABX"]), st.sampled_from(["x", "y", "sport", None])), max_size=60),
    st.randoms(use_true_random=False),
)
def test_it_is_what_scipy_gives_for_any_rows_in_any_order_and_dtype(rows, random):
    contacts = frame(rows)
    before = contacts.copy()
    result = evenness(contacts, AREAS, strands=["y", "x"])
    pd.testing.assert_frame_equal(contacts, before)
    number = 2 + any(strand == "sport" for _, strand in rows)
    for area in AREAS.index:
        named = pd.Series([strand for place, strand in rows if place == area and strand], dtype="str")
        row = result.loc[area]
        if len(named) >= 10:
            assert row["value"] == pytest.approx(entropy(named.value_counts()) / np.log(number))
            assert 0 <= row["lower"] <= row["value"] <= row["upper"] <= 1
            assert row["strands_served"] == named.nunique()
        else:
            assert pd.isna(row["value"])
    shuffled = list(rows)
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(evenness(frame(shuffled), AREAS, strands=["y", "x"]), result)
    pd.testing.assert_frame_equal(evenness(contacts.astype("category"), AREAS, strands=["y", "x"]), result)


@pytest.mark.parametrize(
    "shares", [[1] * 7, SAMPLE, [0.9] + [0.1 / 6] * 6, [0.97] + [0.005] * 6, [64, 32, 16, 8, 4, 2, 1]]
)
@pytest.mark.parametrize("contacts", [10, 20, 50, 200])
def test_the_limits_hold_the_truth_as_often_as_they_say(shares, contacts):
    truth = entropy(shares) / np.log(7)
    drawn = np.random.default_rng(0).multinomial(contacts, np.array(shares) / np.sum(shares), size=8_000)
    _, lower, upper = _pielou(drawn, 0.95)
    held = (lower <= truth + 1e-12) & (truth - 1e-12 <= upper)
    assert held.mean() >= 0.94


@pytest.mark.parametrize(("contacts", "mean"), [(10, 0.82), (20, 0.91), (50, 0.97)])
def test_the_bias_that_the_card_tells(contacts, mean):
    drawn = np.random.default_rng(0).multinomial(contacts, [1 / 7] * 7, size=50_000)
    assert round(_pielou(drawn, 0.95)[0].mean(), 2) == pytest.approx(mean, abs=0.005)
    assert f"{mean} " in CARD.caveat + " "


def test_empty_tables_and_a_single_strand():
    assert set(evenness(frame([]), AREAS)["status"]) == {"not reported"}
    assert evenness(frame([("A", "x")]), AREAS[:0]).empty
    alone = evenness(frame([("A", "x")] * 12), AREAS, strands=["x"])
    assert alone["status"].tolist() == ["none recorded", "missing"]
    assert set(evenness(frame([("A", None)] * 12), AREAS)["status"]) == {"none recorded", "missing"}
