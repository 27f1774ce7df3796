"""What measures of reach start from: contacts and residents of each area, and whether the two can be compared."""

from __future__ import annotations

import pandas as pd

from prevent_geo.measures.common.counting import count_by
from prevent_geo.measures.common.rate import reporting_areas


def reach_of(contacts: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Contacts, residents, whether anybody reports, and whether the area counts: it reports and has residents.

    Examples
    --------
    >>> areas = pd.DataFrame({"population": [1000, 0], "neighbourhood_code": ["N1", "N2"]}, index=["A", "B"])
    >>> reach_of(pd.DataFrame({"area_code": ["A", "A"]}), areas)
       contacts  residents  reported  counts
    A         2     1000.0      True    True
    B         0        0.0     False   False
    """
    residents = areas["population"].astype("float64")
    reported = reporting_areas(contacts, areas).astype("bool")
    return pd.DataFrame(
        {
            "contacts": count_by(contacts["area_code"], areas.index),
            "residents": residents,
            "reported": reported,
            "counts": reported & (residents > 0),
        }
    )
