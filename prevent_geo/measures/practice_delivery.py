"""Programmes that run on a day, by strand and district."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import positions
from prevent_geo.measures.common.incidence import codes_in
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status
from prevent_geo.measures.common.strands import all_strands

CARD = MethodCard(
    id="practice_delivery",
    group="delivery",
    title="Programmes by strand and district",
    question="How many programmes run on the day, and in which strand and district does none?",
    unit="programmes",
    formula="programmes of the register whose first day is not after the day and whose last is not before it",
    method="Counting; a programme without a district counts in each; both its first and its last day count",
    reference="Counting; no estimate is made",
    assumptions="The register lists every programme; one without a last day still runs",
    caveat="It counts programmes, not how many people they serve or how well; what is not in the register is not "
    "counted",
)


def practice_delivery(
    practice: pd.DataFrame, areas: pd.DataFrame, *, on: date, strands: Sequence[str] | None = None
) -> pd.DataFrame:
    """Number of programmes of each strand that run in each district on a day.

    Parameters
    ----------
    practice
        Checked practice with district_code (missing: all districts), strand, start and end.
    areas
        Checked areas with district_code.
    on
        The day.
    strands
        Strands that are shown even where nothing serves them; those of the library's code list if not given. Others
        that practice names come after them.

    Returns
    -------
    DataFrame
        Indexed by strand and district_code (in order): value and numerator (programmes that run), n (all in the
        register), method, status; lower, upper and denominator are missing. Further: ended, planned and unknown
        (programmes that no longer run, that do not yet, or of which the first day is not given), and gap ("no
        programme" where none runs). Where none is known to run but one may, the status is "missing"; where the
        register is empty, "not reported".

    Notes
    -----
    A practice without a strand, or in a district that has no area, is left out.

    Examples
    --------
    >>> areas = pd.DataFrame({"district_code": ["D1", "D2"]}, index=["A", "B"])
    >>> practice = pd.DataFrame(
    ...     {"district_code": ["D1", None], "strand": ["x", "x"], "start": pd.to_datetime(["2025-01-01", "2025-06-01"])}
    ... ).assign(end=pd.to_datetime(["2025-12-31", None]))
    >>> practice_delivery(practice, areas, on=date(2026, 1, 1), strands=["x"])[["value", "n", "ended", "status"]]
                          value  n  ended status
    strand district_code
    x      D1               1.0  2      1  value
           D2               1.0  1      0  value
    """
    names, districts = all_strands(practice["strand"], strands), codes_in(areas["district_code"])
    districts = districts[np.isin(np.arange(len(districts)), positions(areas["district_code"], districts))]
    strand, place = positions(practice["strand"], names), positions(practice["district_code"], districts)
    everywhere = practice["district_code"].isna().to_numpy()
    day, start, end = pd.Timestamp(on), pd.to_datetime(practice["start"]), pd.to_datetime(practice["end"])
    ended, planned = (end < day).to_numpy(), (start > day).to_numpy()
    unknown = start.isna().to_numpy() & ~ended
    shape = len(names), len(districts)

    def count(where: np.ndarray) -> np.ndarray:
        here, all_over = where & (strand >= 0) & (place >= 0), where & (strand >= 0) & everywhere
        cells = np.bincount(strand[here] * shape[1] + place[here], minlength=shape[0] * shape[1]).reshape(shape)
        return (cells + np.bincount(strand[all_over], minlength=shape[0])[:, None]).ravel()

    running, maybe = count(~(ended | planned | unknown)), count(unknown)
    status = np.select(
        [np.full(running.shape, practice.empty), running > 0, maybe > 0],
        [Status.NOT_REPORTED, Status.VALUE, Status.MISSING],
        Status.NONE_RECORDED,
    )
    known = (status == Status.VALUE) | (status == Status.NONE_RECORDED)
    return result_table(
        pd.MultiIndex.from_product([names, districts], names=["strand", "district_code"]),
        value=np.where(known, running, np.nan),
        numerator=np.nan if practice.empty else running,
        n=count(np.ones(len(practice), dtype=bool)),
        method="count",
        status=status,
        more={
            "ended": np.nan if practice.empty else count(ended),
            "planned": np.nan if practice.empty else count(planned),
            "unknown": np.nan if practice.empty else maybe,
            "gap": np.where(status == Status.NONE_RECORDED, "no programme", ""),
        },
    )
