"""The process behind the contacts: how many to expect in each area and month, by partner, kind and theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.synthesis.access import Access, lean
from prevent_geo.synthesis.attendance import expected_log_attendance, size_of
from prevent_geo.synthesis.features import Feature, feature_kinds, of_kind
from prevent_geo.synthesis.ground import residents_of
from prevent_geo.synthesis.mix import codes, mix, shares
from prevent_geo.synthesis.streams import Floats, Integers, Lottery, stream
from prevent_geo.synthesis.traits import Traits

_MIDDLE_DECILE = 5.5
_UNEVENNESS = 16.0
_GROWTH_PER_MONTH = 0.005


@dataclass(frozen=True, eq=False)
class MonthRates:
    """One month: expected contacts by area, all and recorded ones, and the lotteries that share them out.

    `holders` has a row for each area (slots of `Access`), `kinds` for each zone and sector, `themes` for each group.
    """

    true: Floats
    recorded: Floats
    holders: Lottery
    kinds: Lottery
    themes: Lottery


class Intensity:
    """An inhomogeneous Poisson process over area x month x partner x kind x theme; strands follow the kinds.

    The rate of an area is residents x need x nearness x its own unevenness, or residents alone in an even town. It
    is shared among the partners near it by capacity and distance; a partner's contacts are of the kinds of its
    sector; what is raised follows the neighbourhood. Features multiply some of these cells.
    """

    def __init__(
        self,
        areas: gpd.GeoDataFrame,
        partners: gpd.GeoDataFrame,
        access: Access,
        traits: Traits,
        calendar: pd.PeriodIndex,
        features: Sequence[Feature],
        *,
        contacts: float,
        even: bool,
        seed: int,
    ) -> None:
        self.areas, self.partners, self.traits = areas, partners, traits
        self.calendar, self.features, self.seed = calendar, tuple(features), seed
        self._masks = [areas["area_code"].isin(feature.areas).to_numpy(dtype=bool) for feature in features]
        self.sector = np.array([codes("sectors").index(s) for s in known_sectors(partners)], dtype=np.int64)
        self._partner_ids = partners["partner_id"].astype(str).tolist()
        self.access = access
        for feature in of_kind(features, "single_partner"):
            self.access = self.access.including(self.positions(feature), self._partner_ids.index(feature.subject))
        self.zone, self._zones = _combinations(self._inside("programme_stops"))
        flares, self._flares = _combinations(self._inside("theme_flare"))
        pairs = np.column_stack([traits.hood, flares])
        self._groups, self.group = np.unique(pairs, axis=0, return_inverse=True)
        self.need, self.nearness = _need(areas), access.nearness()
        self.time: Floats = np.ones(len(calendar))
        if not even:
            season = np.array(mix()["season"]["weights"])[calendar.month.to_numpy() - 1]
            self.time = season * (1 + _GROWTH_PER_MONTH * np.arange(len(calendar)))
        uneven = stream(seed, "unevenness").gamma(_UNEVENNESS, 1 / _UNEVENNESS, len(areas))
        self._set_base(residents_of(areas) * (1.0 if even else self.need * self.nearness * uneven), contacts)

    def _set_base(self, rate: Floats, contacts: float) -> None:
        """Scale a rate so that so many contacts are to be expected in the table, beside those of fixed places."""
        self.base: Floats = np.zeros(len(rate))
        fixed = self._expected()
        self.base = rate
        free = self._expected() - fixed
        if not free > 0 or not contacts > fixed:
            raise ValueError("nothing can be recorded here: no residents, every area is silent, or too few contacts")
        self.base = rate * ((contacts - fixed) / free)
        self._months: dict[tuple[object, ...], MonthRates] = {}

    def _expected(self) -> float:
        """Contacts to expect in the table over all months."""
        self._months = {}
        return sum(float(self.month(month).recorded.sum()) for month in range(len(self.calendar)))

    @cached_property
    def event_size(self) -> Floats:
        """Factor on the attendance of each area's events."""
        return size_of(self.traits.log_size)

    @cached_property
    def log_attendance(self) -> Floats:
        """Mean logarithm of attendance to expect in each area, in a usual month; see `expected_log_attendance`."""
        shares, kinds = self._shares([], away=False), self._kinds([])
        areas = np.arange(len(self.areas))
        usual = sum(
            shares[:, [slot]] * kinds[self.kind_rows(areas, self.access.partner[:, slot])]
            for slot in range(shares.shape[1])
        )
        return expected_log_attendance(np.asarray(usual, dtype=np.float64), self.traits.log_size)

    def month(self, number: int) -> MonthRates:
        """Rates of a month (counted from 0)."""
        now = str(self.calendar[number])
        active = [f for f in self.features if f.start <= now <= f.end]
        away = int(self.calendar.month[number]) in mix()["season"]["school_holidays"]
        state = (away, *active)
        if state not in self._months:
            self._months[state] = self._rates(active, away=away)
        usual = self._months[state]
        time = float(self.time[number])
        return MonthRates(usual.true * time, usual.recorded * time, usual.holders, usual.kinds, usual.themes)

    def positions(self, feature: Feature) -> np.ndarray:
        """Mask of the areas of a feature."""
        return self._masks[self.features.index(feature)]

    def kind_rows(self, area: Integers, partner: Integers) -> Integers:
        """Rows of the lottery of kinds for contacts in areas, held by partners."""
        return np.asarray(self.zone[area] * len(codes("sectors")) + self.sector[partner], dtype=np.int64)

    def _rates(self, active: Sequence[Feature], *, away: bool) -> MonthRates:
        place = self.base
        for feature in active:
            if feature_kinds()[feature.kind].changes_rate:
                place = np.where(self.positions(feature), self._changed(place, feature), place)
        kinds, themes = self._kinds(active), self._themes(active)
        going = kinds.sum(axis=1)[self.kind_rows(np.arange(len(place))[:, None], self.access.partner)]
        true = self._shares(active, away=away) * going
        seen = true.copy()
        for feature in of_kind(active, "unrecorded_partner"):
            seen[self._slots(feature)] *= feature.size
        place = place * themes.sum(axis=1)[self.group]
        return MonthRates(
            place * true.sum(axis=1), place * seen.sum(axis=1), Lottery(seen), Lottery(kinds), Lottery(themes)
        )

    def _changed(self, place: Floats, feature: Feature) -> Floats:
        """The rates of a feature's areas: a multiple of what they were, or so many contacts over its months."""
        if feature.kind != "hardly_reached":
            return place * feature.size
        months = [feature.start <= str(month) <= feature.end for month in self.calendar]
        return np.full(len(place), feature.size / self.time[months].sum())

    def _slots(self, feature: Feature) -> np.ndarray:
        """Mask of the slots of a feature's partner in its areas."""
        partner = self._partner_ids.index(feature.subject)
        return np.asarray((self.access.partner == partner) & self.positions(feature)[:, None])

    def _shares(self, active: Sequence[Feature], *, away: bool) -> Floats:
        """Share of each near partner in an area's contacts; schools hold none in the school holidays."""
        weights = self.access.weights()
        if away:
            schools = (self.sector == codes("sectors").index("school"))[self.access.partner]
            others = np.where(schools, 0, weights)
            # where there is nobody but schools, they go on
            weights = np.where(others.any(axis=1, keepdims=True), others, weights)
        shares = weights / weights.sum(axis=1, keepdims=True)
        for feature in of_kind(active, "single_partner"):
            shares = lean(shares, self._slots(feature), feature.size)
        return np.asarray(shares, dtype=np.float64)

    def _kinds(self, active: Sequence[Feature]) -> Floats:
        """Shares of kinds for each zone and sector; those of a row add to 1 where no programme has stopped."""
        events = codes("events")
        usual = shares("kinds", codes("sectors"), events)
        usual = usual / usual.sum(axis=1, keepdims=True)
        table = np.repeat(usual[None, :, :], len(self._zones), axis=0)
        for feature, inside in zip(of_kind(self.features, "programme_stops"), self._zones.T, strict=True):
            if feature in active:
                table[inside, :, events.index(feature.subject)] *= feature.size
        return np.asarray(table.reshape(-1, len(events)), dtype=np.float64)

    def _themes(self, active: Sequence[Feature]) -> Floats:
        """Shares of themes for each group; those of a row add to more than 1 while a theme flares up."""
        table = self.traits.themes[self._groups[:, 0]].copy()
        for feature, inside in zip(of_kind(self.features, "theme_flare"), self._flares.T, strict=True):
            if feature in active:
                table[inside[self._groups[:, 1]], codes("themes").index(feature.subject)] *= feature.size
        return table

    def _inside(self, kind: str) -> np.ndarray:
        masks = [self.positions(feature) for feature in of_kind(self.features, kind)]
        return np.column_stack([np.zeros((len(self.areas), 0), dtype=bool), *masks])


def known_sectors(partners: gpd.GeoDataFrame) -> list[str]:
    """Sectors of the partners; one that the mix does not know works like "other"."""
    known = set(codes("sectors"))
    return [sector if sector in known else "other" for sector in partners["sector"].astype(str)]


def _combinations(inside: np.ndarray) -> tuple[Integers, np.ndarray]:
    """Number the different rows of a mask (areas x features): the number of each area, and the rows."""
    if not inside.shape[1]:
        return np.zeros(len(inside), dtype=np.int64), np.zeros((1, 0), dtype=bool)
    rows, number = np.unique(inside, axis=0, return_inverse=True)
    return np.asarray(number, dtype=np.int64), rows


def _need(areas: gpd.GeoDataFrame) -> Floats:
    """From 0.6 in the least deprived tenth to 1.3 in the most deprived; the middle where there is no decile."""
    blank = pd.Series(np.nan, index=areas.index)
    deciles = pd.to_numeric(areas.get("deprivation_decile", blank)).astype("float64").fillna(_MIDDLE_DECILE)
    return np.asarray(0.6 + 0.7 * (10 - deciles.to_numpy()) / 9, dtype=np.float64)
