"""The table of contacts: engagement events, each in one area on one day; never a row about a person."""

from __future__ import annotations

from prevent_geo.tables.column import Column, Table

CONTACTS = Table(
    name="contacts",
    row="one engagement event",
    key="contact_id",
    geometry="point",
    in_order=(("date", "answered_on"), ("date", "recorded_on")),
    columns=(
        Column("contact_id", "code", "identifier of the event", required=True, nullable=False, unique=True),
        Column("date", "date", "day of the event", required=True, nullable=False),
        Column("area_code", "code", "area where it took place", nullable=False, refers_to="areas.area_code"),
        Column("partner_id", "code", "partner that held it", refers_to="partners.partner_id"),
        Column("kind", "code", "kind of event", code_list="kinds"),
        Column("strand", "code", "strand of the strategy it served", code_list="strands"),
        Column("theme", "code", "what the community raised", code_list="themes"),
        Column(
            "attendance",
            "integer",
            "people who came",
            minimum=0,
            maximum=100_000,
            unit="persons",
            counts_persons=True,
        ),
        Column("initiated_by", "code", "who asked for it", code_list="initiators"),
        Column("trust_mean", "number", "mean answer to the trust question", minimum=1, maximum=5, unit="1 to 5"),
        Column(
            "trust_responses",
            "integer",
            "answers to it",
            minimum=0,
            maximum=100_000,
            unit="persons",
            counts_persons=True,
        ),
        Column("answered_on", "date", "day on which the community was answered"),
        Column("recorded_on", "date", "day on which the event was recorded"),
        Column("geometry", "geometry", "where it took place, if no area_code is given: a point"),
    ),
)
