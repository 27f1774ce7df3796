"""Conversion from stage to stage of the support pathway; counts of persons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import Counted, MethodCard
from prevent_geo.measures.common.proportion import WILSON, wilson_limits
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.stages import read_chains
from prevent_geo.measures.common.status import Status

FIRST_STAGE = "first stage; persons only"
MORE_THAN_BEFORE = "more than the stage before; not a share"
NONE_BEFORE = "none at the stage before"

CARD = MethodCard(
    id="pathway",
    group="support",
    title="Support pathway, stage to stage",
    question="Of the people at one stage of the support pathway, what share reached the next?",
    unit="share of persons at the stage before",
    formula="persons at the stage ÷ persons at the stage before, in the same district and quarter",
    method="Share with Wilson's 95 % limits; none where a stage has more persons than the one before",
    reference="Wilson (1927), JASA 22; PHE, Commonly used public health statistics (2018)",
    assumptions="People who reach a stage mostly reached the one before in the same quarter",
    caveat="It follows counts, not people: at the turn of a quarter people are counted in one and move on in the next; "
    "a low share may be good judgement",
    persons=(Counted("numerator", "pathway"), Counted("denominator", "pathway", before="stage")),
)


def pathway(counts: pd.DataFrame, *, stages: Sequence[str] | None = None, confidence: float = 0.95) -> pd.DataFrame:
    """Share of the persons at one stage who reached the next; persons, so it leaves only through `release`.

    Parameters
    ----------
    counts
        Checked pathway counts: district_code, quarter, stage, count (persons; missing: not reported).
    stages
        Order of the stages; that of the code list if none is given.
    confidence
        Two-sided confidence of the limits.

    Returns
    -------
    DataFrame
        Indexed by district_code ("all" where no row has one), quarter and stage, every district with every quarter:
        value, lower, upper (share), numerator (persons at the stage), denominator (persons at the stage before), n
        (counts that were given, of these two), method, status. No value, and status "missing": at the first stage,
        after a stage with nobody, after one that was not reported, and where a stage has more persons than the one
        before. A stage without a count is "not reported"; a share of nobody is "none recorded".

    Raises
    ------
    InputError
        If a stage is not known, a row repeats, or rows without a district stand beside rows with one.
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    value = persons at the stage / persons at the stage before; limits by `wilson_limits`. People of an earlier quarter
    can make it more than 1; then it is no share, and only the counts are given.

    Examples
    --------
    >>> stages = ["referred", "screened", "panel"]
    >>> rows = pd.DataFrame({"district_code": "D", "quarter": "2025-Q1", "stage": stages, "count": [40, 30, 0]})
    >>> pathway(rows, stages=stages).droplevel([0, 1])[["value", "lower", "upper", "numerator", "status"]].round(2)
              value  lower  upper  numerator         status
    stage
    referred    NaN    NaN    NaN       40.0        missing
    screened   0.75    0.6   0.86       30.0          value
    panel      0.00    0.0   0.11        0.0  none recorded
    """
    chains = read_chains(counts, stages)
    before = np.full_like(chains.persons, np.nan)
    before[..., 1:] = chains.persons[..., :-1]
    first = np.broadcast_to(np.arange(len(chains.stages)) == 0, before.shape).ravel()
    here, before = chains.persons.ravel(), before.ravel()
    share = (before > 0) & (here <= before)
    numerator, denominator = np.where(share, here, np.nan), np.where(share, before, np.nan)
    lower, upper = wilson_limits(numerator, denominator, confidence=confidence)
    status = np.select(
        [np.isnan(here), ~share, here == 0],
        [Status.NOT_REPORTED, Status.MISSING, Status.NONE_RECORDED],
        Status.VALUE,
    )
    method = np.select(
        [share, np.isnan(here), first, before == 0, here > before],
        [WILSON, "none", FIRST_STAGE, NONE_BEFORE, MORE_THAN_BEFORE],
        "none",
    )
    return result_table(
        pd.MultiIndex.from_product(
            [chains.districts, chains.quarters, chains.stages], names=["district_code", "quarter", "stage"]
        ),
        value=numerator / denominator,
        lower=lower,
        upper=upper,
        numerator=here,
        denominator=before,
        n=(~np.isnan(here)).astype("int64") + ~np.isnan(before),
        method=method,
        status=status,
    )
