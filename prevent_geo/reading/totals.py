"""Rows of totals, which a spreadsheet or a pivot table writes below the others."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from prevent_geo.tables import Table

_TOTAL = r"(?i)(?:grand[ -]?|sub[ -]?)?totals?\b"


def is_total(frame: pd.DataFrame, table: Table) -> pd.Series[bool]:
    """Whether each row of a mapped frame begins with "Total", and lacks what a row of the table needs.

    It begins so in its key, or in the first column of codes or text; an organisation whose name begins with "Total"
    has its own key.
    """
    total = pd.Series(False, index=frame.index)
    words = [column.name for column in table.columns if column.kind in {"code", "text"} and column.name in frame]
    lacking = total.copy()
    for column in table.columns:
        if column.name in frame and column.kind != "geometry" and not column.nullable:
            lacking |= frame[column.name].isna()
    if table.geometry and not table.column("geometry").nullable:
        if isinstance(frame, gpd.GeoDataFrame):
            lacking |= frame.geometry.isna() | frame.geometry.is_empty
        elif "_x" in frame:
            lacking |= frame["_x"].isna() | frame["_y"].isna()
    for name in dict.fromkeys([*table.identity, *words[:1]]):
        if name not in frame:
            continue
        # where codes are known, no row can have a total for its code
        coded = bool(table.column(name).refers_to or table.column(name).code_list)
        some = frame.loc[lacking, name] if not coded else frame[name]
        total[some.index[some.astype("str").str.match(_TOTAL, na=False)]] = True
    if table.key in frame:
        total &= frame[table.key].isna() | frame[table.key].astype("str").str.match(_TOTAL, na=False)
    return total
