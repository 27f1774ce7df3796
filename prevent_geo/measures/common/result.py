"""The shape that every measure's result has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

RESULT_COLUMNS = ["value", "lower", "upper", "numerator", "denominator", "n", "method", "status"]


def result_table(
    index: pd.Index,
    *,
    value: Any,
    status: Any,
    n: Any,
    method: Any,
    lower: Any = np.nan,
    upper: Any = np.nan,
    numerator: Any = np.nan,
    denominator: Any = np.nan,
    more: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """A result on an index: the columns that every measure has, in their order, then those of this one.

    Parameters
    ----------
    index
        The units of analysis.
    value, lower, upper
        The estimate and its limits, in the unit of the measure.
    status
        A `Status` for each unit; without a value, why.
    n
        Records behind the value.
    method
        How the limits were made.
    more
        Further columns by name, of this measure alone.

    Examples
    --------
    >>> result_table(pd.Index(["A"]), value=[1.5], status="value", n=[3], method="none")[["value", "n"]]
       value  n
    A    1.5  3
    """
    columns = {"value": value, "lower": lower, "upper": upper, "numerator": numerator, "denominator": denominator}
    arrays = {name: np.asarray(column) if np.ndim(column) else column for name, column in columns.items()}
    table = pd.DataFrame(arrays, index=index)
    table["n"] = np.asarray(n, dtype="int64") if np.ndim(n) else int(n)
    for name, column in {"method": method, "status": status, **(more or {})}.items():
        table[name] = np.asarray(column) if np.ndim(column) and not hasattr(column, "dtype") else column
    return table.astype({name: "float64" for name in columns if name != "value"})
