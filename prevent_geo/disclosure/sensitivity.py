"""Primary rules: which counts of persons are unsafe by themselves, and how wide an uncertainty each is owed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from prevent_geo.disclosure.policy import Policy
from prevent_geo.errors import DisclosureError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Figures:
    """Totals of f figures, what each is known to be at least, and the parts of their contributors, largest first.

    `row`, `part` and `rank` are of one part each: its figure, its persons, how many of that figure are larger.
    """

    totals: Integers
    least: Integers
    row: Integers
    part: Integers
    rank: Integers
    known: Flags

    def largest(self, number: int) -> Integers:
        """Sum of so many of the largest parts of each figure."""
        sums = np.zeros_like(self.totals)
        taken = self.rank < number
        np.add.at(sums, self.row[taken], self.part[taken])
        return sums


def unsafe(totals: Any, parts: csr_array, policy: Policy, *, least: Any | None = None) -> Flags:
    """Whether each figure is unsafe by itself, under any of the policy's rules.

    Parameters
    ----------
    totals
        Whole count of persons of each of f figures.
    parts
        f × contributors: the persons that each contributor brought to each figure. What is missing from the total is
        taken as one more contributor.
    policy
        The rules.
    least
        What everybody knows each figure to be at least; nothing if None.

    Raises
    ------
    DisclosureError
        If counts are not whole, parts are more than their total, or a total is less than it is known to be at least.

    Notes
    -----
    With total X, parts x1 ≥ x2 ≥ …, a figure is unsafe by the

    - threshold rule: withhold_from ≤ X ≤ withhold_to + max(least - 1, 0);
    - (n,k) dominance rule: x1 + … + xn > k/100 X;
    - p% rule: X - x1 - x2 < p/100 x1;
    - contributor rule: for a contributor with a part, what is left of X without it is 1 to withhold_to persons.

    Dominance and p% are for figures with a person and a known contributor. The floor is in the threshold rule because
    four events that each had a visitor leave a withheld count of 1 to 4 no choice but 4: what is known to be at least
    4 is owed four possible values as well, 4 to 7. Under the method "rounding" the same figures are the unsafe ones;
    they are to be left uncertain by rounding.

    Hundepool et al. (2012), Statistical Disclosure Control, chapter 4 (in the Handbook: Sensitivity rules, 4.2.1).

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> from prevent_geo.disclosure.policy import find_policy
    >>> parts = csr_array([[4, 0], [10, 2], [10, 5], [0, 0]])
    >>> unsafe([4, 12, 15, 6], parts, find_policy(), least=[1, 1, 1, 3]).tolist()
    [True, True, False, True]
    """
    figures = _read(totals, parts, least)
    found = _small(figures, policy) | (_needed(figures, policy) > 0)
    found[figures.row[_leaves_few(figures, policy)]] = True
    return found


def widths(totals: Any, parts: csr_array, policy: Policy, *, least: Any | None = None) -> tuple[Integers, Integers]:
    """Protection interval of each unsafe figure: the lowest and highest count between which nobody may narrow it.

    Parameters
    ----------
    totals, parts, policy, least
        As for `unsafe`.

    Returns
    -------
    tuple
        Lowest and highest whole count of each figure; the total twice where it is safe.

    Raises
    ------
    DisclosureError
        As for `unsafe`.

    Notes
    -----
    Threshold rule: withhold_from to withhold_to, moved up to start at `least`. Dominance and p% rule: as far below the
    total as above it, by the upper protection levels of Hundepool et al. (2012), chapter 4 (in the Handbook: Upper
    protection levels, 4.2.2), 100/k (x1 + … + xn) - X and p/100 x1 - (X - x1 - x2), rounded up. Contributor rule, for
    totals above the threshold: one to withhold_to persons more than the part. Several rules: all of these together.
    No interval goes below what a withheld figure is known to be at least.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> from prevent_geo.disclosure.policy import find_policy
    >>> parts = csr_array([[4, 0], [10, 2], [10, 5], [0, 0]])
    >>> low, high = widths([4, 12, 15, 6], parts, find_policy(), least=[1, 1, 1, 3])
    >>> low.tolist(), high.tolist()
    ([1, 11, 15, 3], [4, 14, 15, 6])
    """
    figures = _read(totals, parts, least)
    small, level = _small(figures, policy), _needed(figures, policy)
    low, high = figures.totals - level, figures.totals + level
    floor = np.maximum(figures.least, policy.withhold_from)
    top = np.maximum(figures.least, 1) + policy.withhold_to - 1
    low, high = np.where(small, np.minimum(low, floor), low), np.where(small, np.maximum(high, top), high)
    few = _leaves_few(figures, policy) & ~small[figures.row]
    np.minimum.at(low, figures.row[few], figures.part[few] + 1)
    np.maximum.at(high, figures.row[few], figures.part[few] + policy.withhold_to)
    # a safe figure may be a zero that is shown: its total stays
    return np.minimum(np.maximum(low, floor), figures.totals), high


def left_for(totals: Any, parts: csr_array) -> csr_array:
    """What is left of each figure for each contributor that takes its own part away, at each stored entry.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> left_for([12, 15], csr_array([[10, 2], [0, 5]])).toarray().tolist()
    [[2, 10], [0, 10]]
    """
    from scipy.sparse import csr_array as sparse

    own = sparse(parts, copy=True)
    own.sum_duplicates()
    row = np.repeat(np.arange(own.shape[0]), np.diff(own.indptr))
    return sparse((np.asarray(totals)[row] - own.data, own.indices, own.indptr), shape=own.shape)


def _small(figures: _Figures, policy: Policy) -> Flags:
    more = np.maximum(figures.least - 1, 0)
    return (figures.totals >= policy.withhold_from) & (figures.totals <= policy.withhold_to + more)


def _needed(figures: _Figures, policy: Policy) -> Integers:
    """Upper protection level by dominance and p%, in whole persons; 0 where neither finds the figure unsafe."""
    needed = np.zeros_like(figures.totals)
    if policy.dominance_largest is not None and policy.dominance_percent is not None:
        k = policy.dominance_percent
        needed = np.maximum(needed, -((k * figures.totals - 100 * figures.largest(policy.dominance_largest)) // k))
    if policy.p_percent is not None:
        # in whole numbers, so that a count exactly at the bound is on the right side of it
        p = Fraction(str(policy.p_percent)).limit_denominator(1000) / 100
        rest = figures.totals - figures.largest(2)
        needed = np.maximum(needed, -((p.denominator * rest - p.numerator * figures.largest(1)) // p.denominator))
    return np.where((figures.totals > 0) & figures.known, needed, 0)


def _leaves_few(figures: _Figures, policy: Policy) -> Flags:
    """Whether a contributor that takes this part away is left with a count of persons that is withheld."""
    left = figures.totals[figures.row] - figures.part
    return (left >= 1) & (left <= policy.withhold_to) & policy.contributors


def _read(totals: Any, parts: csr_array, least: Any | None) -> _Figures:
    whole = _whole("total", totals)
    floor = np.maximum(_whole("floor", least), 0) if least is not None else np.zeros_like(whole)
    cells = parts.tocoo(copy=True)
    if cells.shape[0] != len(whole) or floor.shape != whole.shape:
        raise DisclosureError(
            f"{len(whole)} totals, {len(floor)} floors and parts of {cells.shape[0]} figures do not fit together"
        )
    cells.sum_duplicates()
    inside = cells.data != 0
    row, part = cells.row[inside].astype(np.int64), _whole("part", cells.data[inside])
    known = np.zeros(len(whole), dtype=bool)
    known[row] = True
    rest = whole.copy()
    np.subtract.at(rest, row, part)
    _refuse(whole < 0, "the total of {} is less than 0")
    _refuse(np.bincount(row, part < 0, len(whole)) > 0, "a contributor to {} has less than 0 persons")
    _refuse(rest < 0, "the contributors to {} together have more persons than its total")
    _refuse(whole < floor, "the total of {} is less than everybody knows it to be at least")
    unknown = np.flatnonzero(rest)
    row, part = np.append(row, unknown), np.append(part, rest[unknown])
    order = np.lexsort((-part, row))
    row, part = row[order], part[order]
    rank = np.arange(len(row)) - np.searchsorted(row, row)
    return _Figures(whole, floor, row, part, rank, known)


def _whole(what: str, counts: Any) -> Integers:
    given = np.asarray(counts, dtype="float64")
    whole = np.isfinite(given) & (np.rint(given) == given)
    if not whole.all():
        raise DisclosureError(f"a {what} is not a whole count of persons: {given[~whole][0]}")
    return np.asarray(given, dtype="int64")


def _refuse(wrong: Flags, problem: str) -> None:
    """What does not add up cannot be judged, so it is not released."""
    if wrong.any():
        number = int(np.flatnonzero(wrong)[0])
        raise DisclosureError(f"{problem.format(f'figure {number}')}; {int(wrong.sum())} of {len(wrong)} are so")
