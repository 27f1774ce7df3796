"""The table of partners: organisations, never people."""

from __future__ import annotations

from prevent_geo.tables.column import Column, Table

PARTNERS = Table(
    name="partners",
    row="an organisation or one of its sites, never a person",
    key="partner_id",
    geometry="point",
    columns=(
        Column("partner_id", "code", "identifier of the partner", required=True, nullable=False, unique=True),
        Column("partner_name", "text", "name of the organisation", required=True, nullable=False),
        Column("sector", "code", "kind of organisation", required=True, nullable=False, code_list="sectors"),
        Column("capacity", "number", "sessions it can hold", minimum=0, maximum=10_000, unit="sessions per month"),
        Column("agreement", "code", "information-sharing or working agreement", code_list="agreements"),
        Column("agreement_review_due", "date", "day by which the agreement is to be reviewed"),
        Column("training_date", "date", "day of the last training of its staff"),
        Column("liaison", "flag", "whether it has a named liaison role"),
        Column(
            "geometry",
            "geometry",
            "site: a point; a polygon gives a point inside it",
            required=True,
            nullable=False,
        ),
    ),
)
