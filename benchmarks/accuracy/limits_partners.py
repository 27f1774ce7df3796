"""How often 95 % limits hold the truth: measures of partners, delivery, support and what is unknown."""

from __future__ import annotations

import numpy as np
import pandas as pd
from limits import Limits
from marks import Marks
from truth import (
    EPOCH,
    Expected,
    answer_within,
    answering,
    by_strand,
    month_days,
    on_firsts,
    recording_medians,
    strand_names,
    trust_known,
)

from prevent_geo.assessment.gather import partner_zones, pathway_in, strands_of
from prevent_geo.dataset import Dataset
from prevent_geo.measures.actions_on_time import actions_on_time
from prevent_geo.measures.common.zones import merge_areas, move_to_zones, zones_at
from prevent_geo.measures.completeness import completeness
from prevent_geo.measures.date_heaping import ALL_PARTNERS, date_heaping
from prevent_geo.measures.delivery import delivery
from prevent_geo.measures.evenness import evenness
from prevent_geo.measures.institution_support import institution_support
from prevent_geo.measures.partner_dependency import partner_dependency
from prevent_geo.measures.pathway import pathway
from prevent_geo.measures.practice_evidence import practice_evidence
from prevent_geo.measures.readiness import readiness
from prevent_geo.measures.recording_delay import recording_delay
from prevent_geo.synthesis import partners as drawn_partners
from prevent_geo.synthesis import records
from prevent_geo.synthesis.mix import numbers
from prevent_geo.synthesis.town import Town
from prevent_geo.synthesis.write import companions_of

BIAS = "largest share"
# of partners that `draw_partners` draws: reviews from -200 to 539 days ahead, training from 20 to 1,099 days ago
_IN_DATE = drawn_partners._AGREEMENTS["signed"] * 540 / 740
_RECENT, _LIAISON = (730 - 20 + 1) / (1_100 - 20), 0.6
READY = {
    "agreement": _IN_DATE,
    "training": _RECENT,
    "liaison": _LIAISON,
    "all three": _IN_DATE * _RECENT * _LIAISON,
}


def check_partner_limits(marks: Marks, town: Town, data: Dataset, true: Expected) -> None:
    """All of these in one town."""
    limits = Limits(marks, "null towns" if town.plain else "usual towns")
    _check_dependency(marks, limits, town, data, true)
    _check_strands(limits, data, true)
    _check_records(limits, town, data, true)
    _check_companions(limits, town, data)
    for name, result in (
        ("readiness, by sector", readiness(data.partners, data.partners["sector"], on=data.period.end)),
        (
            "institution_support, by neighbourhood",
            institution_support(data.partners, partner_zones(data), on=data.period.end),
        ),
    ):
        limits.of(name, result, result.index.get_level_values("component").map(READY), n="denominator")


def _check_dependency(marks: Marks, limits: Limits, town: Town, data: Dataset, true: Expected) -> None:
    """The share of the largest partner, and how far it is too high."""
    held = pd.DataFrame(true.partners.sum(axis=2), data.areas.index)
    for level in ("area", "neighbourhood"):
        zones = zones_at(data.areas, level)
        sums = held.groupby(zones).sum()
        largest = sums.max(axis=1) / sums.sum(axis=1).replace(0, np.nan)
        result = partner_dependency(move_to_zones(data.contacts, zones), merge_areas(data.areas, zones))
        largest = largest.reindex(result.index)
        limits.of(f"partner_dependency, by {level}", result, largest)
        shown, row = result["value"].notna() & largest.notna(), f"{'null' if town.plain else 'usual'}, by {level}"
        marks.add(BIAS, row, "mean n", result.loc[shown, "n"])
        marks.add(BIAS, row, "true largest share", largest[shown])
        marks.add(BIAS, row, "shown", result.loc[shown, "value"])
        marks.add(BIAS, row, "too high by", (result["value"] - largest)[shown])
        even = shown & (largest <= 0.5)
        marks.add(BIAS, row, "called dependent, of those with no true share above ½", _dependent(result)[even])


