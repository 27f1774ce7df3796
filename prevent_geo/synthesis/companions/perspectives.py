"""Perspectives: what kinds of organisation and group said about the services and places of an area, on one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.synthesis.companions.drawn import (
    Calendar,
    Drawn,
    differ,
    draw,
    identifiers,
    iso,
    residents,
)
from prevent_geo.synthesis.companions.wording import fill_slots, take_turns, words
from prevent_geo.synthesis.ground import in_order, number_level
from prevent_geo.synthesis.mix import mix
from prevent_geo.synthesis.streams import Floats, Integers, pick, stream

_TENSION = "tension"
_ANSWERED_WITHIN_DAYS = 28


def draw_perspectives(
    areas: gpd.GeoDataFrame,
    *,
    start: date,
    months: int,
    seed: int,
    perspectives: int | None = None,
    spread: float = 0.4,
) -> Drawn:
    """Draw what roles said about areas: more where more people live, each neighbourhood with themes of its own.

    Of a tension two roles speak: the two notes are about one area and one theme, within four weeks.

    Parameters
    ----------
    areas
        Areas with area_code (column or index), population and, where known, neighbourhood_code.
    start, months
        First day of the first month, and how many months from there.
    seed
        The same seed and areas draw the same, whatever the order of their rows.
    perspectives
        How many; one for every second area if not given.
    spread
        How much neighbourhoods differ in what they speak about: standard deviation of a factor on the weight of each
        theme; 0 if all are alike.

    Returns
    -------
    Drawn
        Table in the order of dates: perspective_id (XS000001 ...), area_code, role, kind, statement, date (ISO).
        Truth: perspective_id, theme, answers (the note of the other side; missing unless it is a tension).

    Raises
    ------
    ValueError
        If there are no areas, if start is not the first of a month, or if spread is below 0.
    """
    if areas.empty:
        raise ValueError("perspectives need at least one area")
    calendar, rng = Calendar.of(start, months), stream(seed, "perspectives")
    areas = in_order(areas, "area_code")
    count = max(1, round(len(areas) / 2)) if perspectives is None else perspectives
    kinds, sides = _draw_kinds(count, rng)
    people = residents(areas)
    area = np.sort(rng.choice(len(areas), size=len(kinds), p=people / people.sum()))
    theme = _draw_themes(areas, area, spread, rng)
    first, second = _draw_notes(kinds, theme, rng)
    days = calendar.draw_days(len(kinds), rng)
    later = _draw_later(calendar, days, rng)
    notes = pd.DataFrame({"area": area, "kind": kinds, "theme": np.array(list(mix()["themes"]))[theme]})
    notes = notes.assign(event=np.arange(len(kinds)), side=0, day=days, role=first[0], statement=first[1])
    others = notes.assign(side=1, day=later, role=second[0], statement=second[1])[sides == 2]
    drawn = pd.concat([notes, others]).sort_values(["day", "area", "event", "side"], ignore_index=True)
    return _lay_out(drawn, areas)


def _draw_kinds(count: int, rng: np.random.Generator) -> tuple[np.ndarray, Integers]:
    """Kinds of what is said, and by how many sides: two for a tension, each of which is a note."""
    share = words("perspectives")["kinds"]
    names, weights = np.array(list(share)), np.array(list(share.values()), dtype=np.float64)
    kinds = names[draw(weights, count, rng)]
    tension = int((kinds == _TENSION).sum())
    # a note without its other side is no tension
    kinds = np.concatenate([kinds[kinds != _TENSION], np.repeat(["unknown", _TENSION], [tension % 2, tension // 2])])
    kinds = kinds[rng.permutation(len(kinds))]
    return kinds, np.where(kinds == _TENSION, 2, 1)


def _draw_themes(areas: gpd.GeoDataFrame, area: Integers, spread: float, rng: np.random.Generator) -> Integers:
    """Themes by the weights of the contacts, changed in each neighbourhood."""
    group, names = number_level(areas, "neighbourhood")
    usual = np.array(list(mix()["themes"].values()), dtype=np.float64)
    weights = usual * differ((len(names), len(usual)), spread, rng)
    return pick(weights[group[area]] + 1e-9, rng)


def _draw_notes(
    kinds: np.ndarray, theme: Integers, rng: np.random.Generator
) -> tuple[tuple[list[str], list[str]], tuple[list[str], list[str]]]:
    """Roles and statements of the first and of the second side (the same where there is only one)."""
    themes, names = list(mix()["themes"]), list(words("perspectives")["kinds"])
    cells = pd.Index(names).get_indexer(pd.Index(kinds)) * len(themes) + theme
    turns, chance = take_turns(cells), rng.random((len(kinds), 2)).tolist()
    said: dict[int, list[tuple[int, tuple[str, ...]]]] = {}
    voices: dict[int, list[tuple[str, ...]]] = {}
    for cell in np.unique(cells).tolist():
        templates = _templates(names[cell // len(themes)], themes[cell % len(themes)])
        said[cell] = fill_slots([texts for _, texts in templates], words("perspectives")["slots"], rng)
        voices[cell] = [voice for voice, _ in templates]
    sides: tuple[tuple[list[str], list[str]], tuple[list[str], list[str]]] = (([], []), ([], []))
    for cell, turn, luck in zip(cells.tolist(), turns.tolist(), chance, strict=True):
        template, texts = said[cell][turn % len(said[cell])]
        for side, (roles, statements) in enumerate(sides):
            place = min(side, len(texts) - 1)
            roles.append(_role(voices[cell][template][place], luck[side]))
            statements.append(texts[place])
    return sides


@cache
def _templates(kind: str, theme: str) -> Sequence[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Voices and texts of all templates of a kind and theme: one of each, or two for a tension."""
    entry = words("perspectives")[kind][theme]
    if kind == _TENSION:
        return [((one, other), (text, reply)) for one, text, other, reply in entry]
    return [((voice,), (text,)) for voice, texts in entry.items() for text in texts]


