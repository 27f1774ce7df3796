"""Statistically similar places, to compare like with like."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from prevent_geo.errors import InputError, quoted_list
from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import Floats, Integers
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status
from prevent_geo.reading.red_lines import is_personal_name, is_protected_code

CARD = MethodCard(
    id="neighbours",
    group="unknowns",
    title="Statistical neighbours",
    question="Which other places are most alike in what engagement has to reckon with?",
    unit="distance in standard deviations",
    formula="√(sum over the columns of the squared difference of the z-scores of two places)",
    method="Nearest by Euclidean distance of z-scores; every column counts the same",
    reference="The idea of CIPFA's Nearest Neighbours Model, with columns that the user chooses",
    assumptions="The columns say what makes places comparable; none is about protected characteristics",
    caveat="Alike in these columns only; the nearest place may still be far, so look at the distance",
)


def neighbours(context: pd.DataFrame, *, count: int = 5) -> pd.DataFrame:
    """The places most like each place, nearest first.

    Parameters
    ----------
    context
        Numeric columns that describe places, indexed by place; `place_context` makes one.
    count
        How many neighbours to name, at least 1.

    Returns
    -------
    DataFrame
        Indexed by place (the name of the index, or "place") and rank (1 to `count`): value (distance), n (places that
        could be compared), method, status; neighbour (the other place). lower, upper, numerator and denominator are
        missing. A place for which a figure is missing is "missing"; ranks beyond the other places are "too few".
        Columns in which no two places differ say nothing: they are left out, and named in the method.

    Raises
    ------
    InputError
        If `count` is below 1, places repeat, or a column is not numeric or looks personal or protected.

    Notes
    -----
    z = (figure − mean) / standard deviation, over the places that have every figure. Which of several equally far
    places takes the last rank is left to chance, but is the same for any order of rows.

    Examples
    --------
    >>> context = pd.DataFrame({"residents": [100, 200, 500, 900]}, index=pd.Index(list("ABCD"), name="place"))
    >>> neighbours(context, count=1)[["value", "neighbour"]].round(2)
                value neighbour
    place rank
    A     1      0.32         B
    B     1      0.32         A
    C     1      0.96         B
    D     1      1.29         C
    """
    _check(context, count)
    figures = context.sort_index().astype("float64").replace([np.inf, -np.inf], np.nan)
    used = [name for name in figures if figures[name].nunique() > 1]
    told = [str(name) for name in figures if name not in used]
    complete = figures[used].dropna() if used else figures[:0]
    # a column may differ only in places that are left out
    constant = [name for name in used if complete[name].nunique() <= 1]
    compared = complete.drop(columns=constant)
    told += [str(name) for name in constant]
    distance, nearest = _nearest(compared.to_numpy(), min(count, max(len(compared) - 1, 0)))
    place = "place" if context.index.name is None else context.index.name
    ranked = pd.RangeIndex(1, count + 1)
    pairs = pd.MultiIndex.from_arrays(
        [context.index.repeat(count), np.tile(ranked, len(context))], names=[place, "rank"]
    )
    shape = (len(context), count)
    value, other = np.full(shape, np.nan), np.empty(shape, dtype="object")
    rows, ranks = context.index.get_indexer(compared.index), nearest.shape[1]
    value[rows, :ranks], other[rows, :ranks] = distance, compared.index.to_numpy(dtype="object")[nearest]
    known = np.repeat(context.index.isin(compared.index), count)
    found = ~np.isnan(value.ravel())
    words = f"Euclidean distance of z-scores: {', '.join(map(str, compared))}" if len(compared) else "none"
    left_out = f"; no difference in: {', '.join(told)}" if told else ""
    return result_table(
        pairs,
        value=value.ravel(),
        n=len(compared),
        method=np.where(found, words + left_out, "none"),
        status=np.select([found, known], [Status.VALUE, Status.TOO_FEW], Status.MISSING),
        more={"neighbour": other.ravel()},
    )


def _check(context: pd.DataFrame, count: int) -> None:
    """Refuse what cannot be compared and what must not be, all at once."""
    numeric = context.select_dtypes("number").columns
    problems = []
    if count < 1:
        problems.append(f"count is {count}: ask for at least 1 neighbour")
    if context.index.has_duplicates:
        again = context.index[context.index.duplicated()].unique()
        problems.append(f"these places repeat: {quoted_list(map(str, again))}: give one row for each")
    if other := [str(name) for name in context if name not in numeric]:
        problems.append(f"these columns are not numeric: {quoted_list(other)}: leave them out")
    if red := [str(name) for name in context if is_protected_code(str(name)) or is_personal_name(str(name))]:
        problems.append(
            f"these columns look personal or like a protected characteristic: {quoted_list(red)}: places are never "
            "compared by these"
        )
    if problems:
        raise InputError(f"context: {'; '.join(problems)}")


def _nearest(figures: npt.NDArray[np.float64], ranks: int) -> tuple[Floats, Integers]:
    """Distance to and position of the nearest other rows, by z-scores."""
    from scipy.spatial import KDTree

    if ranks == 0 or not figures.shape[1]:
        nothing = np.empty((len(figures), 0))
        return nothing, nothing.astype(np.int64)
    z = (figures - figures.mean(axis=0)) / figures.std(axis=0)
    distance, position = KDTree(z).query(z, k=ranks + 1)
    # itself goes last; where many are the same it may not be among those found
    distance[position == np.arange(len(z))[:, None]] = np.inf
    order = np.argsort(distance, axis=1, kind="stable")[:, :ranks]
    return np.take_along_axis(distance, order, axis=1), np.take_along_axis(position, order, axis=1)
