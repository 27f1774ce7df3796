"""Controlled rounding: it adds up, stays near, and says what a reader may infer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from prevent_geo.disclosure.build import Atoms, build_plan
from prevent_geo.disclosure.plan import Key, Known
from prevent_geo.disclosure.policy import find_policy
from prevent_geo.disclosure.rounding import given_before, round_additively, rounding_limits
from prevent_geo.errors import DisclosureError

COUNTS = st.lists(st.lists(st.integers(0, 40), min_size=4, max_size=4), min_size=2, max_size=6)


def plan_of(counts, figures, known=None):
    named = {Key("attendance", name, "2025"): np.array(atoms) for name, atoms in figures.items()}
    return build_plan(Atoms.of(np.asarray(counts, dtype="float64")), named, find_policy("rounded"), earlier=known)


def hierarchy(counts):
    """Areas by quarters, with neighbourhoods of two areas, all of them, half-years and the year."""
    cell = np.arange(counts.size).reshape(counts.shape)
    places = {f"area:{i}": [i] for i in range(len(cell))}
    places |= {f"pair:{i}": [i, i + 1] for i in range(0, len(cell) - 1, 2)} | {"all": list(range(len(cell)))}
    times = {"q1": [0], "q2": [1], "q3": [2], "q4": [3], "h1": [0, 1], "h2": [2, 3], "year": [0, 1, 2, 3]}
    cells = {
        f"{p} {t}": cell[np.ix_(rows, columns)].ravel() for p, rows in places.items() for t, columns in times.items()
    }
    return plan_of(counts.ravel(), cells)


@settings(max_examples=60)
@given(COUNTS, st.sampled_from([3, 5]))
def test_a_hierarchy_adds_up_and_each_figure_is_a_neighbour(counts, base):
    plan = hierarchy(np.array(counts))
    rounded = round_additively(plan, base)
    assert (rounded % base == 0).all()
    assert (np.abs(rounded - plan.values) < base).all()
    assert rounded[plan.values % base == 0].tolist() == plan.values[plan.values % base == 0].tolist()
    single = np.diff(plan.forms.indptr) == 1
    atoms = np.zeros(len(plan.counts))
    atoms[plan.forms[single].indices] = rounded[single]
    assert (plan.forms @ atoms).tolist() == rounded.tolist()
    lower, upper = rounding_limits(plan, rounded, base)
    assert ((lower <= plan.values) & (plan.values <= upper) & (lower >= 0)).all()


@settings(max_examples=25)
@given(st.lists(st.integers(0, 12), min_size=3, max_size=3))
def test_the_total_deviation_is_the_least(counts):
    plan = plan_of(counts, {"a": [0], "b": [1], "c": [2], "ab": [0, 1], "all": [0, 1, 2]})
    choices = np.stack(np.meshgrid(*([c // 5 * 5, -(-c // 5) * 5] for c in counts)), axis=-1).reshape(-1, 3)
    values = choices @ plan.forms.toarray().T
    near = (np.abs(values - plan.values) < 5).all(axis=1)
    least = np.abs(values[near] - plan.values).sum(axis=1).min()
    assert np.abs(round_additively(plan, 5) - plan.values).sum() == least


def test_three_sevens_are_two_fives_and_a_ten():
    plan = plan_of([7, 7, 7], {"a": [0], "b": [1], "c": [2], "all": [0, 1, 2]})
    rounded = round_additively(plan, 5)
    assert sorted(rounded[:3].tolist()) == [5, 5, 10]
    assert rounded[3] == 20


def test_two_threes_that_no_table_shows_give_a_five():
    assert round_additively(plan_of([3, 3], {"both": [0, 1]}), 5).tolist() == [5.0]


def test_where_no_neighbours_add_up_one_figure_is_further_away():
    # ad and cd stay, so a and c go the same way; then abc stays only if b and d go up, but bd, a 9, is 5 or 10
    sums = {"abc": [0, 1, 2], "bd": [1, 3], "bcd": [1, 2, 3], "cd": [2, 3], "ac": [0, 2], "ad": [0, 3]}
    plan = plan_of([7, 6, 2, 3], {**{name: [i] for i, name in enumerate("abcd")}, **sums})
    rounded = round_additively(plan, 5)
    assert (np.abs(rounded - plan.values) >= 5).sum() == 1
    lower, upper = rounding_limits(plan, rounded, 5)
    assert ((lower <= plan.values) & (plan.values <= upper)).all()
    assert (plan.forms @ rounded[:4]).tolist() == rounded.tolist()


def test_where_halves_would_be_nearest_the_counts_are_whole_and_add_up():
    # the pairs a, b and b, c stay 5; half a base for each atom would leave a, c at 5 too
    plan = plan_of([2, 3, 2], {"ab": [0, 1], "bc": [1, 2], "ac": [0, 2]})
    assert round_additively(plan, 5).tolist() == [5, 5, 0]


def test_limits_of_a_figure_that_is_further_away_than_the_base():
    plan = plan_of([8, 8, 8, 10], {"a": [0], "b": [1], "c": [2], "d": [3]})
    lower, upper = rounding_limits(plan, np.array([10.0, 0.0, 20.0, 5.0]), 5)
    assert lower.tolist() == [6, 0, 6, 0]
    assert upper.tolist() == [14, 9, 34, 14]


def test_what_was_rounded_before_stays():
    plan = plan_of([7, 7, 7], {"a": [0], "b": [1], "c": [2], "all": [0, 1, 2]})
    for row in range(3):
        rounded = round_additively(plan, 5, {row: 10.0})
        assert rounded[row] == 10
        assert rounded[3] == rounded[:3].sum() == 20


def test_what_was_rounded_before_is_found_in_what_is_known():
    figures = {"a": [0], "b": [1], "c": [2], "all": [0, 1, 2]}
    forms = csr_array(np.array([[0.0, 1, 0], [1, 1, 1], [1, 1, 0]]))
    known = Known(forms, np.array([6.0, 21.0, 14.0]), np.array([14.0, 21.0, 14.0]))
    plan = plan_of([7, 7, 7], figures, known)
    assert given_before(plan, 5) == {1: 10.0}


def test_earlier_values_that_cannot_all_stay_are_an_error():
    plan = plan_of([7, 7], {"a": [0], "b": [1], "all": [0, 1]})
    with pytest.raises(DisclosureError, match="published before"):
        round_additively(plan, 5, {0: 5.0, 1: 5.0, 2: 15.0})


def test_a_lean_turns_a_rounding_that_would_go_the_other_way():
    plan = plan_of([6, 9], {"a": [0], "b": [1]})
    assert round_additively(plan, 5).tolist() == [5, 10]
    assert round_additively(plan, 5, lean=np.array([-4.0, 4.0])).tolist() == [10, 5]


def test_many_areas_in_a_hierarchy_are_rounded_at_once():
    counts = np.random.default_rng(1).poisson(np.random.default_rng(2).gamma(0.8, 6, size=(600, 4)))
    plan = hierarchy(counts)
    rounded = round_additively(plan, 5)
    assert (np.abs(rounded - plan.values) < 5).all()
