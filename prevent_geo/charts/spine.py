"""The scorecard of a place as a spine chart: each indicator with its limits, next to its standard."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from prevent_geo.assessment.profile import Profile
from prevent_geo.assessment.words import figure_text, figures_table
from prevent_geo.charts.axes import GRID, SIZE, Mark, chart_axes, write_key
from prevent_geo.charts.chart import Chart
from prevent_geo.charts.words import instead, place_words, short, text_table
from prevent_geo.drawing import INK, LINE, PALETTE, SETTINGS, WordedFigure
from prevent_geo.layers.build import sentence_case
from prevent_geo.measures import Status
from prevent_geo.measures.scorecard import Outcome

MARKS = {
    Outcome.MET: Mark("o", PALETTE[0], size=6.5),
    Outcome.NOT_MET: Mark("D", PALETTE[2], size=5.5),
    Outcome.CANNOT_TELL: Mark("o", LINE, filled=False, size=6.5),
}
_STANDARD = Mark("|", INK, size=11)
_ROW, _LEFT, _RIGHT = 0.215, 3.0, 1.62
# indicators that are no share have a scale of their own
_SCALES = {"mean answer, 1 to 5": (1.0, 5.0), "ratio to the period before": (0.0, 2.0)}
_SHARE = (0.0, 1.0)


def spine(profile: Profile) -> Chart | None:
    """Spine chart of the scorecard of a place, by area of focus."""
    card = profile.scorecard()
    known = card["value"].notna()
    if not known.any():
        return None
    labels = profile.data.code_lists["focus"].labels
    title = _title(profile, card)
    figure = _draw(card, labels)
    figure.alt_text = (
        f"Spine chart of {len(card)} indicators{place_words(profile.place, 'in')}, a row each, by area of focus. "
        "Across: the value with its 95 % limits from the lowest to the highest value of its scale, and a tick at the "
        f"standard. {title}. The table has the values."
    )
    caveat = (
        "An indicator is judged by its limits, not by the point: where the standard lies between them it cannot be "
        "told. The standards are choices of the partnership; shares run from 0 % to 100 %, others on the scale named."
    )
    question = "Which indicators meet their standard?"
    return Chart("spine", title, question, caveat, figure, _table(profile, card, labels))


def _title(profile: Profile, card: pd.DataFrame) -> str:
    counts = {outcome: int((card["outcome"] == outcome).sum()) for outcome in Outcome}
    met, place = counts[Outcome.MET], place_words(profile.place, "in")
    opening = f"{met or 'None'} of {len(card)} standards{place} {'is' if met < 2 else 'are'} met"
    others = [
        (counts[Outcome.NOT_MET], "not met"),
        (counts[Outcome.CANNOT_TELL], "cannot be told"),
        (counts[Outcome.NOT_ENOUGH], "without enough data"),
    ]
    parts = [f"{count} {words}" for count, words in others if count]
    return f"{opening}; {', '.join(parts)}" if parts else opening


def _draw(card: pd.DataFrame, labels: Mapping[str, str]) -> WordedFigure:
    focus = card.index.get_level_values("focus")
    # a line for each heading above its rows
    opens = np.concatenate([[True], focus[1:] != focus[:-1]])
    places = np.arange(len(card)) + np.cumsum(opens)
    lines = len(card) + int(opens.sum())
    with mpl.rc_context(SETTINGS):
        height = lines * _ROW + 0.62
        figure, axes = chart_axes(height, left=_LEFT, right=_RIGHT, top=0.32, bottom=0.3)
        axes.set_xlim(-0.03, 1.03)
        axes.set_ylim(lines - 0.4, -0.6)
        axes.set_yticks([])
        axes.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
        axes.hlines(places, 0, 1, color=GRID, linewidth=0.7, zorder=1)
        _draw_marks(axes, card, places)
        _write_rows(axes, card, places)
        for place, code in zip(places[opens] - 1, focus[opens], strict=True):
            heading = short(labels.get(code, code), 80)
            # at the left edge of the figure
            axes.text(*_at(place, 0), heading, fontsize=SIZE, fontweight="bold", color=INK, va="center_baseline")
        counts = card["outcome"].value_counts()
        entries = [(mark, f"{key} ({counts[key]})") for key, mark in MARKS.items() if key in counts]
        write_key(figure, [*entries, (_STANDARD, "standard")])
    return figure


def _draw_marks(axes: Axes, card: pd.DataFrame, places: np.ndarray) -> None:
    scaled = pd.DataFrame({name: _scaled(card[name], card["unit"]) for name in ("value", "lower", "upper", "green")})
    axes.hlines(places, scaled["lower"], scaled["upper"], color=LINE, linewidth=1.6, zorder=3)
    axes.plot(scaled["green"], places, zorder=2, **_STANDARD.look() | {"markeredgewidth": 1.8})
    for outcome, mark in MARKS.items():
        members = (card["outcome"] == outcome).to_numpy()
        axes.plot(scaled["value"][members], places[members], zorder=4, **mark.look())
    # a value that too few records stand behind is shown, but not judged
    unjudged = (card["outcome"] == Outcome.NOT_ENOUGH).to_numpy()
    axes.plot(scaled["value"][unjudged], places[unjudged], zorder=4, **Mark("x", LINE, size=5).look())


def _scaled(values: pd.Series, units: pd.Series) -> pd.Series:
    """Values as parts of their scale, those beyond it at its end."""
    ends = units.map(lambda unit: _SCALES.get(unit, _SHARE))
    low, high = ends.map(lambda scale: scale[0]), ends.map(lambda scale: scale[1])
    return ((values - low) / (high - low)).clip(0, 1)


def _write_rows(axes: Axes, card: pd.DataFrame, places: np.ndarray) -> None:
    texts = zip(places, card["title"], card["unit"], _values(card), card["outcome"], strict=True)
    for place, title, unit, value, outcome in texts:
        scale = _SCALES.get(unit)
        words = short(title, 44) if scale is None else f"{short(title, 35)} ({scale[0]:.0f} to {scale[1]:.0f})"
        axes.text(*_at(place, 0.12), words, fontsize=SIZE, color=INK, va="center_baseline")
        axes.text(1.09, place, value, fontsize=SIZE, color=INK, va="center_baseline")
        axes.text(1.43, place, outcome, fontsize=SIZE, color=INK, va="center_baseline")


def _values(card: pd.DataFrame) -> list[str]:
    rows = zip(card["value"], card["unit"], card["status"], strict=True)
    return [instead(why) if pd.isna(value) else figure_text(value, unit) for value, unit, why in rows]


def _at(place: int, inches: float) -> tuple[float, int]:
    """A row, and the x at some inches from the left edge of the figure."""
    width = 6.3 - _LEFT - _RIGHT
    return -0.03 - (_LEFT - 0.08 - inches) / width * 1.06, place


def _table(profile: Profile, card: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    texts = figures_table(profile.figures, marker=instead(Status.SUPPRESSED)).reindex(card.index.get_level_values(1))
    return text_table(
        {
            "Indicator": card["title"].tolist(),
            "Area of focus": [labels.get(code, code) for code in card.index.get_level_values("focus")],
            "Value": texts["Value"].fillna(instead(Status.MISSING)).tolist(),
            "95 % limits": texts["95 % limits"].tolist(),
            "Unit": card["unit"].tolist(),
            "Standard": [
                f"{'at least' if direction == 'higher' else 'at most'} {figure_text(green, unit)}"
                for direction, green, unit in zip(card["direction"], card["green"], card["unit"], strict=True)
            ],
            "Against the standard": [sentence_case(str(outcome)) for outcome in card["outcome"]],
            "Change": [sentence_case(change) for change in card["change"]],
        }
    )
