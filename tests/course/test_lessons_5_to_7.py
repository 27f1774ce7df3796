"""Lessons 5 to 7: their right answers by another route, and what the towns have planted for them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from prevent_geo.course import (
    LESSONS,
    KnownTown,
    OpenLesson,
    before_and_after,
    misplaced,
    places_from_a_hat,
    rounds_of_effort,
)

SEED = 103
SOME = range(101, 109)


@pytest.fixture(scope="module")
def known(town: Any) -> KnownTown:
    drawn: KnownTown = town(SEED)
    return drawn


def _right(known: KnownTown, number: int, name: str) -> Any:
    return LESSONS[number].exercise(name).solution(known)


def test_slopes_among_and_inside_areas_have_opposite_signs_in_every_town(town: Any) -> None:
    among = [_right(town(seed), 5, "among_areas") for seed in SOME]
    inside = [_right(town(seed), 5, "inside_areas") for seed in SOME]

    assert min(among) > 0
    # 0.35 per unit of the natural logarithm are 0.243 per doubling
    assert np.mean(inside) == pytest.approx(-0.243, abs=0.01)


def test_slopes_by_least_squares_with_an_intercept_for_each_group(known: KnownTown) -> None:
    table = known.contacts.dropna(subset=["attendance", "trust_mean"])
    table = table[table.groupby("area_code")["trust_mean"].transform("size") >= 10]
    table = table.assign(size=np.log2(table["attendance"].astype("float64")))
    means = table.groupby("area_code")[["size", "trust_mean"]].mean()

    assert _right(known, 5, "inside_areas") == pytest.approx(_with_intercepts(table, table["area_code"]))
    hoods = known.areas["neighbourhood_code"].reindex(means.index)
    assert _right(known, 5, "among_areas") == pytest.approx(_with_intercepts(means, hoods))


def _with_intercepts(table: pd.DataFrame, groups: pd.Series) -> float:
    columns = np.column_stack([table["size"], pd.get_dummies(groups.astype("str")).to_numpy(dtype="float64")])
    return float(np.linalg.lstsq(columns, table["trust_mean"].to_numpy(), rcond=None)[0][0])


def test_hat_moves_places_and_nothing_else(known: KnownTown) -> None:
    hat = places_from_a_hat(known.areas)

    assert hat.drop(columns="geometry").equals(known.areas.drop(columns="geometry"))
    assert sorted(hat.geometry.area) == sorted(known.areas.geometry.area) and hat.crs == known.areas.crs
    assert not hat.geometry.geom_equals(known.areas.geometry).all()
    assert not places_from_a_hat(known.areas, 2).geometry.geom_equals(hat.geometry).all()


def test_hats_mark_about_one_in_twenty_and_towns_more(town: Any) -> None:
    hats = [_right(town(seed), 6, "marked_in_the_hat") for seed in SOME]
    places = [LESSONS[6].exercise("marked_in_the_hat").mistakes[2].given(town(seed)) for seed in SOME]

    assert 0.02 < np.mean(hats) / 165 < 0.08
    assert np.mean(places) > 2 * np.mean(hats)


def test_findings_by_the_steps_of_benjamini_and_hochberg(known: KnownTown) -> None:
    from prevent_geo.measures import hotspots

    p = np.sort(hotspots(known.contacts, known.areas)["p_value"].dropna())
    below = np.flatnonzero(p <= 0.2 * np.arange(1, len(p) + 1) / len(p))
    count = below.max() + 1 if len(below) else 0

    assert count > 0
    assert _right(known, 6, "after_control") == count
    assert _right(known, 6, "chance_among_findings") == pytest.approx(count / 5)


def test_partner_whose_records_fell_is_the_one_that_does_not_record(town: Any) -> None:
    for seed in SOME:
        planted = town(seed).planted("unrecorded_partner")[0]
        assert _right(town(seed), 7, "stopped_recording") == planted.subject


def test_missing_contacts_are_near_those_that_were_drawn_and_not_recorded(town: Any) -> None:
    estimated = sum(_right(town(seed), 7, "missing_contacts") for seed in SOME)
    true = sum(int(month.unrecorded.sum()) for seed in SOME for month in town(seed).counts)

    assert estimated == pytest.approx(true, rel=0.1)


def test_halves_are_those_of_the_months() -> None:
    dates = pd.to_datetime(["2025-11-30"] * 15 + ["2025-12-31"] * 5 + ["2026-01-01"] * 4 + ["2026-02-01"] * 3)
    few = pd.DataFrame({"partner_id": ["few"] * 19, "date": pd.to_datetime(["2025-11-01"] * 19)})
    table = before_and_after(pd.concat([pd.DataFrame({"partner_id": "p", "date": dates}), few]))

    assert table.to_dict("index") == {"p": {"first": 20, "second": 7, "ratio": 0.35}}


def test_effort_that_follows_records_never_comes_to_a_place_without_any(known: KnownTown) -> None:
    silent = known.planted("silent")[0].place.removeprefix("neighbourhood:")
    follow = rounds_of_effort(known.contacts, known.areas)
    other = rounds_of_effort(known.contacts, known.areas, kept_back=0.1, per_session=True)

    assert (follow.loc[silent] == 0).all() and (other.loc[silent] > 0).all()
    for shares in (follow, other):
        assert shares.sum().to_numpy() == pytest.approx(1)
    residents = known.areas.groupby("neighbourhood_code")["population"].sum()
    assert misplaced(follow, known.areas)[10] >= 100 * residents[silent] / residents.sum()


def test_records_per_session_with_some_kept_back_come_near_the_residents(town: Any) -> None:
    for seed in SOME:
        by_records, by_session = (_right(town(seed), 7, name) for name in ("after_ten_rounds", "another_rule"))
        assert by_session < by_records / 2 and by_session < 6


def test_checks_of_the_sorted_claims_take_letters_and_sentences(known: KnownTown) -> None:
    lesson = OpenLesson(LESSONS[5], known)
    right = {"A": "areas", "b": "Events inside areas", "C": "neither"}

    claim = "If an area held smaller events, its people would trust more."
    assert lesson.check("who_says", right | {claim: "neither"}).right
    assert "these have no heading yet: D" in lesson.check("who_says", right).text
    assert "an area is no person" in lesson.check("who_says", right | {"C": "areas", "D": "neither"}).text
