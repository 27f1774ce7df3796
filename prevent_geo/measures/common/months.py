"""Whole calendar months of a period, and what was recorded in each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from prevent_geo.measures.common.counting import Integers, positions
from prevent_geo.measures.common.days import days_of
from prevent_geo.period import Period


@dataclass(frozen=True, eq=False)
class Months:
    """Whole months of a period in their order, as text ("2026-03"), and those that lie in it only in part."""

    whole: list[str]
    partial: list[str]

    @property
    def left_out(self) -> str:
        """What to say of the months that lie in the period in part; nothing where there are none."""
        return f"; {' and '.join(self.partial)} left out, not whole" if self.partial else ""


def months_of(period: Period) -> Months:
    """The months of a period.

    Examples
    --------
    >>> from datetime import date
    >>> months_of(Period(date(2026, 1, 15), date(2026, 3, 31)))
    Months(whole=['2026-02', '2026-03'], partial=['2026-01'])
    """
    start, end = np.datetime64(period.start, "D"), np.datetime64(period.end, "D")
    touched = np.arange(start.astype("datetime64[M]"), end.astype("datetime64[M]") + 1)
    whole = (touched.astype("datetime64[D]") >= start) & ((touched + 1).astype("datetime64[D]") - 1 <= end)
    return Months(*([str(month) for month in touched[where]] for where in (whole, ~whole)))


def month_counts(contacts: pd.DataFrame, index: pd.Index, months: Months) -> Integers:
    """Contacts of each area of the index (row) in each whole month (column)."""
    if not months.whole:
        return np.zeros((len(index), 0), dtype="int64")
    first: npt.NDArray[np.datetime64] = np.array(months.whole[0], dtype="datetime64[M]")
    day = days_of(contacts["date"])
    month = np.where(np.isnat(day), -1, (day.astype("datetime64[M]") - first).astype("int64"))
    area, width = positions(contacts["area_code"], index), len(months.whole)
    keep = (area >= 0) & (month >= 0) & (month < width)
    cells = np.bincount(area[keep] * width + month[keep], minlength=len(index) * width)
    return cells.reshape(len(index), width)
