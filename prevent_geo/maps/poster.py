"""The poster: the rich picture of a place on one A3 page, to hang on a wall and to start a meeting with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from prevent_geo.layers import Layer
from prevent_geo.layers.layer import STATUS_ENTRIES
from prevent_geo.lettering import fitted, plain, wrap
from prevent_geo.maps.notes import READERS
from prevent_geo.maps.scene import Scene
from prevent_geo.maps.static import draw_map
from prevent_geo.maps.words import headline
from prevent_geo.measures import Status
from prevent_geo.measures.common.proportion import wilson_limits
from prevent_geo.measures.recency import STANDARD_DAYS
from prevent_geo.measures.scorecard import Outcome
from prevent_geo.typesetting import typeset

if TYPE_CHECKING:
    from prevent_geo.assessment import Profile

_MAIN = "contact_rate"
# five small maps, the first that there is of each group
_SMALL = (
    ("reach_gap", "recency"),
    ("response_loop", "themes"),
    ("trust", "trust_change", "evenness"),
    ("readiness", "nearest_partner"),
    ("deprivation", "population"),
)
_FIGURES = (
    "contact_rate",
    "reached_areas",
    "answered_in_time",
    "trust",
    "partners_reporting",
    "residents_within_2km",
    "agreements_in_date",
)
_MOST_NOTES, _MOST_THEMES, _THEMES_BESIDE_NOTES = 6, 12, 4
# widths of the template in points
_PAGE, _TITLE, _MAP, _FIGURE, _NOTE, _FOOT = 1116.0, 26.0, 200.0, 92.0, 244.0, 720.0
Words = dict[str, Any]


def poster(scene: Scene, profile: Profile) -> bytes:
    """The rich picture of a place as a PDF of one A3 page: tagged, with alternative texts and markings.

    It shows the contact rate with partner sites and notes, five small maps, key figures with their limits, what people
    said (to those who may read it), and what is unknown. Long texts are set smaller, then cut with an ellipsis.

    Raises
    ------
    typst.TypstError
        If the page cannot be set.
    """
    small = [_first(scene, names) for names in _SMALL]
    shown = [layer for layer in small if layer is not None]
    main = scene.layers[_MAIN]
    big = draw_map(
        scene, main, width=8.1, height=4.65, sites=scene.layers.get("partners"), notes=True, words=False, size=9
    )
    figures = {"main.svg": big.svg}
    cards = []
    for number, layer in enumerate(shown):
        drawn = draw_map(scene, layer, width=2.9, height=1.72, labels=False, words=False, size=8.5)
        figures[f"small-{number}.svg"] = drawn.svg
        cards.append({"file": f"small-{number}.svg", "alt": drawn.alt_text, **_card(scene, layer)})
    data = {
        "title": _set(_title(scene, profile), _PAGE, _TITLE, least=15, most=2, bold=True),
        "plain_title": plain(_title(scene, profile)),
        "place": _set(f"Rich picture of {scene.place.full_name}, {scene.period}", _PAGE, 12, least=9, most=1),
        "marking": plain(scene.about.marking),
        "main": {"alt": f"{big.alt_text} Over it lie partner sites and notes.", **_card(scene, main, wide=True)},
        "small": cards,
        "figures": _figures(profile),
        "themes": _themes(scene, profile),
        "notes": _notes(scene),
        "unshared": scene.audience not in READERS,
        "unknown": _set(_unknown([main, *shown]), _FOOT, 9.5, least=9, most=4),
        "source": _set(_source(scene), _PAGE - 250, 9, least=9, most=2),
    }
    files = {**figures, "poster.json": json.dumps(data, ensure_ascii=False).encode()}
    return typeset(_template(), files, on=scene.period.end)


@cache
def _template() -> str:
    return (Path(__file__).parent / "templates" / "poster.typ").read_text(encoding="utf-8")


def _first(scene: Scene, names: Iterable[str]) -> Layer | None:
    return next((scene.layers[name] for name in names if name in scene.layers), None)


def _set(text: str, width: float, size: float, *, least: float, most: int, bold: bool = False) -> Words:
    """Text broken into at most so many lines, for the template to set as they are."""
    lines, size = fitted(text, width, size, least=least, most=most, bold=bold)
    return {"lines": list(lines), "size": size}


def _title(scene: Scene, profile: Profile) -> str:
    """What the figures say of a place in a sentence; the headline of its map where they say nothing."""
    figures, shown = profile.figures, profile.table()["Value"]
    said = {
        "reached_areas": f"{{}} of areas had a contact in the last {STANDARD_DAYS} days",
        "answered_in_time": "{} of contacts were answered in time",
    }
    outcomes = _outcomes(profile)
    parts = [
        words.format(shown[name])
        for name, words in said.items()
        if figures.loc[name, "status"] == Status.VALUE and outcomes.get(name) != Outcome.NOT_ENOUGH
    ]
    (name,) = wrap(scene.place.name, _PAGE * 0.95, _TITLE, bold=True, most=1)
    return f"{name}: {', and '.join(parts)}" if parts else headline(scene, scene.layers[_MAIN])


def _card(scene: Scene, layer: Layer, *, wide: bool = False) -> Words:
    """Title of a layer, and what its headline says beyond that."""
    said = headline(scene, layer).removeprefix(layer.title).removeprefix(f" in {scene.place.name}").removeprefix(": ")
    width = 590.0 if wide else _MAP
    return {
        "name": _set(layer.title, width, 12 if wide else 10.5, least=9, most=1 if wide else 2, bold=True),
        "said": _set(f"{said[:1].upper()}{said[1:]}.", width, 10 if wide else 9.5, least=9, most=2 if wide else 3),
    }


def _figures(profile: Profile) -> list[Words]:
    """Key figures with their limits, and how they stand against their standards."""
    table, outcomes = profile.table(), _outcomes(profile)
    return [
        {
            "name": table.loc[name, "Figure"],
            "unit": table.loc[name, "Unit"],
            "value": table.loc[name, "Value"],
            "limits": table.loc[name, "95 % limits"],
            "outcome": str(outcomes.get(name, "")).capitalize(),
        }
        for name in _FIGURES
        if name in table.index
    ]


def _outcomes(profile: Profile) -> pd.Series[str]:
    """Outcome of each figure that has a standard."""
    card = profile.scorecard()
    return card.reset_index("focus")["outcome"] if len(card) else pd.Series(dtype="str")


def _themes(scene: Scene, profile: Profile) -> list[Words]:
    """Themes that contacts raised: events, not persons; each with its share of the contacts and the limits of that."""
    data = profile.data
    raised = data.contacts.loc[data.contacts["area_code"].isin(list(scene.place.area_codes)), "theme"].dropna()
    counts = raised.astype("str").value_counts().rename_axis("theme").reset_index()
    counts = counts.sort_values(["count", "theme"], ascending=[False, True])
    found = []
    for theme, count in counts.head(_THEMES_BESIDE_NOTES if scene.notes else _MOST_THEMES).itertuples(index=False):
        low, high = (100 * float(limit) for limit in wilson_limits(count, len(raised)))
        (name,) = wrap(data.label("themes", theme), 150, 9.5, most=1)
        found.append({"name": name, "share": f"{count:,} ({low:.0f} % to {high:.0f} %)"})
    return found


def _notes(scene: Scene) -> list[Words]:
    """The newest note of each kind, then the next of each, to six."""
    turns: dict[str, int] = {}
    order = []
    for number, note in enumerate(scene.notes):
        turns[note.kind] = turns.get(note.kind, -1) + 1
        order.append((turns[note.kind], number, note))
    return [
        {
            "head": _set(
                f"{note.kind_label.partition(':')[0]}: {note.role}, {note.date:%B %Y}", _NOTE, 9, least=9, most=1
            ),
            "said": _set(note.statement, _NOTE, 9.5, least=9, most=2),
        }
        for _, _, note in sorted(order, key=lambda line: line[:2])[:_MOST_NOTES]
    ]


def _unknown(layers: list[Layer]) -> str:
    """Why there is no value, layer by layer, with the number of areas."""
    told = []
    for layer in layers:
        reasons = [
            f"{entry.label.partition(' (')[0].lower()} in {count:,}"
            for entry, count in layer.legend()
            if count and entry in STATUS_ENTRIES
        ]
        told += [f"{layer.title}: {', '.join(reasons)} of {len(layer.values):,} areas."] if reasons else []
    return " ".join(told) or "Every area has a value on each of these maps."


def _source(scene: Scene) -> str:
    about = scene.about
    source, licence = about.source.rstrip(".") or "not given", about.licence or "not given"
    return f"Source: {source}. Licence: {licence}. Data of {about.vintage or 'an unknown date'}, {scene.period}."
