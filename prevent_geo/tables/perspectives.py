"""The table of perspectives: what a role said about a place; a role is a kind of group, never a person."""

from __future__ import annotations

from prevent_geo.tables.column import Column, Table

PERSPECTIVES = Table(
    name="perspectives",
    row="what one role said about one area, on one day; a role is a kind of organisation or group, never a person",
    key="perspective_id",
    optional=True,
    columns=(
        Column("perspective_id", "code", "identifier of the perspective", required=True, nullable=False, unique=True),
        Column("area_code", "code", "area it is about", required=True, nullable=False, refers_to="areas.area_code"),
        Column("role", "code", "who said it", required=True, nullable=False, code_list="roles"),
        Column("kind", "code", "kind of perspective", required=True, nullable=False, code_list="perspective_kinds"),
        Column("statement", "text", "what was said", required=True, nullable=False, free_text=True),
        Column("date", "date", "day on which it was said", required=True, nullable=False),
    ),
)
