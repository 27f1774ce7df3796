from datetime import date
from functools import partial
from inspect import isfunction

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo import measures
from prevent_geo.measures import CARDS, RESULT_COLUMNS, MethodCard, Status

AREAS = gpd.GeoDataFrame(
    {"population": pd.array([1000, 500, 0, None], "Int64"), "neighbourhood_code": ["N1", "N1", "N1", "N2"]},
    index=pd.Index(["C", "A", "B", "D"], name="area_code"),
    geometry=[shapely.box(x, 0, x + 1000, 1000) for x in (0, 1000, 2000, 3000)],
    crs="EPSG:27700",
)
CONTACTS = pd.DataFrame(
    {
        "area_code": ["C", "C", "A", "B", "C"],
        "date": pd.to_datetime(["2026-01-03", "2026-01-01", "2026-01-02", "2026-01-31", "2026-01-03"]),
        "attendance": pd.array([12, None, 0, 3, 1], "Int64"),
    },
    index=pd.Index(["c1", "c2", "c3", "c4", "c5"], name="contact_id"),
)
PARTNERS = gpd.GeoDataFrame(
    {"sector": ["school", "library", "school"]},
    index=pd.Index(["p1", "p2", "p3"], name="partner_id"),
    geometry=gpd.points_from_xy([0, 1500, 9000], [0, 500, 0]),
    crs="EPSG:27700",
)
CALLS = {
    "contact_rate": (measures.contact_rate, CONTACTS),
    "attendance_rate": (measures.attendance_rate, CONTACTS),
    "recency": (partial(measures.recency, on=date(2026, 1, 31)), CONTACTS),
    "nearest_partner": (measures.nearest_partner, PARTNERS),
}
each_measure = pytest.mark.parametrize(("measure", "rows"), CALLS.values(), ids=CALLS)


def test_every_public_measure_has_its_card():
    functions = {name for name in measures.__all__ if isfunction(getattr(measures, name))}
    assert set(CARDS) == set(CALLS) == functions
    assert all(card.id == name for name, card in CARDS.items())
    assert [name for name, card in CARDS.items() if card.counts_persons] == ["attendance_rate"]


def test_every_status_without_a_value_has_a_meaning():
    assert set(measures.MEANING) == set(Status) - {Status.VALUE}


@each_measure
def test_it_is_pure_and_on_the_index_of_the_areas(measure, rows):
    before = rows.copy(), AREAS.copy()
    result = measure(rows, AREAS)
    pd.testing.assert_frame_equal(rows, before[0])
    pd.testing.assert_frame_equal(AREAS, before[1])
    part = result.loc[measures.ANY_SECTOR] if result.index.nlevels > 1 else result
    pd.testing.assert_index_equal(part.index, AREAS.index)
    assert result.columns.tolist() == RESULT_COLUMNS
    assert set(result["status"]) <= set(Status)


@each_measure
@settings(max_examples=15)
@given(data=st.data())
def test_the_order_of_rows_does_not_matter(measure, rows, data):
    shuffled = rows.iloc[data.draw(st.permutations(range(len(rows))))]
    order = data.draw(st.permutations(range(len(AREAS))))
    result = measure(shuffled, AREAS.iloc[order])
    pd.testing.assert_frame_equal(result.sort_index(), measure(rows, AREAS).sort_index())


@each_measure
def test_no_value_means_a_reason(measure, rows):
    result = measure(rows, AREAS)
    assert result.loc[result["status"] == Status.VALUE, "value"].notna().all()
    silent = result["status"].isin([Status.NOT_REPORTED, Status.MISSING])
    assert result.loc[silent, ["value", "lower", "upper"]].isna().all(axis=None)


@each_measure
def test_no_rows_at_all_is_no_zero(measure, rows):
    result = measure(rows[:0], AREAS)
    assert result["value"].isna().all()
    assert set(result["status"]) <= {Status.NOT_REPORTED, Status.MISSING}
    assert len(measure(rows, AREAS[:0])) == 0


WORDS = {
    "id": "reach", "group": "reach", "title": "t", "question": "q?", "unit": "u", "formula": "f", "method": "m",
    "reference": "r", "assumptions": "a", "caveat": "c",
}  # fmt: skip


def test_a_card_names_all_that_it_lacks():
    assert MethodCard(**WORDS).unit == "u"
    with pytest.raises(ValueError, match=r"^method card 'reach' lacks: unit, caveat$"):
        MethodCard(**WORDS | {"unit": "", "caveat": "  "})


@pytest.mark.parametrize("word", WORDS)
def test_no_word_of_a_card_may_be_empty(word):
    with pytest.raises(ValueError, match=f"lacks: {word}$"):
        MethodCard(**WORDS | {word: ""})
