"""What a town's process makes true: the figures that the measures estimate, without the chance in them.

Contacts are Poisson, and partner, kind, theme and strand are marks of theirs: so the expected contacts of each area,
month and mark give every true rate and share, whatever is planted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from scipy.special import gammainc, gammaincc
from scipy.stats import nbinom

from prevent_geo.synthesis import attendance, contacts, records
from prevent_geo.synthesis.intensity import Intensity
from prevent_geo.synthesis.mix import codes, mix, numbers, shares
from prevent_geo.synthesis.streams import Floats

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, eq=False)
class Expected:
    """Recorded contacts to expect by area and month; the others by area, mark and month."""

    recorded: Floats
    partners: Floats
    kinds: Floats
    themes: Floats


def expected(intensity: Intensity) -> Expected:
    """Sum the process up, month by month; months of one state share their lotteries."""
    known: dict[int, tuple[Floats, Floats, Floats]] = {}
    recorded, partners, kinds, themes = [], [], [], []
    for number in range(len(intensity.calendar)):
        rates = intensity.month(number)
        state = id(rates.holders)
        if state not in known:
            known[state] = _marks(intensity, number)
        by_partner, by_kind, by_theme = known[state]
        recorded.append(rates.recorded)
        partners.append(rates.recorded[:, None] * by_partner)
        kinds.append(rates.recorded[:, None] * by_kind)
        themes.append(rates.recorded[:, None] * by_theme)
    return Expected(*(np.stack(each, axis=-1) for each in (recorded, partners, kinds, themes)))


def _marks(intensity: Intensity, number: int) -> tuple[Floats, Floats, Floats]:
    """Shares of partners, kinds and themes in the contacts that each area records in a month."""
    rates, near = intensity.month(number), intensity.access.partner
    holders, kinds, themes = (_rows_to_one(lottery.weights) for lottery in (rates.holders, rates.kinds, rates.themes))
    every = np.arange(len(near))[:, None]
    by_partner = np.zeros((len(near), len(intensity.partners)))
    np.add.at(by_partner, (every, near), holders)
    by_kind = np.einsum("as,ask->ak", holders, kinds[intensity.kind_rows(every, near)])
    return by_partner, by_kind, themes[intensity.group]


def _rows_to_one(weights: Floats) -> Floats:
    totals = weights.sum(axis=1, keepdims=True)
    return weights / np.where(totals > 0, totals, 1)


def strand_names() -> list[str]:
    return list(dict.fromkeys(strand for entry in mix()["strands"].values() for strand in entry))


def by_strand(kinds: Floats) -> Floats:
    """Contacts to expect by strand (last axis), from those by kind."""
    return kinds @ _rows_to_one(shares("strands", codes("events"), strand_names()))


def attendances(intensity: Intensity, kinds: Floats) -> Floats:
    """Attendances to expect in the table of each area, from its contacts by kind; not where people hardly come."""
    people = 1 + (numbers("events", "people") - 1)[None, :] * intensity.event_size[:, None]
    return (1 - records._NOT_REPORTED) * (kinds * people).sum(axis=1)


def trust_known(intensity: Intensity) -> Floats:
    """Share of the events of each area and kind of which a mean answer is known: asked, and enough answer."""
    others = (numbers("events", "people") - 1)[None, :] * intensity.event_size[:, None]
    mean = np.maximum(others * attendance._RESPONSE_RATE, 1e-9)
    rest = nbinom(attendance._SHAPE, attendance._SHAPE / (attendance._SHAPE + mean))
    few = attendance.FEWEST_RESPONSES
    enough = (1 - attendance._RESPONSE_RATE) * rest.sf(few - 1) + attendance._RESPONSE_RATE * rest.sf(few - 2)
    return (1 - records._NOT_REPORTED) * numbers("events", "asked")[None, :] * enough


def trust_means(intensity: Intensity, kinds: Floats) -> Floats:
    """Mean answer to expect in each area over some months, by the events of which one is known."""
    known = np.einsum("akm,ak->am", kinds, trust_known(intensity))
    levels = np.stack([records.trust_levels(intensity, month) for month in range(known.shape[1])], axis=-1)
    return (known * levels).sum(axis=1) / np.where(known.sum(axis=1) > 0, known.sum(axis=1), np.nan)


def answering(intensity: Intensity) -> Floats:
    """Share of contacts that are answered in the end, by area and month."""
    return np.stack([records._answering(intensity, month) for month in range(len(intensity.calendar))], axis=-1)


def answer_within(days: Floats | int) -> Floats:
    """Chance that an answer, if one comes, comes within so many whole days."""
    return gammainc(records._ANSWER_SHAPE, np.maximum(np.asarray(days) + 1.0, 0) / records._ANSWER_SCALE_DAYS)


def answered_by(intensity: Intensity, on: date) -> Floats:
    """Chance that the answer to a contact of each month, if one comes, has come by a day."""
    day = (on - EPOCH).days
    return np.array([(weight * answer_within(day - days)).sum() for days, weight in month_days(intensity)])


def held_until(intensity: Intensity, day: int) -> Floats:
    """Share of the contacts of each month that are held by a day."""
    return np.array([weight[days <= day].sum() for days, weight in month_days(intensity)])


def on_firsts(intensity: Intensity) -> Floats:
    """Share of the contacts of each month that are held on its first day."""
    return np.array([weight[0] for _, weight in month_days(intensity)])


def month_days(intensity: Intensity) -> list[tuple[Floats, Floats]]:
    """Days of each month, counted from 1970-01-01, and their shares of its contacts."""
    listed = []
    for month in intensity.calendar:
        first = (month.start_time.date() - EPOCH).days
        days = np.arange(first, first + month.days_in_month)
        weights = np.array(contacts._WEEKDAYS, dtype="float64")[(days + 3) % 7]
        listed.append((days, weights / weights.sum()))
    return listed


def recording_medians(intensity: Intensity) -> tuple[pd.Series, pd.Series]:
    """Median days to recording of each partner, and its share later than 28 days."""
    slowness = intensity.traits.slowness
    within = gammainc(records._RECORDING_SHAPE, np.arange(1, 366)[None, :] / slowness[:, None])
    late = gammaincc(records._RECORDING_SHAPE, 29 / slowness)
    ids = intensity.partners["partner_id"].astype(str)
    return pd.Series((within >= 0.5).argmax(axis=1), ids, dtype="float64"), pd.Series(late, ids)


def area_codes(intensity: Intensity) -> pd.Index:
    return pd.Index(intensity.areas["area_code"].astype(str), name="area_code")
