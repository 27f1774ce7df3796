"""Coordinate reference systems; the only file that names an EPSG code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prevent_geo.errors import InputError

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS

BRITISH_NATIONAL_GRID = "EPSG:27700"
WEB = "EPSG:4326"
WEB_MERCATOR = "EPSG:3857"


def parse_crs(text: str, where: str) -> CRS:
    """Turn text such as "EPSG:27700" into a CRS.

    Raises
    ------
    InputError
        If PROJ does not know it.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_user_input(text)
    except CRSError:
        raise InputError(
            f"{where}: '{text}' is not a coordinate reference system; write one such as 'EPSG:27700'"
        ) from None


def other_unit(crs: CRS) -> str:
    """Name the unit of a CRS in which distances cannot be taken; nothing if it is metres on the ground."""
    unit = crs.axis_info[0].unit_name if crs.axis_info else "no unit"
    if not crs.is_projected or unit != "metre":
        return unit.replace("degree", "degrees")
    # a kilometre in Manchester measures 1.7
    return "metres at the equator only" if crs == WEB_MERCATOR else ""


def require_metric(frame: gpd.GeoDataFrame, name: str) -> None:
    """Refuse a frame whose coordinates are not metres on the ground."""
    if frame.crs is None:
        raise InputError(f"{name} has no CRS; distances need one: use .set_crs(...)")
    if unit := other_unit(frame.crs):
        raise InputError(
            f"{name} is in {crs_name(frame)} ({unit}); distances need metres: use .to_crs('{BRITISH_NATIONAL_GRID}')"
        )


def require_same(frame: gpd.GeoDataFrame, name: str, other: gpd.GeoDataFrame, other_name: str) -> None:
    """Refuse two frames whose coordinates cannot be compared."""
    if frame.crs != other.crs:
        raise InputError(
            f"{name} is in {crs_name(frame)} and {other_name} in {crs_name(other)}; "
            f"distances need one CRS: use .to_crs('{BRITISH_NATIONAL_GRID}') on both"
        )


def crs_name(frame: gpd.GeoDataFrame) -> str:
    """Code of the CRS of a frame, or its description where it has no code."""
    return frame.crs.to_string() if frame.crs is not None else "no CRS"


def to_web(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Longitude and latitude for the web map's door."""
    return frame.to_crs(WEB)
