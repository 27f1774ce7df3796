"""What holds for all measures of what communities said."""

from datetime import date
from functools import partial
from importlib import import_module

import numpy as np
import pandas as pd
import pytest

from prevent_geo.measures.common.result import RESULT_COLUMNS
from prevent_geo.measures.common.status import Status
from prevent_geo.measures.response_change import response_change
from prevent_geo.measures.response_loop import response_loop
from prevent_geo.measures.rising_themes import rising_themes
from prevent_geo.measures.themes import themes
from prevent_geo.measures.trust import trust
from prevent_geo.measures.trust_change import trust_change

AREAS = pd.DataFrame(
    {
        "population": pd.array([1000, 0, None, 500, 700, 800], "Int64"),
        "neighbourhood_code": ["N1", "N1", "N2", "N2", None, "N3"],
        "district_code": ["D1", "D1", "D1", "D2", None, "D2"],
    },
    index=pd.Index(["C", "A", "B", "D", "E", "F"], name="area_code"),
)


def draw_contacts(year, seed):
    rng, n = np.random.default_rng(seed), 200
    held = np.datetime64(f"{year}-01-01") + rng.integers(0, 365, n)
    answered = pd.Series(held + rng.integers(-2, 90, n)).where(rng.random(n) < 0.7)
    responses = rng.integers(0, 30, n)
    means = np.where(responses >= 3, rng.integers(10, 51, n) / 10, np.nan)
    frame = pd.DataFrame(
        {
            "date": held,
            "area_code": rng.choice(["A", "B", "C", "D", "E", "not an area"], n, p=[0.4, 0.2, 0.2, 0.1, 0.05, 0.05]),
            "theme": rng.choice(["housing", "crime", "other"], n),
            "initiated_by": rng.choice(["community", "agency"], n),
            "trust_mean": means,
            "trust_responses": pd.array(responses, "Int64").copy(),
            "answered_on": answered.to_numpy(),
        },
        index=pd.Index([f"c{number}" for number in range(n)], name="contact_id"),
    )
    for number, name in enumerate(["theme", "initiated_by", "trust_mean", "trust_responses"]):
        frame.loc[frame.index[number::11], name] = None
    return frame.astype({"date": "datetime64[us]", "answered_on": "datetime64[us]"})


NOW, BEFORE = draw_contacts(2026, 1), draw_contacts(2025, 2)
CALLS = {
    "themes": themes,
    "rising_themes": lambda rows, areas: rising_themes(rows, BEFORE, areas),
    "trust": trust,
    "trust_change": lambda rows, areas: trust_change(rows, BEFORE, areas),
    "response_loop": partial(response_loop, on=date(2026, 12, 31)),
    "response_change": lambda rows, areas: response_change(
        rows, BEFORE, areas, on=date(2026, 12, 31), earlier_on=date(2025, 12, 31)
    ),
}
CARDS = [import_module(f"prevent_geo.measures.{name}").CARD for name in CALLS]
CODES = ["area_code", "theme", "initiated_by"]
each_measure = pytest.mark.parametrize("measure", CALLS.values(), ids=CALLS)


def same(one, other):
    pd.testing.assert_frame_equal(one.sort_index(), other.sort_index(), check_dtype=False, check_index_type=False)


@each_measure
def test_it_is_pure_and_on_the_areas_in_their_order(measure):
    rows, areas = NOW.copy(), AREAS.copy()
    result = measure(rows, areas)
    pd.testing.assert_frame_equal(rows, NOW)
    pd.testing.assert_frame_equal(areas, AREAS)
    assert result.columns.tolist()[: len(RESULT_COLUMNS)] == RESULT_COLUMNS
    assert set(result["status"]) <= set(Status)
    codes = result.index.get_level_values("area_code")
    assert codes.tolist() == AREAS.index.tolist() * (len(result) // len(AREAS))


@each_measure
def test_categories_and_text_give_the_same(measure):
    same(measure(NOW.astype(dict.fromkeys(CODES, "category")), AREAS), measure(NOW, AREAS))


@each_measure
def test_the_order_of_rows_does_not_matter(measure):
    same(measure(NOW.sample(frac=1, random_state=3), AREAS.sample(frac=1, random_state=4)), measure(NOW, AREAS))


@each_measure
def test_there_is_a_value_or_a_reason_and_limits_hold_the_value(measure):
    result = measure(NOW, AREAS)
    shown = result["status"] == Status.VALUE
    assert shown.any()
    assert result.loc[shown, "value"].notna().all()
    assert result.loc[~shown, ["value", "lower", "upper"]].isna().all(axis=None)
    assert (result.loc[shown, "lower"] <= result.loc[shown, "value"]).all()
    assert (result.loc[shown, "value"] <= result.loc[shown, "upper"]).all()
    assert (
        (result["status"].xs("F", level=-1) if result.index.nlevels > 1 else result.loc[["F"], "status"])
        .eq(Status.NOT_REPORTED)
        .all()
    )


@each_measure
def test_no_rows_at_all_is_no_zero(measure):
    result = measure(NOW[:0], AREAS)
    assert result["value"].isna().all()
    assert set(result["status"]) <= {Status.NOT_REPORTED, Status.MISSING}
    assert len(measure(NOW, AREAS[:0])) == 0


@each_measure
@pytest.mark.parametrize("nothing", [None, np.nan], ids=["None", "NaN"])
def test_columns_may_be_wholly_missing(measure, nothing):
    empty = dict.fromkeys(["theme", "initiated_by", "answered_on", "trust_mean", "trust_responses"], nothing)
    result = measure(NOW.assign(**empty), AREAS)
    assert result["value"].isna().all()
    assert Status.VALUE not in set(result["status"])


@each_measure
def test_zones_are_areas_too(measure):
    districts = pd.DataFrame(
        {"neighbourhood_code": None, "district_code": None}, index=pd.Index(["D1"], name="area_code")
    )
    result = measure(NOW.assign(area_code="D1"), districts)
    assert result.index.get_level_values("area_code").unique().tolist() == ["D1"]


def test_every_card_is_of_the_voice_and_asks_a_question():
    assert {card.group for card in CARDS} == {"voice"}
    assert [card.id for card in CARDS if card.counts_persons] == ["trust", "trust_change"]
    assert all(card.question.endswith("?") and not card.caveat.endswith(".") for card in CARDS)
