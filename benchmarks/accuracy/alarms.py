"""False alarms: what is found in towns in which there is nothing to find."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from marks import Marks
from towns import CONTACTS, counted, indexed_areas, second_year, town_like

from prevent_geo.dataset import Dataset
from prevent_geo.measures.common.zones import merge_areas, move_to_zones, zones_at
from prevent_geo.measures.date_heaping import ALL_PARTNERS, date_heaping
from prevent_geo.measures.funnel import funnel
from prevent_geo.measures.hotspots import hotspots
from prevent_geo.measures.rate_change import rate_change
from prevent_geo.measures.rate_ratio import rate_ratio
from prevent_geo.measures.reach_gap import reach_gap
from prevent_geo.measures.response_change import response_change
from prevent_geo.measures.rising_themes import rising_themes
from prevent_geo.measures.stopped_reporting import stopped_reporting
from prevent_geo.measures.themes import themes
from prevent_geo.measures.trend import trend
from prevent_geo.measures.trend_signal import trend_signal
from prevent_geo.measures.trust_change import trust_change
from prevent_geo.period import Period
from prevent_geo.synthesis.ground import residents_of
from prevent_geo.synthesis.streams import stream
from prevent_geo.synthesis.town import Town

TABLE, RULES = "alarms", "rules"
NO_CLUSTER = ("", "no clear pattern", "no neighbours")
CHART_RULES = ("outside limits", "7 on one side", "2 of 3 near a limit", "7 rising", "7 falling")
_QUIET = ("", "no clear change", "no clear difference")


def check_alarms(marks: Marks, town: Town, data: Dataset) -> None:
    """All false alarms in one null town."""
    _check_reach(marks, data, town.seed)
    _check_changes(marks, data)
    _check_partners(marks, data)
    for level in ("neighbourhood", "district"):
        zones = zones_at(data.areas, level)
        _check_charts(
            marks, f"by {level}", move_to_zones(data.contacts, zones), merge_areas(data.areas, zones), data.period
        )
    for monthly in (3, 10, 30):
        busier = town_like(town, contacts=monthly * len(data.areas) * len(town.intensity.calendar))
        row = f"areas with {monthly} contacts a month"
        _check_charts(marks, row, counted(busier.intensity), indexed_areas(town), data.period)


def _alarm(marks: Marks, row: str, found: npt.ArrayLike, tested: npt.ArrayLike | None = None) -> None:
    """Count alarms among the units that were tested (all, if it is not said), and whether the town has any."""
    flags = np.asarray(found, dtype=bool)
    units = flags if tested is None else flags[np.asarray(tested, dtype=bool)]
    marks.add(TABLE, row, "units", units)
    marks.add(TABLE, row, "towns", [units.any()])
    marks.add(TABLE, row, "tested", units.size, 1)


def _check_reach(marks: Marks, data: Dataset, seed: int) -> None:
    clusters = hotspots(data.contacts, data.areas)
    _alarm(marks, "hotspots: a cluster or outlier", ~clusters["class"].isin(NO_CLUSTER), clusters["class"] != "")
    _alarm(marks, "hotspots: no test, as rates hardly vary (units: towns)", [(clusters["status"] == "too few").any()])
    clusters = hotspots(_uneven(data.areas, seed), data.areas)
    row = "hotspots: a cluster or outlier, where rates vary by 25 % but not in space"
    _alarm(marks, row, ~clusters["class"].isin(NO_CLUSTER), clusters["class"] != "")
    plot = funnel(data.contacts, data.areas)
    gap = reach_gap(data.contacts, data.areas)
    known = plot["signal"] != ""
    _alarm(marks, "funnel: beyond the 99.8 % limits", plot["signal"].str.contains("99.8"), known)
    _alarm(marks, "funnel: beyond the 95 % limits", plot["signal"].str.contains("%"), known)
    _alarm(marks, "funnel: limits widened (units: towns)", plot["widened"].head(1) > 1)
    known = gap["class"] != ""
    _alarm(marks, "reach_gap (flat need): well below or above", gap["class"].str.startswith("well"), known)
    _alarm(marks, "reach_gap (flat need): below or above", gap["class"] != "as expected", known)


def _uneven(areas: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Contacts of areas whose true rates differ, each from all others alike."""
    rng = stream(seed, "uneven without a pattern")
    residents = residents_of(areas)
    rates = residents / residents.sum() * CONTACTS * rng.gamma(16, 1 / 16, len(areas))
    return pd.DataFrame({"area_code": areas.index.repeat(rng.poisson(rates))})


def _check_changes(marks: Marks, data: Dataset) -> None:
    """Verdicts that compare with other places or with the year before; all are adjusted for their number."""
    year = second_year(data)
    now, before, areas = year.contacts, year.before().contacts, data.areas
    results = {
        "rate_change": rate_change(now, before, areas),
        "rate_ratio": rate_ratio(data.contacts, areas),
        "themes": themes(data.contacts, areas),
        "response_change": response_change(now, before, areas, on=data.period.end, earlier_on=year.before().period.end),
    }
    for level in ("area", "neighbourhood", "district"):
        zones = zones_at(areas, level)
        moved = (move_to_zones(now, zones), move_to_zones(before, zones), merge_areas(areas, zones))
        if level != "district":
            results[f"trust_change, by {level}"] = trust_change(*moved)
        if level != "area":
            results[f"rising_themes, by {level}"] = rising_themes(*moved)
    for name, result in results.items():
        _alarm(marks, f"{name}: any verdict", ~result["verdict"].isin(_QUIET), result["verdict"] != "")


def _check_partners(marks: Marks, data: Dataset) -> None:
    told = stopped_reporting(data.contacts, data.partners, on=data.period.end)
    tested = told["verdict"].isin(["stopped", "quiet", "reporting"])
    schools = data.partners["sector"].reindex(told.index).eq("school")
    for verdict in ("stopped", "quiet"):
        for who, these in (("schools", schools), ("others", ~schools)):
            _alarm(marks, f"stopped_reporting: {verdict}, {who}", told["verdict"] == verdict, tested & these)
    heaped = date_heaping(data.contacts, data.partners)
    partners = heaped.drop(ALL_PARTNERS)
    _alarm(marks, "date_heaping: partners", partners["verdict"].str.startswith("heaped"), partners["verdict"] != "")
    whole = heaped.loc[[ALL_PARTNERS], "verdict"].str.startswith("heaped")
    _alarm(marks, "date_heaping: all contacts (units: towns)", whole)


def _check_charts(marks: Marks, row: str, contacts: pd.DataFrame, areas: pd.DataFrame, period: Period) -> None:
    """Share of charts on which some rule fired, each rule, and that show a signal in the last six months."""
    chart = trend(contacts, areas, period=period)
    drawn = chart["centre"].notna()
    rules = chart.loc[drawn, "rule"].groupby(level="area_code", observed=True)
    fired = rules.agg(lambda rule: (rule != "").any())
    signal = trend_signal(contacts, areas, period=period)["signal"]
    shown = ~signal.isin(["", "too few"])
    marks.add(RULES, row, "signal", signal[shown] != "steady")
    marks.add(RULES, row, "some rule", fired)
    for rule in CHART_RULES:
        marks.add(RULES, row, rule, rules.agg(lambda found, rule=rule: (found == rule).any()))
    marks.add(RULES, row, "no chart", ~drawn.groupby(level="area_code", observed=True).any())
