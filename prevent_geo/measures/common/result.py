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
    figures = {"value": value, "lower": lower, "upper": upper, "numerator": numerator, "denominator": denominator}
    size = len(index)
    columns: dict[str, Any] = {name: np.full(size, given, dtype="float64") for name, given in figures.items()}
    columns["n"] = np.full(size, n, dtype="int64")
    for name, given in {"method": method, "status": status, **(more or {})}.items():
        columns[name] = given.array if isinstance(given, pd.Series) else given
    return pd.DataFrame(columns, index=index)
