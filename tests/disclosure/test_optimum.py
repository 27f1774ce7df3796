"""The optimum: against a published table, brute force, and what it must not claim."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from scipy.sparse import csr_array

from prevent_geo.disclosure import optimum
from prevent_geo.disclosure.audit import audit
from prevent_geo.disclosure.build import Atoms, build_plan
from prevent_geo.disclosure.optimum import Found, optimal, search, small
from prevent_geo.disclosure.plan import Key, Known
from prevent_geo.disclosure.policy import find_policy
from prevent_geo.disclosure.suppress import suppress
from tests.disclosure.small import table

# persons of data-raw/microdata1.R of sdcTable 0.34 (Meindl), by region A to D and gender (male, female): with A/female
# sensitive, tests/testthat/test-protectTable.r finds 3 more in the optimum: A/male, C/male, C/female
SDCTABLE = [[18, 2], [14, 19], [12, 10], [11, 14]]


def brute_force(plan):
    """The least cost over every set of figures that the audit lets pass; None if there is none."""
    free = np.flatnonzero(~plan.primary & ~plan.open)
    least = None
    for number in range(len(free) + 1):
        for chosen in combinations(free, number):
            withheld = plan.primary.copy()
            withheld[list(chosen)] = True
            cost = plan.cost @ withheld
            if (least is None or cost < least) and not audit(plan, withheld):
                least = cost
    return least


def two_parts(plan_counts, rng):
    first = rng.binomial(np.asarray(plan_counts, dtype="int64"), 0.6)
    return [first, plan_counts - first]


def test_of_sdctable_withholds_the_same_three_more():
    plan = table(SDCTABLE)
    withheld = optimal(plan)
    names = {str(key) for key, row in plan.row.items() if withheld[row]}
    expected = {f"attendance of row {row}, column {column}, 2025" for row in (0, 2) for column in (0, 1)}
    assert names == expected
    assert (withheld & ~plan.primary).sum() == 3


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("policy", ["default", "strict"])
def test_costs_what_brute_force_finds(seed, policy):
    plan = table(np.random.default_rng(seed).poisson([[2, 6], [8, 15]]), policy=policy)
    best, withheld = brute_force(plan), optimal(plan)
    if best is None:
        assert withheld is None
    else:
        assert plan.cost @ withheld == pytest.approx(best, abs=1e-5)
        assert audit(plan, withheld) == []


@pytest.mark.parametrize("seed", range(4))
def test_costs_what_brute_force_finds_where_contributors_attack_too(seed):
    rng = np.random.default_rng(seed)
    counts = rng.poisson([[9, 12], [14, 11]])
    plan = table(counts, parts=two_parts(counts, rng))
    best, withheld = brute_force(plan), optimal(plan)
    assert (best is None) == (withheld is None)
    if best is not None:
        assert plan.cost @ withheld == pytest.approx(best, abs=1e-5)
        assert audit(plan, withheld) == []


@pytest.mark.parametrize(
    ("counts", "sums"),
    [
        ([1, 1, 4], [[1, 2], [2], [0, 2], [0, 1]]),
        ([4, 6, 1, 1], [[0, 2], [0, 1, 2, 3], [1, 2, 3], [0, 2, 3], [0, 1, 2], [2, 3], [0, 1, 3]]),
        ([6, 1, 4, 1], [[1, 3], [2], [0, 1, 2, 3], [0, 1], [2, 3], [0, 3]]),
    ],
)
def test_costs_what_brute_force_finds_where_only_whole_numbers_narrow(counts, sums, monkeypatch):
    asked = []
    cut = optimum.further_cut
    monkeypatch.setattr(optimum, "further_cut", lambda *inputs: asked.append(1) or cut(*inputs))
    figures = {Key("attendance", f"place {i}", "2025"): np.array(atoms) for i, atoms in enumerate(sums)}
    plan = build_plan(Atoms.of(np.array(counts)), figures, find_policy())
    withheld = optimal(plan)
    assert plan.cost @ withheld == pytest.approx(brute_force(plan), abs=1e-5)
    assert audit(plan, withheld) == []
    assert asked


@pytest.mark.parametrize("seed", range(3))
def test_is_never_dearer_than_the_heuristic(seed):
    rng = np.random.default_rng(seed)
    plan = table(rng.poisson(rng.gamma(1.2, 12, size=(8, 4))))
    quick = suppress(plan)
    withheld = optimal(plan, at_most=quick)
    assert audit(plan, withheld) == []
    assert plan.cost @ withheld <= plan.cost @ quick
    assert not (withheld & plan.open).any() and withheld[plan.primary].all()


def test_keeps_what_is_known_to_be_the_least():
    plan = table(SDCTABLE)
    withheld = optimal(plan)
    assert optimal(plan, at_most=withheld).tolist() == withheld.tolist()


def test_nothing_that_is_protected_needs_no_more():
    plan = table([[10, 20], [30, 40]])
    assert not optimal(plan).any()


def test_is_none_where_an_earlier_release_gives_a_count_away():
    known = Known(csr_array(np.eye(8)[[1]]), np.array([2.0]), np.array([2.0]))
    assert optimal(replace(table(SDCTABLE), known=known)) is None


def test_is_none_where_something_cheaper_is_not_ruled_out(monkeypatch):
    plan = table(SDCTABLE)
    withheld = optimal(plan)
    monkeypatch.setattr(optimum, "search", lambda *_, **__: Found(withheld, plan.cost @ withheld - 1))
    assert optimal(plan) is None


def test_is_none_when_time_is_up_and_the_bound_holds():
    plan = table(SDCTABLE)
    assert optimal(plan, time_limit_s=0.0) is None
    assert search(plan, time_limit_s=0.0).bound <= plan.cost @ optimal(plan)


def test_quantities_that_share_nothing_are_decided_alone():
    one = table(SDCTABLE)
    counts = np.concatenate([np.ravel(SDCTABLE), np.ravel(SDCTABLE)]).astype("float64")
    figures = {key: one.forms[[row]].indices for key, row in one.row.items()}
    both = {**figures, **{key._replace(quantity="answers"): atoms + 8 for key, atoms in figures.items()}}
    plan = build_plan(Atoms.of(counts), both, find_policy())
    assert optimal(plan).sum() == 2 * optimal(one).sum()


def test_tables_with_many_figures_over_each_count_are_not_tried():
    assert small(table(SDCTABLE))
    assert not small(table(np.full((60, 10), 3.0)))
