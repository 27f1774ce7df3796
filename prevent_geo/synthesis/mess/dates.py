"""Faults of dates: other orders, serial numbers, days that do not exist or cannot be."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np

from prevent_geo.synthesis.mess.export import (
    Export,
    Label,
    Planting,
    choose,
    choose_block,
    nowhere,
    pick_word,
    rewrite,
)
from prevent_geo.synthesis.mess.kind import CONTACTS, CONTACTS_SHEET, ERROR, PARTNERS, WARNING, Facts, FaultKind

DATE_FORM = "%d/%m/%Y"
_EPOCH = date(1899, 12, 30)
_NO_DAYS = ("30/02/{}", "00/05/{}", "31/02/{}", "31/04/{}", "31/06/{}", "31/09/{}", "31/11/{}")


def day_of(text: str) -> date:
    """The day that a text of the export means."""
    return datetime.strptime(text, DATE_FORM).date()


def mixed_dates(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """A run of rows came from a system that writes the month first; only days after the 12th give it away."""
    days = {row: day_of(str(export.frame.at[row, export.columns["date"]])) for row in export.free()}
    differs = export.frame.index.isin([row for row, day in days.items() if day.day != day.month])
    telling = [row for row, day in days.items() if day.day > 12]
    rows = choose_block(export, rng, differs, telling)
    return rewrite(export, "date", {row: days[row].strftime("%m/%d/%Y") for row in rows})


def serial_dates(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """Cells lost their format, and the number under the date was exported."""
    if not (ours := _date_column(export, rng)):
        return nowhere(export)
    days = export.frame[export.columns[ours]]
    rows = choose_block(export, rng, export.given(ours))
    # a time of day is a fraction
    fraction = pick_word(["", "", ".375"], rng)
    return rewrite(export, ours, {row: f"{(day_of(days[row]) - _EPOCH).days}{fraction}" for row in rows})


def impossible_dates(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """A day was typed that no calendar has."""
    if not (ours := _date_column(export, rng)):
        return nowhere(export)
    days = export.frame[export.columns[ours]]
    rows = choose(export, rng, export.given(ours))
    return rewrite(export, ours, {row: pick_word(_NO_DAYS, rng).format(day_of(days[row]).year) for row in rows})


def outside_period(export: Export, facts: Facts, rng: np.random.Generator) -> Planting:
    """The year was mistyped, or events of other years came along."""
    days = export.frame[export.columns["date"]]
    written: dict[Label, str] = {}
    for row in choose(export, rng):
        day = day_of(days[row])
        first, last = facts.period.start.year, facts.period.end.year
        year = pick_word([str(first - 1), str(first - 10), str(last + 9), str(last + 27)], rng)
        written[row] = f"{min(day.day, 28):02}/{day.month:02}/{year}"
    return rewrite(export, "date", written)


def recorded_before(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """An event was recorded or answered before it took place."""
    ours = pick_word(["recorded_on", "answered_on"], rng)
    rows = choose(export, rng, export.given(ours))
    days = {row: day_of(str(export.frame.at[row, export.columns["date"]])) for row in rows}
    before = {row: day - timedelta(int(rng.integers(1, 30))) for row, day in days.items()}
    return rewrite(export, ours, {row: day.strftime(DATE_FORM) for row, day in before.items()})


def _date_column(export: Export, rng: np.random.Generator) -> str:
    """One of our columns of days in which some row is free; "" if there is none."""
    names = ["date", "answered_on", "recorded_on", "training_date", "agreement_review_due"]
    some = [ours for ours in names if ours in export.columns and export.free(export.given(ours))]
    return pick_word(some, rng) if some else ""


_BOTH = (CONTACTS, PARTNERS)
_EVENTS = (CONTACTS, CONTACTS_SHEET)
KINDS = (
    FaultKind(
        "mixed_dates",
        "day first and month first in one column",
        mixed_dates,
        (CONTACTS,),
        ERROR + WARNING,
        ("type", "date order"),
        "order|before the",
        also=("date order", "order", "set aside"),
    ),
    FaultKind(
        "serial_dates", "a spreadsheet's number for a date", serial_dates, _BOTH, ERROR, ("type",), "serial number"
    ),
    FaultKind(
        "impossible_dates", "a day that does not exist", impossible_dates, _BOTH, ERROR, ("type",), "no such day"
    ),
    FaultKind("outside_period", "a date outside the period", outside_period, _EVENTS, WARNING, ("set aside",)),
    FaultKind(
        "recorded_before", "recorded or answered before the event", recorded_before, _EVENTS, WARNING, ("order",)
    ),
)
