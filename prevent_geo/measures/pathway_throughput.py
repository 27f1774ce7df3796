"""Persons who reached each stage of the support pathway, over the whole place; counts of persons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import Counted, MethodCard
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.stages import read_chains
from prevent_geo.measures.common.status import Status

CARD = MethodCard(
    id="pathway_throughput",
    group="support",
    title="Support pathway, persons by stage",
    question="How many people reached each stage of the support pathway in each quarter, in the whole place?",
    unit="persons",
    formula="Σ over the districts that reported of persons at the stage in the quarter",
    method="Sum of the counts given; no limits, as nothing is estimated",
    reference="Counting; no estimate is made",
    assumptions="Nobody is counted by two districts; a district that gave no count is left out, not taken as zero",
    caveat="Quarters compare only where as many districts reported",
    persons=(Counted("numerator", "pathway"),),
)


def pathway_throughput(counts: pd.DataFrame, *, stages: Sequence[str] | None = None) -> pd.DataFrame:
    """Persons at each stage in each quarter, over all districts that reported; it leaves only through `release`.

    Parameters
    ----------
    counts
        Checked pathway counts: district_code, quarter, stage, count (persons; missing: not reported).
    stages
        Order of the stages; that of the code list if none is given.

    Returns
    -------
    DataFrame
        Indexed by stage, in their order, and quarter: value and numerator (persons), n and districts_reporting
        (districts that gave a count), districts (that the table names at all), method, status; no limits and no
        denominator. Where no district gave a count: "not reported".

    Raises
    ------
    InputError
        If a stage is not known, a row repeats, or rows without a district stand beside rows with one.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {"district_code": ["D", "E", "D"], "quarter": "2025-Q1", "stage": ["referred", "referred", "panel"],
    ...      "count": [40, 30, None]}
    ... )
    >>> pathway_throughput(rows, stages=["referred", "panel"])[["value", "districts_reporting", "status"]]
                      value  districts_reporting        status
    stage    quarter
    referred 2025-Q1   70.0                    2         value
    panel    2025-Q1    NaN                    0  not reported
    """
    chains = read_chains(counts, stages)
    reporting = (~np.isnan(chains.persons)).sum(axis=0).T.ravel()
    persons = np.where(reporting > 0, np.nansum(chains.persons, axis=0).T.ravel(), np.nan)
    return result_table(
        pd.MultiIndex.from_product([chains.stages, chains.quarters], names=["stage", "quarter"]),
        value=persons,
        numerator=persons,
        n=reporting,
        method=np.where(reporting > 0, "sum of counts", "none"),
        status=np.select([reporting == 0, persons == 0], [Status.NOT_REPORTED, Status.NONE_RECORDED], Status.VALUE),
        more={"districts_reporting": reporting, "districts": np.full(len(persons), len(chains.districts))},
    )
