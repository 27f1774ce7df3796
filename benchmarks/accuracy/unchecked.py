"""Measures whose limits, if they have any, are not held against a truth, and why."""

from __future__ import annotations

NO_LIMITS = "has no limits"
# why the limits of a measure are not held against a truth
UNCHECKED = {
    "funnel": "its limits are those of contact_rate; its control limits are among the false alarms",
    "reach_gap_ranks": "its limits say what other weights of need would do, not what chance does: no one truth",
    "trend": "its limits are those within which months lie, not of a figure: see the rules of charts",
    "hotspots": f"{NO_LIMITS}; see false alarms and clusters",
    "stopped_reporting": f"{NO_LIMITS}; see false alarms and recovery",
    "scorecard": "hands on the limits of its indicators, which are among those above",
    "zoning_check": "its limits treat the areas of a town as a sample, but they are all there are",
    "set_aside": "its limits treat rows of a file as a sample; how many are faulty is no chance of a town",
    **dict.fromkeys(
        (
            "access",
            "left_out",
            "nearest_partner",
            "neighbours",
            "partner_links",
            "partner_network",
            "pathway_throughput",
            "practice_by_strand",
            "practice_delivery",
            "recency",
            "share_within",
            "siting",
        ),
        NO_LIMITS,
    ),
}
