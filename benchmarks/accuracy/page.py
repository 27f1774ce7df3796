"""The tables as Markdown, with what each means to a user."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path

from marks import Key, Share

from prevent_geo.measures.trend_signal import CARD as TREND

Shares = Mapping[Key, Share]
WANTED = (0.935, 0.965)
BLANK = Share(math.nan, math.nan, 0.0)


def percent(share: Share) -> str:
    return "" if math.isnan(share.value) else f"{share.value:.1%}".replace("%", " %")


def fine(share: Share) -> str:
    return "" if math.isnan(share.value) else f"{share.value:.2%}".replace("%", " %")


def with_error(share: Share) -> str:
    error = "" if math.isnan(share.error) else f" ± {100 * share.error:.1f}"
    return "" if math.isnan(share.value) else f"{100 * share.value:.1f}{error}"


def figure(digits: int) -> Callable[[Share], str]:
    return lambda share: "" if math.isnan(share.value) else f"{share.value:,.{digits}f}"


def table(shares: Shares, name: str, heads: list[str], columns: Mapping[str, tuple[str, Callable[[Share], str]]]) -> str:
    """A Markdown table: `heads` name the parts of the row (split at "|"), `columns` the cells by their title."""
    rows = list(dict.fromkeys(key.row for key in shares if key.table == name))
    lines = [f"| {' | '.join([*heads, *columns])} |"]
    lines.append(f"|{' --- |' * len(heads)}{' ---: |' * len(columns)}")
    for row in rows:
        parts = row.split("|")
        cells = [form(shares.get(Key(name, row, column), BLANK)) for column, form in columns.values()]
        lines.append(f"| {' | '.join([*parts, *cells])} |")
    return "\n".join(lines)
