"""The folder of a place in the folder of a run."""

from __future__ import annotations

from prevent_geo.place import Place

# a disk takes names of 255 bytes, and a temporary one beside it is longer
_MOST = 100


def folder_name(place: Place) -> str:
    """A safe folder name: level and code, with nothing but letters, digits, dots and dashes, and not too long.

    >>> folder_name(Place("district", "../E08", "x", ()))
    'district-E08'
    """
    code = "".join(c if c.isascii() and (c.isalnum() or c in "-.") else "_" for c in place.code).lstrip("._")[:_MOST]
    return "all" if place.level == "all" else f"{place.level}-{code or '_'}"
