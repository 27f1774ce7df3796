"""The maximal covering problem: which few sites have the most demand within their reach.

Church & ReVelle (1974), Papers of the Regional Science Association 32. First the greedy way, then a bound by Lagrangian
relaxation, which also tells the sites that cannot be in a better choice; what remains goes to a solver (HiGHS).
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from prevent_geo.measures.common.counting import Floats, Integers

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# demand is rounded to steps of about a millionth: sums are then exact, and the same in any order
_STEP = 2.0**-20
_ROUNDS = 400
# more pairs of place and site than this are not handed to the solver, which would overrun its time limit
_LARGEST = 200_000


class Chosen(NamedTuple):
    """Sites in the order of what each adds; the most by which any other choice could be better, as a share."""

    sites: Integers
    gap: float
    greedy_total: float
    method: str


class Relaxed(NamedTuple):
    """The best choice met, the most that any choice can cover, and the sites that could be in a better choice."""

    sites: Integers
    bound: float
    open: npt.NDArray[np.bool_]


def choose_sites(demand: Floats, cover: csr_array, count: int, *, time_limit_s: float) -> Chosen:
    """Choose at most `count` sites that together cover the most demand.

    Parameters
    ----------
    demand
        Demand of each place; 0 or more.
    cover
        1 where the site of a column covers the place of a row. Of equal sites the first in order is taken.
    count
        How many sites at most, 1 or more; those that would add nothing are left out.
    time_limit_s
        Seconds after which the solver is stopped, and the best found so far is taken.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> cover = csr_array([[1, 1, 0], [1, 1, 0], [1, 0, 1], [1, 0, 1], [0, 1, 0], [0, 0, 1]])
    >>> choose_sites(np.array([3.0, 3, 3, 3, 2, 2]), cover, 2, time_limit_s=10)
    Chosen(sites=array([1, 2]), gap=0.0, greedy_total=14.0, method='exact')
    """
    demand, cover = merge_alike(np.round(demand / _STEP) * _STEP, cover)
    firsts = first_of_alike(cover)
    chosen = _choose(demand, cover[:, firsts], count, time_limit_s)
    return chosen._replace(sites=firsts[chosen.sites])


def _choose(demand: Floats, cover: csr_array, count: int, time_limit_s: float) -> Chosen:
    greedy = take_greedily(demand, cover, count)
    greedy_total = covered(demand, cover, greedy)
    if not len(greedy):
        return Chosen(greedy, 0.0, 0.0, "exact")
    best, bound, possible = relax(demand, cover, greedy, count)
    total = covered(demand, cover, best)
    stopped = ""
    if bound - total >= _STEP:
        keep = np.flatnonzero(possible)
        narrow = cover[:, keep]
        if narrow.nnz > _LARGEST:
            stopped = "too many pairs"
        else:
            found, solved_bound, proven = _solve(demand, narrow, count, time_limit_s)
            if covered(demand, narrow, found) > total:
                best, total = keep[found], covered(demand, narrow, found)
            bound, stopped = min(bound, solved_bound), "" if proven else "time limit"
    gap = max(bound / total - 1, 0.0) if stopped else 0.0
    if total <= greedy_total:
        return Chosen(greedy, gap, greedy_total, f"greedy ({stopped})" if stopped else "exact")
    best = np.sort(best)
    order = best[take_greedily(demand, cover[:, best], count)]
    return Chosen(order, gap, greedy_total, f"exact within {gap * 100:.2g} % ({stopped})" if stopped else "exact")


def merge_alike(demand: Floats, cover: csr_array) -> tuple[Floats, csr_array]:
    """The same problem with fewer places: those that nothing covers left out, those with the same sites summed.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> merge_alike(np.array([1.0, 2, 4, 0]), csr_array([[1, 1], [1, 1], [0, 0], [0, 1]]))[0].tolist()
    [3.0]
    """
    keep = np.flatnonzero((demand > 0) & (np.diff(cover.indptr) > 0))
    cover = cover[keep].astype("float64")
    cover.sort_indices()
    _, first, group = np.unique(_signatures(cover), axis=0, return_index=True, return_inverse=True)
    merged = np.zeros(len(first))
    np.add.at(merged, group.ravel(), demand[keep])
    return merged, cover[first]


def first_of_alike(cover: csr_array) -> Integers:
    """The first of the sites that cover the same places, in order: the solver would take any of them.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> first_of_alike(csr_array([[1, 0, 1], [1, 1, 1]])).tolist()
    [0, 1]
    """
    by_site = cover.T.tocsr()
    by_site.sort_indices()
    return np.sort(np.unique(_signatures(by_site), axis=0, return_index=True)[1])


def _signatures(rows: csr_array) -> Floats:
    """Two random numbers for each column, summed over those of a row: rows with the same sums are the same."""
    return np.asarray(rows @ np.random.default_rng(0).random((rows.shape[1], 2)), dtype="float64")


def take_greedily(demand: Floats, cover: csr_array, count: int) -> Integers:
    """Take the site that adds most, again and again; of equal ones the first; none that adds nothing.

    What a site adds can only fall, so a site is looked at again only when it may be the best (CELF; Leskovec et al.
    2007). The demand covered is at least 1 − 1/e of the most possible (Nemhauser, Wolsey & Fisher 1978).
    """
    by_site, left = cover.tocsc(), demand.copy()
    places = [by_site.indices[start:end] for start, end in zip(by_site.indptr, by_site.indptr[1:], strict=False)]
    queue = [(-gain, site) for site, gain in enumerate((by_site.T @ demand).tolist()) if gain > 0]
    heapq.heapify(queue)
    taken: list[int] = []
    while queue and len(taken) < count:
        site = heapq.heappop(queue)[1]
        now = (-float(left[places[site]].sum()), site)
        if queue and queue[0] < now:
            heapq.heappush(queue, now)
        elif now[0] < 0:
            taken.append(site)
            left[places[site]] = 0
    return np.array(taken, dtype="int64")


def covered(demand: Floats, cover: csr_array, sites: Integers) -> float:
    """Demand that the sites cover together."""
    return float(demand[np.diff(cover[:, sites].indptr) > 0].sum())


def relax(demand: Floats, cover: csr_array, sites: Integers, count: int) -> Relaxed:
    """Bound the problem from above, from a choice that is known.

    Places are given a price, which a site earns for each place that it covers. The prices not charged and the earnings
    of the `count` best sites are together a bound, whatever the prices; a subgradient search looks for the lowest.

    Notes
    -----
    L(p) = Σ (d − p) + the `count` largest of Σ p over the places of a site, with 0 ≤ p ≤ d. A site that is not among
    the largest cannot be in a better choice if L(p) − the least of the largest + its own is no better.
    """
    count = min(count, cover.shape[1])
    by_site = cover.T.tocsr()
    best, bound, pace, patience = sites, np.inf, 1.0, 0
    total = covered(demand, cover, sites)
    possible = np.ones(cover.shape[1], dtype=bool)
    price = np.where(np.diff(cover[:, sites].indptr) > 0, 0.0, demand)
    for _ in range(_ROUNDS):
        earned = by_site @ price
        top = np.argpartition(-earned, count - 1)[:count]
        times = cover @ np.isin(np.arange(len(earned)), top).astype("float64")
        if (reached := float(demand[times > 0].sum())) > total:
            best, total = top.astype("int64"), reached
        limit, least = float((demand - price).sum() + earned[top].sum()), float(earned[top].min())
        possible &= (earned >= least) | (limit - least + earned > total)
        patience = 0 if limit < bound else patience + 1
        bound = min(bound, limit)
        if patience == 10:
            pace, patience = pace / 2, 0
        step = times - (price < demand)
        step[((price <= 0) & (step > 0)) | ((price >= demand) & (step < 0))] = 0
        if bound - total < _STEP or not step.any():
            break
        price = np.clip(price - pace * (limit - total) / float(step @ step) * step, 0, demand)
    return Relaxed(best, bound, possible)


def _solve(demand: Floats, cover: csr_array, count: int, time_limit_s: float) -> tuple[Integers, float, bool]:
    """Solve the integer programme: sites chosen, the most that any choice can cover, whether that was proven."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import block_array, csr_array, eye_array

    rows, columns = cover.shape
    # a place counts once one of its sites is chosen
    limits = block_array([[-cover, eye_array(rows)], [csr_array(np.ones((1, columns))), None]], format="csr")
    solved = milp(
        -np.concatenate([np.zeros(columns), demand]),
        integrality=np.repeat([1, 0], [columns, rows]),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(limits, ub=np.append(np.zeros(rows), count)),
        options={"time_limit": time_limit_s, "mip_rel_gap": 0},
    )
    found = np.flatnonzero(solved.x[:columns] > 0.5) if solved.x is not None else np.empty(0, dtype="int64")
    bound = np.inf if solved.mip_dual_bound is None else -float(solved.mip_dual_bound)
    return found, bound, solved.status == 0
