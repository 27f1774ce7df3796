"""Joins between the tables: points to areas, and contacts that belong to no area or to no day of the period."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from prevent_geo.period import Period
from prevent_geo.reading.findings import Findings
from prevent_geo.reading.point_join import areas_of_points
from prevent_geo.tables import CONTACTS, PARTNERS


def place_partners(partners: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, findings: Findings) -> gpd.GeoDataFrame:
    """Add area_code to the partners; those in no area are kept (they count for distance) and reported."""
    placed = partners.assign(area_code=areas_of_points(partners.geometry, areas))
    _warn_by_file(
        placed[placed["area_code"].isna()],
        "outside",
        "outside every area; kept for distances, shown in no area",
        "Nothing needs to be done if they lie across the border",
        PARTNERS.name,
        "geometry",
        findings,
    )
    close = placed.assign(_spot=(placed.geometry.x // 200).astype(str) + "," + (placed.geometry.y // 200).astype(str))
    twins = close.duplicated(["partner_name", "sector", "_spot"], keep=False).to_numpy()
    _warn_by_file(
        placed[twins],
        "twins",
        "the same name and sector within about 200 m; one site may be listed as several",
        "Keep one row for each site, or their number is overstated",
        PARTNERS.name,
        "partner_name",
        findings,
    )
    return placed


def place_contacts(contacts: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, findings: Findings) -> pd.DataFrame:
    """Give contacts without area_code the area they lie in; set aside those that lie in none."""
    if "area_code" not in contacts:
        contacts = contacts.assign(area_code=pd.Series(pd.NA, index=contacts.index, dtype="str"))
    blank = contacts["area_code"].isna()
    joined = areas_of_points(contacts[blank].geometry, areas)
    contacts["area_code"] = contacts["area_code"].fillna(joined)
    nowhere = contacts["area_code"].isna()
    # where the coordinates are reported as wrong, there is no more to say
    nowhere[:] = findings.unreported(nowhere.to_numpy(), contacts, CONTACTS.name, "area_code")
    unlocated = nowhere & contacts.geometry.isna()
    for rows, reason in (
        (unlocated, "no area code and no coordinates"),
        (nowhere & ~unlocated, "outside every area"),
    ):
        _set_aside(contacts[rows], reason, "Check the place of these contacts", "area_code", findings)
    return pd.DataFrame(contacts[~nowhere].drop(columns="geometry"))


def keep_period(contacts: pd.DataFrame, period: Period, findings: Findings) -> pd.DataFrame:
    """Set aside contacts dated outside the period."""
    outside = (contacts["date"] < pd.Timestamp(period.start)) | (contacts["date"] > pd.Timestamp(period.end))
    advice = f"The period in dataset.toml is {period}; correct it, or the dates"
    _set_aside(contacts[outside], "dated outside the period", advice, "date", findings)
    return contacts[~outside]


def _set_aside(rows: pd.DataFrame, reason: str, advice: str, column: str, findings: Findings) -> None:
    if len(rows):
        findings.set_aside(pd.DataFrame(rows), CONTACTS, reason)
        _warn_by_file(rows, "set aside", f"{reason}: set aside", advice, CONTACTS.name, column, findings)


def _warn_by_file(
    rows: pd.DataFrame, rule: str, what: str, advice: str, table: str, column: str, findings: Findings
) -> None:
    for file, part in rows.groupby("_file", sort=False):
        findings.add("warning", rule, what, advice, table=table, file=str(file), column=column, rows=part["_row"])
