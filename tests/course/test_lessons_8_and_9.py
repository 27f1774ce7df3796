"""Lessons 8 and 9: their right answers by another route."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from prevent_geo.course import (
    LESSONS,
    KnownTown,
    OpenLesson,
    draft_sentences,
    even_demand,
    reached_alone,
    reached_together,
)
from prevent_geo.course.lessons.venues import best_sites, demand_in, fair_sites
from prevent_geo.course.lessons.withholding import PeopleTable, table_of
from prevent_geo.crs import BRITISH_NATIONAL_GRID as GRID
from prevent_geo.errors import InputError
from prevent_geo.measures import siting
from prevent_geo.measures.common.ratio import compare_rates

SEED = 102


@pytest.fixture(scope="module")
def known(town: Any) -> KnownTown:
    return town(SEED)


@pytest.fixture(scope="module")
def table(known: KnownTown) -> PeopleTable:
    return table_of(known)


def _right(known: KnownTown, number: int, name: str) -> Any:
    return LESSONS[number].exercise(name).solution(known)


def _is_reached(known: KnownTown, sites: Any) -> pd.Series:
    """Whether each area has one of these partners within 2 km, pair by pair."""
    points = [known.partners.geometry[site] for site in sites]
    inside = shapely.point_on_surface(known.areas.geometry.to_numpy())
    return pd.Series([any(one.distance(at) <= 2_000 for at in points) for one in inside], index=known.areas.index)


def test_demand_and_who_is_near_by_hand(known: KnownTown) -> None:
    demand, near = demand_in(known), _is_reached(known, known.partners.index)
    silent = known.planted("silent")[0].areas

    assert _right(known, 8, "near_not_reached") == pytest.approx(100 * demand[near].sum() / demand.sum())
    assert demand[list(silent)].isna().all()
    assert _right(known, 8, "nobody_knows") == known.areas["population"].astype(float)[demand.isna()].sum()


def test_left_out_and_price_by_hand(known: KnownTown) -> None:
    demand = demand_in(known)
    out = demand.where(~_is_reached(known, best_sites(known)), 0.0)
    most, even = (demand[_is_reached(known, sites)].sum() for sites in (best_sites(known, 5), fair_sites(known)))

    assert _right(known, 8, "left_out_most") == out.groupby(known.areas["neighbourhood_code"]).sum().idxmax()
    assert _right(known, 8, "price_of_even") == pytest.approx(most - even)


def test_ten_that_nearly_reach_the_most_are_right_and_eleven_are_not(known: KnownTown) -> None:
    lesson = OpenLesson(LESSONS[8], known)
    sites, demand, chosen = known.partners.index, demand_in(known), []
    for _ in range(10):
        left = demand.where(~_is_reached(known, chosen), 0.0) if chosen else demand
        chosen.append(str(reached_alone(left, known.areas, known.partners).idxmax()))

    assert lesson.check("next_ten", chosen).right
    assert not lesson.check("next_ten", [*chosen, next(site for site in sites if site not in chosen)]).right
    assert not lesson.check("next_ten", []).right


def test_even_choice_reaches_no_more_in_all_and_leaves_fewer_places_with_nothing(town: Any) -> None:
    worst = {"most": [], "even": []}
    for seed in range(101, 109):
        known = town(seed)
        demand, hoods = demand_in(known), known.areas["neighbourhood_code"]
        for name, sites in (("most", best_sites(known, 5)), ("even", fair_sites(known))):
            reached = demand.where(_is_reached(known, sites), 0.0).groupby(hoods).sum()
            whole = demand.groupby(hoods).sum()
            worst[name].append(int((reached[whole > 0] == 0).sum()))
        assert _right(known, 8, "price_of_even") >= 0

    assert sum(worst["even"]) < sum(worst["most"])


def test_even_choice_on_a_line_of_four_places() -> None:
    boxes = [shapely.box(x, 0, x + 2, 2) for x in (0, 1_500, 9_000, 20_000)]
    areas = gpd.GeoDataFrame(index=list("ABCD"), geometry=boxes, crs=GRID)
    points = gpd.points_from_xy([-1_000, 3_000, 9_000], [0, 0, 0])
    venues = gpd.GeoDataFrame(index=list("pqr"), geometry=points, crs=GRID)
    demand = pd.Series({"A": 500.0, "B": 400.0, "C": 10.0, "D": None})
    even = even_demand(demand, pd.Series(["big", "big", "small", "silent"], index=list("ABCD")))

    assert siting(demand, areas, venues, sessions=2).index.tolist() == ["p", "q"]
    assert siting(even, areas, venues, sessions=2).index.tolist() == ["r", "p"]
    assert reached_together(demand, areas, venues.loc[["p", "q"]]) == 900
    assert reached_together(demand, areas, venues.loc[[]]) == 0


def test_sentences_stand_where_an_exact_test_of_the_pair_says_so(known: KnownTown) -> None:
    draft, sorted_ = draft_sentences(known.contacts, known.areas), _right(known, 9, "which_stand")
    counts = known.contacts["area_code"].value_counts().reindex(known.areas.index, fill_value=0)
    residents = known.areas["population"].astype(float)
    silent = known.areas.index.isin(known.planted("silent")[0].areas)
    for letter, row in draft[draft["sentence"].str.contains("rate of contacts")].iterrows():
        own = known.areas.index == row["area_code"]
        district = known.areas["district_code"] == known.areas.loc[row["area_code"], "district_code"]
        rest = district & ~own & ~silent
        test = compare_rates(counts[own].sum(), residents[own].sum(), counts[rest].sum(), residents[rest].sum())
        assert (f"{test.ratio:.2f} times" in row["sentence"]) and (test.ratio > 1) == ("higher" in row["sentence"])
        assert (sorted_[letter] == "may stand") == (test.p_value < 0.05)
    assert list(sorted_.values()).count("may stand") == 3


def test_plan_of_the_small_table_is_the_least_that_hides_it_by_brute_force(table: PeopleTable) -> None:
    small = min(table.small)
    counts = {cell: int(table.counts.loc[cell[0], cell[1:]]) for cell in table.cells}
    some = [cell for cell in table.cells if counts[cell] and cell != small]
    safe = [set(more) | {small} for size in (1, 2, 3) for more in combinations(some, size) if _hides(small, more)]

    assert 1 <= counts[small] <= 4
    assert len(table.withheld) == min(map(len, safe)) == 4
    assert all(table.is_safe(more) for more in safe)
    assert all(table.plan.open[row] for key, row in table.plan.row.items() if key.period)
    assert not any(table.is_safe({small, *more}) for more in combinations(some, 2))


def _hides(small: str, more: tuple[str, ...]) -> bool:
    """Whether four cells are the corners of a rectangle: what a reader cannot subtract in rows nor in columns."""
    cells = {small, *more}
    rows, columns = {cell[0] for cell in cells}, {cell[1:] for cell in cells}
    return len(cells) == len(rows) * len(columns) == 4 and len(rows) == len(columns) == 2


def test_any_cells_that_hide_it_are_right_and_a_zero_or_one_more_is_not(known: KnownTown, table: PeopleTable) -> None:
    lesson, small = OpenLesson(LESSONS[9], known), min(table.small)
    cells = [cell for cell in table.cells if cell != small and table.counts.loc[cell[0], cell[1:]]]
    corners = [more for more in combinations(cells, 3) if _hides(small, more)]

    assert all(lesson.check("withhold", [small, *more]).right for more in corners)
    assert not lesson.check("withhold", [*table.withheld, next(c for c in cells if c not in table.withheld)]).right
    assert not lesson.check("withhold", sorted(table.withheld - {small})).right


def test_reader_learns_the_small_count_of_the_naive_table_alone(known: KnownTown, table: PeopleTable) -> None:
    small = min(table.small)
    naive, planned = table.learnt(table.small).loc[small], table.learnt(table.withheld).loc[small]
    text = table.shown(table.small)

    assert naive["least"] == naive["most"] == _right(known, 9, "by_subtraction")
    assert planned["least"] <= 1 and planned["most"] >= 4
    assert (text == "[c]").to_numpy().sum() == 1 and text.shape == (5, 4)
    with pytest.raises(InputError, match="1 cell not in the table"):
        table.shown(["Z9"])


def test_zero_is_never_withheld() -> None:
    counts = pd.DataFrame([[3, 9, 0], [8, 7, 6], [5, 9, 8], [6, 6, 7]], index=list("ABCD"), columns=list("123"))
    table = PeopleTable(counts, ("a", "b", "c", "d"), ("x", "y", "z"))

    assert table.is_safe({"A1", "A2", "B1", "B2"})
    assert not table.is_safe({"A1", "A3", "B1", "B3"})
    assert "A3" not in table.withheld and len(table.withheld) == 4
    with pytest.raises(InputError, match="A3 is zero, and zeros are shown"):
        table.learnt(["A1", "A3"])
