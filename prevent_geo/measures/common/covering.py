"""The maximal covering problem: which few sites have the most demand within their reach.

Church & ReVelle (1974), Papers of the Regional Science Association 32.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from prevent_geo.measures.common.counting import Floats, Integers

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# more pairs of place and site than this are left to the greedy way alone
LARGEST = 2_000_000
# looking for sites that another one makes needless may take so many steps
_STEPS = 50_000_000


class Chosen(NamedTuple):
    """Sites in the order of what each adds; the most by which any other choice could be better, as a share."""

    sites: Integers
    gap: float
    greedy_total: float
    method: str


def choose_sites(demand: Floats, cover: csr_array, count: int, *, time_limit_s: float) -> Chosen:
    """Choose at most `count` sites that together cover the most demand.

    Parameters
    ----------
    demand
        Demand of each place; 0 or more.
    cover
        1 where the site of a column covers the place of a row. Of equal sites the first in order is taken.
    count
        How many sites at most; those that would add nothing are left out.
    time_limit_s
        Seconds after which the best found so far is taken.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> cover = csr_array([[1, 1, 0], [1, 1, 0], [1, 0, 1], [1, 0, 1], [0, 1, 0], [0, 0, 1]])
    >>> choose_sites(np.array([3.0, 3, 3, 3, 2, 2]), cover, 2, time_limit_s=10)
    Chosen(sites=array([1, 2]), gap=0.0, greedy_total=14.0, method='exact')
    """
    demand, cover = merge_alike(demand, cover)
    greedy = take_greedily(demand, cover, count)
    reached = covered(demand, cover, greedy)
    bound = at_most(demand, cover, greedy, count)
    if bound <= reached:
        return Chosen(greedy, 0.0, reached, "exact")
    if cover.nnz > LARGEST:
        return Chosen(greedy, bound / reached - 1, reached, "greedy (too many pairs)")
    found, solved_bound, done = _solve(demand, cover, count, time_limit_s)
    best = covered(demand, cover, found)
    gap = 0.0 if done else max(min(bound, solved_bound) / max(best, reached) - 1, 0.0)
    if best > reached:
        order = found[take_greedily(demand, cover[:, found], len(found))]
        return Chosen(order, gap, reached, "exact" if done else f"exact within {gap * 100:.2g} % (time limit)")
    return Chosen(greedy, gap, reached, "exact" if done else "greedy (time limit)")


def merge_alike(demand: Floats, cover: csr_array) -> tuple[Floats, csr_array]:
    """The same problem with fewer places: those that nothing covers left out, those with the same sites summed.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> merge_alike(np.array([1.0, 2, 4, 0]), csr_array([[1, 1], [1, 1], [0, 0], [0, 1]]))[0].tolist()
    [3.0]
    """
    keep = np.flatnonzero((demand > 0) & (np.diff(cover.indptr) > 0))
    cover = cover[keep]
    cover.sort_indices()
    # two random numbers for each site: places with the same sums of both have the same sites
    keys = cover @ np.random.default_rng(0).random((cover.shape[1], 2))
    _, first, group = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return np.bincount(group.ravel(), weights=demand[keep], minlength=len(first)), cover[first]


def take_greedily(demand: Floats, cover: csr_array, count: int) -> Integers:
    """Take the site that adds most, again and again; of equal ones the first; none that adds nothing.

    What a site adds can only fall, so a site is looked at again only when it may be the best (CELF; Leskovec et al.
    2007). The demand covered is at least 1 − 1/e of the most possible (Nemhauser, Wolsey & Fisher 1978).
    """
    by_site, left = cover.tocsc(), demand.copy()
    places = [by_site.indices[start:end] for start, end in zip(by_site.indptr, by_site.indptr[1:], strict=False)]
    queue = [(-gain, site) for site, gain in enumerate(by_site.T @ demand) if gain > 0]
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


def at_most(demand: Floats, cover: csr_array, sites: Integers, count: int) -> float:
    """No choice of `count` sites covers more: what `sites` cover, and the most that as many others could add."""
    left = np.where(np.diff(cover[:, sites].indptr) > 0, 0, demand)
    gains = np.sort(cover.T @ left)[::-1]
    return min(float(demand.sum()), covered(demand, cover, sites) + float(gains[:count].sum()))


def needed(cover: csr_array) -> Integers:
    """Sites that no other makes needless: one that covers all that they do, or the same and comes first."""
    size = np.diff(cover.tocsc().indptr)
    if float((np.diff(cover.indptr).astype("float64") ** 2).sum()) > _STEPS:
        return np.flatnonzero(size)
    both = (cover.T @ cover).tocoo()
    site, other = both.coords
    inside = (both.data == size[site]) & (site != other)
    less = inside & ((size[other] > size[site]) | (other < site))
    return np.setdiff1d(np.flatnonzero(size), site[less])


def _solve(demand: Floats, cover: csr_array, count: int, time_limit_s: float) -> tuple[Integers, float, bool]:
    """Solve the integer programme: sites chosen, the most that any choice can cover, whether that was proven."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import block_array, csr_array, eye_array

    sites = needed(cover)
    rows, columns = len(demand), len(sites)
    # a place counts once one of its sites is chosen
    limits = block_array([[-cover[:, sites], eye_array(rows)], [csr_array(np.ones((1, columns))), None]], format="csr")
    solved = milp(
        -np.concatenate([np.zeros(columns), demand]),
        integrality=np.repeat([1, 0], [columns, rows]),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(limits, ub=np.append(np.zeros(rows), count)),
        options={"time_limit": time_limit_s, "mip_rel_gap": 0},
    )
    found = sites[solved.x[:columns] > 0.5] if solved.x is not None else sites[:0]
    bound = np.inf if solved.mip_dual_bound is None else -solved.mip_dual_bound
    return found, bound, solved.status == 0
