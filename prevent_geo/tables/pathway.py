"""The table of the support pathway: counts by district, quarter and stage; never a row about a person."""

from __future__ import annotations

from prevent_geo.tables.column import Column, Table

PATHWAY = Table(
    name="pathway",
    row="how many persons reached one stage of the support pathway in one district and quarter; never one of them",
    key="",
    unique_together=("district_code", "quarter", "stage"),
    optional=True,
    columns=(
        Column("district_code", "code", "district; missing where the areas name none", refers_to="areas.district_code"),
        Column(
            "quarter",
            "code",
            "quarter of the year",
            required=True,
            nullable=False,
            pattern="[0-9]{4}-Q[1-4]",
            written_as="2025-Q1",
        ),
        Column("stage", "code", "stage of the pathway", required=True, nullable=False, code_list="stages"),
        Column(
            "count",
            "integer",
            "persons who reached the stage; missing: not reported",
            required=True,
            minimum=0,
            unit="persons",
            counts_persons=True,
        ),
    ),
)
