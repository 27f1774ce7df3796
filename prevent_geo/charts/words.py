"""Words that several charts say alike."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from prevent_geo.errors import counted
from prevent_geo.lettering import MORE, drawable
from prevent_geo.measures import Status
from prevent_geo.place import Place

_INSTEAD = {Status.SUPPRESSED: "Withheld", Status.TOO_FEW: "Too few to say"}


def short(text: str, most: int) -> str:
    r"""A text of the data on one line of a chart, cut to so many characters.

    >>> short("Clarrowbridge Community Team", 16), short("a\nb", 16), short("東 \u202e<b>", 16)
    ('Clarrowbridge C…', 'a b', '□ □<b>')
    """
    line = drawable(str(text))
    return line if len(line) <= most else line[: most - 1].rstrip() + MORE


def instead(status: str) -> str:
    """What to say where there is no value.

    >>> instead("suppressed"), instead("none recorded")
    ('Withheld', 'None recorded')
    """
    return _INSTEAD.get(Status(status), str(status).capitalize())


def place_words(place: Place, preposition: str) -> str:
    """The place, for a sentence, after a blank and the preposition; empty for the whole dataset."""
    return "" if place.level == "all" else f" {preposition} {place.name}"


def left_out(statuses: pd.Series, noun: str) -> str:
    """A sentence of how many units are not drawn, and why; empty where all are.

    >>> left_out(pd.Series(["value", "suppressed", "missing", "suppressed"]), "area")
    ' Not drawn: 1 area (missing), 2 areas (withheld).'
    """
    reasons = statuses[statuses != Status.VALUE].value_counts(sort=False).sort_index()
    parts = [f"{counted(int(count), noun)} ({instead(str(why)).lower()})" for why, count in reasons.items()]
    return f" Not drawn: {', '.join(parts)}." if parts else ""


def text_table(columns: dict[str, Sequence[str]]) -> pd.DataFrame:
    """A table of text; a cell that would be empty says so with a dash."""
    frame = pd.DataFrame({name: pd.Series(list(cells), dtype="str") for name, cells in columns.items()})
    return frame.fillna("").replace("", "–")