def _dependent(result: pd.DataFrame) -> pd.Series:
    return result["dependency"].isin(["depends on one", "single partner"])


def _check_strands(limits: Limits, data: Dataset, true: Expected) -> None:
    strands = strands_of(data)
    served = pd.DataFrame(by_strand(true.kinds.sum(axis=2)), data.areas.index, strand_names())[strands]
    share = served.div(served.sum(axis=1).replace(0, np.nan), axis=0)
    result = delivery(data.contacts, data.areas, strands=strands)
    limits.of("delivery", result, share.to_numpy().T.ravel(), n="denominator")
    entropy = -(share * np.log(share.where(share > 0))).sum(axis=1, min_count=1)
    limits.of("evenness", evenness(data.contacts, data.areas, strands=strands), entropy / np.log(len(strands)))


def _check_records(limits: Limits, town: Town, data: Dataset, true: Expected) -> None:
    """Delays of recording, dates on the first of the month, and how many cells are filled."""
    median, late = recording_medians(town.intensity)
    result = recording_delay(data.contacts, data.partners)
    limits.of("recording_delay: median days", result, median.reindex(result.index))
    limits.of("recording_delay: later than 28 days", result, late.reindex(result.index), prefix="late_")
    held = true.partners.sum(axis=0)
    firsts = (held * on_firsts(town.intensity)).sum(axis=1) / np.where(held.sum(axis=1) > 0, held.sum(axis=1), np.nan)
    ids = town.intensity.partners["partner_id"].astype(str)
    heaped = date_heaping(data.contacts, data.partners).drop(ALL_PARTNERS)
    limits.of("date_heaping", heaped, pd.Series(firsts, ids).reindex(heaped.index))
    if town.plain:
        filled = completeness(data.contacts).loc[[*_filled(town, true)]]
        limits.of("completeness", filled, pd.Series(_filled(town, true)))


def _filled(town: Town, true: Expected) -> dict[str, float]:
    """Share of contacts in which each column is filled that may be empty."""
    kinds, all_contacts = true.kinds.sum(axis=2), true.recorded.sum()
    closes = (town.intensity.calendar[-1].end_time.date() - EPOCH).days + records._REGISTER_CLOSES_AFTER_DAYS
    return {
        "attendance": 1 - records._NOT_REPORTED,
        "trust_responses": (1 - records._NOT_REPORTED)
        * float((kinds * numbers("events", "asked")).sum() / all_contacts),
        "trust_mean": float((kinds * trust_known(town.intensity)).sum() / all_contacts),
        "answered_on": float((true.recorded * answering(town.intensity) * _by(town, closes)).sum() / all_contacts),
    }


def _by(town: Town, closes: int) -> np.ndarray:
    return np.array([(share * answer_within(closes - days)).sum() for days, share in month_days(town.intensity)])


def _check_companions(limits: Limits, town: Town, data: Dataset) -> None:
    """Actions, the pathway and practice, by the chances that stand behind their tables."""
    drawn, on = companions_of(town), pd.Timestamp(data.period.end)
    chance = drawn["actions"].truth.set_index("action_id")["in_time"].reindex(data.actions.index)
    due = data.actions["due"].le(on) & ~data.actions["agreed_on"].gt(on)
    result = actions_on_time(data.actions, data.actions["focus"], on=data.period.end)
    means = chance[due].groupby(data.actions.loc[due, "focus"]).mean()
    means["all"] = chance[due].mean()
    limits.of("actions_on_time", result, means.reindex(result.index))
    steps = pathway(pathway_in(data))
    keys = [*steps.index.names]
    share = drawn["pathway"].truth.set_index(keys)["share"].reindex(steps.index)
    limits.of("pathway", steps, share, n="denominator")
    effects = practice_evidence(data.practice)
    true_effect = drawn["practice"].truth.set_index("practice_id")["true_effect"].reindex(effects.index)
    limits.of("practice_evidence (as the register gives them)", effects, true_effect)
