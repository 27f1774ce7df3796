"""The measures: one file, one measure, one public function of the same name; CARDS says what each means."""

from prevent_geo.measures import access as _access
from prevent_geo.measures import actions_on_time as _actions_on_time
from prevent_geo.measures import attendance_rate as _attendance_rate
from prevent_geo.measures import completeness as _completeness
from prevent_geo.measures import contact_rate as _contact_rate
from prevent_geo.measures import date_heaping as _date_heaping
from prevent_geo.measures import delivery as _delivery
from prevent_geo.measures import evenness as _evenness
from prevent_geo.measures import funnel as _funnel
from prevent_geo.measures import hotspots as _hotspots
from prevent_geo.measures import institution_support as _institution_support
from prevent_geo.measures import left_out as _left_out
from prevent_geo.measures import nearest_partner as _nearest_partner
from prevent_geo.measures import neighbours as _neighbours
from prevent_geo.measures import partner_dependency as _partner_dependency
from prevent_geo.measures import partner_links as _partner_links
from prevent_geo.measures import partner_network as _partner_network
from prevent_geo.measures import pathway as _pathway
from prevent_geo.measures import pathway_throughput as _pathway_throughput
from prevent_geo.measures import practice_by_strand as _practice_by_strand
from prevent_geo.measures import practice_delivery as _practice_delivery
from prevent_geo.measures import practice_evidence as _practice_evidence
from prevent_geo.measures import rate_change as _rate_change
from prevent_geo.measures import rate_ratio as _rate_ratio
from prevent_geo.measures import reach_gap as _reach_gap
from prevent_geo.measures import reach_gap_ranks as _reach_gap_ranks
from prevent_geo.measures import readiness as _readiness
from prevent_geo.measures import recency as _recency
from prevent_geo.measures import recording_delay as _recording_delay
from prevent_geo.measures import response_change as _response_change
from prevent_geo.measures import response_loop as _response_loop
from prevent_geo.measures import rising_themes as _rising_themes
from prevent_geo.measures import scorecard as _scorecard
from prevent_geo.measures import set_aside as _set_aside
from prevent_geo.measures import share_within as _share_within
from prevent_geo.measures import siting as _siting
from prevent_geo.measures import smoothed_rate as _smoothed_rate
from prevent_geo.measures import stopped_reporting as _stopped_reporting
from prevent_geo.measures import themes as _themes
from prevent_geo.measures import trend as _trend
from prevent_geo.measures import trend_signal as _trend_signal
from prevent_geo.measures import trust as _trust
from prevent_geo.measures import trust_change as _trust_change
from prevent_geo.measures import zoning_check as _zoning_check
from prevent_geo.measures.access import access
from prevent_geo.measures.actions_on_time import actions_on_time
from prevent_geo.measures.attendance_rate import attendance_rate
from prevent_geo.measures.common import MEANING, RESULT_COLUMNS, MethodCard, Status
from prevent_geo.measures.common.need import need_profile
from prevent_geo.measures.completeness import completeness
from prevent_geo.measures.contact_rate import contact_rate
from prevent_geo.measures.date_heaping import date_heaping
from prevent_geo.measures.delivery import delivery
from prevent_geo.measures.evenness import evenness
from prevent_geo.measures.funnel import funnel
from prevent_geo.measures.hotspots import hotspots
from prevent_geo.measures.institution_support import institution_support
from prevent_geo.measures.left_out import left_out
from prevent_geo.measures.nearest_partner import ANY_SECTOR, nearest_partner
from prevent_geo.measures.neighbours import neighbours
from prevent_geo.measures.partner_dependency import partner_dependency
from prevent_geo.measures.partner_links import partner_links
from prevent_geo.measures.partner_network import partner_network
from prevent_geo.measures.pathway import pathway
from prevent_geo.measures.pathway_throughput import pathway_throughput
from prevent_geo.measures.practice_by_strand import practice_by_strand
from prevent_geo.measures.practice_delivery import practice_delivery
from prevent_geo.measures.practice_evidence import practice_evidence
from prevent_geo.measures.rate_change import rate_change
from prevent_geo.measures.rate_ratio import rate_ratio
from prevent_geo.measures.reach_gap import reach_gap
from prevent_geo.measures.reach_gap_ranks import reach_gap_ranks
from prevent_geo.measures.readiness import readiness
from prevent_geo.measures.recency import recency
from prevent_geo.measures.recording_delay import recording_delay
from prevent_geo.measures.response_change import response_change
from prevent_geo.measures.response_loop import ANY_INITIATOR, response_loop
from prevent_geo.measures.rising_themes import rising_themes
from prevent_geo.measures.scorecard import scorecard
from prevent_geo.measures.set_aside import set_aside
from prevent_geo.measures.share_within import share_within
from prevent_geo.measures.siting import SITING_REACH_M, siting
from prevent_geo.measures.smoothed_rate import smoothed_rate
from prevent_geo.measures.stopped_reporting import stopped_reporting
from prevent_geo.measures.themes import themes
from prevent_geo.measures.trend import trend
from prevent_geo.measures.trend_signal import trend_signal
from prevent_geo.measures.trust import trust
from prevent_geo.measures.trust_change import trust_change
from prevent_geo.measures.zoning_check import zoning_check

_MODULES = (
    _contact_rate,
    _attendance_rate,
    _rate_change,
    _rate_ratio,
    _reach_gap,
    _reach_gap_ranks,
    _funnel,
    _smoothed_rate,
    _hotspots,
    _recency,
    _trend,
    _trend_signal,
    _themes,
    _rising_themes,
    _trust,
    _trust_change,
    _response_loop,
    _response_change,
    _nearest_partner,
    _access,
    _share_within,
    _partner_network,
    _partner_links,
    _partner_dependency,
    _readiness,
    _delivery,
    _evenness,
    _practice_delivery,
    _practice_evidence,
    _practice_by_strand,
    _actions_on_time,
    _scorecard,
    _siting,
    _left_out,
    _institution_support,
    _pathway,
    _pathway_throughput,
    _neighbours,
    _zoning_check,
    _recording_delay,
    _completeness,
    _stopped_reporting,
    _date_heaping,
    _set_aside,
)

CARDS: dict[str, MethodCard] = {module.CARD.id: module.CARD for module in _MODULES}

__all__ = [
    "ANY_INITIATOR",
    "ANY_SECTOR",
    "CARDS",
    "MEANING",
    "RESULT_COLUMNS",
    "SITING_REACH_M",
    "MethodCard",
    "Status",
    "access",
    "actions_on_time",
    "attendance_rate",
    "completeness",
    "contact_rate",
    "date_heaping",
    "delivery",
    "evenness",
    "funnel",
    "hotspots",
    "institution_support",
    "left_out",
    "nearest_partner",
    "need_profile",
    "neighbours",
    "partner_dependency",
    "partner_links",
    "partner_network",
    "pathway",
    "pathway_throughput",
    "practice_by_strand",
    "practice_delivery",
    "practice_evidence",
    "rate_change",
    "rate_ratio",
    "reach_gap",
    "reach_gap_ranks",
    "readiness",
    "recency",
    "recording_delay",
    "response_change",
    "response_loop",
    "rising_themes",
    "scorecard",
    "set_aside",
    "share_within",
    "siting",
    "smoothed_rate",
    "stopped_reporting",
    "themes",
    "trend",
    "trend_signal",
    "trust",
    "trust_change",
    "zoning_check",
]
