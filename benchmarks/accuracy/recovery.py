"""Whether what is planted is found by the measure that is for it: in an else plain town, and in the usual one."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
from marks import Marks
from towns import as_dataset, planted, second_year, town_like

from prevent_geo.dataset import Dataset
from prevent_geo.measures.common.zones import merge_areas, move_to_zones, zones_at
from prevent_geo.measures.contact_rate import contact_rate
from prevent_geo.measures.partner_dependency import partner_dependency
from prevent_geo.measures.rate_change import rate_change
from prevent_geo.measures.response_change import response_change
from prevent_geo.measures.response_loop import ANY_INITIATOR, response_loop
from prevent_geo.measures.rising_themes import rising_themes
from prevent_geo.measures.stopped_reporting import stopped_reporting
from prevent_geo.measures.trust_change import trust_change
from prevent_geo.period import Period
from prevent_geo.synthesis.features import Wish
from prevent_geo.synthesis.town import Town

TABLE = "recovery"
KINDS = ("silent", "single_partner", "theme_flare", "unanswered", "trust_decline", "unrecorded_partner")


def check_recovery(marks: Marks, town: Town, data: Dataset) -> None:
    """Both towns, each of which has one of each kind."""
    alone = town_like(town, plant=[Wish(kind) for kind in KINDS])
    for column, drawn, tables in (("else plain", alone, as_dataset(alone)), ("usual", town, data)):
        note = _Notes(marks, column)
        _check_silent(note, drawn, tables)
        _check_partner(note, drawn, tables)
        _check_flare(note, drawn, tables)
        _check_answers(note, drawn, tables)
        _check_trust(note, drawn, tables)
        _check_recording(note, drawn, tables)


class _Notes:
    """Writes what was found, and how many others were flagged, for one kind of town."""

    def __init__(self, marks: Marks, column: str) -> None:
        self._marks, self._column = marks, column

    def found(self, row: str, found: bool, flagged: pd.Series | None = None) -> None:
        """`flagged` are the others, which have nothing planted."""
        self._marks.add(TABLE, row, self._column, [found])
        if flagged is not None:
            self._marks.add(TABLE, row, f"others flagged, {self._column}", flagged)


def _check_silent(note: _Notes, town: Town, data: Dataset) -> None:
    feature = planted(town.intensity, "silent")
    if feature:
        status = contact_rate(data.contacts, data.areas)["status"] == "not reported"
        inside = status.index.isin(feature.areas)
        note.found("silent|contact_rate: not reported", bool(status[inside].all()), status[~inside])


def _check_partner(note: _Notes, town: Town, data: Dataset) -> None:
    feature = planted(town.intensity, "single_partner")
    if feature:
        zones = zones_at(data.areas, "neighbourhood")
        result = partner_dependency(move_to_zones(data.contacts, zones), merge_areas(data.areas, zones))
        dependent = result["dependency"].isin(["depends on one", "single partner"])
        zone = zones[feature.areas[0]]
        right = result.loc[zone, "partner_id"] == feature.subject
        note.found("single_partner|partner_dependency, by neighbourhood", bool(right and dependent[zone]))


def _check_flare(note: _Notes, town: Town, data: Dataset) -> None:
    feature = planted(town.intensity, "theme_flare")
    if feature is None:
        return
    months = Period(_first(feature.start), pd.Period(feature.end, "M").end_time.date())
    # whole months, so that the three before are whole too
    before = Period((pd.Period(feature.start, "M") - 3).start_time.date(), months.start - timedelta(days=1))
    for level in ("district", "neighbourhood"):
        zones = zones_at(data.areas, level)
        rows = [move_to_zones(_in(data.contacts, period), zones) for period in (months, before)]
        verdict = rising_themes(*rows, merge_areas(data.areas, zones))["verdict"]
        of_theme = verdict.loc[feature.subject]
        inside = of_theme.index.isin(zones[list(feature.areas)].unique())
        row = f"theme_flare|rising_themes, by {level}"
        elsewhere = verdict[~verdict.index.get_level_values("area_code").isin(of_theme.index[inside])]
        note.found(f"{row}: in the district", bool((of_theme[inside] == "rising").any()), elsewhere == "rising")


def _check_answers(note: _Notes, town: Town, data: Dataset) -> None:
    feature = planted(town.intensity, "unanswered")
    if feature is None:
        return
    year, area = second_year(data), feature.areas[0]
    before = year.before()
    change = response_change(
        year.contacts, before.contacts, data.areas, on=year.period.end, earlier_on=before.period.end
    )
    less = change["verdict"] == "answered less often"
    note.found("unanswered|response_change, by area", bool(less[area]), less.drop(area))
    loop = response_loop(year.contacts, data.areas, on=year.period.end).loc[ANY_INITIATOR]
    overall = (loop["within_standard"] * loop["within_n"]).sum() / loop["within_n"].sum()
    below = loop["within_upper"] < overall
    note.found("unanswered|response_loop: limits below the town's share", bool(below[area]), below.drop(area))


def _check_trust(note: _Notes, town: Town, data: Dataset) -> None:
    feature = planted(town.intensity, "trust_decline")
    if feature is None:
        return
    year, zones = second_year(data), zones_at(data.areas, "neighbourhood")
    moved = [move_to_zones(rows, zones) for rows in (year.contacts, year.before().contacts)]
    fell = trust_change(*moved, merge_areas(data.areas, zones))["verdict"] == "fell"
    zone = zones[feature.areas[0]]
    note.found("trust_decline|trust_change, by neighbourhood", bool(fell[zone]), fell.drop(zone))


def _check_recording(note: _Notes, town: Town, data: Dataset) -> None:
    feature = planted(town.intensity, "unrecorded_partner")
    if feature is None:
        return
    start = pd.Timestamp(_first(feature.start))
    for days in (30, 90, 180, None):
        on = data.period.end if days is None else (start + pd.Timedelta(days=days)).date()
        told = stopped_reporting(data.contacts, data.partners, on=on)["verdict"].isin(["stopped", "quiet"])
        when = "at the end" if days is None else f"{days} days on"
        row = f"unrecorded_partner|stopped_reporting: stopped or quiet, {when}"
        note.found(row, bool(told[feature.subject]), told.drop(feature.subject))
    # the partners stand for areas: is each recorded less often than before?
    columns = [rows.assign(area_code=rows["partner_id"]) for rows in (data.contacts, _before(data, start))]
    now = columns[0][columns[0]["date"] >= start]
    partners = pd.DataFrame({"population": 1, "neighbourhood_code": "all"}, index=data.partners.index)
    days = (pd.Timestamp(data.period.end) - start).days + 1, (start - pd.Timestamp(data.period.start)).days
    change = rate_change(now, columns[1], partners, days=days[0], earlier_days=days[1])
    fell = change["verdict"] == "fell"
    row = "unrecorded_partner|rate_change of partners, since it began against before"
    note.found(row, bool(fell[feature.subject]), fell.drop(feature.subject))


def _before(data: Dataset, start: pd.Timestamp) -> pd.DataFrame:
    return data.contacts[data.contacts["date"] < start]


def _first(month: str) -> date:
    return pd.Period(month, "M").start_time.date()


def _in(contacts: pd.DataFrame, period: Period) -> pd.DataFrame:
    return contacts[contacts["date"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))]
