"""The figures of a whole place: one row an indicator, whatever measure it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import geopandas as gpd
import pandas as pd

from prevent_geo import measures as m
from prevent_geo.assessment.gather import own_part, pathway_in, strands_of, whole_period
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection, Unit, release
from prevent_geo.measures import CARDS, RESULT_COLUMNS, Status
from prevent_geo.measures.common.districts import zones_or_districts
from prevent_geo.measures.common.proportion import WILSON, wilson_limits
from prevent_geo.measures.common.rate import reporting_areas
from prevent_geo.measures.common.zones import WHOLE, merge_areas, move_to_zones, zones_at
from prevent_geo.measures.recency import STANDARD_DAYS
from prevent_geo.measures.recording_delay import LATE_DAYS
from prevent_geo.place import Place

NEAR_M = 2_000
STRONG_EVIDENCE = 3
SUPPORTED = "supported"
Row = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Setting:
    """A dataset at a place, and the partners around it, near ones beyond the border included."""

    data: Dataset
    around: gpd.GeoDataFrame


@dataclass(frozen=True)
class Figure:
    """One figure: how it is worked out at a place, and how two of them are compared.

    `kind` is "share" (a proportion), "rate" (a count per residents) or "other" (compared by its limits). `measure` is
    the id of the measure whose card says whether persons are counted. A `snapshot` is made from a table that says only
    what is so now, not what was so before.
    """

    kind: Literal["share", "rate", "other"]
    measure: str
    work_out: Callable[[Setting], Row]
    snapshot: bool = False


def figures(
    data: Dataset, place: Place, protection: Protection, *, made_of: tuple[str, ...] = (), past: bool = False
) -> pd.DataFrame:
    """Every figure of a place.

    Parameters
    ----------
    data
        The dataset in the period, with all its places: partners beyond the border are near to residents too.
    place
        The place.
    protection
        What is withheld of the dataset in the period.
    made_of
        The places, as `str(Place)`, that a place of no level is the sum or the difference of: its counts of persons are
        shown where those of all of them are, as they follow from them. None: it is of a level.
    past
        The period has gone by: what is made from a table that only says what is so now is "missing".

    Returns
    -------
    DataFrame
        Indexed by figure, the columns that every measure's result has; a figure that cannot be worked out is "missing".
    """
    here = Setting(own_part(data, place), data.partners)
    rows = []
    for name, figure in FIGURES.items():
        found = _missing() if past and figure.snapshot else figure.work_out(here)
        row = pd.DataFrame([dict(found)], index=[name]).reindex(columns=RESULT_COLUMNS)
        unit = Unit(places=made_of or (str(place),), stage=SUPPORTED)
        card = CARDS[figure.measure]
        shown = release(row, card, protection, unit).table if card.counts_persons else row
        if figure.kind == "share":
            # what a share is of, whatever else its measure counts
            shown["n"] = shown["denominator"].fillna(0).where(shown["status"] != Status.SUPPRESSED)
        rows.append(shown)
    return pd.concat(rows).rename_axis("figure")


def _one(result: pd.DataFrame, *key: str) -> Row:
    """The only row of a result, or that of a key; missing where there is no such row."""
    wanted = key if len(key) > 1 else key[0] if key else WHOLE
    if wanted not in result.index:
        return _missing()
    row = result.loc[[wanted]].iloc[0]
    return {name: row[name] for name in RESULT_COLUMNS}


def _missing() -> Row:
    return {"n": 0, "method": "none", "status": Status.MISSING}


def _share(successes: float, trials: float) -> Row:
    if not trials > 0:
        return _missing()
    lower, upper = (float(limit) for limit in wilson_limits(successes, trials))
    found = {"value": successes / trials, "lower": lower, "upper": upper, "numerator": successes}
    return {**found, "denominator": trials, "n": int(trials), "method": WILSON, "status": Status.VALUE}


def _as_one(data: Dataset, contacts: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Contacts and areas of a place as if it were one area, without those that nobody reports from, if anybody does."""
    rows = data.contacts if contacts is None else contacts
    heard = reporting_areas(data.contacts, data.areas)
    reported = data.areas[heard] if heard.any() else data.areas
    zones = zones_at(reported, WHOLE)
    return move_to_zones(rows, zones), merge_areas(reported, zones)


def _contact_rate(here: Setting) -> Row:
    # contacts of areas whose residents are not known would count for those of others
    known = here.data.areas["population"].notna()
    return _one(m.contact_rate(*_as_one(replace(here.data, areas=here.data.areas[known]))))


def _rate_change(here: Setting) -> Row:
    if here.data.earlier is None:
        return _missing()
    contacts, merged = _as_one(here.data)
    earlier, _ = _as_one(here.data, here.data.earlier)
    return _one(m.rate_change(contacts, earlier, merged))


def _reached_areas(here: Setting) -> Row:
    days = m.recency(here.data.contacts, here.data.areas, on=here.data.period.end)
    known = days["status"] != Status.NOT_REPORTED
    return _share(float((days["value"] <= STANDARD_DAYS).sum()), float(known.sum()))


