"""The strands in their order: those of the code list, whether or not anything serves them, then any others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from prevent_geo.measures.common.counting import positions
from prevent_geo.measures.common.incidence import codes_in
from prevent_geo.tables import default_code_lists


def all_strands(codes: pd.Series, strands: Sequence[str] | None = None) -> pd.Index:
    """Strands of a list (that of the library if none is given), then those that rows hold besides, in order.

    Examples
    --------
    >>> all_strands(pd.Series(["sport", None, "b"]), ["b", "a"]).tolist()
    ['b', 'a', 'sport']
    """
    listed = list(default_code_lists()["strands"].labels) if strands is None else list(dict.fromkeys(strands))
    held = codes_in(codes)
    used = held[np.isin(np.arange(len(held)), positions(codes, held))]
    return pd.Index(listed + [code for code in used if code not in listed], dtype="str", name="strand")
