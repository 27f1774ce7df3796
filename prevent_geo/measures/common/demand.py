"""Who is under-reached: the residents that siting wants to reach."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.errors import InputError, counted, did_you_mean
from prevent_geo.measures.common.counting import Floats
from prevent_geo.measures.common.status import Status

_BELOW = ("below expected", "well below expected")


def under_reached(gaps: pd.DataFrame, areas: pd.DataFrame) -> pd.Series:
    """Residents of each area that is clearly reached less than expected, times the share that is not reached.

    Parameters
    ----------
    gaps
        What `reach_gap` returns for the areas: value (ratio of contacts to expected contacts), class and status.
    areas
        Checked areas, indexed by area_code, with population (residents).

    Returns
    -------
    Series
        On the index of `areas`, in residents: 0 where the class is as expected or above; missing where nobody reports,
        or where the ratio or the residents are not known.

    Examples
    --------
    >>> gaps = pd.DataFrame(
    ...     {"value": [0.25, 0.9, None], "class": ["well below expected", "as expected", ""],
    ...      "status": ["value", "value", "not reported"]}, index=list("ABC"),
    ... )
    >>> under_reached(gaps, pd.DataFrame({"population": [1000, 1000, 1000]}, index=list("ABC"))).tolist()
    [750.0, 0.0, nan]
    """
    found = gaps.reindex(areas.index)
    residents = areas["population"].astype("float64")
    known = found["value"].notna() & residents.notna() & found["status"].isin([Status.VALUE, Status.NONE_RECORDED])
    short = found["class"].isin(_BELOW)
    demand = np.where(short, residents * (1 - found["value"]).clip(lower=0), 0.0)
    return pd.Series(np.where(known, demand, np.nan), index=areas.index, name="under_reached_residents")


def demand_on(demand: pd.Series, areas: gpd.GeoDataFrame) -> Floats:
    """Demand in the order of the areas; missing where it is not given.

    Raises
    ------
    InputError
        If it is of an area that is not there, repeats an area, or is below 0 or endless; all such at once.
    """
    given = pd.Series(demand.to_numpy(dtype="float64", na_value=np.nan), index=demand.index)
    problems = []
    unknown = given.index.difference(areas.index)
    if len(unknown):
        meant = did_you_mean(str(unknown[0]), areas.index)
        problems.append(f"{counted(len(unknown), 'code')} not in areas (first: '{unknown[0]}'{meant})")
    if repeated := int(given.index.duplicated().sum()):
        problems.append(f"{counted(repeated, 'row')} for an area that has one already")
    wrong = given[(given < 0) | np.isinf(given)]
    if len(wrong):
        problems.append(f"{counted(len(wrong), 'value')} below 0 or endless (first: {wrong.iloc[0]:g})")
    if problems:
        raise InputError(f"demand: {'; '.join(problems)}; give each area its residents to reach, or nothing")
    return given.reindex(areas.index).to_numpy()
