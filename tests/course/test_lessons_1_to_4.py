"""Lessons 1 to 4: their right answers by another route, and what their checks say."""

from __future__ import annotations

from typing import Any

import pytest

from prevent_geo.course import (
    LESSONS,
    KnownTown,
    Lesson,
    OpenLesson,
    Step,
    Verdict,
    rates_after_rezoning,
    reach_by_zone,
)
from prevent_geo.course.notebooks import literal

SEED = 103


@pytest.fixture(scope="module")
def known(town: Any) -> KnownTown:
    return town(SEED)


def _right(known: KnownTown, number: int, name: str) -> Any:
    return LESSONS[number].exercise(name).solution(known)


def test_other_side_of_a_tension_speaks_of_the_same_area_in_another_role(known: KnownTown) -> None:
    asked = LESSONS[1].exercise("other_side").question(known)
    note = next(code for code in known.perspectives.index if code in asked)
    other = _right(known, 1, "other_side")

    first, second = known.perspectives.loc[note], known.perspectives.loc[other]
    assert first["area_code"] == second["area_code"] and first["theme"] == second["theme"]
    assert first["role"] != second["role"] and {first["kind"], second["kind"]} == {"tension"}


def test_blank_neighbourhood_has_no_contact_and_is_the_planted_one(known: KnownTown) -> None:
    blank = _right(known, 1, "blank_on_the_map")

    assert not (known.contacts["area_code"].map(known.areas["neighbourhood_code"]) == blank).any()
    assert known.planted("silent")[0].place == f"neighbourhood:{blank}"


def test_roles_not_heard_said_nothing_there(known: KnownTown) -> None:
    asked, missing = LESSONS[1].exercise("not_heard").question(known), _right(known, 1, "not_heard")
    hood = next(code for code in known.areas["neighbourhood_code"].unique() if f"({code})" in asked)
    said = known.perspectives["area_code"].map(known.areas["neighbourhood_code"]) == hood

    assert missing and not missing & set(known.perspectives.loc[said, "role"])


def test_drawing_takes_words_and_refuses_figures_paragraphs_and_gaps(known: KnownTown) -> None:
    lesson = OpenLesson(LESSONS[1], known)
    drawn = {
        "roles": ["youth workers", "traders"],
        "concerns": ["the hall closes early", "nobody answers"],
        "tensions": ["quiet square or meeting place"],
        "hopes": "a room in the evening",
        "unknowns": ["who decides"],
    }

    assert lesson.check("own_drawing", drawn).right
    assert "a figure stands in" in lesson.check("own_drawing", drawn | {"hopes": ["3 rooms"]}).text
    assert "is a paragraph" in lesson.check("own_drawing", drawn | {"hopes": ["a room " * 11]}).text
    assert "'roles' holds 1 of at least 2" in lesson.check("own_drawing", drawn | {"roles": ["traders"]}).text


def test_half_the_land_and_darkest_class_by_hand(known: KnownTown) -> None:
    land, people = known.areas.geometry.area.to_numpy(), known.areas["population"].to_numpy()
    covered = inside = 0.0
    for place in sorted(range(len(land)), key=lambda place: -land[place]):
        if covered >= land.sum() / 2:
            break
        covered, inside = covered + land[place], inside + people[place]
    counts = known.contacts["area_code"].value_counts()
    rates = (counts / known.areas["population"].reindex(counts.index)).to_numpy()
    dark = (rates > rates.max() - (rates.max() - rates.min()) / 5).sum()

    assert _right(known, 2, "half_the_land") == pytest.approx(100 * inside / people.sum())
    assert _right(known, 2, "darkest_class") == dark


def test_smoothed_rate_lies_between_the_raw_one_and_the_mean(known: KnownTown) -> None:
    exercise = LESSONS[3].exercise("smoothed")
    raw, mean, _ = (mistake.given(known) for mistake in exercise.mistakes)

    assert mean < exercise.solution(known) < raw


def test_even_town_has_its_ends_among_the_small_zones(town: Any) -> None:
    small = [_right(town(seed), 3, "ends_of_the_table") for seed in range(101, 109)]

    # ten zones a town, five of them small if size did not count
    assert sum(small) / len(small) > 7


def test_cluster_is_hidden_by_its_neighbourhood(town: Any) -> None:
    inside, around = [], []
    for seed in range(101, 109):
        exercise = LESSONS[4].exercise("hidden_cluster")
        inside.append(exercise.solution(town(seed)))
        around.append(exercise.mistakes[0].given(town(seed)))

    assert max(inside) < 1 and sum(inside) / len(inside) < 0.5
    assert sum(around) / len(around) > sum(inside) / len(inside) + 0.2


def test_ranks_flip_in_some_zonings_and_not_in_all(town: Any) -> None:
    flips = [_right(town(seed), 4, "flips") for seed in range(101, 109)]

    assert 0 < sum(flips) < 10 * len(flips)


def test_the_pair_that_flips_stands_the_other_way_round_in_its_neighbourhoods(known: KnownTown) -> None:
    asked = LESSONS[4].exercise("flips").question(known)
    first, second = sorted((code for code in known.areas.index if code in asked), key=asked.index)
    hoods = reach_by_zone(known.contacts, known.areas, "neighbourhood_code")["rate"]
    own = reach_by_zone(known.contacts, known.areas, "area_code")["rate"]
    again = rates_after_rezoning(known.contacts, known.areas)

    assert hoods[known.areas["neighbourhood_code"][first]] < hoods[known.areas["neighbourhood_code"][second]]
    assert own[first] > own[second]
    assert (again.loc[first] > again.loc[second]).sum() == _right(known, 4, "flips")


def test_check_reads_text_names_and_signs(known: KnownTown) -> None:
    lesson = OpenLesson(LESSONS[2], known)
    share = _right(known, 2, "half_the_land")
    lowest = _right(known, 4, "lowest")
    name = known.areas.loc[known.areas["neighbourhood_code"] == lowest, "neighbourhood_name"].iloc[0]

    assert lesson.check("half_the_land", f"{share:.1f} %").right
    assert OpenLesson(LESSONS[4], known).check("lowest", f" {name.upper()} ").right
    assert "is not an option" in OpenLesson(LESSONS[4], known).check("lowest", "Nowhere").text
    for nonsense in ("many", True, float("nan"), [1], {}):
        assert "the answer is a number" in lesson.check("half_the_land", nonsense).text


def test_verdict_is_safe_in_a_page() -> None:
    assert "<script>" not in Verdict(False, "look at <script>")._repr_html_()
    assert literal(frozenset()) == "[]"


def test_lesson_that_is_not_whole_is_refused() -> None:
    lesson = LESSONS[2]
    with pytest.raises(ValueError, match="44 minutes, not 45; fewer than 3 exercises; no handout"):
        Lesson(2, "x", "X", "x?", (Step(44, "a", "b"),), lesson.exercises[:2], ())
