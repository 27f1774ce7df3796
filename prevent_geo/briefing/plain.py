"""What all writers share: which cells are numbers, which columns are figures, the line of source."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from prevent_geo.briefing.document import Briefing, DataTable
from prevent_geo.errors import counted

# no sign, number or share in front of what may be a code: 007 stays what it is
_PLAIN = r"[-−+]?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.\d+)?"
_NUMBER = re.compile(_PLAIN)
# with limits, or a share
_FIGURE = re.compile(rf"{_PLAIN}(?: ?%)?(?: to {_PLAIN}(?: ?%)?)?")
_MARKER = re.compile(r"\[[a-z]{1,4}\]")


def as_number(cell: str) -> float | int | None:
    """The number that a cell is, or None.

    >>> as_number("1,234"), as_number("-0.5"), as_number("007"), as_number("[c]")
    (1234, -0.5, None, None)
    """
    if not _NUMBER.fullmatch(cell):
        return None
    plain = cell.replace(",", "").replace("−", "-")
    return float(plain) if "." in plain else int(plain)


def is_shorthand(cell: str) -> bool:
    """Whether a cell says in shorthand why it has no number, or says nothing."""
    return not cell or bool(_MARKER.fullmatch(cell))


def columns_of(frame: pd.DataFrame) -> list[list[str]]:
    """The cells of every column as texts; column names need not differ."""
    return [list(map(str, frame.iloc[:, place])) for place in range(frame.shape[1])]


def are_numbers(cells: Iterable[str]) -> bool:
    """Whether a column is of numbers alone, some of which may not be there.

    >>> are_numbers(["3", "[c]", "1.5"]), are_numbers(["3", "Not reported"]), are_numbers(["[c]", ""])
    (True, False, False)
    """
    given = [cell for cell in cells if not is_shorthand(cell)]
    return bool(given) and all(_NUMBER.fullmatch(cell) for cell in given)


def are_figures(cells: Iterable[str]) -> bool:
    """Whether a column is of figures for the most part: numbers, shares, limits.

    >>> are_figures(["3.1 to 4.5", "20 %", "None recorded"]), are_figures(["Old Mill", "3"])
    (True, False)
    """
    given = [cell for cell in cells if not is_shorthand(cell)]
    return 2 * sum(bool(_FIGURE.fullmatch(cell)) for cell in given) > len(given)


def decimals_of(cells: Iterable[str]) -> int:
    """The most decimals that a column of numbers shows.

    >>> decimals_of(["3", "1.25", "[c]"])
    2
    """
    return max((len(cell.partition(".")[2]) for cell in cells if not is_shorthand(cell)), default=0)


def left_out(table: DataTable) -> str:
    """The line in place of a table that a document does not show: one without rows, or one that is in the workbook."""
    if table.frame.empty:
        return f"{table.caption}: nothing to list."
    return f"In the workbook beside this document: {table.caption} ({counted(len(table.frame), 'row')})."


def source_line(briefing: Briefing) -> str:
    """Source, licence and vintage of the data, as every format states them."""
    about = briefing.about
    facts = {"Source": about.source.rstrip("."), "Licence": about.licence, "Vintage": about.vintage}
    return " ".join(f"{name}: {fact or 'not given'}." for name, fact in facts.items())
