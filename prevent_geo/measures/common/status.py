"""Why there is no number, or why a number is zero: things that are never mixed."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """What a cell of a measure is."""

    VALUE = "value"
    NONE_RECORDED = "none recorded"
    NOT_REPORTED = "not reported"
    SUPPRESSED = "suppressed"
    TOO_FEW = "too few"
    MISSING = "missing"


# what each means, for legends and notes
MEANING = {
    Status.NONE_RECORDED: "Partners report here, and recorded none in the period",
    Status.NOT_REPORTED: "Nobody reported here in the period, so nothing is known",
    Status.SUPPRESSED: "A count of persons that is small, or that would give a small one away",
    Status.TOO_FEW: "Too little was recorded for an estimate that would mean something",
    Status.MISSING: "The figures needed were not given, so nothing can be worked out",
}
