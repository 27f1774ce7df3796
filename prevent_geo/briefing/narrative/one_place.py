"""A place as one unit of analysis, alone and next to the rest of what is above it; measures that count no persons."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd

from prevent_geo.measures.common.rate import reporting_areas
from prevent_geo.measures.common.zones import WHOLE, merge_areas, move_to_zones
from prevent_geo.picture import RichPicture
from prevent_geo.place import Place, rest_of_parent

HERE, ELSEWHERE = "here", "elsewhere"


class OnePlace(NamedTuple):
    """Contacts and areas with zones for areas; `earlier` are the contacts of the period before, None if not known."""

    contacts: pd.DataFrame
    areas: pd.DataFrame
    earlier: pd.DataFrame | None


@lru_cache(maxsize=1)
def as_one(picture: RichPicture) -> OnePlace:
    """The place as if it were one area, "all"."""
    return _moved(picture, pd.Series(WHOLE, index=list(picture.place.area_codes), dtype="str"))


@lru_cache(maxsize=1)
def next_to_rest(picture: RichPicture) -> tuple[OnePlace, str] | None:
    """The place as "here" and the rest of the place above as "elsewhere", with its name; None without a rest."""
    parent = rest_of(picture)
    if parent is None:
        return None
    parts = {HERE: picture.place.area_codes, ELSEWHERE: parent.area_codes}
    zones = pd.Series({code: zone for zone, codes in parts.items() for code in codes}, dtype="str")
    return _moved(picture, zones), parent.name


def figure(picture: RichPicture, name: str) -> dict[str, Any]:
    """The row of a figure of the whole place, after disclosure control."""
    return {str(key): value for key, value in picture.profile.figures.loc[name].to_dict().items()}


def rest_of(picture: RichPicture) -> Place | None:
    """The place above without this one; of the place above that where nothing is left."""
    found = rest_of_parent(picture.dataset.areas, picture.place)
    if found is None:
        return None
    parent, rest = found
    return rest if parent.level != "all" else replace(rest, name="the rest of the dataset")


def _moved(picture: RichPicture, zones: pd.Series) -> OnePlace:
    data = picture.dataset
    # where nobody reports there is no zero to add to the rest
    heard = reporting_areas(data.contacts, data.areas)[zones.index]
    zones = zones[heard] if heard.any() else zones
    now, before = (
        None if rows is None else move_to_zones(rows[rows["area_code"].isin(zones.index)], zones)
        for rows in (data.contacts, data.earlier)
    )
    assert now is not None
    return OnePlace(now, merge_areas(data.areas, zones), before)
