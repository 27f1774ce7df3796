"""Counts of contacts held against other counts: the ratio, its test and words that rate_change and rate_ratio share."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from prevent_geo.measures.common.counting import Floats
from prevent_geo.measures.common.false_discovery import adjust
from prevent_geo.measures.common.ratio import rate_ratios
from prevent_geo.measures.common.status import Status
from prevent_geo.measures.common.verdict import say

SIGNIFICANCE = 0.05
METHOD = "exact conditional"


class Side(NamedTuple):
    """Contacts, and what they are held against: residents, or residents × days; missing or 0 where there is none."""

    contacts: Floats
    exposure: Floats


def compared(
    here: Side, there: Side, reported: npt.NDArray[np.bool_], *, words: tuple[str, str, str], confidence: float
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Ratio of the rate here to that there: what every result has of it, and the test's columns.

    `words` say more, less and neither. Where there is no contact there, no ratio can be estimated: it is missing and
    "too few", but the test and its words stand, and `at_least`, which is the lower limit wherever there is one.

    Examples
    --------
    >>> figures, tests = compared(
    ...     Side(np.array([30.0, 9.0]), np.array([1e3, 1e3])), Side(np.array([10.0, 0.0]), np.array([1e3, 1e3])),
    ...     np.array([True, True]), words=("rose", "fell", "no clear change"), confidence=0.95,
    ... )
    >>> figures["value"].round(2).tolist(), tests["at_least"].round(2).tolist(), tests["verdict"].tolist()
    ([3.0, nan], [1.43, 1.97], ['rose', 'rose'])
    """
    usable = reported & (here.exposure > 0) & (there.exposure > 0)
    ratios = rate_ratios(here.contacts, np.where(usable, here.exposure, np.nan), *there, confidence=confidence).to_dict(
        "series"
    )
    ratio, lower, upper, p_value = (ratios[name].to_numpy() for name in ("ratio", "lower", "upper", "p_value"))
    none_there = there.contacts == 0
    more, less, neither = words
    adjusted = adjust(p_value)
    figures = {
        "value": np.where(none_there, np.nan, ratio),
        "lower": np.where(none_there, np.nan, lower),
        "upper": np.where(none_there, np.nan, upper),
        "method": np.where(np.isnan(lower), "none", METHOD),
        "status": np.select(
            [~reported, ~usable, none_there, here.contacts == 0],
            [Status.NOT_REPORTED, Status.MISSING, Status.TOO_FEW, Status.NONE_RECORDED],
            Status.VALUE,
        ),
    }
    verdict = say(adjusted, ratio - 1, more=more, less=less, neither=neither, significance=SIGNIFICANCE)
    return figures, {"at_least": lower, "p_value": p_value, "p_adjusted": adjusted, "verdict": verdict}
