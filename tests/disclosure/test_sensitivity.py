from fractions import Fraction
from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from prevent_geo.disclosure.policy import Policy, find_policy
from prevent_geo.disclosure.sensitivity import left_for, unsafe, widths
from prevent_geo.errors import DisclosureError

ALONE = {"contributors": False}
THRESHOLD = Policy("threshold", 1, 4, "[c]", "s", **ALONE)
DOMINANCE = Policy("dominance", 1, 4, "[c]", "s", dominance_largest=2, dominance_percent=80, **ALONE)
ONE_DOMINATES = Policy("one", 1, 4, "[c]", "s", dominance_largest=1, dominance_percent=85, **ALONE)
P_PERCENT = Policy("p", 1, 4, "[c]", "s", p_percent=10, **ALONE)
EVERYTHING = Policy("all", 0, 9, "*", "s", dominance_largest=2, dominance_percent=85, p_percent=12.5)


def found(policy, total, parts=(), least=0):
    """Whether one figure is unsafe, and its protection interval."""
    matrix = csr_array(np.array([list(parts) or [0]]))
    low, high = widths([total], matrix, policy, least=[least])
    return bool(unsafe([total], matrix, policy, least=[least])[0]), (int(low[0]), int(high[0]))


@pytest.mark.parametrize(
    ("policy", "total", "is_unsafe", "interval"),
    [
        (THRESHOLD, 0, False, (0, 0)),
        (THRESHOLD, 1, True, (1, 4)),
        (THRESHOLD, 4, True, (1, 4)),
        (THRESHOLD, 5, False, (5, 5)),
        (find_policy("hes"), 7, True, (1, 7)),
        (find_policy("hes"), 8, False, (8, 8)),
        (find_policy("hes"), 0, False, (0, 0)),
        (find_policy("strict"), 0, True, (0, 9)),
        (find_policy("strict"), 9, True, (0, 9)),
        (find_policy("strict"), 10, False, (10, 10)),
        # rounding must leave the same counts uncertain
        (find_policy("rounded"), 4, True, (1, 4)),
        (find_policy("rounded"), 5, False, (5, 5)),
    ],
)
def test_threshold(policy, total, is_unsafe, interval):
    assert found(policy, total) == (is_unsafe, interval)


@pytest.mark.parametrize(
    ("policy", "total", "least", "is_unsafe", "interval"),
    [
        # one event says no more than the marker does
        (THRESHOLD, 4, 1, True, (1, 4)),
        (THRESHOLD, 5, 1, False, (5, 5)),
        # four events with a visitor each and 1 to 4 persons would be exactly 4
        (THRESHOLD, 4, 4, True, (4, 7)),
        (THRESHOLD, 7, 4, True, (4, 7)),
        (THRESHOLD, 8, 4, False, (8, 8)),
        # a hundred events: still four values
        (THRESHOLD, 103, 100, True, (100, 103)),
        (THRESHOLD, 104, 100, False, (104, 104)),
        # where zeros are withheld too, an event says that it is none
        (find_policy("strict"), 5, 1, True, (1, 9)),
        (find_policy("strict"), 12, 4, True, (4, 12)),
        (find_policy("strict"), 13, 4, False, (13, 13)),
    ],
)
def test_what_is_known_to_be_at_least_moves_the_threshold(policy, total, least, is_unsafe, interval):
    assert found(policy, total, least=least) == (is_unsafe, interval)


@pytest.mark.parametrize(
    ("total", "parts", "is_unsafe", "interval"),
    [
        # exactly 80 %: safe; one more: 100 / 80 * 81 - 100 = 1.25, so 2 persons either way
        (100, [50, 30, 20], False, (100, 100)),
        (100, [50, 31, 19], True, (98, 102)),
        # one alone: 125 - 100
        (100, [100], True, (75, 125)),
        # 30 are of nobody known: one more contributor, and the largest
        (50, [20, 0], True, (37, 63)),
        (50, [15, 15, 10], False, (50, 50)),
        # nobody is known, or nobody came
        (50, [0, 0], False, (50, 50)),
        (0, [0, 0], False, (0, 0)),
        # with the threshold rule: 4 +- 1 and 1 to 4
        (4, [4], True, (1, 5)),
    ],
)
def test_dominance(total, parts, is_unsafe, interval):
    assert found(DOMINANCE, total, parts) == (is_unsafe, interval)


def test_dominance_as_in_example_4_of_the_handbook():
    # (1,85): 100/85 * 300 = 352.94 is the least upper bound that protects 330
    assert found(ONE_DOMINATES, 330, [300, 20, 10]) == (True, (307, 353))


