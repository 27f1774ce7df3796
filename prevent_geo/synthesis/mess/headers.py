"""Faults of headers: names cut or spelt otherwise, and columns about people."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from prevent_geo.synthesis.mess.export import Export, Planted, Planting, pick_word
from prevent_geo.synthesis.mess.kind import (
    AREAS,
    CONTACTS,
    CONTACTS_SHAPEFILE,
    CONTACTS_SHEET,
    ERROR,
    PARTNERS,
    WARNING,
    Facts,
    FaultKind,
)

_LONGEST = 10


def renamed_columns(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """A header is spelt otherwise than it was last time."""
    names = ["contact_id", "date", "area_code", "kind", "attendance", "partner_name", "sector", "capacity"]
    ours = pick_word([name for name in names if name in export.columns], rng)
    header = export.columns[ours]
    ways = [header.replace(" ", "_"), header.replace(" ", "  "), f"{header}s", f"{header}.", header.upper()]
    ways += [header[:at] + header[at + 1 :] for at in range(2, len(header) - 1) if " " not in header[at - 1 : at + 2]]
    new = pick_word([way for way in ways if way != header], rng)
    return _rename(export, {header: new}), [Planted(None, new, ours, header, new)]


def cut_names(export: Export, _: Facts, __: np.random.Generator) -> Planting:
    """Saved as a shapefile, column names were cut after 10 letters, and numbered where that made two of one."""
    cut: dict[str, str] = {}
    for header in export.frame.columns:
        short, number = header[:_LONGEST], 1
        while short in cut.values():
            short, number = f"{header[: _LONGEST - 2]}_{number}", number + 1
        cut[header] = short
    theirs = {header: ours for ours, header in export.columns.items()}
    changed = {header: short for header, short in cut.items() if header != short}
    planted = [Planted(None, short, theirs[header], header, short) for header, short in changed.items()]
    return _rename(export, changed), planted


def personal_columns(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """The export brought a column along that is about people."""
    name = pick_word(["Contact email", "Contact e-mail", "Mobile", "Tel no"], rng)
    numbers = rng.integers(0, 1_000, len(export.frame)).tolist()
    form = "team{}@example.org" if "mail" in name else "07700 900{:03}"
    values = pd.Series([form.format(number) for number in numbers], index=export.frame.index, dtype="str")
    return replace(export, frame=export.frame.assign(**{name: values})), [Planted(header=name)]


def _rename(export: Export, names: dict[str, str]) -> Export:
    columns = {ours: names.get(header, header) for ours, header in export.columns.items()}
    return replace(export, frame=export.frame.rename(columns=names), columns=columns)


KINDS = (
    FaultKind(
        "cut_names",
        "column names cut by a shapefile",
        cut_names,
        (AREAS, CONTACTS_SHAPEFILE),
        ERROR,
        ("columns",),
        "did you mean .*'{written}'",
        names_rows=False,
        hides=True,
        long_names=True,
    ),
    FaultKind(
        "personal_columns",
        "a column about people",
        personal_columns,
        (CONTACTS, PARTNERS),
        WARNING,
        ("personal",),
        names_column=False,
        names_rows=False,
    ),
    FaultKind(
        "renamed_columns",
        "a header spelt otherwise",
        renamed_columns,
        (PARTNERS, CONTACTS, CONTACTS_SHEET),
        ERROR,
        ("columns",),
        "did you mean '{written}'",
        names_rows=False,
        hides=True,
    ),
)
