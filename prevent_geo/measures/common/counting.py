"""Counting rows by code: fast for columns of text and faster for categories; what matches no code is not counted."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def positions(codes: pd.Series, index: pd.Index) -> Integers:
    """Position of each code in an index of unique codes; -1 where it is missing or not there.

    Examples
    --------
    >>> positions(pd.Series(["B", None, "X"]), pd.Index(["A", "B"])).tolist()
    [1, -1, -1]
    """
    given = codes if isinstance(codes.dtype, pd.CategoricalDtype) else codes.astype("category")
    known = index.get_indexer(given.cat.categories)
    return np.append(known, -1)[given.cat.codes.to_numpy()].astype("int64", copy=False)


def count_by(codes: pd.Series, index: pd.Index, where: npt.NDArray[np.bool_] | pd.Series | None = None) -> pd.Series:
    """Rows of each code, on the index; those `where` is true.

    Examples
    --------
    >>> count_by(pd.Series(["B", "B", "X"]), pd.Index(["A", "B"])).to_dict()
    {'A': 0, 'B': 2}
    """
    at = positions(codes, index)
    keep = at >= 0 if where is None else (at >= 0) & np.asarray(where, dtype=bool)
    return pd.Series(np.bincount(at[keep], minlength=len(index)), index=index, dtype="int64")


def sum_by(values: pd.Series, codes: pd.Series, index: pd.Index) -> pd.Series:
    """Sum of the values of each code, on the index; missing values are left out, and a code without any sums to 0."""
    at, amount = positions(codes, index), values.to_numpy(dtype="float64", na_value=np.nan)
    keep = (at >= 0) & ~np.isnan(amount)
    return pd.Series(np.bincount(at[keep], weights=amount[keep], minlength=len(index)), index=index)


def cross_count(rows: pd.Series, row_index: pd.Index, columns: pd.Series, column_index: pd.Index) -> pd.DataFrame:
    """Rows of each pair of codes: a table on the two indexes.

    Examples
    --------
    >>> areas, themes = pd.Series(["A", "A", "B"]), pd.Series(["x", "y", None])
    >>> cross_count(areas, pd.Index(["A", "B"]), themes, pd.Index(["x", "y"]))
       x  y
    A  1  1
    B  0  0
    """
    down, across = positions(rows, row_index), positions(columns, column_index)
    keep = (down >= 0) & (across >= 0)
    size = len(row_index) * len(column_index)
    counts = np.bincount(down[keep] * len(column_index) + across[keep], minlength=size)
    return pd.DataFrame(counts.reshape(len(row_index), len(column_index)), index=row_index, columns=column_index)
