"""Faults of whole rows: repeated, blank, or a total of the others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.synthesis.mess.export import Export, Planted, Planting, choose, nowhere, pick_word
from prevent_geo.synthesis.mess.kind import CONTACTS, CONTACTS_SHEET, PARTNERS, WARNING, Facts, FaultKind


def duplicate_rows(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """Rows were pasted a second time, at once or at the end."""
    rows = choose(export, rng)
    planted = []
    for row in rows:
        after = pick_word([str(row), str(export.frame.index[-1])], rng)
        copy = export.frame.loc[[row]]
        export, labels = export.claim([row]).insert(copy, int(after))
        planted += [Planted(label) for label in labels]
    return export, planted


def blank_rows(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """Blank rows were left between others."""
    if len(export.frame) < 2:
        return nowhere(export)
    after = int(export.frame.index[int(rng.integers(len(export.frame) - 1))])
    count = int(rng.integers(1, 3))
    blank = pd.DataFrame("", index=range(count), columns=export.frame.columns, dtype="str")
    export, labels = export.insert(blank, after)
    return export, [Planted(label) for label in labels]


def total_row(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """The last row sums up the others."""
    key, counted = ("contact_id", "attendance") if export.table == "contacts" else ("partner_id", "capacity")
    word = pick_word(["Total", "TOTAL", "Grand total", "Totals"], rng)
    sums = pd.to_numeric(export.frame[export.columns[counted]], errors="coerce").sum()
    row = dict.fromkeys(export.frame.columns, "") | {export.columns[key]: word, export.columns[counted]: f"{sums:.0f}"}
    frame = pd.DataFrame([row], dtype="str")
    export, labels = export.insert(frame, int(export.frame.index[-1]))
    return export, [Planted(label, written=word) for label in labels]


_ANY = (CONTACTS, CONTACTS_SHEET, PARTNERS)
KINDS = (
    FaultKind(
        "duplicate_rows",
        "rows that stand twice",
        duplicate_rows,
        _ANY[:2],
        WARNING,
        ("rows",),
        "the same as",
        names_column=False,
    ),
    FaultKind(
        "blank_rows", "blank rows between others", blank_rows, _ANY, WARNING, ("rows",), "blank", names_column=False
    ),
    FaultKind("total_row", "a total below the others", total_row, _ANY, WARNING, ("total row",), names_column=False),
)
