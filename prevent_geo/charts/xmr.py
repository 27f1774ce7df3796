"""Contacts of a place month by month, with the limits within which they usually move."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd

from prevent_geo.assessment.profile import Profile
from prevent_geo.charts.axes import BAND, Mark, chart_axes, grid_lines, label_points, name_axes, write_at_end, write_key
from prevent_geo.charts.chart import Chart
from prevent_geo.charts.words import place_words, text_table
from prevent_geo.drawing import INK, LINE, PALETTE, SETTINGS, WordedFigure
from prevent_geo.errors import counted
from prevent_geo.layers.build import sentence_case
from prevent_geo.measures import CARDS, Status
from prevent_geo.measures.common.xmr import RULES, limits_name, xmr_chart

MARKS = {
    "high": Mark("^", PALETTE[2], size=7),
    "": Mark("o", PALETTE[0], size=4.5),
    "low": Mark("v", PALETTE[2], size=7),
}
_WORDS = {"high": "signal, high", "": "no signal", "low": "signal, low"}
_MOST_TICKS = 12


def xmr(profile: Profile) -> Chart | None:
    """XmR chart of the contacts of a whole place: the months of the measure `trend`, added up over its areas.

    Notes
    -----
    Limits and rules are those of `xmr_chart`. Areas that nobody reported from have no contacts to add.
    """
    table = profile["trend"].table
    heard = table[table["status"] != Status.NOT_REPORTED]
    months = heard.groupby("month", sort=True)["numerator"].sum()
    chart = xmr_chart(months.to_numpy(dtype="int64")[None, :])
    if not len(months) or not chart.enough[0]:
        return None
    sides = np.array(["", "high", "low"])[chart.side[0]]
    rules = np.array(RULES)[chart.rule[0]]
    found = pd.DataFrame({"contacts": months.astype("int64"), "side": sides, "rule": rules})
    centre, lower, upper = float(chart.centre[0]), float(chart.lower[0]), float(chart.upper[0])
    title = _title(profile, found, centre)
    figure = _draw(found, centre=centre, lower=lower, upper=upper)
    figure.alt_text = (
        f"Line chart of contacts in each of {counted(len(found), 'month')}{place_words(profile.place, 'in')}, with the "
        f"mean and the limits within which months usually lie. {title}. The table has the values."
    )
    return Chart("xmr", title, CARDS["trend"].question, _caveat(table, len(found)), figure, _table(found, lower, upper))


def _title(profile: Profile, found: pd.DataFrame, centre: float) -> str:
    fired = found[found["side"] != ""]
    usual = f"the mean is {centre:,.1f} contacts a month"
    place = place_words(profile.place, "in")
    if fired.empty:
        return f"None of {len(found):,} months{place} signals a change; {usual}"
    if len(fired) == 1:
        month, side, rule = month_text(str(fired.index[0])), fired["side"].iloc[0], fired["rule"].iloc[0]
        return f"1 of {len(found):,} months{place} signals a change: {month}, {side} ({rule}); {usual}"
    counts = [f"{(fired['side'] == side).sum():,} {side}" for side in ("high", "low") if (fired["side"] == side).any()]
    return f"{len(fired):,} of {len(found):,} months{place} signal a change: {', '.join(counts)}; {usual}"


def month_text(month: str) -> str:
    """A month as people write it.

    >>> month_text("2026-03")
    'March 2026'
    """
    return f"{pd.Period(month, freq='M'):%B %Y}"


def _caveat(table: pd.DataFrame, months: int) -> str:
    silent = int((table.groupby(level="area_code")["status"].first() == Status.NOT_REPORTED).sum())
    return (
        "School holidays and other seasons look like changes, and some signals come by chance; the limits show where "
        "months lie, not how sure a figure is."
        + " The limits are on trial, as there are fewer than 12 months." * (limits_name(months) == "trial")
        + f" Not counted: {counted(silent, 'area')} that nobody reported from." * (silent > 0)
    )


def _draw(found: pd.DataFrame, *, centre: float, lower: float, upper: float) -> WordedFigure:
    with mpl.rc_context(SETTINGS):
        counts = found["side"].value_counts()
        figure, axes = chart_axes(3.2, left=0.5, right=1.15, top=0.62 if len(counts) > 1 else 0.32, bottom=0.4)
        x, y = np.arange(len(found)), found["contacts"].to_numpy()
        axes.set_xlim(-0.5, len(found) - 0.5)
        axes.set_ylim(0, max(upper, y.max()) * 1.12)
        grid_lines(axes, "y")
        axes.axhspan(lower, upper, color=BAND, linewidth=0, zorder=0)
        axes.hlines([lower, upper], -0.5, len(found) - 0.5, color=LINE, linewidth=0.9, linestyle=(0, (4, 3)))
        axes.axhline(centre, color=INK, linewidth=1.0)
        axes.plot(x, y, color=PALETTE[0], linewidth=1.2, zorder=3)
        for side, mark in MARKS.items():
            members = (found["side"] == side).to_numpy()
            axes.plot(x[members], y[members], zorder=4, **mark.look())
        write_key(figure, [(mark, f"{_WORDS[k]} ({counts[k]:,})") for k, mark in MARKS.items() if k in counts])
        ends = [(lower, f"lower limit {lower:,.1f}"), (centre, f"mean {centre:,.1f}")]
        write_at_end(figure, axes, [*ends, (upper, f"upper limit {upper:,.1f}")])
        _month_ticks(axes, found.index)
        name_axes(figure, axes, across="", up="Contacts in the month")
        starts = np.flatnonzero((found["rule"] != "") & (found["rule"] != found["rule"].shift()))
        words = [(int(number), str(found["rule"].iloc[number])) for number in starts]
        label_points(figure, axes, np.column_stack([x, y]).astype("float64"), words)
    return figure


def _month_ticks(axes: mpl.axes.Axes, months: pd.Index) -> None:
    """Short names of the months, the year under the first and each January."""
    step = -(-len(months) // _MOST_TICKS)
    shown = range(0, len(months), step)
    texts, year = [], ""
    for number in shown:
        when = pd.Period(months[number], freq="M")
        texts.append(f"{when:%b}" + (f"\n{when:%Y}" if f"{when:%Y}" != year else ""))
        year = f"{when:%Y}"
    axes.set_xticks(list(shown), texts)


def _table(found: pd.DataFrame, lower: float, upper: float) -> pd.DataFrame:
    return text_table(
        {
            "Month": [month_text(str(month)) for month in found.index],
            "Contacts": [f"{count:,}" for count in found["contacts"]],
            "Usual limits": [f"{lower:,.1f} to {upper:,.1f}"] * len(found),
            "Signal": [
                f"{sentence_case(side)}: {rule}" if side else "No signal"
                for side, rule in zip(found["side"], found["rule"], strict=True)
            ],
        }
    )
