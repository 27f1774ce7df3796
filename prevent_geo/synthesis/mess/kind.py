"""FaultKind: one kind of fault, how it is planted, and what a checker is expected to say of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from prevent_geo.period import Period
from prevent_geo.synthesis.mess.export import Export, Form, Planting


class Home(NamedTuple):
    """Where a kind of fault can stand: in a table whose file has this form."""

    table: str
    form: Form


CONTACTS, CONTACTS_SHEET = Home("contacts", "text"), Home("contacts", "sheet")
CONTACTS_SHAPEFILE = Home("contacts", "shapefile")
PARTNERS, AREAS = Home("partners", "sheet"), Home("areas", "shapefile")


@dataclass(frozen=True, eq=False)
class Facts:
    """What a fault may need to know of the town: its period, the codes of its areas, and where its partners are.

    `grid` is the easting and northing of each partner, as text, by the number it has in the export.
    """

    period: Period
    area_codes: frozenset[str]
    grid: Mapping[str, tuple[str, str]]


Plant = Callable[[Export, Facts, np.random.Generator], Planting]


@dataclass(frozen=True)
class FaultKind:
    """One kind of fault.

    Parameters
    ----------
    means
        What went wrong, in words.
    plant
        Plants it in one file; it leaves alone what it is given.
    homes
        Where it can stand.
    severity, rules
        What a checker is to call it; one of the rules is enough.
    says
        A pattern that the message is to match, as `{row}` and `{written}` are filled in.
    names_column, names_rows
        Whether the message is to name the column and the rows.
    also
        Rules under which other rows may rightly be named for it too: what follows from it.
    hides
        Whether nothing else in the same file can be found beside it.
    long_names
        Whether dataset.toml asks for column names of more than 10 letters.
    """

    name: str
    means: str
    plant: Plant
    homes: tuple[Home, ...]
    severity: tuple[str, ...]
    rules: tuple[str, ...]
    says: str = ""
    names_column: bool = True
    names_rows: bool = True
    also: tuple[str, ...] = ()
    hides: bool = False
    long_names: bool = False


ERROR, WARNING, NOTE = ("error",), ("warning",), ("note",)
