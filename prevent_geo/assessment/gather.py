"""Every measure on a Dataset: which tables it takes, and for which units.

RESULTS holds a call for each measure, by its id. NEEDS names what a dataset must have for some of them, OF_ONE_PLACE
those whose rows are of no place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from prevent_geo import measures as m
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Unit
from prevent_geo.measures.common.context import place_context
from prevent_geo.measures.common.demand import under_reached
from prevent_geo.measures.common.distance import origins_of
from prevent_geo.measures.common.zones import merge_areas, move_to_zones, zones_at
from prevent_geo.place import Place

Rows = pd.DataFrame

NEEDS = {
    "rate_change": "earlier",
    "rising_themes": "earlier",
    "trust_change": "earlier",
    "response_change": "earlier",
    "practice_delivery": "practice",
    "practice_evidence": "practice",
    "practice_by_strand": "practice",
    "actions_on_time": "actions",
    "pathway": "pathway",
    "pathway_throughput": "pathway",
}

RESULTS: dict[str, Callable[[Dataset], Rows]] = {
    "contact_rate": lambda data: m.contact_rate(data.contacts, data.areas),
    "attendance_rate": lambda data: m.attendance_rate(data.contacts, data.areas),
    "rate_change": lambda data: m.rate_change(data.contacts, data.before().contacts, data.areas),
    "rate_ratio": lambda data: m.rate_ratio(data.contacts, data.areas),
    "reach_gap": lambda data: m.reach_gap(data.contacts, data.areas, need=m.need_profile(data.need)),
    "reach_gap_ranks": lambda data: m.reach_gap_ranks(data.contacts, data.areas, need=m.need_profile(data.need)),
    "funnel": lambda data: m.funnel(data.contacts, data.areas),
    "smoothed_rate": lambda data: m.smoothed_rate(data.contacts, data.areas),
    "hotspots": lambda data: m.hotspots(data.contacts, data.areas),
    "recency": lambda data: m.recency(data.contacts, data.areas, on=data.period.end),
    "trend": lambda data: m.trend(data.contacts, data.areas, period=data.period),
    "trend_signal": lambda data: m.trend_signal(data.contacts, data.areas, period=data.period),
    "themes": lambda data: m.themes(data.contacts, data.areas),
    "rising_themes": lambda data: m.rising_themes(*both_at(data, "district")),
    "trust": lambda data: m.trust(data.contacts, data.areas),
    "trust_change": lambda data: m.trust_change(*both_at(data, "neighbourhood")),
    "response_loop": lambda data: m.response_loop(data.contacts, data.areas, on=data.period.end),
    "response_change": lambda data: _response_change(data),
    "nearest_partner": lambda data: m.nearest_partner(data.partners, data.areas),
    "access": lambda data: m.access(data.partners, data.areas),
    "share_within": lambda data: m.share_within(data.partners, data.areas),
    "partner_network": lambda data: m.partner_network(data.contacts, data.partners),
    "partner_links": lambda data: m.partner_links(data.contacts, data.partners),
    "partner_dependency": lambda data: m.partner_dependency(*at_level(data, "neighbourhood")),
    "readiness": lambda data: m.readiness(data.partners, data.partners["sector"], on=data.period.end),
    "institution_support": lambda data: m.institution_support(data.partners, partner_zones(data), on=data.period.end),
    "delivery": lambda data: m.delivery(data.contacts, data.areas, strands=strands_of(data)),
    "evenness": lambda data: m.evenness(data.contacts, data.areas, strands=strands_of(data)),
    "practice_delivery": lambda data: m.practice_delivery(
        data.practice, data.areas, on=data.period.end, strands=strands_of(data)
    ),
    "practice_evidence": lambda data: m.practice_evidence(data.practice),
    "practice_by_strand": lambda data: m.practice_by_strand(data.practice, strands=strands_of(data)),
    "actions_on_time": lambda data: m.actions_on_time(data.actions, data.actions["focus"], on=data.period.end),
    "pathway": lambda data: m.pathway(pathway_in(data)),
    "pathway_throughput": lambda data: m.pathway_throughput(pathway_in(data)),
    "siting": lambda data: m.siting(demand_of(data), data.areas, data.partners),
    "left_out": lambda data: _left_out(data),
    "neighbours": lambda data: m.neighbours(place_context(data.areas, data.areas["neighbourhood_code"])),
    "zoning_check": lambda data: m.zoning_check(data.contacts, data.areas),
    "recording_delay": lambda data: m.recording_delay(data.contacts, data.partners),
    "completeness": lambda data: m.completeness(data.contacts),
    "stopped_reporting": lambda data: m.stopped_reporting(data.contacts, data.partners, on=data.period.end),
    "date_heaping": lambda data: m.date_heaping(data.contacts, data.partners),
    "set_aside": lambda data: m.set_aside(data.report.ledger_table()),
}

# their rows are sectors, focuses, stages and the like, which cannot be cut to a place: worked out on its own part
OF_ONE_PLACE = frozenset(
    ("readiness", "completeness", "actions_on_time", "practice_evidence", "practice_by_strand", "pathway_throughput")
)


def unit_of(name: str, place: Place) -> Unit:
    """What the rows of a measure's result are of."""
    if name in OF_ONE_PLACE:
        return Unit(places=(str(place),))
    return Unit(level={"trust_change": "neighbourhood", "pathway": "district"}.get(name, "area"))


