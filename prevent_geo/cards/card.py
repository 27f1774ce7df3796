"""The HTML of a card: every string is escaped, nothing is loaded, nothing runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from prevent_geo.pages import page_template

if TYPE_CHECKING:
    import pandas as pd

    from prevent_geo.drawing import WordedFigure

_SHOWN_ROWS = 40
_LONGEST, _LONGEST_FACT = 160, 600


def card_html(
    title: str,
    *,
    about: str = "",
    figure: WordedFigure | None = None,
    facts: Mapping[str, str] | None = None,
    table: pd.DataFrame | None = None,
    caption: str = "",
    next_steps: Mapping[str, str] | None = None,
    most: int = _SHOWN_ROWS,
) -> str:
    """The card of an object.

    Parameters
    ----------
    title, about
        What it is, in a line and another.
    figure
        A small picture with its alternative text.
    facts
        Names and values; one without a value is left out.
    table, caption
        The table, whose first column says what a row is about, and its heading.
    next_steps
        What to write next, and what it does.
    most
        How many rows are shown; of more it is said how many.

    Examples
    --------
    >>> "Tom &amp; Co" in card_html("Tom & Co", facts={"Code": "1"})
    True
    """
    shown = None if table is None else table.head(most)
    return page_template(Path(__file__).parent, "card.html").render(
        title=_cut(title),
        about=_cut(about),
        figure=figure,
        width=None if figure is None else round(96 * figure.get_figwidth()),
        facts={name: _cut(fact, _LONGEST_FACT) for name, fact in (facts or {}).items() if fact},
        rows=[] if shown is None else [list(shown.columns), *([_cut(cell) for cell in row] for row in _rows(shown))],
        more=f"{max(0, len(table) - most):,}" if table is not None and len(table) > most else "",
        caption=caption,
        next_steps=next_steps or {},
    )


def _rows(table: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(table.itertuples(index=False, name=None))


def _cut(text: object, longest: int = _LONGEST) -> str:
    """A text as one line that is not endless."""
    plain = " ".join(str(text).split())
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"
