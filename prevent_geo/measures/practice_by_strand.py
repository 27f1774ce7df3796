"""How many practices each strand has, by the strength of their evidence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import positions
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status
from prevent_geo.measures.common.strands import all_strands

LEVELS = pd.RangeIndex(1, 6, name="evidence_level")

CARD = MethodCard(
    id="practice_by_strand",
    group="delivery",
    title="Practice by strand and evidence",
    question="How many practices does each strand have, and how strong is their evidence?",
    unit="practices",
    formula="practices of the register in the strand with that level of evidence (1 to 5, 5 = strongest)",
    method="Counting",
    reference="Counting; no estimate is made",
    assumptions="The register lists every practice; levels mean the same in every strand",
    caveat="Strong evidence is not the same as a large or a wanted effect; a strand may have few practices because "
    "few are known",
)


def practice_by_strand(practice: pd.DataFrame, *, strands: Sequence[str] | None = None) -> pd.DataFrame:
    """Number of practices of each strand and evidence level.

    Parameters
    ----------
    practice
        Checked practice with strand and evidence_level.
    strands
        Strands that are shown even where nothing serves them; those of the library's code list if not given. Others
        that practice names come after them.

    Returns
    -------
    DataFrame
        Indexed by strand and evidence_level (1 to 5): value and numerator (practices), denominator and n (practices of
        the strand, with or without a level), method, status; lower and upper are missing. Further: without_level
        (practices of the strand that have none). A level without any is "none recorded", or "missing" where a practice
        of the strand has no level and may be of this one; where the register is empty, all are "not reported".

    Notes
    -----
    A practice without a strand is left out.

    Examples
    --------
    >>> practice = pd.DataFrame({"strand": ["x", "x"], "evidence_level": [2, 2]})
    >>> practice_by_strand(practice, strands=["x"])[["value", "n", "status"]].head(3)
                           value  n         status
    strand evidence_level
    x      1                 0.0  2  none recorded
           2                 2.0  2          value
           3                 0.0  2  none recorded
    """
    names = all_strands(practice["strand"], strands)
    strand = positions(practice["strand"], names)
    level = LEVELS.get_indexer(pd.Index(practice["evidence_level"].to_numpy(dtype="float64", na_value=np.nan)))
    both = (strand >= 0) & (level >= 0)
    cells = np.bincount(strand[both] * len(LEVELS) + level[both], minlength=len(names) * len(LEVELS))
    total = np.bincount(strand[strand >= 0], minlength=len(names)).repeat(len(LEVELS))
    without = total - cells.reshape(-1, len(LEVELS)).sum(axis=1).repeat(len(LEVELS))
    status = np.select(
        [np.full(cells.shape, practice.empty), cells > 0, without > 0],
        [Status.NOT_REPORTED, Status.VALUE, Status.MISSING],
        Status.NONE_RECORDED,
    )
    known = (status == Status.VALUE) | (status == Status.NONE_RECORDED)
    return result_table(
        pd.MultiIndex.from_product([names, LEVELS], names=["strand", "evidence_level"]),
        value=np.where(known, cells, np.nan),
        numerator=np.nan if practice.empty else cells,
        denominator=np.nan if practice.empty else total,
        n=total,
        method="count",
        status=status,
        more={"without_level": np.nan if practice.empty else without},
    )
