"""How much the ranking of areas by reach hangs on the weights of need."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from prevent_geo.errors import InputError
from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import Floats
from prevent_geo.measures.common.need import (
    checked_weights,
    decile_groups,
    expected_contacts,
    group_weights,
    residents_of_groups,
)
from prevent_geo.measures.common.poisson import check_confidence
from prevent_geo.measures.common.reach import reach_of
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status

CARD = MethodCard(
    id="reach_gap_ranks",
    group="reach",
    title="How sure the ranking by reach is",
    question="Would the area still rank where it does if need were weighted a little differently?",
    unit="rank (1 = lowest ratio of contacts to expected contacts)",
    formula="rank of contacts ÷ expected contacts, again and again with each weight × e^(spread × a normal deviate)",
    method=(
        "Ranks with the given weights; 95 % of the ranks with the ten weights disturbed log-normally and independently"
    ),
    reference="Saisana, Saltelli & Tarantola (2005), Journal of the Royal Statistical Society A 168",
    assumptions=(
        "Each weight could as well be larger or smaller by the spread; areas of the same decile keep the same weight"
    ),
    caveat=(
        "It shows what the choice of weights does, not what chance does to the contacts; areas of one decile keep "
        "their order whatever the weights"
    ),
)


def reach_gap_ranks(
    contacts: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    need: Mapping[int, float] | None = None,
    spread: float = 0.25,
    simulations: int = 500,
    seed: int = 0,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Rank of each area by the ratio of `reach_gap`, and the ranks that it has with other weights.

    Parameters
    ----------
    contacts
        Checked contacts (one row per event) with area_code.
    areas
        Checked areas, indexed by area_code, with population (residents), neighbourhood_code and deprivation_decile.
    need
        Weight of each deprivation decile, as for `reach_gap`.
    spread
        Standard deviation of the natural logarithm of each weight: with 0.25, most weights stay within a fifth less and
        a quarter more.
    simulations
        Sets of weights to try.
    seed
        The same seed gives the same ranks.
    confidence
        Share of the ranks that lies between the limits.

    Returns
    -------
    DataFrame
        On the index of `areas`: value (rank, 1 = lowest ratio; areas with the same ratio share the lowest of their
        ranks), lower, upper (ranks), numerator (contacts), denominator (expected contacts), n (contacts), method,
        status. Further: share_lowest_tenth (0 to 1, of the simulations) and ranked (areas that have a rank). Areas
        without a ratio have no rank, and the status that they have in `reach_gap`.

    Raises
    ------
    InputError
        If `need`, `spread` or `simulations` cannot be.
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    Weights w exp(spread z), z standard normal, for each decile and simulation; areas without a decile have the mean
    weight by residents each time. Limits are the nearest ranks outside the middle `confidence` of the simulations,
    widened to the value. The lowest tenth is of all areas that have a rank, rounded up.
    Source: Saisana, Saltelli & Tarantola (2005), Journal of the Royal Statistical Society A 168.

    Examples
    --------
    >>> deciles = pd.Series([1, 10, 5], index=["A", "B", "C"], name="deprivation_decile")
    >>> areas = pd.DataFrame(deciles).assign(population=1000, neighbourhood_code="N1")
    >>> contacts = pd.DataFrame({"area_code": ["A"] * 20 + ["B"] * 22 + ["C"] * 60})
    >>> reach_gap_ranks(contacts, areas)[["value", "lower", "upper", "share_lowest_tenth", "ranked"]]
       value  lower  upper  share_lowest_tenth  ranked
    A    1.0    1.0    2.0               0.594       3
    B    2.0    1.0    2.0               0.406       3
    C    3.0    3.0    3.0               0.000       3
    """
    check_confidence(confidence)
    if not 0 <= spread < np.inf or simulations < 1:
        raise InputError(
            f"spread {spread} and simulations {simulations}: give a spread of 0 or more (0.25 is usual) and at least 1"
        )
    reach = reach_of(contacts, areas)
    expected = expected_contacts(reach, areas, need)["expected"]
    known = (expected > 0).to_numpy()
    counts, residents = (reach[name].to_numpy(dtype="float64")[known] for name in ("contacts", "residents"))
    groups = decile_groups(areas)[known]
    by_group = residents_of_groups(residents, groups)
    given = checked_weights(need)
    deviates = np.random.default_rng(seed).standard_normal((simulations, len(given)))
    tried = group_weights(given * np.exp(spread * deviates), by_group)
    # what is the same for all areas does not change a rank
    rate = counts / residents
    value = _ranks(rate / group_weights(given, by_group)[groups])
    lower, upper, share = _simulated(rate, groups, tried, confidence)
    figures = {"value": value, "lower": np.minimum(lower, value), "upper": np.maximum(upper, value), "share": share}
    on_index = {name: _spread_out(figure, known) for name, figure in figures.items()}
    share_lowest_tenth = on_index.pop("share")
    return result_table(
        areas.index,
        **on_index,
        numerator=reach["contacts"].where(reach["reported"]),
        denominator=expected,
        n=reach["contacts"],
        method=np.where(known, f"{simulations:,} sets of weights", "none"),
        status=np.select(
            [~reach["reported"], ~reach["counts"], ~known],
            [Status.NOT_REPORTED, Status.MISSING, Status.TOO_FEW],
            Status.VALUE,
        ),
        more={"share_lowest_tenth": share_lowest_tenth, "ranked": np.where(known, known.sum(), 0)},
    )


def _simulated(
    rate: Floats, groups: npt.NDArray[np.int64], weights: Floats, confidence: float
) -> tuple[Floats, Floats, Floats]:
    """Of each area, the limits of its ranks with each row of weights, and how often it is in the lowest tenth."""
    areas, simulations = len(rate), len(weights)
    ranks = np.empty((simulations, areas), dtype="int32")
    for row, tried in zip(ranks, weights, strict=True):
        row[:] = _ranks(rate / tried[groups])
    tail = (1 - confidence) / 2 * (simulations - 1)
    low, high = int(np.floor(tail)), int(np.ceil(simulations - 1 - tail))
    share = (ranks <= -(-areas // 10)).mean(axis=0)
    ranks.partition([low, high], axis=0)
    return ranks[low].astype("float64"), ranks[high].astype("float64"), share


def _ranks(ratio: Floats) -> npt.NDArray[np.int64]:
    """Ranks from 1; those that are the same share the lowest."""
    order = np.argsort(ratio)
    in_order = ratio[order]
    first = np.arange(len(ratio))
    first[1:][in_order[1:] == in_order[:-1]] = 0
    ranks = np.empty(len(ratio), dtype="int64")
    ranks[order] = np.maximum.accumulate(first) + 1
    return ranks


def _spread_out(figures: npt.NDArray[np.generic], known: npt.NDArray[np.bool_]) -> Floats:
    everywhere = np.full(len(known), np.nan)
    everywhere[known] = figures
    return everywhere
