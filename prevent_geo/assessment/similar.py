"""Places like a place: by how many live there and how close, how deprived, how urban; never by who they are."""

from __future__ import annotations

from prevent_geo.dataset import Dataset
from prevent_geo.measures import neighbours
from prevent_geo.measures.common.context import place_context
from prevent_geo.measures.common.zones import zones_at
from prevent_geo.place import Place, find_place

_LEVELS = ("area", "neighbourhood", "district")


def similar_places(data: Dataset, place: Place, *, count: int = 5) -> list[Place]:
    """The most similar places of the same level, nearest first; none for a level above districts.

    Examples
    --------
    >>> from prevent_geo.dataset import open_dataset
    >>> data = open_dataset("sample")
    >>> [like.name for like in similar_places(data, data.place("Clarrowbridge"), count=2)]
    ['Nastrelstead', 'Ordrinhaven']
    """
    if place.level not in _LEVELS:
        return []
    context = place_context(data.areas, zones_at(data.areas, place.level))
    if len(context) < 2:
        return []
    found = neighbours(context, count=min(count, len(context) - 1))
    here = found[found.index.get_level_values(0) == place.code]
    return [find_place(data.areas, f"{place.level}:{code}") for code in here["neighbour"].dropna()]
