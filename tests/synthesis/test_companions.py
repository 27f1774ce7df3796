from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from prevent_geo.reading.red_lines import FREE_TEXT, PATTERNS, is_personal_name, is_protected_code
from prevent_geo.synthesis.companions import (
    draw_actions,
    draw_companions,
    draw_pathway,
    draw_perspectives,
    draw_practice,
)
from prevent_geo.tables import TABLES, default_code_lists

START, FIRST, LAST = date(2025, 2, 1), "2025-02-01", "2026-09-30"
MONTHS = 20
QUARTERS = ["2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
PERIOD = {"start": START, "months": MONTHS}
NAMES = ["perspectives", "practice", "actions", "pathway"]
STAGES = ["referred", "screened", "panel", "supported", "closed"]


def squares(count: int, *, districts: int = 3) -> gpd.GeoDataFrame:
    """A row of squares of a kilometre, 1,000 residents and more in each."""
    number = np.arange(count)
    frame = {
        "area_code": [f"X01{n:06}" for n in number],
        "neighbourhood_code": [f"X05{n // 12:06}" for n in number],
        "district_code": [f"X08{n * districts // count:06}" for n in number],
        "population": 1_000 + number % 7 * 200,
    }
    boxes = shapely.box(number * 1_000, 0, number * 1_000 + 1_000, 1_000)
    return gpd.GeoDataFrame(frame, geometry=boxes, crs="ESRI:54009")


def sites(areas: gpd.GeoDataFrame, count: int = 40) -> gpd.GeoDataFrame:
    sectors = list(default_code_lists()["sectors"].labels)
    host = np.arange(count) * 7 % len(areas)
    frame = {
        "partner_id": [f"XP{n:04}" for n in range(count)],
        "sector": [sectors[n % len(sectors)] for n in range(count)],
        "capacity": 1 + np.arange(count) % 5,
    }
    return gpd.GeoDataFrame(frame, geometry=areas.geometry.centroid.to_numpy()[host], crs=areas.crs)


@pytest.fixture(scope="module")
def areas():
    return squares(360)


@pytest.fixture(scope="module")
def partners(areas):
    return sites(areas)


@pytest.fixture(scope="module")
def town(areas, partners):
    return draw_companions(areas, partners, **PERIOD, seed=1)


@pytest.fixture(scope="module")
def tables(town):
    return {name: drawn.table for name, drawn in town.items()}


@pytest.mark.parametrize("name", NAMES)
def test_the_columns_are_those_of_the_table(tables, name):
    declared = [column for column in TABLES[name].columns if column.kind != "geometry"]
    assert list(tables[name].columns) == [column.name for column in declared]
    for column in declared:
        if not column.nullable:
            assert tables[name][column.name].notna().all(), column.name


@pytest.mark.parametrize("name", NAMES)
def test_codes_are_in_their_lists_and_keys_in_their_tables(tables, areas, partners, name):
    known = {"areas.area_code": areas["area_code"], "areas.district_code": areas["district_code"]}
    known["partners.partner_id"] = partners["partner_id"]
    for column in TABLES[name].columns:
        values = set(tables[name][column.name].dropna())
        if column.code_list:
            assert values <= set(default_code_lists()[column.code_list].labels)
        if column.refers_to:
            assert values <= set(known[column.refers_to])


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_in_the_order_of_their_identity(tables, name):
    identity = list(TABLES[name].identity)
    assert not tables[name].duplicated(identity).any()
    if TABLES[name].key:
        assert tables[name][TABLES[name].key].is_monotonic_increasing


def test_every_code_that_has_words_is_used_in_a_large_town():
    large = draw_perspectives(squares(400), **PERIOD, seed=1, perspectives=3_000).table
    lists = default_code_lists()
    assert set(large["kind"]) == set(lists["perspective_kinds"].labels)
    many = draw_actions(squares(40), **PERIOD, seed=1, actions=500).table
    assert set(many["focus"]) == set(lists["focus"].labels)
    assert set(many["strand"]) == set(lists["strands"].labels)


@pytest.mark.parametrize(
    "table, column", [("perspectives", "date"), ("practice", "start"), ("practice", "end"), ("actions", "agreed_on")]
)
def test_dates_lie_in_the_period(tables, table, column):
    assert tables[table][column].dropna().between(FIRST, LAST).all()


def test_dates_are_in_order(tables):
    practice, actions = tables["practice"], tables["actions"]
    ended, done = practice.dropna(subset="end"), actions.dropna(subset="done_on")
    assert (ended["start"] < ended["end"]).all()
    assert (actions["agreed_on"] < actions["due"]).all()
    assert (done["agreed_on"] <= done["done_on"]).all()
    assert (done["done_on"] <= LAST).all()


def test_some_programmes_still_run_and_some_have_no_effect_measured():
    practice = draw_practice(squares(30), sites(squares(30)), **PERIOD, seed=2, practices=400).table
    assert 0.2 < practice["end"].isna().mean() < 0.8
    assert practice[["effect", "effect_lower", "effect_upper"]].isna().nunique(axis=1).eq(1).all()
    assert practice["evidence_level"].value_counts()[[1, 2]].sum() > 200
    late = practice["start"] > "2026-07-05"
    assert practice.loc[late, "effect"].isna().all()


def test_actions_are_in_time_late_overdue_or_not_yet_due():
    actions = draw_actions(squares(30), **PERIOD, seed=2, actions=400).table
    open_ones = actions["done_on"].isna()
    states = {
        "in time": actions["done_on"] <= actions["due"],
        "late": actions["done_on"] > actions["due"],
        "overdue": open_ones & (actions["due"] <= LAST),
        "not yet due": open_ones & (actions["due"] > LAST),
    }
    assert all(0.04 < rows.mean() < 0.75 for rows in states.values())
    assert sum(rows.sum() for rows in states.values()) == 400


def test_days_are_weekdays_mostly():
    many = draw_perspectives(squares(60), **PERIOD, seed=3, perspectives=2_000).table
    weekend = pd.to_datetime(many["date"]).dt.day_of_week > 4
    assert 0.02 < weekend.mean() < 0.12


@given(seed=st.integers(0, 2**32 - 1), spread=st.sampled_from([0.0, 0.4, 2.0]))
def test_the_funnel_never_grows_and_counts_are_whole(seed, spread):
    pathway = draw_pathway(squares(90), **PERIOD, seed=seed, spread=spread, referred_per_100k=12).table
    wide = pathway.pivot(index=["district_code", "quarter"], columns="stage", values="count")[STAGES]
    assert pathway["count"].dtype == np.int64
    assert (wide.diff(axis=1).iloc[:, 1:] <= 0).all(axis=None)
    assert (wide >= 0).all(axis=None)
    assert list(pathway["quarter"].unique()) == QUARTERS


def test_conversion_is_recovered():
    drawn = draw_pathway(squares(900), **PERIOD, seed=1, referred_per_100k=500, spread=0.5)
    both = drawn.table.merge(drawn.truth, on=["district_code", "quarter", "stage"])
    sums = both.groupby(["district_code", "stage"])[["count", "expected"]].sum()
    # five standard deviations of a Poisson number
    assert ((sums["count"] - sums["expected"]).abs() <= 5 * np.sqrt(sums["expected"])).all()
    counts = sums["count"].unstack()[STAGES].to_numpy()
    shares = both.drop_duplicates(["district_code", "stage"]).pivot(
        index="district_code", columns="stage", values="share"
    )
    found = counts[:, 1:] / counts[:, :-1]
    limits = 5 * np.sqrt(0.25 / counts[:, :-1])
    assert (np.abs(found - shares[STAGES[1:]].to_numpy()) <= limits).all()


def test_a_plain_pathway_is_the_same_per_resident_everywhere():
    truth = draw_pathway(squares(90), **PERIOD, seed=1, spread=0).truth
    assert truth.groupby("stage")["share"].nunique().max() == 1
    residents = squares(90).groupby("district_code")["population"].sum()
    referred = truth[truth["stage"] == "referred"].groupby("district_code")["expected"].first()
    assert referred.to_numpy() == pytest.approx(residents.to_numpy() * 4 / 100_000)


def test_a_plain_town_keeps_its_actions_alike():
    plain, varied = (draw_actions(squares(90), **PERIOD, seed=1, spread=spread).truth for spread in (0, 0.4))
    assert plain["in_time"].nunique() == 1
    assert varied["in_time"].nunique() == 4


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_limits_hold_the_true_effect_in_95_of_100(seed):
    drawn = draw_practice(squares(30), sites(squares(30)), **PERIOD, seed=seed, practices=3_000)
    both = drawn.table.merge(drawn.truth, on="practice_id").dropna(subset="effect")
    assert both["measured"].all()
    assert (both["effect_lower"] <= both["effect"]).all()
    assert (both["effect"] <= both["effect_upper"]).all()
    held = both["true_effect"].between(both["effect_lower"], both["effect_upper"])
    assert held.mean() == pytest.approx(0.95, abs=0.02)
    width = (both["effect_upper"] - both["effect_lower"]).groupby([both["outcome"], both["evidence_level"]]).mean()
    assert width.groupby("outcome").is_monotonic_decreasing.all()


def test_a_programme_for_a_district_is_led_from_there(tables, areas, partners):
    homes = partners.sjoin(areas[["district_code", "geometry"]])[["partner_id", "district_code"]]
    led = tables["practice"].dropna(subset="district_code")
    assert len(led) > 5
    assert led.merge(homes, on=["partner_id", "district_code"])["practice_id"].nunique() == len(led)


def test_the_two_sides_of_a_tension_speak_of_one_place_and_one_theme(town):
    notes = town["perspectives"].table.merge(town["perspectives"].truth, on="perspective_id")
    sides = notes[notes["kind"] == "tension"]
    pairs = sides.merge(notes, left_on="answers", right_on="perspective_id", suffixes=("", "_of_other"))
    assert len(pairs) == len(sides) > 4
    assert (pairs["area_code"] == pairs["area_code_of_other"]).all()
    assert (pairs["theme"] == pairs["theme_of_other"]).all()
    assert (pairs["role"] != pairs["role_of_other"]).all()
    assert (pairs["answers_of_other"] == pairs["perspective_id"]).all()
    apart = pd.to_datetime(pairs["date"]) - pd.to_datetime(pairs["date_of_other"])
    assert apart.abs().dt.days.max() <= 28
    assert notes.loc[notes["kind"] != "tension", "answers"].isna().all()


def test_notes_are_many_and_those_of_neighbours_read_differently():
    many = draw_perspectives(squares(600), **PERIOD, seed=1, perspectives=3_000).table
    assert len(many) == 3_000
    assert many["statement"].nunique() >= 800
    number = many["area_code"].str[3:].astype(int)
    near = many.assign(number=number).sort_values("number", kind="stable")
    for back in range(1, 30):
        same = near["statement"] == near["statement"].shift(back)
        assert not (same & (near["number"].diff(back) <= 1)).any()


def test_more_is_said_where_more_people_live():
    areas = squares(200).assign(population=[4_000] * 100 + [1_000] * 100)
    said = draw_perspectives(areas, **PERIOD, seed=1, perspectives=2_000).table["area_code"] < "X01000100"
    assert said.mean() == pytest.approx(0.8, abs=0.04)


def test_no_text_names_a_person_or_a_protected_characteristic():
    areas = squares(400)
    texts = [draw_perspectives(areas, **PERIOD, seed=1, perspectives=6_000).table["statement"]]
    texts.append(draw_actions(areas, **PERIOD, seed=1, actions=800).table["note"])
    practice = draw_practice(areas, sites(areas), **PERIOD, seed=1, practices=800).table
    texts += [practice["title"], practice["outcome"]]
    for text in pd.concat(texts).unique():
        assert not is_protected_code(text), text
        assert not is_personal_name(text), text
        assert not any(pattern.search(text) for pattern in (PATTERNS | FREE_TEXT).values()), text
        assert "{" not in text
        assert len(text) < 160


def test_the_same_seed_draws_the_same_whatever_the_order_of_rows(areas, partners, town):
    shuffled = areas.sample(frac=1, random_state=1).set_index("area_code"), partners.iloc[::-1]
    for name, drawn in draw_companions(*shuffled, **PERIOD, seed=1).items():
        pd.testing.assert_frame_equal(drawn.table, town[name].table)
        pd.testing.assert_frame_equal(drawn.truth, town[name].truth)


def test_another_seed_draws_another(areas, partners, town):
    for name, drawn in draw_companions(areas, partners, **PERIOD, seed=2).items():
        assert not drawn.table.equals(town[name].table)


def test_inputs_are_left_as_they_were(areas, partners):
    before = areas.copy(), partners.copy()
    draw_companions(areas, partners, **PERIOD, seed=5)
    pd.testing.assert_frame_equal(areas, before[0])
    pd.testing.assert_frame_equal(partners, before[1])


def test_areas_that_name_no_district_make_one_without_a_code():
    areas = squares(3).drop(columns=["district_code", "neighbourhood_code"]).astype({"population": "Int64"})
    areas.loc[1, "population"] = pd.NA
    drawn = draw_companions(areas, sites(areas, 2).drop(columns="capacity"), start=START, months=8, seed=1)
    for name in ("practice", "actions", "pathway"):
        assert drawn[name].table["district_code"].isna().all()
    assert list(drawn["pathway"].table["quarter"].unique()) == QUARTERS[:2]
    assert not drawn["pathway"].table.duplicated(["quarter", "stage"]).any()
    assert len(drawn["perspectives"].table) == 2


def test_a_period_without_a_whole_quarter_has_an_empty_pathway():
    drawn = draw_pathway(squares(3), start=START, months=2, seed=1)
    assert drawn.table.empty
    assert list(drawn.table.columns) == ["district_code", "quarter", "stage", "count"]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_are_as_many_as_asked_for(count):
    areas = squares(3)
    assert len(draw_perspectives(areas, **PERIOD, seed=1, perspectives=count).table) == count
    assert len(draw_practice(areas, sites(areas, 2), **PERIOD, seed=1, practices=count).table) == count
    assert len(draw_actions(areas, **PERIOD, seed=1, actions=count).table) == count


def test_what_cannot_be_drawn_is_refused():
    areas = squares(3)
    with pytest.raises(ValueError, match="first day of a month"):
        draw_pathway(areas, start=date(2025, 2, 2), months=3, seed=1)
    with pytest.raises(ValueError, match="months is 0"):
        draw_actions(areas, start=START, months=0, seed=1)
    with pytest.raises(ValueError, match="spread is -1"):
        draw_perspectives(areas, **PERIOD, seed=1, spread=-1)
    with pytest.raises(ValueError, match="at least one area and one partner"):
        draw_practice(areas, sites(areas).iloc[:0], **PERIOD, seed=1)
