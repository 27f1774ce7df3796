"""Column and Table: what a table is, said once; checks, docs and the data dictionary are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["code", "text", "integer", "number", "date", "flag", "geometry"]


@dataclass(frozen=True)
class Column:
    """One column: its name, kind and meaning, and what a valid value is."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    nullable: bool = True
    unique: bool = False
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    code_list: str = ""
    refers_to: str = ""
    counts_persons: bool = False
    fallback: str = ""


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its key, the kind of its geometry, and its columns."""

    name: str
    row: str
    key: str
    columns: tuple[Column, ...]
    geometry: Literal["", "polygon", "point"] = ""

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> list[str]:
        """Column names, geometry included."""
        return [column.name for column in self.columns]
