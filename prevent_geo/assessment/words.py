"""Figures as people read them."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from prevent_geo.measures import CARDS, Status
from prevent_geo.tables.standards import read_standards


def figure_words(name: str) -> tuple[str, str]:
    """Title and unit of a figure: those of its standard, else those of its measure."""
    standard = read_standards().get(name)
    return (standard.title, standard.unit) if standard else (CARDS[name].title, CARDS[name].unit)


def figure_text(value: float, unit: str) -> str:
    """A figure in sensible digits: shares as percentages, of which only none is 0 % and only all is 100 %.

    >>> figure_text(0.756, "share of contacts"), figure_text(3.456, "mean answer, 1 to 5")
    ('76 %', '3.46')
    >>> figure_text(0.001, "share of contacts"), figure_text(0.998, "share of contacts")
    ('under 1 %', 'over 99 %')
    """
    if not math.isfinite(value):
        return "no limit"
    if unit.startswith("share"):
        if 0 < value < 0.005:
            return "under 1 %"
        if 0.995 <= value < 1:
            return "over 99 %"
        return f"{100 * value:.0f} %"
    return f"{value:,.1f}" if "per 1,000" in unit else f"{value:,.2f}"


def figures_table(figures: pd.DataFrame, *, marker: str) -> pd.DataFrame:
    """One row a figure: Figure, Value, 95 % limits, Unit, Records; where there is no value, why.

    Parameters
    ----------
    figures
        What `figures` returns.
    marker
        What stands for a count that is withheld.
    """
    rows = [_row(str(name), figures.loc[name].to_dict(), marker) for name in figures.index]
    return pd.DataFrame(rows, index=figures.index, columns=["Figure", "Value", "95 % limits", "Unit", "Records"])


def _row(name: str, row: dict[str, Any], marker: str) -> tuple[str, ...]:
    title, unit = figure_words(name)
    if pd.isna(row["value"]):
        reasons = {Status.SUPPRESSED: marker, Status.TOO_FEW: "Too few to say"}
        return title, reasons.get(row["status"], str(row["status"]).capitalize()), "", unit, ""
    low, high = row["lower"], row["upper"]
    limits = "" if pd.isna(low) or low == high else f"{figure_text(low, unit)} to {figure_text(high, unit)}"
    return title, figure_text(row["value"], unit), limits, unit, f"{row['n']:,.0f}"
