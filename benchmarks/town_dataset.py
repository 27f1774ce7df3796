"""A drawn town as a Dataset, without files between: what the benchmarks of measures read."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pyarrow as pa

from prevent_geo.dataset import About, Dataset
from prevent_geo.period import Period
from prevent_geo.reading.point_join import areas_of_points
from prevent_geo.reading.problems import LedgerLine, Report
from prevent_geo.synthesis.contacts import draw_counts, draw_months
from prevent_geo.synthesis.town import Town
from prevent_geo.synthesis.write import companions_of
from prevent_geo.tables import TABLES, Table, default_code_lists

WHOLE_NUMBERS = ("attendance", "trust_responses")


def town_dataset(town: Town) -> Dataset:
    """The tables of a town as `open_dataset` would give them, codes of contacts as categories."""
    contacts = pa.concat_tables(draw_months(town.intensity, draw_counts(town.intensity)))
    events = contacts.to_pandas(split_blocks=True, self_destruct=True).set_index("contact_id")
    for name in ("date", "answered_on", "recorded_on"):
        events[name] = pd.to_datetime(events[name])
    events = events.astype(dict.fromkeys(WHOLE_NUMBERS, "Int64"))
    areas = town.areas.assign(population=town.areas["population"].astype("Int64"))
    sites = town.partners
    partners = sites.assign(
        area_code=areas_of_points(sites.geometry, areas),
        liaison=sites["liaison"].map({"yes": True, "no": False}).astype("boolean"),
        agreement_review_due=pd.to_datetime(sites["agreement_review_due"]),
        training_date=pd.to_datetime(sites["training_date"]),
    )
    calendar = town.intensity.calendar
    beside = {name: typed(drawn.table, TABLES[name]) for name, drawn in companions_of(town).items()}
    ledger = LedgerLine("contacts", "contacts", 0, len(events), len(events), 0)
    return Dataset(
        about=About("A drawn town", "NOT PROTECTIVELY MARKED", "CC0", "prevent_geo.synthesis", str(calendar[-1])),
        period=Period(calendar[0].start_time.date(), calendar[-1].end_time.date()),
        areas=gpd.GeoDataFrame(areas.set_index("area_code")),
        partners=gpd.GeoDataFrame(partners.set_index("partner_id")),
        contacts=events,
        **beside,
        code_lists=default_code_lists(),
        report=Report("", (), (ledger,), (), pd.DataFrame()),
        files=(),
    )


def typed(drawn: pd.DataFrame, table: Table) -> pd.DataFrame:
    """A drawn table with every column in the kind that reading gives it."""
    frame = drawn.copy()
    for column in table.columns:
        if column.kind == "date":
            frame[column.name] = pd.to_datetime(frame[column.name])
        elif column.kind == "integer":
            frame[column.name] = pd.to_numeric(frame[column.name]).astype("Int64")
        elif column.kind == "number":
            frame[column.name] = pd.to_numeric(frame[column.name])
    return frame.set_index(table.key) if table.key else frame
