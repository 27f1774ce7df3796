"""Figures made coarser: limits in three digits, and what is worked out from counts that are rounded."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.measures.common.proportion import wilson_limits


def three_digits(values: pd.Series) -> pd.Series:
    """Values to three significant digits.

    >>> three_digits(pd.Series([0.0, 1234.5, 0.98765, None])).tolist()
    [0.0, 1230.0, 0.988, nan]
    """
    numbers = values.astype("float64")
    size = np.floor(np.log10(numbers.abs().where(numbers.abs() > 0, 1.0)))
    scale = 10.0 ** (size - 2)
    return ((numbers / scale).round() * scale).round(12)


def rounded_row_values(table: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """A result with other counts of persons in it, and its value and limits as those counts would give them.

    A rate or a count keeps its limits' ratio to its value; a share is worked out anew; a mean is not of counts.
    """
    table = table.copy()
    both = {"numerator", "denominator"} <= set(counts.columns)
    if both:
        # in per cent, say
        unit = (table["value"] * table["denominator"] / table["numerator"]).where(table["numerator"] > 0).max()
        scale = 1.0 if np.isnan(unit) else float(np.round(unit))
        share = table["value"].notna() & (counts["denominator"] > 0)
        within = counts["numerator"].clip(upper=counts["denominator"])
        lower, upper = wilson_limits(within.where(share), counts["denominator"].where(share))
        table["value"] = (scale * within / counts["denominator"]).where(share)
        limits = {"lower": lower, "upper": upper}
        for name, limit in limits.items():
            table[name] = three_digits(scale * pd.Series(limit, table.index))
    elif "numerator" in counts:
        factor = (counts["numerator"] / table["numerator"]).where(table["numerator"] > 0, 1.0)
        for name in ("value", "lower", "upper"):
            table[name] = table[name] * factor
        table[["lower", "upper"]] = table[["lower", "upper"]].apply(three_digits)
    return table
