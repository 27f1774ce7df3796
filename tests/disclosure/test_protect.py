"""Decide: the audit finds nothing in what comes out, or nothing comes out."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from scipy.sparse import csr_array

from prevent_geo.disclosure.audit import audit
from prevent_geo.disclosure.optimum import Found
from prevent_geo.disclosure.plan import Key, Known
from prevent_geo.disclosure.protect import decide
from prevent_geo.errors import DisclosureError
from tests.disclosure.small import table

# the package gives this name to a function
protect = import_module("prevent_geo.disclosure.protect")
COUNTS = [[18, 2], [14, 19], [12, 10], [11, 14]]
FIRST = np.eye(8)[[1]]


def safe(plan, decision):
    return audit(plan.showing(decision.lower, decision.upper), decision.withheld) == []


def test_a_small_table_is_optimal():
    plan = table(COUNTS)
    decision = decide(plan)
    assert (decision.primary, decision.secondary) == (1, 3)
    assert decision.method.startswith("optimal (the heuristic: ")
    assert decision.optimum == decision.loss == pytest.approx(plan.cost @ decision.withheld)
    assert decision.rounded is None
    assert safe(plan, decision)


def test_a_table_that_is_not_small_is_left_to_the_heuristic(monkeypatch):
    monkeypatch.setattr(protect, "small", lambda _: False)
    decision = decide(table(COUNTS))
    assert (decision.method, decision.optimum) == ("heuristic", None)


def test_a_search_that_does_not_end_says_how_far_it_may_be_from_the_optimum(monkeypatch):
    plan = table(COUNTS)
    quick = protect.suppress(plan)
    monkeypatch.setattr(protect, "search", lambda plan, at_most: Found(at_most, plan.cost @ quick / 1.25))
    decision = decide(plan)
    assert (decision.method, decision.optimum) == ("heuristic, at most 25 % above the optimum", None)


def test_a_policy_that_also_rounds_prints_rounded_counts():
    decision = decide(table([[18, 2, 40], [14, 19, 33], [26, 31, 52]], policy="hes"))
    shown = ~decision.withheld
    assert decision.rounded is not None
    assert (decision.rounded[shown] % 5 == 0).all()
    assert (decision.lower[shown] <= decision.rounded[shown]).all()


@pytest.mark.parametrize("policy", ["default", "rounded"])
def test_a_count_that_an_earlier_release_gives_away_is_refused_by_name(policy):
    known = Known(csr_array(FIRST), np.array([2.0]), np.array([2.0]))
    with pytest.raises(DisclosureError, match="row 0, column 1, 2025"):
        decide(replace(table(COUNTS, policy=policy), known=known))


@pytest.mark.parametrize("policy", ["default", "rounded"])
def test_nothing_leaves_that_the_audit_does_not_let_pass(policy, monkeypatch):
    plan = table(COUNTS, policy=policy)
    bad = replace(decide(plan), withheld=plan.primary & False, lower=plan.values, upper=plan.values)
    monkeypatch.setattr(protect, "_rounding", lambda *_: bad)
    monkeypatch.setattr(protect, "_suppression", lambda _: bad)
    with pytest.raises(DisclosureError, match="could be narrowed"):
        decide(plan)


def test_where_the_heuristic_gives_up_the_optimum_may_not(monkeypatch):
    def refuse(plan):
        raise DisclosureError("no")

    monkeypatch.setattr(protect, "suppress", refuse)
    assert decide(table(COUNTS)).method == "optimal"
    monkeypatch.setattr(protect, "small", lambda _: False)
    with pytest.raises(DisclosureError, match="no"):
        decide(table(COUNTS))


def test_rounding_withholds_nothing_and_adds_up():
    plan = table(COUNTS, policy="rounded")
    decision = decide(plan)
    assert not decision.withheld.any()
    assert decision.method == "rounded to multiples of 5"
    single = np.diff(plan.forms.indptr) == 1
    atoms = np.zeros(len(plan.counts))
    atoms[plan.forms[single].indices] = decision.rounded[single]
    assert (plan.forms @ atoms).tolist() == decision.rounded.tolist()
    assert safe(plan, decision)


def test_a_count_that_rounding_would_narrow_is_rounded_the_other_way():
    # two events, each with a visitor: 2 is owed 2 to 5, which a 0 for "0 to 4" would narrow
    plan = table([[2, 20], [20, 20]], policy="rounded", least=[[2, 1], [1, 1]])
    decision = decide(plan)
    assert decision.rounded[plan.row[Key("attendance", "row 0", "2025", "column 0")]] == 5
    assert decision.method == "rounded to multiples of 5"
    assert safe(plan, decision)


def test_what_the_base_cannot_protect_is_rounded_to_a_coarser_one():
    plan = table(COUNTS, policy="rounded")
    # the 2 is owed 1 to 12: a 5 stands for 9 at most, a 0 for 4
    decision = decide(replace(plan, protected=replace(plan.protected, high=plan.protected.high + 8)))
    assert decision.method == "rounded to multiples of 10 (finer ones do not protect)"
    assert (decision.rounded % 10 == 0).all()


def test_what_was_rounded_before_is_rounded_so_again():
    plan = table(COUNTS, policy="rounded")
    row = plan.row[Key("attendance", "row 2", "2025", "column 0")]
    assert decide(plan, given={row: 15.0}).rounded[row] == 15
    assert decide(plan, given={row: 10.0}).rounded[row] == 10
