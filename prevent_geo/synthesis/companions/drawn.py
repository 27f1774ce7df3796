"""What the four companions share: a table with its truth, the period, the districts, and how much places differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.synthesis.days import draw_days
from prevent_geo.synthesis.ground import residents_of
from prevent_geo.synthesis.streams import Floats, Integers, pick

# Monday to Sunday: many groups meet in the evening, some on Saturday
_WEEKDAYS = (18, 22, 22, 20, 11, 5, 2)
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, eq=False)
class Drawn:
    """A table as a dataset has it, and what it was drawn from, which no dataset has."""

    table: pd.DataFrame
    truth: pd.DataFrame


@dataclass(frozen=True)
class Calendar:
    """The months of a town, and its first and last day, counted from 1970-01-01."""

    months: pd.PeriodIndex
    first: int
    last: int

    @classmethod
    def of(cls, start: date, months: int) -> Calendar:
        """The months from `start` on.

        Raises
        ------
        ValueError
            If start is not the first of a month, or there is not one month.
        """
        if start.day != 1:
            raise ValueError(f"start is {start.isoformat()}; give the first day of a month")
        if months < 1:
            raise ValueError(f"months is {months}; give at least one")
        calendar = pd.period_range(pd.Period(start, "M"), periods=months)
        return cls(calendar, (start - EPOCH).days, (calendar[-1].end_time.date() - EPOCH).days)

    @property
    def quarters(self) -> list[str]:
        """The calendar quarters that lie wholly in it.

        >>> Calendar.of(date(2025, 2, 1), 8).quarters
        ['2025-Q2', '2025-Q3']
        """
        months = Counter(str(quarter) for quarter in self.months.asfreq("Q"))
        return [f"{quarter[:4]}-{quarter[4:]}" for quarter, count in months.items() if count == 3]

    def draw_days(self, count: int, rng: np.random.Generator) -> Integers:
        """Days of the period, seldom at the weekend."""
        return draw_days(self.first, self.last, _WEEKDAYS, count, rng)


def iso(days: Integers, there: np.ndarray | None = None) -> pd.Series[str]:
    """Days as ISO text; missing where `there` says so."""
    text = pd.Series(np.datetime_as_string(np.asarray(days, dtype=np.int64).astype("datetime64[D]")), dtype="str")
    return text if there is None else text.where(there)


def identifiers(prefix: str, count: int, *, width: int) -> list[str]:
    """Codes from 1 on, all of one length, so that they sort as they count."""
    width = max(width, len(str(count)))
    return [f"{prefix}{n:0{width}}" for n in range(1, count + 1)]


def codes_of(areas: gpd.GeoDataFrame, level: str) -> pd.Series[str]:
    """Codes of a level for each area; missing where the areas have none."""
    name = f"{level}_code"
    codes = areas[name] if name in areas else pd.Series(None, index=areas.index, dtype="str")
    return codes.astype("str")


def residents(areas: gpd.GeoDataFrame) -> Floats:
    """Usual residents of each area, to share things out by; 1 for all where none is known."""
    people = residents_of(areas)
    return people if people.any() else np.ones(len(areas))


def find_districts(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Districts in the order of their codes: district_code and residents; those of no district come last."""
    people = pd.DataFrame({"district_code": codes_of(areas, "district"), "residents": residents(areas)})
    return people.groupby("district_code", dropna=False, as_index=False).sum()


def draw(weights: Floats, count: int, rng: np.random.Generator) -> Integers:
    """Positions in a list of weights, drawn by them."""
    return pick(np.broadcast_to(weights, (count, len(weights))), rng)


def differ(shape: int | tuple[int, ...], spread: float, rng: np.random.Generator) -> Floats:
    """Factors with mean 1 and standard deviation `spread`; exactly 1 where that is 0."""
    if spread < 0:
        raise ValueError(f"spread is {spread:g}; give 0 (all places alike) or more")
    if spread == 0:
        return np.ones(shape)
    return np.asarray(rng.standard_gamma(spread**-2, shape) * spread**2, dtype=np.float64)


def change_odds(share: Floats, factor: Floats) -> Floats:
    """Shares whose odds are multiplied by a factor.

    >>> change_odds(np.array([0.5, 0.2]), np.array([3.0, 1.0]))
    array([0.75, 0.2 ])
    """
    return np.asarray(share * factor / (1 - share + share * factor), dtype=np.float64)
