"""Timeline: one layer through the quarters or months of a period, in one style, so that steps can be compared."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.build import area_layer
from prevent_geo.layers.layer import Layer, Style
from prevent_geo.measures import CARDS, Status, contact_rate
from prevent_geo.measures.common.months import months_of
from prevent_geo.period import Period

FEWEST_STEPS = 2


@dataclass(frozen=True, eq=False)
class Timeline:
    """A layer in each of the quarters or months that lie wholly in a period; `steps` are by their name for people."""

    unit: Literal["quarter", "month"]
    steps: Mapping[str, Layer]

    def within(self, index: Iterable[str]) -> Timeline:
        """The same timeline, in the same style, for some units only."""
        index = list(index)
        return replace(self, steps={name: layer.within(index) for name, layer in self.steps.items()})


def contact_timelines(dataset: Dataset, protection: Protection) -> tuple[Timeline, ...]:
    """The contact rate through the quarters and the months of the dataset's period; those of two steps or more.

    An area that nobody reported from in a step is "not reported" in it, as in any period. Contacts are events, so no
    step has a count of persons.
    """
    months = [Period.parse(month, dataset.period) for month in months_of(dataset.period).whole]
    found = (
        _timeline("quarter", _quarters(months), dataset, protection),
        _timeline("month", months, dataset, protection),
    )
    return tuple(timeline for timeline in found if len(timeline.steps) >= FEWEST_STEPS)


def _timeline(
    unit: Literal["quarter", "month"], periods: list[Period], dataset: Dataset, protection: Protection
) -> Timeline:
    during = {_name(period): dataset.during(period) for period in periods}
    results = {name: contact_rate(data.contacts, data.areas) for name, data in during.items()}
    card, style = CARDS["contact_rate"], Style.from_values(_known(results), decimals=1)
    layers = {
        name: area_layer(during[name], result, replace(card, title=f"{card.title}, {name}"), protection, style=style)
        for name, result in results.items()
    }
    return Timeline(unit, layers)


def _quarters(months: list[Period]) -> list[Period]:
    """The quarters all of whose months are there."""
    starts = {month.start: month for month in months}
    first = [month for month in months if month.start.month % 3 == 1]
    ends = [(month.start, starts.get(month.start.replace(month=month.start.month + 2))) for month in first]
    return [Period(start, last.end) for start, last in ends if last]


def _name(period: Period) -> str:
    """A month or a quarter for people.

    >>> from datetime import date
    >>> _name(Period(date(2026, 1, 1), date(2026, 3, 31))), _name(Period(date(2026, 2, 1), date(2026, 2, 28)))
    ('January to March 2026', 'February 2026')
    """
    last = f"{calendar.month_name[period.end.month]} {period.end.year}"
    if period.start.month == period.end.month:
        return last
    return f"{calendar.month_name[period.start.month]} to {last}"


def _known(results: Mapping[str, pd.DataFrame]) -> pd.Series:
    values = [result["value"].where(result["status"] == Status.VALUE) for result in results.values()]
    return pd.concat(values, ignore_index=True) if values else pd.Series(dtype="float64")
