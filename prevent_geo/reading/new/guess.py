"""Which table a file gives, by its columns, its shapes and its name."""

from __future__ import annotations

from prevent_geo.reading.new.look import Look
from prevent_geo.reading.new.names import match_columns, match_coordinates, named_after
from prevent_geo.tables import TABLES, Table

_NAME, _REQUIRED, _OTHER = 1.5, 1.0, 0.5
# tables that are less than this apart are alike
_APART = 0.5
# of a table that need not be there, so many of the needed columns have to be
_LEAST_SHARE = 0.6


def guess_table(look: Look) -> list[str]:
    """The tables that a file may give, the likeliest ones: one if it is clear, none if it is like none."""
    scores = {name: score for name, table in TABLES.items() if (score := _score(look, table)) > 0}
    best = max(scores.values(), default=0.0)
    return [name for name, score in scores.items() if score > best - _APART]


def _score(look: Look, table: Table) -> float:
    """How like a table a file is; 0 if it lacks what makes it one."""
    assert look.raw is not None
    columns = look.raw.columns
    matched = match_columns(table, columns)
    required = [column.name for column in table.columns if column.required and column.kind != "geometry"]
    found = [name for name in required if name in matched]
    placed = look.raw.has_geometry or match_coordinates(columns) is not None
    ours = {
        "areas": {"area_code", "population"} <= matched.keys() and look.raw.has_geometry,
        "partners": "partner_name" in matched and placed,
        "contacts": "date" in matched and ("area_code" in matched or placed),
    }.get(table.name, len(found) >= max(2, _LEAST_SHARE * len(required)))
    if not ours:
        return 0
    name = _NAME if named_after(look.path.stem, table.name) else 0
    return name + _REQUIRED * len(found) + _OTHER * (len(matched) - len(found))
