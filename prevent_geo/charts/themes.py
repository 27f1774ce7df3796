"""What communities of a place raised, each theme with its share of the contacts."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd

from prevent_geo.assessment.profile import Profile
from prevent_geo.assessment.words import figure_text
from prevent_geo.charts.axes import chart_axes, grid_lines, name_axes, write_beside
from prevent_geo.charts.chart import Chart
from prevent_geo.charts.words import place_words, short, text_table
from prevent_geo.drawing import INK, PALETTE, SETTINGS, WordedFigure
from prevent_geo.errors import counted
from prevent_geo.layers.build import percent_text, sentence_case
from prevent_geo.measures import CARDS, Status
from prevent_geo.measures.common.proportion import wilson_limits
from prevent_geo.measures.themes import MINIMUM_CONTACTS

_MOST_BARS, _ROW, _SHARE = 15, 0.25, "share"


def themes(profile: Profile) -> Chart | None:
    """Bar chart of the share of contacts that raised each theme, with Wilson's 95 % limits.

    Notes
    -----
    The contacts are those of the measure `themes`, added up over the areas of the place; what rises is what
    `rising_themes` says of its district.
    """
    table = profile["themes"].table
    heard = table[table["status"] != Status.NOT_REPORTED]
    raised = heard.groupby("theme", sort=False)["numerator"].sum().astype("int64")
    themed = int(heard.groupby("theme")["n"].sum().max()) if len(heard) else 0
    if themed < MINIMUM_CONTACTS:
        return None
    lower, upper = wilson_limits(raised.to_numpy(), themed)
    found = pd.DataFrame({"raised": raised, "share": raised / themed, "lower": lower, "upper": upper})
    labels = profile.data.code_lists["themes"]
    found["name"] = [labels.label(str(code)) for code in found.index]
    found["change"] = _changes(profile, found.index)
    found = found.sort_values(["raised", "name"], ascending=[False, True], kind="stable")
    title = _title(profile, found, themed)
    figure = _draw(found.head(_MOST_BARS))
    figure.alt_text = (
        f"Bar chart of {counted(min(len(found), _MOST_BARS), 'theme')}, the most raised first, by their share of "
        f"{counted(themed, 'contact')} with a theme{place_words(profile.place, 'in')}, with 95 % limits. {title}. "
        "The table has the values."
    )
    more = f" Not drawn: the {len(found) - _MOST_BARS} least raised." if len(found) > _MOST_BARS else ""
    caveat = f"{sentence_case(CARDS['themes'].caveat)}.{more}"
    return Chart("themes", title, "What did communities raise?", caveat, figure, _table(found))


def _changes(profile: Profile, names: pd.Index) -> list[str]:
    """Of each theme, what is said of the districts of the place: rising, falling, or nothing."""
    if "rising_themes" not in profile:
        return [""] * len(names)
    verdicts = profile["rising_themes"].table["verdict"]
    codes = profile.data.areas.loc[list(profile.place.area_codes), "district_code"].dropna().unique()
    found = verdicts[verdicts.index.get_level_values(1).isin(codes)]
    return [_change(profile, found[found.index.get_level_values(0) == name], len(codes)) for name in names]


def _change(profile: Profile, verdicts: pd.Series, districts: int) -> str:
    """One theme in each of the districts.

    A place that is no district or more is a part of one, so that the district is said to be meant.
    """
    smaller = profile.place.level in ("area", "neighbourhood")
    words = []
    for verdict in ("rising", "falling"):
        count = int((verdicts == verdict).sum())
        where = " in the district" if smaller else f" in {count} of {districts} districts" if districts > 1 else ""
        words += [verdict + where] if count else []
    return ", ".join(words)


def _title(profile: Profile, found: pd.DataFrame, themed: int) -> str:
    first = found.iloc[0]
    share, of = figure_text(first["share"], _SHARE), f"{counted(themed, 'contact')}{place_words(profile.place, 'in')}"
    # clear only where its limits lie above those of all others
    if len(found) == 1 or first["lower"] > found["upper"].iloc[1:].max():
        opening = f"{first['name']} was raised most, in {share} of {of}"
    else:
        near = int((found["upper"].iloc[1:] >= first["lower"]).sum())
        others = "another theme is" if near == 1 else f"{near} other themes are"
        opening = f"{first['name']} was raised in {share} of {of}, and {others} not clearly behind"
    rising = found.loc[found["change"].str.startswith("rising"), "name"]
    if len(rising) == 1:
        which = "it" if rising.index[0] == found.index[0] else rising.iloc[0]
        return f"{opening}; {which} is {found.loc[rising.index[0], 'change'].split(', ')[0]}"
    return f"{opening}; {len(rising)} themes are rising" if len(rising) else opening


def _draw(found: pd.DataFrame) -> WordedFigure:
    with mpl.rc_context(SETTINGS):
        right = 1.9 if found["change"].any() else 0.6
        figure, axes = chart_axes(len(found) * _ROW + 0.62, left=2.05, right=right, top=0.1, bottom=0.52)
        places = np.arange(len(found))
        shares, lower, upper = (found[name].to_numpy() * 100 for name in ("share", "lower", "upper"))
        axes.barh(places, shares, height=0.66, color=PALETTE[0], zorder=2)
        axes.errorbar(
            shares, places, xerr=[shares - lower, upper - shares], fmt="none", ecolor=INK, elinewidth=1.1, capsize=2.5
        )
        axes.set_ylim(len(found) - 0.4, -0.6)
        axes.set_xlim(0, upper.max() * 1.04)
        axes.set_yticks(places, [short(name, 30) for name in found["name"]])
        axes.xaxis.set_major_formatter("{x:g} %")
        grid_lines(axes, "x")
        rows = zip(found["share"], found["change"], strict=True)
        write_beside(axes, [f"{figure_text(share, _SHARE)}  {_marked(change)}".rstrip() for share, change in rows])
        name_axes(figure, axes, across="Share of contacts with a theme, and 95 % limits")
    return figure


def _marked(change: str) -> str:
    """What changed, with a shape in front."""
    return {"r": "▲ ", "f": "▼ "}.get(change[:1], "") + change


def _table(found: pd.DataFrame) -> pd.DataFrame:
    return text_table(
        {
            "Theme": found["name"].tolist(),
            "Contacts": [f"{count:,}" for count in found["raised"]],
            "Share": [figure_text(share, _SHARE) for share in found["share"]],
            "95 % limits": (percent_text(found["lower"]) + " to " + percent_text(found["upper"])).tolist(),
            "Against the period before": [sentence_case(change) for change in found["change"]],
        }
    )
