"""How often 95 % limits hold the truth: measures of reach and voice."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from marks import Marks
from towns import second_year
from truth import (
    EPOCH,
    Expected,
    answer_within,
    answered_by,
    answering,
    area_codes,
    attendances,
    expected,
    held_until,
    trust_means,
)

from prevent_geo.dataset import Dataset
from prevent_geo.measures.attendance_rate import attendance_rate
from prevent_geo.measures.common.adjacency import adjacency
from prevent_geo.measures.common.zones import merge_areas, move_to_zones, zones_at
from prevent_geo.measures.contact_rate import contact_rate
from prevent_geo.measures.rate_change import rate_change
from prevent_geo.measures.rate_ratio import rate_ratio
from prevent_geo.measures.reach_gap import reach_gap
from prevent_geo.measures.response_change import response_change
from prevent_geo.measures.response_loop import ANY_INITIATOR, response_loop
from prevent_geo.measures.rising_themes import rising_themes
from prevent_geo.measures.smoothed_rate import smoothed_rate
from prevent_geo.measures.themes import themes
from prevent_geo.measures.trend_signal import trend_signal
from prevent_geo.measures.trust import trust
from prevent_geo.measures.trust_change import trust_change
from prevent_geo.synthesis.features import of_kind
from prevent_geo.synthesis.intensity import Intensity
from prevent_geo.synthesis.mix import codes
from prevent_geo.synthesis.streams import Floats
from prevent_geo.synthesis.town import Town

TABLE = "limits"
BANDS = {"n < 10": (0, 10), "10 to 29": (10, 30), "30 or more": (30, np.inf)}
_PER = 1_000
_STANDARD_DAYS = 28
# features that set a few places apart from all others
_OF_PLACES = ("silent", "under_reached", "over_served", "hardly_reached")


class Limits:
    """Counts, for one town, how often limits hold the truth; rows without limits or without a truth do not count."""

    def __init__(self, marks: Marks, kind: str) -> None:
        self._marks, self._kind = marks, kind

    def hold(
        self, row: str, lower: npt.ArrayLike, upper: npt.ArrayLike, truth: npt.ArrayLike, n: npt.ArrayLike
    ) -> None:
        """Count the limits of a row that hold the truth, in all and by size."""
        low, high, true = (np.asarray(each, dtype="float64") for each in (lower, upper, truth))
        size, known = np.asarray(n, dtype="float64"), ~np.isnan(low) & ~np.isnan(np.asarray(truth, dtype="float64"))
        # an upper limit that is missing is not reached; what rounding moves is still on the limit
        room = 1e-9 * np.maximum(np.abs(true), 1)
        below, above = true < low - room, true > np.where(np.isnan(high), np.inf, high) + room
        self._marks.add(TABLE, row, self._kind, ~(below | above)[known])
        self._marks.add(TABLE, row, "mean n", size[known])
        self._marks.add(TABLE, row, "truth below", below[known])
        self._marks.add(TABLE, row, "truth above", above[known])
        for band, (least, most) in BANDS.items():
            inside = known & (size >= least) & (size < most)
            self._marks.add(TABLE, row, band, ~(below | above)[inside])

    def of(self, row: str, result: pd.DataFrame, truth: npt.ArrayLike, *, prefix: str = "", n: str = "n") -> None:
        """Hold the limits of a result, or those of a further column of it, against the truth in its order."""
        self.hold(row, result[f"{prefix}lower"], result[f"{prefix}upper"], truth, result[n])


def check_reach(limits: Limits, town: Town, data: Dataset, true: Expected) -> None:
    """Rates, ratios and smoothed rates."""
    areas, recorded = data.areas, true.recorded.sum(axis=1)
    residents = areas["population"].to_numpy(dtype="float64", na_value=np.nan)
    residents = np.where(residents > 0, residents, np.nan)
    rate = recorded / residents * _PER
    limits.of("contact_rate", contact_rate(data.contacts, areas), rate)
    people = attendances(town.intensity, true.kinds.sum(axis=2)) / residents * _PER
    people[_inside(town.intensity, "hardly_reached")] = np.nan
    limits.of("attendance_rate", attendance_rate(data.contacts, areas), people)
    for name, neighbours in (("towards all", None), ("towards neighbours", adjacency(areas))):
        smoothed = smoothed_rate(data.contacts, areas, neighbours=neighbours)
        limits.of(f"smoothed_rate, {name}", smoothed, rate)
        if not town.plain:
            usual = np.where(_inside(town.intensity, *_OF_PLACES), np.nan, rate)
            limits.of(f"smoothed_rate, {name}, where nothing is planted", smoothed, usual)
    year = second_year(data)
    before, after = true.recorded[:, :12].sum(axis=1), true.recorded[:, 12:].sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        limits.of("rate_change", rate_change(year.contacts, year.before().contacts, areas), after / before)
    ratio = rate_ratio(data.contacts, areas)
    reported = ratio["numerator"].notna().to_numpy()
    district = pd.Series(np.where(reported, recorded, 0)).groupby(areas["district_code"].to_numpy()).transform("sum")
    rest = (district.to_numpy() - recorded) / ratio["rest_residents"].to_numpy()
    limits.hold("rate_ratio", ratio["lower"], ratio["upper"], recorded / residents / rest, ratio["numerator"].fillna(0))
    gap = reach_gap(data.contacts, areas)
    share = gap["denominator"] / gap["denominator"].sum()
    counts = gap["denominator"].notna().to_numpy()
    limits.of("reach_gap", gap, recorded / recorded[counts].sum() / share.to_numpy())
    _check_months(limits, data, true)


def _check_months(limits: Limits, data: Dataset, true: Expected) -> None:
    """Contacts a month, whether or not a place has enough of them for a chart."""
    monthly = pd.Series(true.recorded.mean(axis=1), data.areas.index)
    for level in ("area", "neighbourhood"):
        zones = zones_at(data.areas, level)
        moved, merged = move_to_zones(data.contacts, zones), merge_areas(data.areas, zones)
        result = trend_signal(moved, merged, period=data.period)
        limits.of(f"trend_signal, by {level}", result, monthly.groupby(zones).sum().reindex(result.index))


def check_themes(limits: Limits, data: Dataset, true: Expected) -> None:
    """Shares of themes, quotients, and the ratio of the shares of two years."""
    areas, result = data.areas, themes(data.contacts, data.areas)
    names = result.index.get_level_values("theme").unique()
    raised = true.themes.sum(axis=2)
    share = pd.DataFrame(raised / _none(raised.sum(axis=1, keepdims=True)), areas.index, codes("themes"))[names]
    district = pd.DataFrame(raised, columns=codes("themes")).groupby(areas["district_code"].to_numpy()).transform("sum")
    around = district.div(district.sum(axis=1), axis=0)[names]
    limits.of("themes: share", result, share.to_numpy().T.ravel())
    quotient = (share.to_numpy() / around.to_numpy()).T.ravel()
    limits.of("themes: quotient", result, quotient, prefix="quotient_")
    year, zones = second_year(data), zones_at(areas, "district")
    moved = [move_to_zones(rows, zones) for rows in (year.contacts, year.before().contacts)]
    rising = rising_themes(*moved, merge_areas(areas, zones))
    now, before = (_theme_shares(true.themes[:, :, part], zones) for part in (slice(12, None), slice(12)))
    limits.of("rising_themes, by district", rising, (now / before)[names].to_numpy().T.ravel())


def check_trust(limits: Limits, town: Town, data: Dataset, true: Expected) -> None:
    """Mean answers, outside the neighbourhood that declines; their change where nothing changes."""
    means = trust_means(town.intensity, true.kinds)
    means[_inside(town.intensity, "trust_decline", "hardly_reached")] = np.nan
    limits.of("trust", trust(data.contacts, data.areas), means)
    year = second_year(data)
    if town.plain:
        for level in ("area", "neighbourhood"):
            zones = zones_at(data.areas, level)
            moved = [move_to_zones(rows, zones) for rows in (year.contacts, year.before().contacts)]
            change = trust_change(*moved, merge_areas(data.areas, zones))
            limits.of(f"trust_change, by {level}", change, np.zeros(len(change)))


def check_answers(limits: Limits, town: Town, data: Dataset, true: Expected) -> None:
    """Share answered, within the standard, days to an answer, and the change of the share."""
    intensity, recorded, on = town.intensity, true.recorded, data.period.end
    result = response_loop(data.contacts, data.areas, on=on, standard_days=_STANDARD_DAYS).loc[ANY_INITIATOR]
    share = answering(intensity)
    value = (recorded * share * answered_by(intensity, on)).sum(axis=1) / _none(recorded.sum(axis=1))
    limits.of("response_loop: answered", result, value)
    whole = _in_time(intensity, recorded, share, slice(None), (on - EPOCH).days)
    limits.of("response_loop: within 28 days", result, whole, prefix="within_", n="within_n")
    days = np.arange(400)
    reached = share[:, :1] * answer_within(days)[None, :] >= 0.5
    # where fewer than half are ever answered, the days have no end
    median = np.where(reached.any(axis=1), reached.argmax(axis=1), np.inf)
    median[_inside(intensity, "unanswered")] = np.nan
    limits.of("response_loop: median days", result, median, prefix="median_")
    year = second_year(data)
    earlier = year.before()
    change = response_change(
        year.contacts, earlier.contacts, data.areas, on=on, earlier_on=earlier.period.end, standard_days=_STANDARD_DAYS
    )
    now = _in_time(intensity, recorded, share, slice(12, None), (on - EPOCH).days)
    before = _in_time(intensity, recorded, share, slice(12), (earlier.period.end - EPOCH).days)
    limits.of("response_change", change, now - before)


def check_limits(marks: Marks, town: Town, data: Dataset) -> Expected:
    """All of these in one town; returns what was to be expected in it."""
    if not data.areas.index.equals(area_codes(town.intensity)):
        raise ValueError("areas of the dataset and of the process are not in one order; sort both by area_code")
    limits, true = Limits(marks, "null towns" if town.plain else "usual towns"), expected(town.intensity)
    check_reach(limits, town, data, true)
    check_themes(limits, data, true)
    check_trust(limits, town, data, true)
    check_answers(limits, town, data, true)
    return true


def _in_time(intensity: Intensity, recorded: Floats, share: Floats, months: slice, on: int) -> Floats:
    """Share answered within the standard of the contacts of some months that are due on a day."""
    due = recorded[:, months] * held_until(intensity, on - _STANDARD_DAYS)[months]
    met = (due * share[:, months]).sum(axis=1) * answer_within(_STANDARD_DAYS)
    return met / _none(due.sum(axis=1))


def _theme_shares(raised: Floats, zones: pd.Series) -> pd.DataFrame:
    sums = pd.DataFrame(raised.sum(axis=2), zones.index, codes("themes")).groupby(zones).sum()
    return sums.div(sums.sum(axis=1), axis=0)


def _inside(intensity: Intensity, *kinds: str) -> np.ndarray:
    """Mask of the areas of features of some kinds."""
    mask = np.zeros(len(intensity.areas), dtype=bool)
    for feature in of_kind(intensity.features, *kinds):
        mask |= intensity.positions(feature)
    return mask


def _none(total: Floats) -> Floats:
    """A denominator; missing where it is 0."""
    return np.where(total > 0, total, np.nan)
