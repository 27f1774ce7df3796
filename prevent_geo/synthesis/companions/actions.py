"""Actions: commitments of a delivery plan, by district and for all of them, kept in time, late or not at all."""

from __future__ import annotations

from datetime import date
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.synthesis.companions.drawn import (
    Calendar,
    Drawn,
    change_odds,
    differ,
    draw,
    find_districts,
    identifiers,
    iso,
)
from prevent_geo.synthesis.companions.wording import fill_slots, take_turns, words
from prevent_geo.synthesis.ground import in_order
from prevent_geo.synthesis.streams import Integers, stream

_PER_DISTRICT, _FOR_ALL_DISTRICTS = 8, 6
_KEPT, _NEVER_OF_THE_REST = 0.62, 0.4
_LATE_SHAPE, _LATE_SCALE_DAYS = 1.3, 50.0
_DIGITS = 6


def draw_actions(
    areas: gpd.GeoDataFrame, *, start: date, months: int, seed: int, actions: int | None = None, spread: float = 0.4
) -> Drawn:
    """Draw commitments that a board agreed, and when they were done.

    Each district has a board every third month, on the second Tuesday; so has the whole partnership. An action is done
    in time by the chance of its district; of the others some are done late, and some never.

    Parameters
    ----------
    areas
        Areas with area_code (column or index), population and, where known, district_code.
    start, months
        First day of the first month, and how many months from there.
    seed
        The same seed and areas draw the same, whatever the order of their rows.
    actions
        How many; eight for each district and six for all together if not given.
    spread
        How much districts differ in the odds of being in time: standard deviation of a factor; 0 if all are alike.

    Returns
    -------
    Drawn
        Table in the order of agreed_on: action_id (XA0001 ...), focus, strand, district_code (missing: all districts),
        owner, agreed_on, due, done_on (ISO dates; done_on missing if not done by the end of the period; due may
        lie after it), note. Truth: action_id, in_time (the chance to be), done_on (also after the end; missing: never).

    Raises
    ------
    ValueError
        If there are no areas, if start is not the first of a month, or if spread is below 0.
    """
    if areas.empty:
        raise ValueError("actions need at least one area")
    calendar, rng = Calendar.of(start, months), stream(seed, "actions")
    codes = find_districts(in_order(areas, "area_code"))["district_code"].dropna().to_list()
    # after the last district comes the whole partnership
    count = _PER_DISTRICT * len(codes) + _FOR_ALL_DISTRICTS if actions is None else actions
    weights = np.array([_PER_DISTRICT] * len(codes) + [_FOR_ALL_DISTRICTS], dtype=np.float64)
    place = draw(weights, count, rng)
    agreed = _draw_meetings(calendar, place, rng)
    order = np.lexsort((place, agreed))
    place, agreed = place[order], agreed[order]
    due = _draw_due(agreed, rng)
    in_time = change_odds(np.full(len(weights), _KEPT), differ(len(weights), spread, rng))[place]
    done, ever = _draw_done(agreed, due, in_time, rng)
    said = _draw_words(count, rng)
    names = identifiers("XA", count, width=4)
    table = {
        "action_id": names,
        "focus": said["focus"],
        "strand": said["strand"],
        "district_code": pd.Series([*codes, None], dtype="str").iloc[place].to_numpy(),
        "owner": said["owner"],
        "agreed_on": iso(agreed),
        "due": iso(due),
        "done_on": iso(done, ever & (done <= calendar.last)),
        "note": said["note"],
    }
    truth = pd.DataFrame({"action_id": names, "in_time": np.round(in_time, _DIGITS), "done_on": iso(done, ever)})
    return Drawn(pd.DataFrame(table, dtype="str"), truth.astype({"action_id": "str"}))


def _draw_meetings(calendar: Calendar, place: Integers, rng: np.random.Generator) -> Integers:
    """Days on which actions were agreed: second Tuesdays of every third month, in a month of each place's own."""
    tuesdays = np.busday_offset(calendar.months.astype("str").to_numpy(dtype="datetime64[M]"), 1, "forward", "Tue")
    days = tuesdays.astype("datetime64[D]").astype(np.int64)
    phase = rng.integers(0, min(3, len(days)), int(place.max(initial=0)) + 1)[place]
    meetings = (len(days) - 1 - phase) // 3 + 1
    return np.asarray(days[phase + 3 * np.floor(rng.random(len(place)) * meetings).astype(np.int64)], dtype=np.int64)


def _draw_due(agreed: Integers, rng: np.random.Generator) -> Integers:
    """Due at the end of a month, some months on."""
    given = words("actions")["months_given"]
    months = np.array([int(number) for number in given])
    ahead = months[draw(np.array(list(given.values()), dtype=np.float64), len(agreed), rng)]
    after = agreed.astype("datetime64[D]").astype("datetime64[M]") + ahead + 1
    return np.asarray(after.astype("datetime64[D]").astype(np.int64) - 1, dtype=np.int64)


def _draw_done(
    agreed: Integers, due: Integers, in_time: np.ndarray, rng: np.random.Generator
) -> tuple[Integers, np.ndarray]:
    """When each is done, on a working day, and whether it ever is: in time mostly shortly before it is due."""
    count = len(agreed)
    early = due - np.floor((due - agreed) * rng.beta(1, 3, count)).astype(np.int64)
    late = due + 1 + np.floor(_LATE_SCALE_DAYS * rng.standard_gamma(_LATE_SHAPE, count)).astype(np.int64)
    kept, tried = rng.random(count) < in_time, rng.random(count) >= _NEVER_OF_THE_REST
    # the weekend before what is in time, and the one after what is late, so that neither changes which it is
    before = np.busday_offset(early.astype("datetime64[D]"), 0, roll="backward").astype(np.int64)
    after = np.busday_offset(late.astype("datetime64[D]"), 0, roll="forward").astype(np.int64)
    return np.where(kept, np.maximum(before, agreed), after), kept | tried


def _draw_words(count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Focus, strand, owner and note."""
    share = words("actions")["focus"]
    focus = draw(np.array(list(share.values()), dtype=np.float64), count, rng)
    turns, luck = take_turns(focus), rng.random(count)
    said = [(_entries(name), fill_slots(_texts(name), words("actions")["slots"], rng)) for name in share]
    rows = []
    for number, turn, chance in zip(focus.tolist(), turns.tolist(), luck.tolist(), strict=True):
        entries, notes = said[number]
        template, (note,) = notes[turn % len(notes)]
        entry = entries[template]
        owner = entry["owners"][int(chance * len(entry["owners"]))]
        rows.append((entry["focus"], entry["strand"], owner, note))
    return pd.DataFrame(rows, columns=["focus", "strand", "owner", "note"])


@cache
def _entries(focus: str) -> list[dict[str, list[str]]]:
    """The entry of each template of a focus."""
    return [entry for entry in words("actions")["action"] if entry["focus"] == focus for _ in entry["texts"]]


@cache
def _texts(focus: str) -> list[tuple[str, ...]]:
    return [(text,) for entry in words("actions")["action"] if entry["focus"] == focus for text in entry["texts"]]
