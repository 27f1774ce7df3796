"""The register of practice: what each programme was found to do, and how strong the evidence is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import positions
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status
from prevent_geo.measures.common.strands import all_strands

CARD = MethodCard(
    id="practice_evidence",
    group="delivery",
    title="Evidence of practice",
    question="What was each programme found to do, and how strong is the evidence?",
    unit="unit of the outcome of each programme",
    formula="effect and limits as the register gives them",
    method="Effects and their limits as given; an effect is clear of zero where both limits lie on the same side of it",
    reference="The evaluations that the register draws on; no estimate is made here",
    assumptions="Limits are of one confidence, as their evaluations stated them, and evaluations were reported "
    "whatever they found",
    caveat="Outcomes have different units and are not to be compared or added; whether more of an outcome is good is "
    "not recorded; of twenty programmes that do nothing, about one is clear of zero by chance where limits are at 95 %",
)


def practice_evidence(practice: pd.DataFrame) -> pd.DataFrame:
    """Effect of each practice with its limits and what they allow to say.

    Parameters
    ----------
    practice
        Checked practice, indexed by practice_id, with strand, title, evidence_level, outcome, effect, effect_lower and
        effect_upper.

    Returns
    -------
    DataFrame
        On the practice_id, in order of strand (that of the code list), then of evidence level, the highest first:
        value, lower, upper (effect, in the unit of the outcome), n (1 if an effect is given), method, status; numerator
        and denominator are missing. Further: strand, title, evidence_level (1 to 5), outcome and verdict: "effect clear
        of zero: positive", "effect clear of zero: negative", "not clear", "not measured", or nothing where an effect
        lacks a limit. Without an effect the status is "missing".

    Notes
    -----
    Limits without an effect are not shown. What has no strand or no level comes last.

    Examples
    --------
    >>> practice = pd.DataFrame(
    ...     {
    ...         "strand": ["ideology"] * 3, "title": ["Debates", "Talks", "Films"], "evidence_level": [2, 4, 3],
    ...         "outcome": "share who trust", "effect": [2.0, 3.0, None], "effect_lower": [-1.0, 0.5, None],
    ...         "effect_upper": [5.0, 5.5, None],
    ...     },
    ...     index=pd.Index(["r1", "r2", "r3"], name="practice_id"),
    ... )
    >>> practice_evidence(practice)[["value", "evidence_level", "verdict"]]
                 value evidence_level                        verdict
    practice_id
    r2             3.0              4  effect clear of zero: positive
    r3             NaN              3                   not measured
    r1             2.0              2                      not clear
    """
    names = all_strands(practice["strand"])
    at = positions(practice["strand"], names)
    level = practice["evidence_level"].to_numpy(dtype="float64", na_value=np.nan)
    rows = np.lexsort(
        (practice.index.argsort().argsort(), np.nan_to_num(-level, nan=np.inf), np.where(at < 0, len(names), at))
    )
    ordered = practice.iloc[rows]
    effect, lower, upper = (
        ordered[name].to_numpy(dtype="float64", na_value=np.nan) for name in ("effect", "effect_lower", "effect_upper")
    )
    measured = ~np.isnan(effect)
    limited = ~np.isnan(lower) & ~np.isnan(upper)
    verdict = np.select(
        [~measured, ~limited, lower > 0, upper < 0],
        ["not measured", "", "effect clear of zero: positive", "effect clear of zero: negative"],
        "not clear",
    )
    return result_table(
        ordered.index,
        value=effect,
        lower=np.where(measured, lower, np.nan),
        upper=np.where(measured, upper, np.nan),
        n=measured,
        method=np.where(measured, "as given", "none"),
        status=np.where(measured, Status.VALUE, Status.MISSING),
        more={
            "strand": pd.Series(names).reindex(at[rows]).array,
            "title": ordered["title"],
            "evidence_level": pd.array(level[rows], dtype="Int64"),
            "outcome": ordered["outcome"],
            "verdict": verdict,
        },
    )
