"""Which partners of a place work in the same areas."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from prevent_geo.assessment.profile import Profile
from prevent_geo.charts.axes import Mark, chart_axes, label_points, write_key
from prevent_geo.charts.chart import Chart
from prevent_geo.charts.layout import stress_layout
from prevent_geo.charts.words import instead, place_words, short, text_table
from prevent_geo.drawing import INK, PALETTE, SETTINGS, WordedFigure
from prevent_geo.errors import counted
from prevent_geo.layers.build import count_text, sentence_case
from prevent_geo.measures import CARDS, Status
from prevent_geo.measures.common.counting import Floats

MARKS = {
    "works with others": Mark("o", PALETTE[0]),
    "connects others": Mark("s", PALETTE[2]),
}
_FEWEST, _MOST_PARTNERS, _STRONGEST, _MOST_NAMED = 3, 25, 3, 10
_SMALLEST, _LARGEST = 25.0, 330.0


def network(profile: Profile) -> Chart | None:
    """Network of the partners with a site in a place, linked by the areas in which both recorded contacts.

    Notes
    -----
    None with fewer than 3 partners that share areas within the place. Of each partner the three strongest links are
    drawn, of at most the 25 partners with the most areas shared. Near each other are those who share many areas; see
    `stress_layout`.
    """
    table = profile["partner_network"].table
    if table.empty or (table["status"] == Status.NOT_REPORTED).all():
        return None
    table = table.assign(name=profile.data.partners["partner_name"].reindex(table.index).fillna("Not named"))
    links = profile["partner_links"].table["value"]
    links = links[[a in table.index and b in table.index for a, b in links.index]]
    drawn = _most_linked(table, links)
    if len(drawn) < _FEWEST:
        return None
    strongest = _strongest(links, drawn.index)
    title = _title(profile, table)
    figure = _draw(drawn, strongest)
    figure.alt_text = (
        f"Network of {counted(len(drawn), 'partner')}{place_words(profile.place, 'of')}, a point each, larger the more "
        f"contacts it recorded; lines link partners that work in the same areas, thicker the more they share. {title}. "
        "The table has the values."
    )
    lines = f"Drawn are the {_STRONGEST} strongest links of each"
    lines += f" of the {len(drawn)} partners that share the most areas" if len(drawn) < _linked(table) else ""
    caveat = f"Partners in one area need not know each other; whoever records much has more links by chance. {lines}."
    return Chart("network", title, CARDS["partner_network"].question, caveat, figure, _table(table, links))


def _linked(table: pd.DataFrame) -> int:
    return int((table["value"] > 0).sum())


def _most_linked(table: pd.DataFrame, links: pd.Series) -> pd.DataFrame:
    """The partners with the most areas shared within the place, those without a link left out."""
    both = [links.groupby(level=level).sum() for level in (0, 1)]
    shared = both[0].add(both[1], fill_value=0)
    ranked = table.assign(shared=shared.reindex(table.index)).dropna(subset="shared")
    order = ranked.rename_axis("id").sort_values(["shared", "n", "id"], ascending=[False, False, True])
    return order.head(_MOST_PARTNERS)


def _strongest(links: pd.Series, partners: pd.Index) -> pd.Series:
    """The strongest links of each partner among those drawn."""
    among = links[[a in partners and b in partners for a, b in links.index]]
    order = among.sort_index().sort_values(ascending=False, kind="stable")
    kept: set[tuple[str, str]] = set()
    for partner in partners:
        kept.update([pair for pair in order.index if partner in pair][:_STRONGEST])
    return order[[pair in kept for pair in order.index]]


def _title(profile: Profile, table: pd.DataFrame) -> str:
    linked, total, place = _linked(table), len(table), place_words(profile.place, "in")
    if linked == total:
        opening = f"All {total:,} partners{place} work in areas where others work too"
    else:
        verb = "works" if linked == 1 else "work"
        opening = f"{linked:,} of {total:,} partners{place} {verb} in areas where others work too"
    alone, silent = int((table["value"] == 0).sum()), int(table["value"].isna().sum())
    parts = [f"{alone:,} {'works' if alone == 1 else 'work'} alone"] if alone else []
    parts += [f"{silent:,} {'has' if silent == 1 else 'have'} no recorded contact"] if silent else []
    return "; ".join([opening, *parts])


def _draw(drawn: pd.DataFrame, links: pd.Series) -> WordedFigure:
    with mpl.rc_context(SETTINGS):
        figure, axes = chart_axes(3.9, left=0.1, right=0.1, top=0.3, bottom=0.1)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.set_xlim(-1.25, 1.25)
        axes.set_ylim(-1.12, 1.12)
        pairs = np.array([drawn.index.get_indexer(links.index.get_level_values(level)) for level in (0, 1)])
        # who shares most is half as far away as who shares least
        places = stress_layout(len(drawn), pairs, 1 / (1 + links.to_numpy() / links.max()))
        lines = places[pairs.T]
        widths = 0.6 + 2.6 * links.to_numpy() / links.max()
        axes.add_collection(LineCollection(lines, colors="#b5bcc4", linewidths=widths, zorder=1))
        sizes = _SMALLEST + (_LARGEST - _SMALLEST) * (drawn["n"] / drawn["n"].max()).to_numpy()
        counts = drawn["role"].value_counts()
        for role, mark in MARKS.items():
            members = (drawn["role"] == role).to_numpy()
            look: dict[str, Any] = {"marker": mark.shape, "color": mark.colour, "edgecolor": "white", "linewidth": 0.8}
            axes.scatter(places[members, 0], places[members, 1], s=sizes[members], zorder=3, **look)
        _write_names(figure, axes, drawn, places, lines, sizes)
        entries = [(mark, f"{role} ({counts[role]})") for role, mark in MARKS.items() if role in counts]
        write_key(figure, [*entries, (Mark("", INK), _sizes(drawn, links))])
    return figure


def _sizes(drawn: pd.DataFrame, links: pd.Series) -> str:
    return f"size: contacts, {_range(drawn['n'])}; line: areas shared, {_range(links)}"


def _range(values: pd.Series) -> str:
    low, high = values.min(), values.max()
    return f"{low:,.0f} to {high:,.0f}" if low < high else f"{low:,.0f}"


def _write_names(
    figure: WordedFigure, axes: Axes, drawn: pd.DataFrame, places: Floats, lines: Floats, sizes: Floats
) -> None:
    largest = np.argsort(-drawn["n"].to_numpy(), kind="stable")[:_MOST_NAMED]
    names = [(int(position), short(drawn["name"].iloc[position], 28)) for position in largest]
    along = np.linspace(0.05, 0.95, 10)[:, None, None]
    on_lines = (lines[:, 0] * along + lines[:, 1] * (1 - along)).reshape(-1, 2)
    label_points(figure, axes, places, names, avoid=on_lines, away=float(np.sqrt(sizes.max())) / 2 + 2)


def _table(table: pd.DataFrame, links: pd.Series) -> pd.DataFrame:
    order = table.sort_values(["value", "n", "name"], ascending=[False, False, True])
    return text_table(
        {
            "Partner": order["name"].astype("str").tolist(),
            "Other partners in the same areas": [
                instead(why) if pd.isna(value) else f"{value:,.0f}"
                for value, why in zip(order["value"], order["status"], strict=True)
            ],
            "Areas it works in": count_text(order["numerator"].where(order["value"].notna())).tolist(),
            "Contacts": count_text(order["n"].where(order["value"].notna())).tolist(),
            "Role": [sentence_case(role) for role in order["role"]],
            "Shares the most areas with": _partners_shared(order, links),
        }
    )


def _partners_shared(order: pd.DataFrame, links: pd.Series) -> list[str]:
    """Of each partner the one of the place with which it shares the most areas, and how many."""
    both = pd.concat([links, links.swaplevel()]).sort_index().sort_values(ascending=False, kind="stable")
    first = both[~both.index.get_level_values(0).duplicated()]
    found = {str(a): f"{order.loc[b, 'name']} ({shared:,.0f})" for (a, b), shared in first.items()}
    return [found.get(str(partner), "") for partner in order.index]
