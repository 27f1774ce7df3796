"""Clusters of areas with high or low contact rates, beyond what chance puts side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.errors import InputError
from prevent_geo.measures.common.adjacency import adjacency
from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import Floats
from prevent_geo.measures.common.false_discovery import adjust
from prevent_geo.measures.common.local_statistics import gi_star, local_moran, permuted_tails, standardise, two_sided
from prevent_geo.measures.common.neighbour_matrix import neighbour_matrix
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status
from prevent_geo.measures.smoothed_rate import smoothed_rate

if TYPE_CHECKING:
    from libpysal.graph import Graph
    from scipy.sparse import csr_array

CARD = MethodCard(
    id="hotspots",
    group="reach",
    title="Clusters of contact rates",
    question="Where do areas with high contact rates lie together, and where areas with low ones?",
    unit="standard deviations (Gi*)",
    formula="Gi* = sum of the standardised rates of an area and its k neighbours ÷ √((k + 1)(n − k − 1) ÷ (n − 1))",
    method=(
        "Gi* and local Moran's I of smoothed contact rates; one two-sided conditional permutation test for both (twice "
        "the smaller tail); Benjamini and Hochberg's false-discovery control over all areas"
    ),
    reference=(
        "Ord & Getis (1995) and Anselin (1995), Geographical Analysis 27; "
        "Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57"
    ),
    assumptions="Without a pattern any rate could as well be that of any other area; contacts are independent",
    caveat=(
        "A cluster is of recorded contacts, not of need; the method is made for broad patterns: in invented towns with "
        "33 contacts an area, about 30 % of six-area clusters at half the rate were half seen; areas beside a cluster "
        "may be named, and those that do not report are not judged"
    ),
)

_FOUND = ("value", "moran", "p_value", "p_adjusted", "class", "neighbours")


def hotspots(
    contacts: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    neighbours: Graph | None = None,
    permutations: int = 9_999,
    false_discovery: float = 0.05,
    seed: int = 0,
) -> pd.DataFrame:
    """Gi* of each area's smoothed contact rate, and the kind of cluster that it is in.

    Parameters
    ----------
    contacts
        Checked contacts (one row per event) with area_code.
    areas
        Checked areas (polygons), indexed by area_code, with population (residents) and neighbourhood_code.
    neighbours
        Which areas are neighbours; those that touch if not given. Links count, their weights do not.
    permutations
        Random sets of neighbours to compare with; more of them find more among many areas.
    false_discovery
        Share of chance findings to expect among all findings, between 0 and 1.
    seed
        The same seed gives the same p-values.

    Returns
    -------
    DataFrame
        On the index of `areas`: value (Gi*, standardised), numerator (contacts), denominator (residents), n (contacts),
        method, status; lower and upper are missing. Then moran (local Moran's I), p_value, p_adjusted (both of
        both statistics), class (in words; "" without a rate), smoothed_rate (contacts per 1,000 residents) and
        neighbours (those with a rate). Areas that are not reported or have no residents are no part of the analysis;
        one without a neighbour is "missing" and has no p-value. Where rates differ by no more than chance, or all
        others are neighbours, there is no test and the status is "too few"; the class is then "no clear pattern" or,
        where rates do differ but all others are neighbours, "".

    Raises
    ------
    InputError
        If `neighbours` lacks an area, or if `permutations` or `false_discovery` cannot be.

    Notes
    -----
    Rates are smoothed by `smoothed_rate` towards the overall mean. With its own rate kept, both statistics of an area
    rise or fall with the sum of its neighbours' rates, so that the permutation test of that sum is the test of both.
    p = 2 (r + 1) / (permutations + 1), r the draws in the smaller tail. An area is in a class other than "no clear
    pattern" if its adjusted p-value is at most `false_discovery`: high or low as its own rate is above the mean or not,
    among high or low as the tail of its neighbours' sum says.
    No p-value is below 2 / (permutations + 1): of m areas, findings come in at least 2m / (false_discovery ×
    (permutations + 1)), or not at all. With 9,999 that is 2 among 360 areas but 143 among 35,672.
    Sources: Ord & Getis (1995) and Anselin (1995), Geographical Analysis 27.

    Examples
    --------
    >>> import shapely
    >>> index = pd.Index([f"A{x}{y}" for x in range(9) for y in range(9)], name="area_code")
    >>> squares = [shapely.box(x, y, x + 1, y + 1) for x in range(9) for y in range(9)]
    >>> areas = gpd.GeoDataFrame({"population": 1000, "neighbourhood_code": "N"}, index=index, geometry=squares)
    >>> corner = [20 if code[1] < "4" and code[2] < "4" else 5 for code in index]
    >>> contacts = pd.DataFrame({"area_code": index.repeat(corner)})
    >>> hotspots(contacts, areas).loc[["A11", "A44", "A88"], ["value", "p_adjusted", "class"]].round(3)
               value  p_adjusted                  class
    area_code
    A11        6.374             0.004  cluster of high rates
    A44       -0.686             1.000       no clear pattern
    A88       -1.011             1.000       no clear pattern
    """
    if permutations < 1 or not 0 < false_discovery < 1:
        raise InputError(
            f"permutations {permutations} and false_discovery {false_discovery}: give at least 1, and a share between "
            "0 and 1 (9_999 and 0.05 are usual)"
        )
    rates = smoothed_rate(contacts, areas)
    # the draws go by position, so the order of the codes makes them the same for any order of rows
    known = rates.index[rates["value"].notna()].sort_values()
    links = neighbour_matrix(adjacency(areas) if neighbours is None else neighbours, known) if len(known) else None
    z = standardise(rates.loc[known, "value"].to_numpy())
    found = _analyse(z, links, permutations, false_discovery, seed).set_index(known).reindex(rates.index)
    value, alone, rated = found["value"], found["neighbours"] == 0, rates["value"].notna()
    return result_table(
        areas.index,
        value=value,
        numerator=rates["numerator"],
        denominator=rates["denominator"],
        n=rates["n"],
        method=np.where(value.notna(), f"{permutations:,} conditional permutations", "none"),
        status=np.select(
            [alone, rated & value.isna(), rated], [Status.MISSING, Status.TOO_FEW, Status.VALUE], rates["status"]
        ),
        more={
            "moran": found["moran"],
            "p_value": found["p_value"],
            "p_adjusted": found["p_adjusted"],
            "class": found["class"].astype("object").where(rated, ""),
            "smoothed_rate": rates["value"],
            "neighbours": found["neighbours"].astype("Int64"),
        },
    )


def _analyse(z: Floats, links: csr_array | None, permutations: int, false_discovery: float, seed: int) -> pd.DataFrame:
    """Statistics, p-values and classes of areas that all have a rate; no p-value without neighbours or spread."""
    if links is None:
        return pd.DataFrame({"value": z}).reindex(columns=[*_FOUND])
    count, spread = links.sum(axis=1), not np.isnan(z).any()
    value = np.where(count > 0, gi_star(z, links), np.nan)
    at_most, at_least = permuted_tails(z, links, permutations=permutations, seed=seed) if spread else (count, count)
    p_value = np.where(np.isnan(value), np.nan, two_sided(at_most, at_least, permutations))
    adjusted = adjust(p_value)
    near_high = at_least < at_most
    words = np.where(
        z > 0,
        np.where(near_high, "cluster of high rates", "high among low"),
        np.where(near_high, "low among high", "cluster of low rates"),
    )
    # rates that differ, but no others to draw from: not tested, so nothing is said
    untested = np.isnan(p_value) & spread
    classes = np.select(
        [count == 0, untested, ~(adjusted <= false_discovery)], ["no neighbours", "", "no clear pattern"], words
    )
    columns = (value, local_moran(z, links), p_value, adjusted, classes, count)
    return pd.DataFrame(dict(zip(_FOUND, columns, strict=True)))