@pytest.mark.parametrize(
    ("total", "parts", "is_unsafe", "interval"),
    [
        # 10 % of 100 are 10: exactly 10 others is safe, 9 is not, by 1
        (160, [100, 50, 10], False, (160, 160)),
        (159, [100, 50, 9], True, (158, 160)),
        # 10 % of 55 are 5.5: 0.5 is a whole person
        (75, [55, 15, 5], True, (74, 76)),
        # the rest of nobody known stands for one: the second here
        (60, [50], True, (55, 65)),
        # example 2 of the handbook in thousands: 8 others are more than 5.2
        (110, [52, 50, 8], False, (110, 110)),
    ],
)
def test_p_percent(total, parts, is_unsafe, interval):
    assert found(P_PERCENT, total, parts) == (is_unsafe, interval)


@pytest.mark.parametrize("p", [0.1, 0.3, 12.5, 33.3])
def test_p_percent_exactly_at_its_bound(p):
    policy = Policy("p", 1, 4, "[c]", "s", p_percent=p, contributors=False)
    rest = int(10 * Fraction(str(p)))
    assert not found(policy, 2000 + rest, [1000, 1000, rest])[0]
    assert found(policy, 2000 + rest - 1, [1000, 1000, rest - 1])[0]


def test_p_percent_with_endless_decimals():
    # a third of 999,999 are 333,333
    policy = Policy("p", 1, 4, "[c]", "s", p_percent=100 / 3, contributors=False)
    assert found(policy, 2_333_331, [999_999, 999_999, 333_333]) == (False, (2_333_331, 2_333_331))
    assert found(policy, 2_333_330, [999_999, 999_999, 333_332])[0]


@pytest.mark.parametrize(
    ("total", "parts", "is_unsafe", "interval"),
    [
        # nothing is left: there is nobody to learn of
        (10, [10], False, (10, 10)),
        (11, [10, 1], True, (11, 14)),
        (14, [10, 4], True, (11, 14)),
        (15, [10, 5], False, (15, 15)),
        # what is left is of nobody known
        (12, [10], True, (11, 14)),
        # nobody known takes its own part away: the 2 of the first are left
        (12, [2], True, (11, 14)),
        # each of two leaves few: 1 + 1..4 and 4 + 1..4
        (5, [4, 1], True, (2, 8)),
        (6, [3, 3], True, (4, 7)),
        (7, [3, 4], True, (4, 8)),
        # up to 4 the threshold rule has the say
        (4, [1, 3], True, (1, 4)),
        # a contributor without a part learns nothing more than everybody
        (8, [0, 0, 8], False, (8, 8)),
    ],
)
def test_a_contributor_that_takes_its_part_away(total, parts, is_unsafe, interval):
    assert found(find_policy(), total, parts) == (is_unsafe, interval)
    assert found(THRESHOLD, total, parts)[0] == (total <= 4)


def test_no_interval_goes_below_what_a_withheld_figure_is_known_to_be():
    policy = Policy("wide", 1, 4, "[c]", "s", dominance_largest=1, dominance_percent=40, contributors=False)
    # 100 / 40 * 6 - 6 = 9 persons either way
    assert found(policy, 6, [6]) == (True, (1, 15))
    assert found(policy, 6, [6], least=2) == (True, (2, 15))
    zeros_too = Policy("wide", 0, 4, "[c]", "s", dominance_largest=1, dominance_percent=40, contributors=False)
    assert found(zeros_too, 6, [6]) == (True, (0, 15))


def test_what_is_left_has_an_entry_for_each_contributor():
    parts = csr_array(np.array([[10, 2, 0], [0, 0, 0], [0, 0, 7]]))
    left = left_for(np.array([12.0, 3.0, 7.0]), parts)
    assert left.toarray().tolist() == [[2, 10, 0], [0, 0, 0], [0, 0, 0]]
    # nothing left is stored as well: who it is left for is not lost
    assert left.nnz == parts.nnz == 3
    assert parts.toarray().tolist() == [[10, 2, 0], [0, 0, 0], [0, 0, 7]]


def test_parts_that_are_given_in_pieces_count_together_and_stay_as_they_are():
    pieces = csr_array((np.array([6, 2, 4]), np.array([0, 0, 1]), np.array([0, 3])), shape=(1, 2))
    assert unsafe([12], pieces, find_policy()).tolist() == [True]
    assert left_for([12], pieces).toarray().tolist() == [[4, 8]]
    assert pieces.nnz == 3


def test_no_figures_at_all():
    none = csr_array((0, 3))
    low, high = widths([], none, EVERYTHING)
    assert unsafe([], none, EVERYTHING).shape == low.shape == high.shape == (0,)
    assert left_for([], none).shape == (0, 3)