def _role(voice: str, luck: float) -> str:
    """A role of a voice, by its weight; what is no voice is itself a role."""
    roles, ceilings = _ceilings(voice)
    return roles[int(np.searchsorted(ceilings, luck, side="right"))]


@cache
def _ceilings(voice: str) -> tuple[list[str], Floats]:
    weights: Mapping[str, float] = words("perspectives")["voices"].get(voice, {voice: 1})
    rising = np.cumsum(list(weights.values()))
    return list(weights), np.asarray(rising / rising[-1], dtype=np.float64)


def _draw_later(calendar: Calendar, days: Integers, rng: np.random.Generator) -> Integers:
    """Days of the other side: within four weeks, at no weekend, and before the end of the period."""
    later = days + rng.integers(0, _ANSWERED_WITHIN_DAYS - 2, len(days))
    weekday = (later + 3) % 7
    later = later + np.where(weekday > 4, 7 - weekday, 0)
    return np.where(later <= calendar.last, later, days)


def _lay_out(drawn: pd.DataFrame, areas: gpd.GeoDataFrame) -> Drawn:
    codes = pd.Series(identifiers("XS", len(drawn), width=6), dtype="str")
    sides = codes.groupby(drawn["event"])
    first, last = sides.transform("first"), sides.transform("last")
    answers = first.where(first != codes, last).where(first != last)
    table = pd.DataFrame(
        {
            "perspective_id": codes,
            "area_code": areas["area_code"].astype("str").to_numpy()[drawn["area"]],
            "role": drawn["role"],
            "kind": drawn["kind"],
            "statement": drawn["statement"],
            "date": iso(drawn["day"].to_numpy()),
        },
        dtype="str",
    )
    return Drawn(
        table, pd.DataFrame({"perspective_id": codes, "theme": drawn["theme"], "answers": answers}, dtype="str")
    )
