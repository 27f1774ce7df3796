"""Areas made ready to draw over, invented or real: every level is a column, and what is not known there is missing."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.synthesis.streams import Floats, Integers

LEVELS = ("neighbourhood", "district", "force")


def in_order(frame: gpd.GeoDataFrame, key: str) -> gpd.GeoDataFrame:
    """The rows in the order of their key (a column or the index): what is drawn depends on no other order."""
    return (frame if key in frame else frame.reset_index()).sort_values(key, ignore_index=True)


def prepare_areas(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Areas in the order of their codes, with a column for the code and the name of every level."""
    ready = in_order(areas, "area_code")
    ready["area_code"] = ready["area_code"].astype("str")
    if "area_name" not in ready:
        ready["area_name"] = ready["area_code"]
    for level in LEVELS:
        for column in (f"{level}_code", f"{level}_name"):
            if column not in ready:
                ready[column] = pd.Series(pd.NA, index=ready.index, dtype="str")
    return ready


def number_level(areas: gpd.GeoDataFrame, level: str) -> tuple[Integers, list[str]]:
    """Number the places of a level in the order of their codes: the number of each area, and the codes.

    Areas of no place have a number of their own; its code is "".
    """
    name = f"{level}_code"
    codes = areas[name] if name in areas else pd.Series(None, index=areas.index, dtype="str")
    numbers, known = pd.factorize(codes.astype("str").fillna(""), sort=True)
    return np.asarray(numbers, dtype=np.int64), [str(code) for code in known]


def residents_of(areas: gpd.GeoDataFrame) -> Floats:
    """Usual residents of each area; 0 where they are not known."""
    return np.asarray(pd.to_numeric(areas["population"]).astype("float64").fillna(0), dtype=np.float64)
