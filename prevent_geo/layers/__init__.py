"""The layers: one file, one layer; LAYERS lists them in the order of the stack, group by group."""

from collections.abc import Callable
from dataclasses import replace

from prevent_geo.assessment.gather import NEEDS, has
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection
from prevent_geo.layers.access import access
from prevent_geo.layers.actions_on_time import actions_on_time
from prevent_geo.layers.attendance_rate import attendance_rate
from prevent_geo.layers.contact_rate import contact_rate
from prevent_geo.layers.delivery import delivery
from prevent_geo.layers.deprivation import deprivation
from prevent_geo.layers.evenness import evenness
from prevent_geo.layers.funnel import funnel
from prevent_geo.layers.hotspots import hotspots
from prevent_geo.layers.institution_support import institution_support
from prevent_geo.layers.layer import Entry, Layer, Style
from prevent_geo.layers.nearest_partner import nearest_partner
from prevent_geo.layers.partner_dependency import partner_dependency
from prevent_geo.layers.partner_network import partner_network
from prevent_geo.layers.partners import partners
from prevent_geo.layers.pathway import pathway
from prevent_geo.layers.population import population
from prevent_geo.layers.practice_delivery import practice_delivery
from prevent_geo.layers.rate_change import rate_change
from prevent_geo.layers.rate_ratio import rate_ratio
from prevent_geo.layers.reach_gap import reach_gap
from prevent_geo.layers.readiness import readiness
from prevent_geo.layers.recency import recency
from prevent_geo.layers.response_change import response_change
from prevent_geo.layers.response_loop import response_loop
from prevent_geo.layers.rising_themes import rising_themes
from prevent_geo.layers.siting import siting
from prevent_geo.layers.smoothed_rate import smoothed_rate
from prevent_geo.layers.stopped_reporting import stopped_reporting
from prevent_geo.layers.themes import themes
from prevent_geo.layers.timeline import Timeline, contact_timelines
from prevent_geo.layers.trend_signal import trend_signal
from prevent_geo.layers.trust import trust
from prevent_geo.layers.trust_change import trust_change

LAYERS: dict[str, Callable[[Dataset, Protection], Layer]] = {
    "contact_rate": contact_rate,
    "reach_gap": reach_gap,
    "recency": recency,
    "funnel": funnel,
    "smoothed_rate": smoothed_rate,
    "hotspots": hotspots,
    "rate_ratio": rate_ratio,
    "rate_change": rate_change,
    "trend_signal": trend_signal,
    "attendance_rate": attendance_rate,
    "themes": themes,
    "rising_themes": rising_themes,
    "trust": trust,
    "trust_change": trust_change,
    "response_loop": response_loop,
    "response_change": response_change,
    "nearest_partner": nearest_partner,
    "access": access,
    "partner_dependency": partner_dependency,
    "readiness": readiness,
    "evenness": evenness,
    "delivery": delivery,
    "practice_delivery": practice_delivery,
    "actions_on_time": actions_on_time,
    "siting": siting,
    "institution_support": institution_support,
    "pathway": pathway,
    "population": population,
    "deprivation": deprivation,
    "partners": partners,
    "partner_network": partner_network,
    "stopped_reporting": stopped_reporting,
}


# layers of the figures of a level: without any place of it they would be missing everywhere
LEVELS = {
    **dict.fromkeys(("rate_change", "trend_signal", "themes", "trust_change"), "neighbourhood"),
    **dict.fromkeys(("partner_dependency", "readiness", "institution_support"), "neighbourhood"),
    **dict.fromkeys(("rising_themes", "practice_delivery", "actions_on_time", "pathway"), "district"),
}


# they name single partners, or say how well each keeps its records or is prepared
NOT_PUBLIC = ("partner_network", "partner_dependency", "stopped_reporting")
_NOT_PUBLIC_FACTS = {"partners": ["Agreement", "Named liaison"]}


def make_layers(dataset: Dataset, protection: Protection, audience: str = "partner") -> dict[str, Layer]:
    """Every layer that a dataset has the tables and the level of places for, in the order of the stack.

    What is not for the public is left out for it.
    """
    names = [name for name in LAYERS if _can_be_made(dataset, name)]
    if audience != "public":
        return {name: LAYERS[name](dataset, protection) for name in names}
    made = {name: LAYERS[name](dataset, protection) for name in names if name not in NOT_PUBLIC}
    for name, facts in _NOT_PUBLIC_FACTS.items():
        if name in made:
            made[name] = replace(made[name], facts=made[name].facts.drop(columns=facts))
    return made


def _can_be_made(dataset: Dataset, name: str) -> bool:
    has_level = name not in LEVELS or dataset.areas[f"{LEVELS[name]}_code"].notna().any()
    return bool(has_level) and (name not in NEEDS or has(dataset, NEEDS[name]))


__all__ = [
    "LAYERS",
    "LEVELS",
    "NEEDS",
    "NOT_PUBLIC",
    "Entry",
    "Layer",
    "Style",
    "Timeline",
    "contact_timelines",
    "make_layers",
]
