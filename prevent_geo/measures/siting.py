"""Where the next sessions would reach most of the residents who are under-reached."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.errors import InputError
from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.covering import choose_sites
from prevent_geo.measures.common.demand import demand_on
from prevent_geo.measures.common.distance import origins_of, pairs_within, require_distances
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status

SITING_REACH_M = 2_000.0

CARD = MethodCard(
    id="siting",
    group="delivery",
    title="Where the next sessions would reach most",
    question="At which venues would the next sessions reach most of the residents who are under-reached?",
    unit="under-reached residents newly within reach",
    formula="choose up to K venues with the most demand in areas that have one of them within reach",
    method=(
        "Maximal covering location: greedy choice, bound by Lagrangian relaxation, then integer programming (HiGHS) "
        "with a time limit. The method and the gap say how good the choice is; with a time limit they may differ "
        "from one machine to another"
    ),
    reference=(
        "Church & ReVelle (1974), Papers of the Regional Science Association 32; Nemhauser, Wolsey & Fisher (1978), "
        "Mathematical Programming 14 (the greedy choice reaches at least 1 − 1/e of the most possible)"
    ),
    assumptions=(
        "Demand is of the reach gap where no other is given. Residents are near the area's representative point, and "
        "all of an area is within reach or none; one session is enough for all within reach. Ten sessions and 2 km "
        "are choices"
    ),
    caveat=(
        "It proposes where to look, not where to go: it knows nothing of rooms, staff, buses or what people want; "
        "other choices may be nearly as good, and areas from which nobody reports have no known demand, so they draw "
        "no session"
    ),
)


def siting(
    demand: pd.Series,
    areas: gpd.GeoDataFrame,
    candidates: gpd.GeoDataFrame,
    *,
    sessions: int = 10,
    reach_m: float = SITING_REACH_M,
    time_limit_s: float = 10,
) -> pd.DataFrame:
    """Venues for the next sessions that together reach the most under-reached residents.

    Parameters
    ----------
    demand
        Residents to reach of each area, by area_code, 0 or more; what is missing counts as none, and is counted.
    areas
        Checked areas (polygons, metric CRS), indexed by area_code.
    candidates
        Possible venues (points, the same CRS), with a unique index: partners, say, or the areas themselves, each for a
        point inside it.
    sessions
        How many venues at most.
    reach_m
        How far a session reaches, in metres.
    time_limit_s
        Seconds after which the solver is stopped.

    Returns
    -------
    DataFrame
        Indexed by the candidates chosen, in the order of what each adds: value and numerator (residents newly
        reached), denominator (all demand), n (areas newly reached), method, status; no limits. Further: reached_total
        and share_total (of this venue and those before), and, the same in each row: reachable_total (within reach of
        any candidate), greedy_total (what the greedy choice reaches), gap (the most by which another choice could
        reach more, as a share; 0 = proven best) and areas_unknown (areas whose demand is missing). Fewer rows where
        fewer venues add anything.

    Raises
    ------
    InputError
        If a frame has no metric CRS, they have different ones, the index of candidates repeats, or demand is below 0
        or of other areas.
    ValueError
        If `sessions` is below 1, or `reach_m` or `time_limit_s` is not above 0.

    Notes
    -----
    Maximise Σ d z subject to z ≤ Σ y over the candidates within reach, Σ y ≤ K, y whole. `method` is "exact" (proven),
    "exact within x %" or "greedy", each with why it ended: "time limit", or "too many pairs" (more than 200,000 pairs
    of area and candidate after reduction). Among equal venues the greedy choice takes the first identifier, and an
    equal choice of the solver is not preferred to it. Without a time limit met, the result is the same on any machine.

    Examples
    --------
    >>> import shapely
    >>> from prevent_geo.crs import BRITISH_NATIONAL_GRID as GRID
    >>> boxes = [shapely.box(x - 1, -1, x + 1, 1) for x in (0, 3_000, 9_000)]
    >>> areas = gpd.GeoDataFrame(index=pd.Index(list("ABC"), name="area_code"), geometry=boxes, crs=GRID)
    >>> demand = pd.Series({"A": 500.0, "B": 400.0, "C": 300.0})
    >>> points = gpd.points_from_xy([0, 1_500, 8_000], [0, 0, 0])
    >>> halls = gpd.GeoDataFrame(index=pd.Index(["p", "q", "r"], name="partner_id"), geometry=points, crs=GRID)
    >>> siting(demand, areas, halls, sessions=2)[["value", "reached_total", "share_total", "gap", "method"]]
                value  reached_total  share_total  gap method
    partner_id
    q           900.0          900.0         0.75  0.0  exact
    r           300.0         1200.0         1.00  0.0  exact
    """
    from scipy.sparse import csr_array

    if sessions < 1 or not reach_m > 0 or not time_limit_s > 0:
        raise ValueError(
            f"sessions {sessions}, reach_m {reach_m} and time_limit_s {time_limit_s} are each to be above 0"
        )
    require_distances(candidates, areas, "candidates")
    if not candidates.index.is_unique:
        first = candidates.index[candidates.index.duplicated()][0]
        raise InputError(f"candidates: '{first}' repeats; give each venue an identifier of its own, once")
    given = demand_on(demand, areas)
    residents, venues = np.nan_to_num(given), candidates.sort_index()
    area, venue, _ = pairs_within(origins_of(areas), origins_of(venues), reach_m)
    cover = csr_array((np.ones(len(area)), (area, venue)), shape=(len(areas), len(venues)))
    chosen = choose_sites(residents, cover, sessions, time_limit_s=time_limit_s)
    # of each area with demand, the first chosen venue that reaches it
    rank = np.full(len(venues), len(chosen.sites))
    rank[chosen.sites] = np.arange(len(chosen.sites))
    by = np.full(len(areas), len(chosen.sites))
    np.minimum.at(by, area, rank[venue])
    served = (by < len(chosen.sites)) & (residents > 0)
    newly = np.bincount(by[served], weights=residents[served], minlength=len(chosen.sites)).astype("float64")
    total = residents.sum()
    return result_table(
        venues.index[chosen.sites],
        value=newly,
        numerator=newly,
        denominator=total,
        n=np.bincount(by[served], minlength=len(chosen.sites)),
        method=chosen.method,
        status=Status.VALUE,
        more={
            "reached_total": newly.cumsum(),
            "share_total": newly.cumsum() / total,
            "reachable_total": residents[np.unique(area)].sum(),
            "greedy_total": chosen.greedy_total,
            "gap": chosen.gap,
            "areas_unknown": int(np.isnan(given).sum()),
        },
    )
