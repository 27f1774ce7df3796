"""Column and Table: what a table is, said once; checks, docs and the data dictionary are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["code", "text", "integer", "number", "date", "flag", "geometry"]


@dataclass(frozen=True)
class Column:
    """One column: its name, kind and meaning, and what a valid value is.

    `pattern` is what every code must match, and `written_as` is an example of it; `refers_to` is a "table.column" that
    has the values; `free_text` are sentences, in which a person may be named.
    """

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
    pattern: str = ""
    written_as: str = ""
    refers_to: str = ""
    counts_persons: bool = False
    fallback: str = ""
    free_text: bool = False

    @property
    def less(self) -> str:
        """The word for a smaller value."""
        return "before" if self.kind == "date" else "below"


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its key, the kind of its geometry, its columns, and what holds between them.

    `unique_together` stands for the key where that is "". `in_order` holds pairs of columns, of which the first is
    never after (or above) the second. A dataset need not have an `optional` table.
    """

    name: str
    row: str
    key: str
    columns: tuple[Column, ...]
    geometry: Literal["", "polygon", "point"] = ""
    unique_together: tuple[str, ...] = ()
    in_order: tuple[tuple[str, str], ...] = ()
    optional: bool = False

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns that together name a row."""
        return (self.key,) if self.key else self.unique_together

    @property
    def names(self) -> list[str]:
        """Column names, geometry included."""
        return [column.name for column in self.columns]
