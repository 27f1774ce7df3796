"""How trust goes with the size of events, among areas and inside them: the arithmetic of lesson 5."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from prevent_geo.course.lessons.common import once
from prevent_geo.course.town import KnownTown

EVENTS = 10


def asked_events(contacts: pd.DataFrame) -> pd.DataFrame:
    """Events of which both attendance and a mean answer are known, in areas that have ten of them or more.

    Parameters
    ----------
    contacts
        Contacts with area_code, attendance (persons) and trust_mean (1 to 5).

    Returns
    -------
    DataFrame
        On the index of `contacts`: area_code, doublings (logarithm of attendance to base 2: one more is twice as many
        people) and trust (mean answer of those who answered).

    Examples
    --------
    >>> contacts = pd.DataFrame({"area_code": ["A"] * 11, "attendance": 8, "trust_mean": [3.0] * 10 + [None]})
    >>> asked_events(contacts)["doublings"].tolist() == [3.0] * 10
    True
    """
    known = contacts.dropna(subset=["attendance", "trust_mean"])
    events = pd.DataFrame(
        {
            "area_code": known["area_code"].astype("str"),
            "doublings": np.log2(known["attendance"].astype("float64")),
            "trust": known["trust_mean"].astype("float64"),
        }
    )
    return events[events.groupby("area_code")["trust"].transform("size") >= EVENTS]


def area_means(events: pd.DataFrame) -> pd.DataFrame:
    """Mean doublings and trust of each area's events."""
    return events.groupby("area_code")[["doublings", "trust"]].mean()


def beside(table: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """Doublings and trust of each row, less the means of its group: like is compared with like.

    Parameters
    ----------
    table
        Areas or events with doublings and trust.
    groups
        Group of each row, by its index; there may be more than are in the table.

    Examples
    --------
    >>> table = pd.DataFrame({"doublings": [1.0, 3.0, 5.0], "trust": [3.0, 4.0, 2.0]})
    >>> beside(table, pd.Series(["N", "N", "S"])).to_numpy().tolist()
    [[-1.0, -0.5], [1.0, 0.5], [0.0, 0.0]]
    """
    values = table[["doublings", "trust"]]
    return values - values.groupby(groups.reindex(table.index).astype("str")).transform("mean")


def trust_slope(table: pd.DataFrame) -> float:
    """Points of the answer per doubling of attendance: the slope of the line of least squares.

    Examples
    --------
    >>> trust_slope(pd.DataFrame({"doublings": [1, 2, 3], "trust": [3.0, 3.5, 4.0]}))
    0.5
    """
    spread = table["doublings"] - table["doublings"].mean()
    squares = float((spread**2).sum())
    return float((spread * table["trust"]).sum()) / squares if squares > 0 else math.nan


def events_of(town: KnownTown) -> pd.DataFrame:
    """The events of a town; see `asked_events`."""
    return once(town, "asked events", lambda known: asked_events(known.contacts))


def among_areas(town: KnownTown) -> float:
    """The slope of area means, each beside those of its neighbourhood."""
    return trust_slope(beside(area_means(events_of(town)), town.areas["neighbourhood_code"]))


def inside_areas(town: KnownTown) -> float:
    """The slope of events, each beside those of its area."""
    return trust_slope(beside(events_of(town), events_of(town)["area_code"]))


def all_together(town: KnownTown) -> float:
    """The slope of all events, wherever they were."""
    return trust_slope(events_of(town))


def own_slopes(town: KnownTown) -> pd.Series:
    """The slope of each area's own events, where their attendance differs."""
    return once(town, "own slopes", _own_slopes)


def _own_slopes(town: KnownTown) -> pd.Series:
    slopes: dict[Any, float] = {code: trust_slope(inside) for code, inside in events_of(town).groupby("area_code")}
    return pd.Series(slopes, dtype="float64").dropna()


def planted_slope(town: KnownTown) -> float:
    """Points per doubling that were planted: plus among areas, minus inside them."""
    return town.planted("ecological_slope")[0].size * math.log(2)
