"""How far the map of contact rates depends on where boundaries and class breaks are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.errors import InputError
from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.class_breaks import class_numbers, equal_breaks, jenks_breaks, quantile_breaks
from prevent_geo.measures.common.counting import Floats, Integers
from prevent_geo.measures.common.proportion import WILSON, wilson_limits
from prevent_geo.measures.common.random_zones import random_zones
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status
from prevent_geo.measures.common.zones import zones_at
from prevent_geo.measures.contact_rate import contact_rate

CARD = MethodCard(
    id="zoning_check",
    group="unknowns",
    title="What the boundaries decide",
    question="How many areas would be in another class of the map under other boundaries or other class breaks?",
    unit="share of areas that change class",
    formula="areas in another class than that of their own rate among quantiles ÷ areas compared",
    method=(
        "Share with 95 % limits (Wilson); Spearman's rank correlation of the areas' own rates with those of their "
        "zones, with limits by Bonett and Wright that count zones"
    ),
    reference=(
        "Openshaw (1984), The Modifiable Areal Unit Problem; Wilson (1927), JASA 22; "
        "Bonett & Wright (2000), Psychometrika 65"
    ),
    assumptions="Each area shows the rate of its zone; each map has its own breaks, of as many classes",
    caveat=(
        "It shows that the picture depends on the boundaries, not which boundaries are right; areas of a zone change "
        "class together, so limits of the share are too narrow"
    ),
)

_SCHEMES: Mapping[str, Callable[[Floats, int], Floats]] = {
    "equal interval": equal_breaks,
    "Fisher-Jenks": jenks_breaks,
}
_RANK_COLUMNS = ("rank_correlation", "rank_correlation_lower", "rank_correlation_upper")


def zoning_check(
    contacts: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    zonings: Mapping[str, pd.Series] | None = None,
    classes: int = 5,
    seed: int = 0,
) -> pd.DataFrame:
    """Share of areas whose class on the map of contact rates changes with the zoning or with the class scheme.

    Parameters
    ----------
    contacts
        Checked contacts (one row per event) with area_code.
    areas
        Checked areas (polygons), indexed by area_code, with population (residents) and neighbourhood_code.
    zonings
        Names of zonings, and the zone of each area in them, on the index of `areas`. If not given: the neighbourhoods,
        the districts, and as many random zones as there are neighbourhoods.
    classes
        Classes of each map, at least 2; fewer where there are fewer different rates.
    seed
        The same seed draws the same random zones.

    Returns
    -------
    DataFrame
        Indexed by comparison (the zonings, then "equal interval" and "Fisher-Jenks"): value, lower, upper (share of
        areas that change class, 0 to 1), numerator (areas that do), denominator (areas compared), n (their contacts),
        method, status; zones (compared; missing for a class scheme), classes (of both maps), rank_correlation with its
        limits (missing for a class scheme, which keeps the rates). A zoning that no area has is "missing"; one with a
        single rate is "too few". Areas without a rate, or without a zone, are not compared.

    Raises
    ------
    InputError
        If there are fewer than 2 classes.

    Notes
    -----
    Compared with quantiles of the areas' own rates. A zone's rate is the contacts ÷ residents of its areas that have a
    rate; its map has quantiles of the zones' rates, each zone once. Rank correlation r: tanh(artanh r ± z sqrt((1 +
    r² / 2) / (zones − 3))).
    Sources: Openshaw (1984), The Modifiable Areal Unit Problem; Bonett & Wright (2000), Psychometrika 65.

    Examples
    --------
    >>> index = pd.Index(list("ABCD"), name="area_code")
    >>> areas = pd.DataFrame({"population": 1000, "neighbourhood_code": "N1"}, index=index)
    >>> contacts = pd.DataFrame({"area_code": list("ABBCCCDDDDDDDDD")})
    >>> pairs = {"pairs": pd.Series(["X", "Y", "X", "Y"], index=index)}
    >>> zoning_check(contacts, areas, zonings=pairs, classes=2)[["value", "numerator", "rank_correlation"]].round(2)
                    value  numerator  rank_correlation
    comparison
    pairs            0.50        2.0              0.45
    equal interval   0.25        1.0               NaN
    Fisher-Jenks     0.25        1.0               NaN
    """
    if classes < 2:
        raise InputError(f"classes {classes}: a map needs at least 2 (5 are usual)")
    rates = contact_rate(contacts, areas)
    known = rates[rates["value"].notna()]
    zoned = _usual_zonings(areas, seed) if zonings is None else zonings
    rows = {name: _compare_zones(known, zone, classes) for name, zone in zoned.items()}
    own = known["value"].to_numpy()
    for name, breaks in _SCHEMES.items():
        of_classes = min(classes, len(np.unique(own)))
        new = class_numbers(own, breaks(own, of_classes)) if of_classes > 1 else None
        rows[name] = _compare_classes(known, own, new, of_classes)
    if known.empty:
        silent = (rates["status"] == Status.NOT_REPORTED).any()
        rows = {
            name: {**row, "status": Status.NOT_REPORTED if silent else Status.MISSING} for name, row in rows.items()
        }
    table = pd.DataFrame.from_dict(rows, orient="index")
    lower, upper = wilson_limits(table["numerator"], table["denominator"])
    more = {name: table[name].astype("float64") for name in _RANK_COLUMNS}
    return result_table(
        table.index.rename("comparison"),
        value=table["numerator"].astype("float64") / table["denominator"],
        lower=lower,
        upper=upper,
        numerator=table["numerator"],
        denominator=table["denominator"],
        n=table["n"],
        method=np.where(table["status"] == Status.VALUE, WILSON, "none"),
        status=table["status"],
        more={name: table[name].astype("Int64") for name in ("zones", "classes")} | more,
    )


def _usual_zonings(areas: gpd.GeoDataFrame, seed: int) -> dict[str, pd.Series]:
    nothing = pd.Series(index=areas.index, dtype="object")
    given = {
        f"{level}s": zones_at(areas, level) if f"{level}_code" in areas else nothing
        for level in ("neighbourhood", "district")
    }
    count = given["neighbourhoods"].nunique()
    return given | {"random zones": random_zones(areas, count=count, seed=seed) if count else nothing}


def _compare_zones(known: pd.DataFrame, zone: pd.Series, classes: int) -> dict[str, Any]:
    """Classes of the areas by their own rates and by those of their zones; `known` are the areas that have a rate."""
    at, names = pd.factorize(zone.reindex(known.index))
    compared, at = known[at >= 0], at[at >= 0]
    sums = (np.bincount(at, compared[column], minlength=len(names)) for column in ("numerator", "denominator"))
    contacts, residents = sums
    zone_rates = contacts / residents
    every, own = known["value"].to_numpy(), compared["value"].to_numpy()
    of_classes = min(classes, len(np.unique(own)), len(np.unique(zone_rates)))
    new = class_numbers(zone_rates, quantile_breaks(zone_rates, of_classes))[at] if of_classes > 1 else None
    row = _compare_classes(compared, every, new, of_classes) | {"zones": len(names)}
    if new is None:
        return row | {"status": Status.TOO_FEW if len(names) else Status.MISSING}
    return row | dict(zip(_RANK_COLUMNS, _rank_correlation(own, zone_rates[at], len(names)), strict=True))


def _compare_classes(compared: pd.DataFrame, every: Floats, new: Integers | None, classes: int) -> dict[str, Any]:
    """Count the areas that change class against quantiles of every area's rate; None is no class at all."""
    row = dict.fromkeys(_RANK_COLUMNS, np.nan) | {"zones": None, "n": int(compared["numerator"].sum())}
    if new is None:
        return row | {"numerator": np.nan, "denominator": np.nan, "classes": None, "status": Status.TOO_FEW}
    old = class_numbers(compared["value"].to_numpy(), quantile_breaks(every, classes))
    changed = {"numerator": int((old != new).sum()), "denominator": len(compared)}
    return row | changed | {"classes": classes, "status": Status.VALUE}


def _rank_correlation(own: Floats, of_zone: Floats, zones: int) -> tuple[float, float, float]:
    """Spearman's correlation with 95 % limits, for which the zones count, since the areas of one share a rate."""
    from scipy.stats import norm, spearmanr

    found = float(np.clip(spearmanr(own, of_zone).statistic, -1, 1))
    if zones <= 3:
        return found, np.nan, np.nan
    with np.errstate(divide="ignore"):
        middle = np.arctanh(found)
    half = norm.ppf(0.975) * np.sqrt((1 + found**2 / 2) / (zones - 3))
    return found, float(np.tanh(middle - half)), float(np.tanh(middle + half))
