"""The support pathway: how many reached each stage, by district and quarter; never a row about a person."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.synthesis.companions.drawn import Calendar, Drawn, change_odds, differ, find_districts
from prevent_geo.synthesis.companions.wording import words
from prevent_geo.synthesis.ground import in_order
from prevent_geo.synthesis.streams import stream

_DIGITS = 6
_RESIDENTS = 100_000


def draw_pathway(
    areas: gpd.GeoDataFrame,
    *,
    start: date,
    months: int,
    seed: int,
    referred_per_100k: float = 4.0,
    spread: float = 0.4,
) -> Drawn:
    """Draw counts of a multi-agency pathway: a Poisson number referred, then a binomial part of them at each stage.

    Parameters
    ----------
    areas
        Areas with area_code (column or index), population and, where known, district_code.
    start, months
        First day of the first month, and how many months from there; quarters are those that lie wholly within.
    seed
        The same seed and areas draw the same, whatever the order of their rows.
    referred_per_100k
        Referred persons to expect in a quarter for every 100,000 residents.
    spread
        How much districts differ in the rate of referral and in the odds of each later stage: standard deviation of a
        factor; 0 if all are alike.

    Returns
    -------
    Drawn
        Table in the order of district, quarter and stage: district_code (missing where areas name none), quarter
        (2025-Q1), stage, count (persons). Truth: the same keys, share (of those who reached the stage before that
        reach this one; missing for the first), expected (persons).

    Raises
    ------
    ValueError
        If there are no areas, if start is not the first of a month, or if a number is below 0.
    """
    if areas.empty:
        raise ValueError("a pathway needs at least one area")
    if referred_per_100k < 0:
        raise ValueError(f"referred_per_100k is {referred_per_100k:g}; give 0 or more")
    calendar, rng = Calendar.of(start, months), stream(seed, "pathway")
    stages, districts = words("pathway")["stages"], find_districts(in_order(areas, "area_code"))
    usual = np.array([stage["share"] for stage in stages.values() if stage], dtype=np.float64)
    factors = differ((len(districts), len(stages)), spread, rng)
    share = change_odds(usual, factors[:, 1:])
    first = districts["residents"].to_numpy(dtype=np.float64) / _RESIDENTS * referred_per_100k * factors[:, 0]
    expected = first[:, None] * np.cumprod(np.column_stack([np.ones(len(districts)), share]), axis=1)

    size = (len(districts), len(calendar.quarters))
    counts = [rng.poisson(np.broadcast_to(first[:, None], size))]
    for stage in range(share.shape[1]):
        counts.append(rng.binomial(counts[-1], share[:, stage, None]))
    keys = pd.MultiIndex.from_product([range(size[0]), calendar.quarters, list(stages)]).to_frame(index=False)
    keys.columns = pd.Index(["district_code", "quarter", "stage"])
    place = keys["district_code"].to_numpy(dtype=np.int64)
    keys["district_code"] = districts["district_code"].to_numpy()[place]
    keys = keys.astype("str")
    number = keys["stage"].map({stage: n for n, stage in enumerate(stages)}).to_numpy(dtype=np.int64)
    shares = np.column_stack([np.full(len(districts), np.nan), share])
    truth = keys.assign(
        share=np.round(shares[place, number], _DIGITS), expected=np.round(expected[place, number], _DIGITS)
    )
    return Drawn(keys.assign(count=np.stack(counts, axis=-1).astype(np.int64).ravel()), truth)
