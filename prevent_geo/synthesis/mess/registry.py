"""The kinds of fault by name, and the levels: which are planted together."""

from __future__ import annotations

from prevent_geo.synthesis.mess import codes, dates, files, headers, places, rows, shapes, text
from prevent_geo.synthesis.mess.kind import FaultKind

_FAMILIES = (codes, dates, text, rows, places, shapes, headers, files)

FAULTS: dict[str, FaultKind] = {kind.name: kind for family in _FAMILIES for kind in family.KINDS}

# light: what a careful register has too, and no reader has to stop at; heavy: everything, faults that hide others in
# files of their own
LEVELS: dict[str, tuple[str, ...]] = {
    "light": (
        "spaces",
        "missing_markers",
        "byte_order_mark",
        "duplicate_rows",
        "blank_rows",
        "total_row",
        "outside_period",
        "recorded_before",
    ),
    "heavy": tuple(FAULTS),
}
