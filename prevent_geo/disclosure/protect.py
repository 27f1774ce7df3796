"""Decide: the suppression or rounding of a plan (placeholder by the lead until the helper's is there)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prevent_geo.disclosure.attacker import Floats
from prevent_geo.disclosure.plan import Flags, Plan
from prevent_geo.disclosure.suppress import suppress


@dataclass(frozen=True, eq=False)
class Decision:
    """What is withheld of a plan, and what the rest stands for."""

    withheld: Flags
    lower: Floats
    upper: Floats
    rounded: Floats | None
    method: str


def decide(plan: Plan) -> Decision:
    """Suppress."""
    withheld = suppress(plan)
    base = plan.policy.round_to
    rounded = np.floor(plan.values / base + 0.5) * base if base > 1 else None
    return Decision(withheld, *plan.shown, rounded, "heuristic")
