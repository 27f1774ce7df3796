"""Trust in the parts of a place, with limits, next to that of the whole."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd

from prevent_geo.assessment.gather import at_level
from prevent_geo.assessment.profile import Profile
from prevent_geo.charts.axes import SIZE, Mark, chart_axes, grid_lines, name_axes, write_beside, write_key
from prevent_geo.charts.chart import Chart
from prevent_geo.charts.words import instead, left_out, place_words, short, text_table
from prevent_geo.disclosure import Unit, release
from prevent_geo.drawing import INK, LINE, PALETTE, SETTINGS, WordedFigure
from prevent_geo.errors import counted
from prevent_geo.layers.build import count_text, limits_text
from prevent_geo.measures import CARDS, Status
from prevent_geo.measures import trust as trust_measure

SAME = "not clearly different"
MARKS = {
    "above": Mark("^", PALETTE[2], size=7),
    SAME: Mark("o", PALETTE[0], size=5),
    "below": Mark("v", PALETTE[2], size=7),
}
_MOST_ROWS, _ROW = 30, 0.22


def trust(profile: Profile) -> Chart | None:
    """Dot-and-whisker chart of trust in the neighbourhoods of a place; in its districts or areas if that suits better.

    Notes
    -----
    The means are those of the measure `trust` for these units, released as they are for areas. Nothing that is withheld
    is drawn.
    """
    level = _level(profile)
    table = _released(profile, level)
    shown = table[table["status"] == Status.VALUE]
    if shown.empty or len(table) < 2:
        return None
    whole = float(profile.figures["value"].to_dict()["trust"])
    found = _judged(table, whole).sort_values(["value", "name"], ascending=[False, True])
    points = found[found["status"] == Status.VALUE]
    title = _title(profile, points, whole, level)
    silent = left_out(table["status"], level)
    figure = _draw(points.head(_MOST_ROWS), whole)
    figure.alt_text = (
        f"Dot-and-whisker chart of {counted(min(len(points), _MOST_ROWS), level)}{place_words(profile.place, 'of')}, "
        f"the highest first. Across: mean answer to the trust question, 1 to 5, with 95 % limits. {title}.{silent} "
        "The table has the values."
    )
    more = f" Not drawn: the {len(points) - _MOST_ROWS} lowest." if len(points) > _MOST_ROWS else ""
    caveat = (
        "It is what those said who came and answered, not what residents think. Limits that leave out the mean of the "
        f"place do so by chance for about 1 {level} in 20.{silent}{more}"
    )
    return Chart("trust", title, CARDS["trust"].question, caveat, figure, _table(found, level))


def _level(profile: Profile) -> str:
    """The widest level with few enough parts to draw, of which the place has more than one."""
    areas = profile.data.areas.loc[list(profile.place.area_codes)]
    neighbourhoods, districts = (areas[f"{level}_code"].nunique() for level in ("neighbourhood", "district"))
    if neighbourhoods > _MOST_ROWS and districts > 1:
        return "district"
    return "neighbourhood" if neighbourhoods > 1 else "area"


def _released(profile: Profile, level: str) -> pd.DataFrame:
    """Trust in the units of a level, after disclosure control, with their names."""
    areas = profile.data.areas.loc[list(profile.place.area_codes)]
    if level == "area":
        return profile["trust"].table.assign(name=areas["area_name"].fillna(areas.index.to_series()))
    codes, names = areas[f"{level}_code"].dropna(), areas[f"{level}_name"]
    result = release(
        trust_measure(*at_level(profile.data, level)), CARDS["trust"], profile.protection, Unit(level=level)
    )
    named = names.groupby(codes).first()
    table = result.among({"area_code": set(codes)}).table
    return table.assign(name=named.reindex(table.index).fillna(table.index.to_series()))


def _judged(table: pd.DataFrame, whole: float) -> pd.DataFrame:
    """Which limits lie wholly on one side of the mean of the place."""
    sides = np.select([table["lower"] > whole, table["upper"] < whole], ["above", "below"], SAME)
    known = (table["status"] == Status.VALUE) & ~np.isnan(whole)
    return table.assign(side=pd.Series(sides, index=table.index).where(known, ""))


def _title(profile: Profile, points: pd.DataFrame, whole: float, level: str) -> str:
    units, place = counted(len(points), level), place_words(profile.place, "of")
    if np.isnan(whole):
        return f"Mean trust in {units}{place} is known with the limits shown; that of the whole place is not known"
    if len(points) == 1:
        side = points["side"].iloc[0]
        is_what = f"clearly {side}" if side != SAME else f"{SAME} from"
        return f"Trust in {points['name'].iloc[0]} is {is_what} the mean of the whole, {whole:.2f}"
    above, below = (int((points["side"] == side).sum()) for side in ("above", "below"))
    if not above + below:
        return f"Trust in none of {units}{place} is clearly different from the mean of the whole, {whole:.2f}"
    sides = [f"{count:,} {side}" for count, side in ((above, "above"), (below, "below")) if count]
    return (
        f"Trust in {above + below:,} of {units}{place} lies clearly on one side of the mean of the whole, {whole:.2f}: "
        f"{', '.join(sides)}"
    )


def _draw(points: pd.DataFrame, whole: float) -> WordedFigure:
    with mpl.rc_context(SETTINGS):
        figure, axes = chart_axes(len(points) * _ROW + 1.04, left=2.2, right=0.75, top=0.5, bottom=0.52)
        places = np.arange(len(points))
        axes.hlines(places, points["lower"], points["upper"], color=LINE, linewidth=1.5, zorder=2)
        counts = points["side"].value_counts()
        for side, mark in MARKS.items():
            members = (points["side"] == side).to_numpy()
            axes.plot(points["value"][members], places[members], zorder=4, **mark.look())
        axes.set_ylim(len(points) - 0.4, -0.6)
        axes.set_xlim(np.floor(points["lower"].min() * 2) / 2, np.ceil(points["upper"].max() * 2) / 2)
        axes.set_yticks(places, [short(name, 32) for name in points["name"]])
        grid_lines(axes, "x")
        write_beside(axes, [f"{value:.2f}" for value in points["value"]])
        if not np.isnan(whole):
            axes.axvline(whole, color=INK, linewidth=1.0, zorder=1)
            words = f"whole place {whole:.2f}"
            axes.text(whole, -0.75, words, fontsize=SIZE, color=INK, ha="center", va="bottom")
            write_key(figure, [(mark, f"{key} ({counts[key]:,})") for key, mark in MARKS.items() if key in counts])
        name_axes(figure, axes, across="Mean answer, 1 to 5, and 95 % limits")
    return figure


def _table(found: pd.DataFrame, level: str) -> pd.DataFrame:
    known = found["status"] == Status.VALUE
    return text_table(
        {
            level.capitalize(): found["name"].astype("str").tolist(),
            "Mean answer": [
                f"{value:.2f}" if some else instead(why)
                for value, some, why in zip(found["value"], known, found["status"], strict=True)
            ],
            "95 % limits": limits_text(found, decimals=2).tolist(),
            "Answers": count_text(found["denominator"].where(known)).tolist(),
            "Against the whole": [side.capitalize() for side in found["side"]],
        }
    )