def _recorded_in_time(here: Setting) -> Row:
    days = (here.data.contacts["recorded_on"] - here.data.contacts["date"]).dt.days
    return _share(float((days <= LATE_DAYS).sum()), float(days.notna().sum()))


def _answered_in_time(here: Setting) -> Row:
    loop = m.response_loop(*_as_one(here.data), on=here.data.period.end)
    whole = loop[loop.index == (m.ANY_INITIATOR, WHOLE)]
    # where no answer is recorded at all the share is missing, and so is what was due
    due = float(whole["within_n"].where(whole["within_standard"].notna()).sum())
    return _share(round((whole["within_standard"] * whole["within_n"]).sum()), due)


def _community_initiated(here: Setting) -> Row:
    said = here.data.contacts["initiated_by"].dropna()
    return _share(float((said == "community").sum()), len(said))


def _themes_recorded(here: Setting) -> Row:
    return _one(m.completeness(here.data.contacts), "theme")


def _trust(here: Setting) -> Row:
    return _one(m.trust(*_as_one(here.data)))


def _partners_reporting(here: Setting) -> Row:
    return _share(float(here.data.partners.index.isin(here.data.contacts["partner_id"]).sum()), len(here.data.partners))


def _ready(component: str) -> Callable[[Setting], Row]:
    def work_out(here: Setting) -> Row:
        everyone = pd.Series(WHOLE, index=here.data.partners.index)
        return _one(m.readiness(here.data.partners, everyone, on=here.data.period.end), component, WHOLE)

    return work_out


def _institutions_ready(here: Setting) -> Row:
    everyone = pd.Series(WHOLE, index=here.data.partners.index)
    return _one(m.institution_support(here.data.partners, everyone, on=here.data.period.end), "all three", WHOLE)


def _strands_served(here: Setting) -> Row:
    zones = zones_or_districts(here.data.areas, None)
    contacts, merged = move_to_zones(here.data.contacts, zones), merge_areas(here.data.areas, zones)
    cells = m.delivery(contacts, merged, strands=strands_of(here.data))
    known = cells["status"].isin([Status.VALUE, Status.NONE_RECORDED])
    served, total = float((cells["numerator"][known] > 0).sum()), float(known.sum())
    # every cell is looked at: no sample, so no sampling error
    exact = {"lower": served / total, "upper": served / total, "method": "all cells counted"} if total else {}
    return {**_share(served, total), **exact}


def _residents_near(here: Setting) -> Row:
    near = m.share_within(here.around, here.data.areas, distance_m=NEAR_M, zones=zones_at(here.data.areas, WHOLE))
    row = dict(_one(near, m.ANY_SECTOR, WHOLE))
    return {**row, "lower": row.get("value"), "upper": row.get("value")}


def _actions_on_time(here: Setting) -> Row:
    focus = here.data.actions["focus"]
    return (
        _one(m.actions_on_time(here.data.actions, focus, on=here.data.period.end), WHOLE) if len(focus) else _missing()
    )


def _practice_evidenced(here: Setting) -> Row:
    levels = here.data.practice["evidence_level"].dropna()
    return _share(float((levels >= STRONG_EVIDENCE).sum()), len(levels))


def _pathway_support(here: Setting) -> Row:
    stages = whole_period(pathway_in(here.data))
    if not len(stages):
        return _missing()
    return _one(m.pathway(stages), WHOLE, WHOLE, SUPPORTED)


# each by the measure that it comes from, which says whether persons are counted
FIGURES: dict[str, Figure] = {
    "contact_rate": Figure("rate", "contact_rate", _contact_rate),
    "contact_rate_change": Figure("other", "rate_change", _rate_change),
    "reached_areas": Figure("share", "recency", _reached_areas),
    "residents_within_2km": Figure("other", "share_within", _residents_near, snapshot=True),
    "community_initiated": Figure("share", "response_loop", _community_initiated),
    "themes_recorded": Figure("share", "completeness", _themes_recorded),
    "answered_in_time": Figure("share", "response_loop", _answered_in_time),
    "trust": Figure("other", "trust", _trust),
    "partners_reporting": Figure("share", "stopped_reporting", _partners_reporting),
    "agreements_in_date": Figure("share", "readiness", _ready("agreement"), snapshot=True),
    "training_in_date": Figure("share", "readiness", _ready("training"), snapshot=True),
    "liaison_named": Figure("share", "readiness", _ready("liaison"), snapshot=True),
    "institutions_ready": Figure("share", "institution_support", _institutions_ready, snapshot=True),
    "strands_served": Figure("other", "delivery", _strands_served),
    "actions_on_time": Figure("share", "actions_on_time", _actions_on_time),
    "practice_evidenced": Figure("share", "practice_evidence", _practice_evidenced, snapshot=True),
    "pathway_support": Figure("share", "pathway", _pathway_support),
    "recorded_in_time": Figure("share", "recording_delay", _recorded_in_time),
}
