"""Part: one readable piece of an artefact, and where it was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Table:
    """A table of text: the title of each column, no two alike, and rows that are all as long."""

    titles: tuple[str, ...]
    rows: list[list[str]]

    @property
    def columns(self) -> dict[str, list[str]]:
        """The cells of each column by its title."""
        return {title: [row[place] for row in self.rows] for place, title in enumerate(self.titles)}

    def split(self, place: int) -> Iterator[tuple[str, list[int], Table]]:
        """Each cell of a column, the numbers of the rows that have it, and these rows without that column."""
        titles = (*self.titles[:place], *self.titles[place + 1 :])
        numbers: dict[str, list[int]] = {}
        for number, row in enumerate(self.rows, 1):
            numbers.setdefault(row[place], []).append(number)
        for cell, own in numbers.items():
            rows = [self.rows[number - 1] for number in own]
            yield cell, own, Table(titles, [[*row[:place], *row[place + 1 :]] for row in rows])


@dataclass(frozen=True, eq=False)
class Part:
    """A piece of an artefact after decoding and decompression.

    `where` leads a person to it ("map.html > script 2 > layers[9]"); `data` are its bytes; `text` is what it says,
    empty where it says nothing; `table` is there where it is one.
    """

    where: str
    data: bytes = b""
    text: str = ""
    table: Table | None = None
