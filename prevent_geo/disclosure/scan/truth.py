"""What was found, held against the dataset: both attackers of the audit, and figures that the dataset does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure.attacker import Floats
from prevent_geo.disclosure.plan import Flags
from prevent_geo.disclosure.policy import Policy
from prevent_geo.disclosure.scan.figures import Figure, shown_limits
from prevent_geo.disclosure.scan.readings import Readings, key_of_attack
from prevent_geo.disclosure.scan.report import Finding, Severity, range_words
from prevent_geo.errors import PreventGeoError

_EVERYWHERE = "all folders together"


@dataclass(frozen=True, eq=False)
class _Shown:
    """Of each figure of a plan: whether it is shown anywhere, and the counts that it may stand for, from and to."""

    shown: Flags
    lower: Floats
    upper: Floats


def against_dataset(figures: Sequence[Figure], dataset: Dataset, policy: Policy, readings: Readings) -> list[Finding]:
    """What both attackers of the audit can narrow, with the true counts known.

    Parameters
    ----------
    figures
        All that is published, together with all that was published before.
    dataset
        What they are of, with all its periods and places.
    policy
        What is withheld.
    readings
        What was found safe before is not attacked again, where all that is known and all that is shown is the same.
    """
    from prevent_geo.disclosure.audit import audit
    from prevent_geo.disclosure.counts import plan_of
    from prevent_geo.disclosure.excuse import excuse

    if not figures:
        return []
    try:
        plan = plan_of(dataset, [(figure.key, figure.codes) for figure in figures], policy, excused=False)
        rows = [plan.row[figure.key] for figure in figures]
        found = _shown(figures, rows, plan.values, policy)
        findings = list(_false(figures, rows, plan.values, policy))
        key = key_of_attack(plan, found.lower, found.upper, found.shown)
        if readings.of(key, "") is not None:
            return findings
        narrowed = audit(excuse(plan).showing(found.lower, found.upper), ~found.shown)
    except PreventGeoError as error:
        return [Finding(Severity.UNTESTED, _EVERYWHERE, "", str(error))]
    if not narrowed:
        readings.keep(key, "", [])
    why = f"what is published narrows {range_words(policy)}"
    words = (word for one in narrowed for word in one.words())
    return [*findings, *(Finding(Severity.BREACH, _EVERYWHERE, word, why) for word in words)]


def _shown(figures: Sequence[Figure], rows: Sequence[int], values: Floats, policy: Policy) -> _Shown:
    """What the files tell of each figure of the plan; wide enough to hold the truth, where they tell something else."""
    shown = np.zeros(len(values), dtype=bool)
    lower, upper = np.full(len(values), np.inf), np.full(len(values), -np.inf)
    for figure, row in zip(figures, rows, strict=True):
        for value in figure.values:
            low, high = shown_limits(np.array([value]), policy)
            lower[row], upper[row] = min(lower[row], low[0]), max(upper[row], high[0])
            shown[row] = True
    return _Shown(shown, np.minimum(lower, values), np.maximum(upper, values))


def _false(figures: Sequence[Figure], rows: Sequence[int], values: Floats, policy: Policy) -> Iterator[Finding]:
    """Figures that are not those of the dataset, and small ones that are shown as something else."""
    for figure, row in zip(figures, rows, strict=True):
        for value, place in figure.values.items():
            low, high = shown_limits(np.array([value]), policy)
            if not low[0] <= values[row] <= high[0]:
                why = "the dataset gives another count, so what follows from it cannot be tested"
                yield Finding(Severity.UNTESTED, place, str(figure.key), why)
            elif (
                policy.method != "rounding"
                and policy.withhold_from <= values[row] <= policy.withhold_to
                and values[row]
            ):
                yield Finding(Severity.BREACH, place, str(figure.key), f"shows {range_words(policy)}")