def available(data: Dataset) -> list[str]:
    """Ids of the measures that a dataset has the tables for."""
    return [name for name in RESULTS if name not in NEEDS or has(data, NEEDS[name])]


def has(data: Dataset, table: str) -> bool:
    """Whether a dataset has rows of a table; "earlier" are the contacts of the period before."""
    rows = getattr(data, table)
    return rows is not None and len(rows) > 0


def own_part(data: Dataset, place: Place) -> Dataset:
    """The dataset at a place; what is for all districts belongs to none of them, so it counts for the whole alone."""
    here = data.at(place)
    if len(here.areas) == len(data.areas):
        return here
    actions, practice = (rows[rows["district_code"].notna()] for rows in (here.actions, here.practice))
    return replace(here, actions=actions, practice=practice)


def partner_zones(data: Dataset, level: str = "neighbourhood") -> pd.Series:
    """The unit of a level in which each partner has its site; missing outside every area."""
    return data.partners["area_code"].map(zones_at(data.areas, level))


def strands_of(data: Dataset) -> list[str]:
    """Codes of the strands, in the order of the code list."""
    return list(data.code_lists["strands"].labels)


def demand_of(data: Dataset) -> pd.Series:
    """Under-reached residents of each area, by the gap between what was recorded and what need makes one expect."""
    return under_reached(RESULTS["reach_gap"](data), data.areas)


def pathway_in(data: Dataset) -> pd.DataFrame:
    """The support pathway in the quarters that lie wholly in the period."""
    quarters = pd.PeriodIndex(data.pathway["quarter"].str.replace("-", ""), freq="Q")
    first, last = pd.Timestamp(data.period.start), pd.Timestamp(data.period.end)
    return data.pathway[(quarters.start_time >= first) & (quarters.end_time.normalize() <= last)]


def venues_of(data: Dataset) -> pd.Series:
    """The nearest of the venues proposed for the next sessions, for each area within reach of one; else missing."""
    chosen = m.siting(demand_of(data), data.areas, data.partners).index
    nearest = pd.Series(None, index=data.areas.index, dtype="object")
    if not len(chosen):
        return nearest
    sites = shapely.STRtree(np.asarray(data.partners.geometry.loc[chosen]))
    area, venue = sites.query_nearest(origins_of(data.areas), max_distance=m.SITING_REACH_M, all_matches=False)
    nearest.iloc[area] = chosen[venue]
    return nearest


def spread_zones(result: pd.DataFrame, zones: pd.Series) -> pd.DataFrame:
    """The row of its zone for each area; missing where that has none."""
    table = result.reindex(zones.to_numpy()).set_axis(zones.index)
    return table.assign(n=table["n"].fillna(0), status=table["status"].fillna(m.Status.MISSING))


def district_period(pathway: pd.DataFrame) -> pd.DataFrame:
    """The counts of all quarters together, a row a district and stage; missing where one of them is."""
    counts = pathway.groupby(["district_code", "stage"], sort=False)["count"].agg(lambda count: count.sum(skipna=False))
    return counts.reset_index().assign(quarter="all")


def whole_period(pathway: pd.DataFrame) -> pd.DataFrame:
    """The counts of all quarters and districts together, a row a stage; missing where one of them is."""
    counts = pathway.groupby("stage", sort=False)["count"].agg(lambda count: count.sum(skipna=False))
    return pd.DataFrame({"district_code": "all", "quarter": "all", "stage": counts.index, "count": counts.to_numpy()})


def at_level(data: Dataset, level: str) -> tuple[Rows, Rows]:
    """Contacts and areas of a dataset with the units of a level for areas."""
    zones = zones_at(data.areas, level)
    return move_to_zones(data.contacts, zones), merge_areas(data.areas, zones)


def both_at(data: Dataset, level: str) -> tuple[Rows, Rows, Rows]:
    """Contacts, those of the period before, and areas of a dataset with the units of a level for areas."""
    contacts, merged = at_level(data, level)
    return contacts, move_to_zones(data.before().contacts, zones_at(data.areas, level)), merged


def _response_change(data: Dataset) -> Rows:
    before = data.before()
    return m.response_change(
        data.contacts, before.contacts, data.areas, on=data.period.end, earlier_on=before.period.end
    )


def _left_out(data: Dataset) -> Rows:
    demand = demand_of(data)
    chosen = m.siting(demand, data.areas, data.partners).index
    return m.left_out(demand, data.areas, data.partners.loc[chosen])
