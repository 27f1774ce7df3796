"""What several lessons ask about: the places of a town by name, and what was recorded in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import pandas as pd

from prevent_geo.course.reach import reach_by_zone
from prevent_geo.course.town import KnownTown

T = TypeVar("T")


def neighbourhoods(town: KnownTown) -> Mapping[str, str]:
    """Code and name of every neighbourhood, as options of an answer."""
    return once(town, "neighbourhoods", lambda known: _named(known, "neighbourhood"))


def areas(town: KnownTown) -> Mapping[str, str]:
    """Code and name of every area, as options of an answer."""
    return dict(zip(town.areas.index.astype("str"), town.areas["area_name"].astype("str"), strict=True))


def partners(town: KnownTown) -> Mapping[str, str]:
    """Code and name of every partner, as options of an answer."""
    return dict(zip(town.partners.index.astype("str"), town.partners["partner_name"].astype("str"), strict=True))


def recorded(town: KnownTown, level: str) -> pd.DataFrame:
    """Contacts, residents, land and rate by "area_code", "neighbourhood_code" or "district_code"."""
    return once(town, f"recorded by {level}", lambda known: reach_by_zone(known.contacts, known.areas, level))


def once(town: KnownTown, name: str, make: Callable[[KnownTown], T]) -> T:
    """What `make` gives, computed once for each town and kept with it under a name of its own."""
    return town.once(name, make)


def _named(town: KnownTown, level: str) -> Mapping[str, str]:
    pairs = town.areas[[f"{level}_code", f"{level}_name"]].astype("str").drop_duplicates()
    return dict(sorted(pairs.itertuples(index=False, name=None)))
