"""KnownTown: the tables that a learner sees, and the truth that they were drawn from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import geopandas as gpd
import pandas as pd

from prevent_geo.dataset import Dataset
from prevent_geo.errors import InputError
from prevent_geo.synthesis import Feature, Town, draw_town
from prevent_geo.synthesis.companions import Drawn, draw_perspectives
from prevent_geo.synthesis.contacts import MonthCounts, draw_counts, draw_table

T = TypeVar("T")
AREAS, MONTHS, START = 180, 24, date(2024, 10, 1)
_SEED = re.compile(r"drawn with seed ([0-9]{1,18}):")
_DATES = ("date", "answered_on", "recorded_on")


@dataclass(frozen=True, eq=False)
class KnownTown:
    """A town whose truth is known, with the tables that were drawn from it, each indexed by its key.

    The tables are those of the dataset of the same town. `town.intensity` is the process that contacts come from,
    `counts` says of every month how many contacts each area had, recorded and not; `kept` is what lessons computed.
    """

    town: Town
    areas: gpd.GeoDataFrame
    partners: gpd.GeoDataFrame
    counts: tuple[MonthCounts, ...]
    kept: dict[object, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def contacts(self) -> pd.DataFrame:
        """The recorded contacts."""
        table = draw_table(self.town.intensity, list(self.counts)).set_index("contact_id")
        return table.assign(**{name: pd.to_datetime(table[name]) for name in _DATES})

    @cached_property
    def _said(self) -> Drawn:
        calendar = self.town.intensity.calendar
        start = calendar[0].start_time.date()
        return draw_perspectives(self.town.areas, start=start, months=len(calendar), seed=self.town.seed)

    @cached_property
    def perspectives(self) -> pd.DataFrame:
        """What roles said; beside what everybody sees, `theme` and `answers` (the other side of a tension)."""
        whole = self._said.table.merge(self._said.truth, on="perspective_id", validate="one_to_one")
        return whole.set_index("perspective_id")

    @cached_property
    def true_contacts(self) -> pd.Series:
        """Contacts to expect in each area over the whole period, recorded or not."""
        rates = [self.town.intensity.month(month).true for month in range(len(self.counts))]
        return pd.Series(sum(rates), index=self.areas.index, dtype="float64")

    @cached_property
    def expected_contacts(self) -> pd.Series:
        """Contacts to expect in the records of each area over the whole period."""
        rates = [self.town.intensity.month(month).recorded for month in range(len(self.counts))]
        return pd.Series(sum(rates), index=self.areas.index, dtype="float64")

    def once(self, key: object, make: Callable[[KnownTown], T]) -> T:
        """What `make` gives, computed once for this town and kept under a key."""
        if key not in self.kept:
            self.kept[key] = make(self)
        kept: T = self.kept[key]
        return kept

    def planted(self, kind: str) -> list[Feature]:
        """The planted features of a kind ("silent", "under_reached", ...).

        Raises
        ------
        InputError
            If the town has none: it is too small for the course, or was drawn without.
        """
        found = [feature for feature in self.town.intensity.features if feature.kind == kind]
        if not found:
            raise InputError(f"nothing of the kind '{kind}' is planted in this town; {_HOW}")
        return found


_HOW = f"draw one for the course: prevent-geo synth OUT --areas {AREAS} --seed 7"


def draw_known(seed: int, *, areas: int = AREAS, start: date = START, months: int = MONTHS) -> KnownTown:
    """Draw a town of the course: the same as `prevent-geo synth OUT --areas AREAS --seed SEED`."""
    contacts = max(1, round(areas * 100 / 3))
    town = draw_town(
        areas=areas, partners=max(1, round(areas / 3)), contacts=contacts, start=start, months=months, seed=seed
    )
    return KnownTown(
        town,
        town.areas.set_index("area_code"),
        town.partners.set_index("partner_id"),
        tuple(draw_counts(town.intensity)),
    )


def known_town(data: Dataset) -> KnownTown:
    """The truth of a dataset that is a town: drawn again from the seed that its source names.

    Raises
    ------
    InputError
        If the dataset is no such town, or is not as it was drawn.
    """
    named = _SEED.search(data.about.source)
    if not named:
        raise InputError(f"'{data.about.title}' is not a synthetic town, so nobody knows its truth; {_HOW}")
    start, end = data.period.start, data.period.end
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    known = draw_known(int(named[1]), areas=len(data.areas), start=start, months=months)
    drawn = sum(int(month.recorded.sum()) for month in known.counts)
    same = known.areas["population"].reindex(data.areas.index).eq(data.areas["population"].astype("float64"))
    if not same.all() or drawn != len(data.contacts) or len(known.partners) != len(data.partners):
        raise InputError(
            f"'{data.about.title}' is not as the course draws a town from its seed (other options, an edited table, "
            f"or another version of prevent_geo); {_HOW}"
        )
    return known
