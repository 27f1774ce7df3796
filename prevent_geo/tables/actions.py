"""The table of actions: commitments of the delivery plan, each owned by a role, never by a person."""

from __future__ import annotations

from prevent_geo.tables.column import Column, Table

ACTIONS = Table(
    name="actions",
    row="a commitment of the delivery plan",
    key="action_id",
    optional=True,
    in_order=(("agreed_on", "due"), ("agreed_on", "done_on")),
    columns=(
        Column("action_id", "code", "identifier of the action", required=True, nullable=False, unique=True),
        Column("focus", "code", "area of focus it belongs to", required=True, nullable=False, code_list="focus"),
        Column("strand", "code", "strand of the strategy it serves", code_list="strands"),
        Column("district_code", "code", "district it is for; missing: all", refers_to="areas.district_code"),
        Column("owner", "code", "role that answers for it", code_list="roles"),
        Column("agreed_on", "date", "day on which it was agreed"),
        Column("due", "date", "day by which it is to be done"),
        Column("done_on", "date", "day on which it was done; missing: not done"),
        Column("note", "text", "what it is, in a few words", free_text=True),
    ),
)