@pytest.mark.parametrize(
    ("totals", "parts", "least", "problem"),
    [
        ([5, 3], [[5], [4]], None, r"^the contributors to figure 1 together have more persons than its total; 1 of 2"),
        ([5, 3], [[5], [-1]], None, r"^a contributor to figure 1 has less than 0 persons"),
        ([-5, 3], [[0], [1]], None, r"^the total of figure 0 is less than 0"),
        ([5, 3], [[0], [1]], [1, 4], r"^the total of figure 1 is less than everybody knows it to be at least"),
        ([5, 3.5], [[0], [1]], None, r"^a total is not a whole count of persons: 3\.5$"),
        ([5, float("nan")], [[0], [1]], None, r"^a total is not a whole count of persons: nan$"),
        ([5, float("inf")], [[0], [1]], None, r"^a total is not a whole count of persons: inf$"),
        ([5, 3], [[0], [0.5]], None, r"^a part is not a whole count of persons: 0\.5$"),
        ([5], [[0], [1]], None, r"^1 totals, 1 floors and parts of 2 figures do not fit together$"),
        ([5, 3], [[0], [1]], [1], r"^2 totals, 1 floors and parts of 2 figures do not fit together$"),
    ],
)
def test_counts_that_do_not_add_up_are_not_judged(totals, parts, least, problem):
    for rule in (unsafe, widths):
        with pytest.raises(DisclosureError, match=problem):
            rule(totals, csr_array(np.array(parts)), find_policy(), least=least)


def oracle(policy, total, parts, least):
    """The rules as they read: one figure at a time, in fractions, nothing shared with the library."""
    contributors = [part for part in parts if part > 0]
    known = bool(contributors)
    if total > sum(contributors):
        contributors.append(total - sum(contributors))
    contributors.sort(reverse=True)
    intervals = []
    if policy.withhold_from <= total <= policy.withhold_to + max(least - 1, 0):
        start = max(1, least)
        intervals.append((policy.withhold_from if least == 0 else start, start + policy.withhold_to - 1))
    small = bool(intervals)
    if known and total > 0 and policy.dominance_largest is not None:
        largest = sum(contributors[: policy.dominance_largest])
        k = Fraction(policy.dominance_percent, 100)
        if largest > k * total:
            up = ceil(largest / k - total)
            intervals.append((total - up, total + up))
    if known and total > 0 and policy.p_percent is not None:
        p = Fraction(str(policy.p_percent)) / 100
        first, second = [*contributors, 0][:2]
        if total - first - second < p * first:
            up = ceil(p * first - (total - first - second))
            intervals.append((total - up, total + up))
    few = [part for part in contributors if 1 <= total - part <= policy.withhold_to] if policy.contributors else []
    if not small:
        intervals += [(part + 1, part + policy.withhold_to) for part in few]
    if not intervals:
        return False, (total, total)
    low = max(min(low for low, _ in intervals), policy.withhold_from, least)
    return True, (low, max(high for _, high in intervals))


@st.composite
def tables(draw):
    figures, contributors = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    persons = st.one_of(st.just(0), st.integers(0, 6), st.integers(0, 200))
    parts = draw(
        st.lists(st.lists(persons, min_size=contributors, max_size=contributors), min_size=figures, max_size=figures)
    )
    totals = [sum(row) + draw(persons) for row in parts]
    return totals, parts, [draw(st.integers(0, min(total, 12))) for total in totals]


policies = st.builds(
    lambda low, high, dominance, p, contributors: Policy(
        "any", low, high, "[c]", "s", "suppression", 1, *dominance, p, contributors
    ),
    st.integers(0, 1),
    st.integers(4, 12),
    st.one_of(st.just((None, None)), st.tuples(st.integers(1, 4), st.integers(1, 99))),
    st.one_of(st.none(), st.sampled_from([0.1, 0.3, 5, 7.25, 10, 12.5, 33.3, 100])),
    st.booleans(),
)


@given(tables(), policies)
def test_every_rule_is_that_of_the_oracle(table, policy):
    totals, parts, least = table
    matrix = csr_array(np.array(parts, dtype="int64").reshape(len(totals), -1))
    low, high = widths(totals, matrix, policy, least=least)
    ours = list(zip(unsafe(totals, matrix, policy, least=least).tolist(), low.tolist(), high.tolist(), strict=True))
    theirs = [oracle(policy, *figure) for figure in zip(totals, parts, least, strict=True)]
    assert ours == [(is_unsafe, *interval) for is_unsafe, interval in theirs]


@given(tables(), policies)
def test_every_interval_holds_the_count_and_is_wider_than_it_where_unsafe(table, policy):
    totals, parts, least = table
    matrix = csr_array(np.array(parts, dtype="int64").reshape(len(totals), -1))
    flags = unsafe(totals, matrix, policy, least=least)
    low, high = widths(totals, matrix, policy, least=least)
    assert ((low <= totals) & (totals <= high) & (low >= 0)).all()
    assert ((high > low) == flags).all()


@given(tables())
def test_what_is_left_and_the_part_make_the_total(table):
    totals, parts, _ = table
    matrix = csr_array(np.array(parts, dtype="int64").reshape(len(totals), -1))
    left = left_for(totals, matrix).tocoo()
    assert all(
        value == totals[row] - parts[row][column] for row, column, value in zip(*left.coords, left.data, strict=True)
    )
    assert left.nnz == sum(part > 0 for row in parts for part in row)
