"""Days as numpy counts them, and the different days on which something happened in each group."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from prevent_geo.measures.common.counting import Floats, Integers

Days = npt.NDArray[np.datetime64]


def days_of(dates: pd.Series) -> Days:
    """The day of each date, whatever the unit of the column; a missing one stays missing.

    Examples
    --------
    >>> days_of(pd.Series(["2026-01-01", None]))
    array(['2026-01-01',        'NaT'], dtype='datetime64[D]')
    """
    return dates.astype("datetime64[us]").to_numpy().astype("datetime64[D]")


def distinct_days(groups: Integers, days: Days) -> tuple[Integers, Days]:
    """Each pair of a group (0 or more) and a day once, in the order of groups and days; no day may be missing.

    Examples
    --------
    >>> days = np.array(["2026-01-05", "2026-01-02", "2026-01-05"], "datetime64[D]")
    >>> group, day = distinct_days(np.array([1, 0, 1]), days)
    >>> group.tolist(), [str(each) for each in day]
    ([0, 1], ['2026-01-02', '2026-01-05'])
    """
    if not len(days):
        return groups, days
    first = days.min()
    span = int((days.max() - first).astype("int64")) + 1
    # one number a pair: sorting those is much faster than sorting by two columns
    pairs = np.sort(groups * span + (days - first).astype("int64"))
    pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])]
    return pairs // span, first + (pairs % span).astype("timedelta64[D]")


def first_and_last(groups: Integers, days: Days, size: int) -> tuple[Days, Days]:
    """First and last day of each of `size` groups; missing for one without any.

    Examples
    --------
    >>> from datetime import date
    >>> first, last = first_and_last(np.array([1, 1]), np.array(["2026-01-05", "2026-01-02"], "datetime64[D]"), 2)
    >>> first.tolist() == [None, date(2026, 1, 2)], last.tolist() == [None, date(2026, 1, 5)]
    (True, True)
    """
    numbers, ends = days.astype("int64"), np.iinfo("int64")
    # the smallest whole number stands for a missing day
    first, last = np.full(size, ends.max), np.full(size, ends.min)
    np.minimum.at(first, groups, numbers)
    np.maximum.at(last, groups, numbers)
    first[first == ends.max] = ends.min
    return first.view("datetime64[D]"), last.view("datetime64[D]")


def days_between(earlier: Days | np.datetime64, later: Days | np.datetime64) -> Floats:
    """Days from one day to another; missing where either is."""
    return np.asarray((later - earlier) / np.timedelta64(1, "D"), dtype="float64")
