"""Contacts of each area next to the limits within which chance alone would leave them."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from prevent_geo.assessment.profile import Profile
from prevent_geo.charts.axes import BAND, Mark, chart_axes, grid_lines, label_points, name_axes, write_at_end, write_key
from prevent_geo.charts.chart import Chart
from prevent_geo.charts.words import instead, left_out, place_words, short, text_table
from prevent_geo.drawing import INK, LINE, PALETTE, SETTINGS, WordedFigure
from prevent_geo.errors import counted
from prevent_geo.layers.build import limits_text, sentence_case
from prevent_geo.measures import CARDS
from prevent_geo.measures.common.control_limits import LIMITS, widened_limits
from prevent_geo.measures.common.counting import Floats
from prevent_geo.measures.funnel import PER

ABOVE, BELOW = "above 99.8 %", "below 99.8 %"
MARKS = {
    ABOVE: Mark("^", PALETTE[2], size=7),
    "above 95 %": Mark("^", PALETTE[2], filled=False),
    "within": Mark("o", PALETTE[0], filled=False, size=4),
    "below 95 %": Mark("v", PALETTE[2], filled=False),
    BELOW: Mark("v", PALETTE[2], size=7),
}
_MOST_NAMED = 12


def funnel(profile: Profile) -> Chart | None:
    """Funnel plot of the areas of a place: contacts for each one expected, by expected contacts.

    Notes
    -----
    Points and limits are those of the measure `funnel`, divided by the rate of all areas; see there.
    Source: Spiegelhalter (2005), Statistics in Medicine 24.
    """
    table = profile["funnel"].table
    names = profile.data.areas["area_name"].reindex(table.index).fillna(table.index.to_series())
    expected = table["target"] * table["denominator"] / PER
    ratios = table[["value", *LIMITS]].div(table["target"], axis=0)
    found = ratios.assign(name=names, contacts=table["numerator"], expected=expected, signal=table["signal"])
    found["status"] = table["status"].where(table["signal"] == "", "value")
    points = found[found["signal"] != ""]
    if points.empty:
        return None
    title = _title(profile, points)
    widened = float(table["widened"].iloc[0])
    figure = _draw(points, widened=widened)
    figure.alt_text = (
        f"Funnel plot of {counted(len(points), 'area')}{place_words(profile.place, 'of')}. Across: contacts expected "
        f"at the rate of all areas; up: contacts for each one expected, with limits at 95 % and 99.8 %. {title}. "
        "The table has the values."
    )
    wide = f" They are {widened:.1f} times as wide as chance makes them, as rates vary more." if widened > 1 else ""
    caveat = "A signal asks for a look, it is no verdict: the limits do not know need, and about 1 area in 500 lies "
    caveat += f"outside those of 99.8 % by chance.{wide}{left_out(found['status'], 'area')}"
    return Chart("funnel", title, CARDS["funnel"].question, caveat, figure, _table(found))


def _title(profile: Profile, points: pd.DataFrame) -> str:
    above, below, total = (points["signal"] == ABOVE).sum(), (points["signal"] == BELOW).sum(), len(points)
    place, beyond = place_words(profile.place, "in"), above + below
    if total == 1:
        where = "above" if above else "below" if below else "within"
        return f"The contacts of {points['name'].iloc[0]} lie {where} the 99.8 % limits of chance"
    if not beyond:
        return f"None of {total:,} areas{place} lies outside the 99.8 % limits of chance"
    sides = [f"{count:,} {side}" for count, side in ((above, "above"), (below, "below")) if count]
    verb = "lies" if beyond == 1 else "lie"
    return f"{beyond:,} of {total:,} areas{place} {verb} outside the 99.8 % limits of chance: {', '.join(sides)}"


def _draw(points: pd.DataFrame, *, widened: float) -> WordedFigure:
    with mpl.rc_context(SETTINGS):
        figure, axes = chart_axes(3.6, left=0.5, right=0.85, top=0.62, bottom=0.5)
        x, y = points["expected"].to_numpy(), points["value"].to_numpy()
        axes.set_xlim(0, x.max() * 1.05)
        high = max(y.max() * 1.12, 2)
        # room for a name below a point at 0
        axes.set_ylim(-0.09 * high, high)
        grid_lines(axes, "y")
        lines = _draw_limits(figure, axes, widened=widened)
        counts = points["signal"].value_counts()
        for signal, mark in MARKS.items():
            members = points[points["signal"] == signal]
            axes.plot(members["expected"], members["value"], zorder=4, **mark.look())
        write_key(figure, [(mark, f"{key} ({counts[key]:,})") for key, mark in MARKS.items() if key in counts])
        name_axes(figure, axes, across="Expected contacts", up="Contacts for each one expected")
        beyond = np.flatnonzero(points["signal"] != "within")
        # the square root makes distances from what is expected alike for many and few
        far = sorted(beyond, key=lambda number: -abs(np.sqrt(y[number]) - 1) * np.sqrt(x[number]))
        names = [(int(number), short(points["name"].iloc[number], 26)) for number in far[:_MOST_NAMED]]
        label_points(figure, axes, np.column_stack([x, y]), names, avoid=lines)
    return figure


def _draw_limits(figure: WordedFigure, axes: Axes, *, widened: float) -> Floats:
    """Draw the limits; the places that they go through."""
    last = axes.get_xlim()[1]
    grid = np.concatenate([np.geomspace(last / 500, last / 10, 40), np.linspace(last / 10, last, 80)[1:]])
    limits = {name: limit / grid for name, limit in widened_limits(grid, widened).items()}
    axes.fill_between(grid, limits["low_998"], limits["high_998"], color=BAND, linewidth=0, zorder=0)
    for name, limit in limits.items():
        axes.plot(grid, limit, color=LINE, linewidth=0.9, linestyle="-" if name.endswith("998") else (0, (4, 3)))
    axes.axhline(1, color=INK, linewidth=1.0)
    words = {"low_95": "95 % limit", "high_95": "95 % limit", "low_998": "99.8 % limit", "high_998": "99.8 % limit"}
    ends = [(float(limits[name][-1]), words[name]) for name in LIMITS]
    high = axes.get_ylim()[1]
    write_at_end(figure, axes, [(1.0, "as expected"), *((end, text) for end, text in ends if end < high)])
    ways = np.stack([np.ones_like(grid), *limits.values()])
    return np.column_stack([np.tile(grid, len(ways)), ways.ravel()])


def _table(found: pd.DataFrame) -> pd.DataFrame:
    """All areas, those farthest outside first."""
    rank = found["signal"].map({ABOVE: 0, BELOW: 0, "above 95 %": 1, "below 95 %": 1, "within": 2}).fillna(3)
    rows = found.assign(rank=rank).sort_values(["rank", "value"], ascending=[True, False], kind="stable")
    known = rows["signal"] != ""
    return text_table(
        {
            "Area": rows["name"].astype("str").tolist(),
            "Contacts": [f"{count:,.0f}" if some else "" for count, some in zip(rows["contacts"], known, strict=True)],
            "Expected": [f"{count:,.1f}" if some else "" for count, some in zip(rows["expected"], known, strict=True)],
            "For each one expected": [
                f"{ratio:.2f}" if some else instead(why)
                for ratio, some, why in zip(rows["value"], known, rows["status"], strict=True)
            ],
            "95 % limits of chance": limits_text(rows, decimals=2, names=("low_95", "high_95")).tolist(),
            "99.8 % limits of chance": limits_text(rows, decimals=2, names=("low_998", "high_998")).tolist(),
            "Signal": [sentence_case(signal) for signal in rows["signal"]],
        }
    )
