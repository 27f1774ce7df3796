"""Contact rates on a funnel plot: which lie beyond what chance explains."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.control_limits import LIMITS, dispersion, widened_limits, z_scores
from prevent_geo.measures.common.counting import Floats
from prevent_geo.measures.common.rate import rate_table
from prevent_geo.measures.common.reach import reach_of

PER = 1_000
SIGNIFICANCE = 0.05

CARD = MethodCard(
    id="funnel",
    group="reach",
    title="Contact rates beyond chance",
    question="Which contact rates lie beyond what chance explains around the rate of all areas?",
    unit="contacts per 1,000 residents",
    formula="control limits at the target rate × residents; target = all contacts ÷ all residents of reporting areas",
    method=(
        "Exact Poisson control limits at 95 % and 99.8 %, interpolated; widened around the target by √phi (of "
        "square roots) where contacts vary more than chance: phi from z-scores of square-rooted counts, the outer 10 % "
        "on each side pulled in, tested at 5 % against 199 Poisson draws"
    ),
    reference=(
        "Spiegelhalter (2005), Statistics in Medicine 24; Spiegelhalter (2005), Quality and Safety in Health Care 14"
    ),
    assumptions=(
        "Without a signal all areas share one rate, or vary around it as most of them do; need is the same everywhere"
    ),
    caveat=(
        "A signal asks for a look, it is no verdict; the funnel does not know need, and where rates vary for good "
        "reasons its limits widen: in invented towns, a cluster reached at 0.3 of its need was below 99.8 % in 1 % of "
        "its areas; use the reach gap"
    ),
)


def funnel(contacts: pd.DataFrame, areas: pd.DataFrame, *, seed: int = 0) -> pd.DataFrame:
    """Contact rate of each area with the control limits of a funnel plot around the rate of all.

    Parameters
    ----------
    contacts
        Checked contacts (one row per event) with area_code.
    areas
        Checked areas, indexed by area_code, with population (residents) and neighbourhood_code.
    seed
        The same seed gives the same test of over-dispersion.

    Returns
    -------
    DataFrame
        On the index of `areas`: value, lower, upper (contacts per 1,000 residents, with the 95 % limits of the area's
        own rate), numerator (contacts), denominator (residents), n (contacts), method, status, all as `contact_rate`
        gives them. Further: target, low_95, high_95, low_998, high_998 (contacts per 1,000 residents), z (standard
        deviations, before any widening), dispersion (phi; 1 = chance), dispersion_p, widened (√phi, or 1 where the
        limits were not widened) and signal: "above 99.8 %", "above 95 %", "within", "below 95 %",
        "below 99.8 %", or "" without a value. The target, dispersion, dispersion_p and widened are the same in all
        rows. Areas that are not reported or have no residents are no part of the target and have no limits.

    Notes
    -----
    With E = target × residents: limits are `control_limits` of E, so that at most 0.1 % of areas are beyond the 99.8 %
    limits on either side by chance, however small E; z = 2 (√O − √E) for O contacts; phi by `dispersion`. If its
    p-value is at most 5 %, the distance of each limit from the target is multiplied by √phi, on the scale of square
    roots on which phi was found.
    Sources: Spiegelhalter (2005), Statistics in Medicine 24 (limits); (2005), Quality and Safety in Health Care 14
    (over-dispersion).

    Examples
    --------
    >>> index = pd.Index([f"A{i}" for i in range(32)])
    >>> areas = pd.DataFrame({"population": 1000, "neighbourhood_code": "N1"}, index=index)
    >>> contacts = pd.DataFrame({"area_code": index.repeat([30, 1, *[10, 9, 8, 11, 12] * 6])})
    >>> funnel(contacts, areas)[["value", "target", "low_998", "high_998", "dispersion", "signal"]].head(3).round(2)
        value  target  low_998  high_998  dispersion        signal
    A0   30.0   10.34     1.37     22.11        0.33  above 99.8 %
    A1    1.0   10.34     1.37     22.11        0.33  below 99.8 %
    A2   10.0   10.34     1.37     22.11        0.33        within
    """
    reach = reach_of(contacts, areas)
    recorded, counted = reach["contacts"], reach["counts"]
    table = rate_table(recorded, recorded, areas["population"], reach["reported"], per=PER, confidence=0.95)
    counts, residents = (table.loc[counted, name].astype("float64") for name in ("numerator", "denominator"))
    overall = counts.sum() / residents.sum() if len(counts) else np.nan
    # with nothing recorded there is nothing to stray from
    expected = (overall * residents).to_numpy() if overall > 0 else np.full(len(counts), np.nan)
    spread = dispersion(counts.to_numpy(), expected, seed=seed)
    widened = float(np.sqrt(spread.phi)) if spread.p_value <= SIGNIFICANCE else 1.0
    limits = widened_limits(expected, widened)
    found = pd.DataFrame(
        {
            **{name: limit / residents * PER for name, limit in limits.items()},
            "z": z_scores(counts.to_numpy(), expected),
            "signal": _signals(counts.to_numpy(), limits),
        }
    ).reindex(areas.index)
    return table.assign(
        target=overall * PER,
        **{name: found[name] for name in (*LIMITS, "z")},
        dispersion=spread.phi,
        dispersion_p=spread.p_value,
        widened=widened,
        signal=found["signal"].fillna(""),
    )


def _signals(counts: Floats, limits: dict[str, Floats]) -> npt.NDArray[np.str_]:
    """Say which limit each count is beyond; nothing where there is none."""
    low_95, high_95, low_998, high_998 = (limits[name] for name in LIMITS)
    beyond = [np.isnan(low_95), counts > high_998, counts > high_95, counts < low_998, counts < low_95]
    return np.select(beyond, ["", "above 99.8 %", "above 95 %", "below 99.8 %", "below 95 %"], "within")
