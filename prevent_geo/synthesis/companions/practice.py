"""Practice: programmes that partners run, and what was measured of them around a true effect that is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.synthesis.companions.drawn import (
    Calendar,
    Drawn,
    codes_of,
    draw,
    find_districts,
    identifiers,
    iso,
)
from prevent_geo.synthesis.companions.wording import take_turns, words
from prevent_geo.synthesis.ground import in_order
from prevent_geo.synthesis.mix import codes, shares
from prevent_geo.synthesis.streams import Floats, Integers, pick, stream

_PER_DISTRICT, _FOR_ALL_DISTRICTS = 8, 4
_USUAL_CAPACITY = 4.0
_MONTHS = (3, 6, 6, 9, 12, 12, 18)
_MEASURED_AFTER_DAYS = 90
# a normal distribution has 95 in 100 within so many standard errors
_WITHIN = 1.959964
_DIGITS = 6
_PARTS = ("gain", "differs", "noise")


def draw_practice(
    areas: gpd.GeoDataFrame,
    partners: gpd.GeoDataFrame,
    *,
    start: date,
    months: int,
    seed: int,
    practices: int | None = None,
) -> Drawn:
    """Draw interventions by strand and district, each led by a partner that stands there.

    A programme has a true effect, drawn around the usual one of its kind; what was measured differs from it by a normal
    error, the smaller the stronger the evidence, and the limits hold the truth in 95 of 100. Nothing is reported of
    some weak studies and of programmes that have run for less than three months.

    Parameters
    ----------
    areas
        Areas with area_code (column or index), population, geometry in metres and, where known, district_code.
    partners
        Partners with partner_id (column or index), sector, geometry in the CRS of the areas and, where known, capacity.
    start, months
        First day of the first month, and how many months from there.
    seed
        The same seed, areas and partners draw the same, whatever the order of their rows.
    practices
        How many; eight for each district and four for all together if not given.

    Returns
    -------
    Drawn
        Table in the order of starts: practice_id (XR0001 ...), partner_id, district_code (missing: all districts),
        strand, title, start, end (ISO dates; end missing while it runs), evidence_level (1 to 5), outcome, effect,
        effect_lower, effect_upper (95 % limits; in the unit of the outcome). Truth: practice_id, true_effect,
        standard_error, measured (whether the table gives it).

    Raises
    ------
    ValueError
        If there are no areas or partners, if their CRS differ, or if start is not the first of a month.
    """
    if areas.empty or partners.empty:
        raise ValueError("practice needs at least one area and one partner")
    if areas.crs != partners.crs:
        raise ValueError("areas and partners are in different coordinate reference systems; use .to_crs(areas.crs)")
    calendar, rng = Calendar.of(start, months), stream(seed, "practice")
    areas, partners = in_order(areas, "area_code"), in_order(partners, "partner_id")
    districts = find_districts(areas).dropna(ignore_index=True)
    count = _PER_DISTRICT * len(districts) + _FOR_ALL_DISTRICTS if practices is None else practices
    people = districts["residents"].to_numpy(dtype=np.float64)
    # after the last district come those for all of them
    weights = np.append(people / max(people.sum(), 1) * _PER_DISTRICT * len(people), _FOR_ALL_DISTRICTS)
    rows = pd.DataFrame({"day": np.sort(calendar.draw_days(count, rng)), "district": draw(weights, count, rng)})
    rows["strand"] = draw(np.array(list(words("practice")["strands"].values()), dtype=np.float64), count, rng)
    homes = _find_homes(areas, partners, districts)
    rows["partner"] = _draw_partners(partners, homes, rows, rng)
    rows["title"], rows["programme"] = _draw_titles(rows, rng)
    return _lay_out(rows, _draw_effects(rows, calendar, rng), calendar, districts, partners, rng)


def _find_homes(areas: gpd.GeoDataFrame, partners: gpd.GeoDataFrame, districts: pd.DataFrame) -> Integers:
    """The district (its position) that each partner stands in; -1 for a partner outside of all areas."""
    of_area = pd.Index(districts["district_code"]).get_indexer(pd.Index(codes_of(areas, "district")))
    partner, area = areas.sindex.query(partners.geometry.to_numpy(), predicate="intersects")
    homes = np.full(len(partners), -1, dtype=np.int64)
    homes[partner] = of_area[area]
    return homes


def _draw_partners(
    partners: gpd.GeoDataFrame, homes: Integers, rows: pd.DataFrame, rng: np.random.Generator
) -> Integers:
    """Who leads each programme: partners there, by capacity and by how much their sector works on the strand."""
    events, strands = codes("events"), list(words("practice")["strands"])
    holds, serves = shares("kinds", codes("kinds"), events), shares("strands", events, strands)
    works_on = (holds / holds.sum(axis=1, keepdims=True)) @ (serves / serves.sum(axis=1, keepdims=True))
    known = pd.DataFrame(works_on, index=codes("kinds"), columns=strands)
    fits = known.reindex(partners["sector"].astype("str")).fillna(known.mean()).to_numpy(dtype=np.float64)
    capacity = partners["capacity"] if "capacity" in partners else pd.Series(np.nan, index=partners.index)
    weights = fits * (capacity.astype("float64").fillna(_USUAL_CAPACITY).to_numpy()[:, None] + 1e-6)
    there = rows["district"].to_numpy()[:, None] == homes
    # who is for all districts, or for one without partners, may come from anywhere
    there |= ~there.any(axis=1, keepdims=True)
    return pick(there * weights.T[rows["strand"].to_numpy()], rng)


def _draw_titles(rows: pd.DataFrame, rng: np.random.Generator) -> tuple[list[str], list[int]]:
    """Title and programme (its position) of each row; a district has each title once before it has one again."""
    cell = (rows["district"] * len(words("practice")["strands"]) + rows["strand"]).to_numpy(dtype=np.int64)
    offset = rng.integers(0, 1_000, int(cell.max(initial=0)) + 1)
    turns = (offset[cell] + take_turns(cell)).tolist()
    options = [_titles(strand) for strand in words("practice")["strands"]]
    chosen = [options[strand][turn % len(options[strand])] for strand, turn in zip(rows["strand"], turns, strict=True)]
    titles = pd.Series([title for title, _ in chosen], dtype="str")
    rounds = (titles.groupby([rows["district"], titles]).cumcount() + 1).tolist()
    named = [title if turn == 1 else f"{title} (round {turn})" for title, turn in zip(titles, rounds, strict=True)]
    return named, [programme for _, programme in chosen]


@cache
def _titles(strand: str) -> list[tuple[str, int]]:
    entries = enumerate(words("practice")["programme"])
    return [(title, number) for number, entry in entries if entry["strand"] == strand for title in entry["titles"]]


def _draw_effects(rows: pd.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pd.DataFrame:
    """Level of evidence, the true effect, the standard error, the estimate and whether it is there."""
    levels = words("practice")["levels"]
    level = draw(_of(levels.values(), "share"), len(rows), rng)
    gain, differs, noise = (_of(words("practice")["programme"], what)[rows["programme"]] for what in _PARTS)
    true = gain + differs * rng.standard_normal(len(rows))
    error = noise * _of(levels.values(), "error")[level] * rng.uniform(0.8, 1.2, len(rows))
    ripe = calendar.last - rows["day"].to_numpy() >= _MEASURED_AFTER_DAYS
    return pd.DataFrame(
        {
            "level": np.array([int(number) for number in levels])[level],
            "true": true,
            "error": error,
            "estimate": true + error * rng.standard_normal(len(rows)),
            "measured": (rng.random(len(rows)) < _of(levels.values(), "measured")[level]) & ripe,
            "digits": np.where(noise >= 1, 1, 2),
        }
    )


def _of(entries: Iterable[Mapping[str, Any]], what: str) -> Floats:
    return np.array([entry[what] for entry in entries], dtype=np.float64)


def _lay_out(
    rows: pd.DataFrame,
    effects: pd.DataFrame,
    calendar: Calendar,
    districts: pd.DataFrame,
    partners: gpd.GeoDataFrame,
    rng: np.random.Generator,
) -> Drawn:
    names = identifiers("XR", len(rows), width=4)
    ends = rows["day"].to_numpy() + np.round(30.4 * rng.choice(_MONTHS, len(rows))).astype(np.int64)
    outcomes = [words("practice")["programme"][programme]["outcome"] for programme in rows["programme"]]
    district = pd.Series([*districts["district_code"], None], dtype="str")
    table = pd.DataFrame(
        {
            "practice_id": names,
            "partner_id": partners["partner_id"].astype("str").to_numpy()[rows["partner"]],
            "district_code": district.iloc[rows["district"]].to_numpy(),
            "strand": np.array(list(words("practice")["strands"]))[rows["strand"]],
            "title": rows["title"],
            "start": iso(rows["day"].to_numpy()),
            "end": iso(ends, ends <= calendar.last),
            "evidence_level": effects["level"],
            "outcome": outcomes,
        }
    )
    for name, errors in {"effect": 0.0, "effect_lower": -_WITHIN, "effect_upper": _WITHIN}.items():
        value = effects["estimate"] + errors * effects["error"]
        rounded = np.where(effects["digits"] == 1, value.round(1), value.round(2))
        table[name] = pd.Series(rounded).where(effects["measured"])
    truth = {
        "practice_id": names,
        "true_effect": effects["true"].round(_DIGITS),
        "standard_error": effects["error"].round(_DIGITS),
        "measured": effects["measured"],
    }
    return Drawn(table, pd.DataFrame(truth))
