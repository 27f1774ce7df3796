"""How much of each column of the contacts is filled."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.proportion import WILSON, wilson_limits
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status
from prevent_geo.tables.contacts import CONTACTS

CARD = MethodCard(
    id="completeness",
    group="unknowns",
    title="Completeness of contacts",
    question="How much of each column of the contacts is filled?",
    unit="share of contacts (0 to 1)",
    formula="contacts with the column filled ÷ contacts",
    method="Share with Wilson's 95 % limits",
    reference="Wilson (1927), JASA 22; Government Data Quality Hub, The Government Data Quality Framework (2020)",
    assumptions="An empty cell means that nothing was noted; contacts are filled in independently of each other",
    caveat="Filled is not the same as right. A cell may be empty for a good reason: a contact not answered yet, or one "
    "at which the trust question was not asked",
)


def completeness(contacts: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """Share of the contacts in which each column is filled, with limits.

    Parameters
    ----------
    contacts
        Checked contacts.
    confidence
        Two-sided confidence of the limits.

    Returns
    -------
    DataFrame
        Indexed by column (those of the table of contacts but for its key and geometry, in their order): value, lower,
        upper (share, 0 to 1), numerator (contacts with the column filled), denominator and n (contacts), method,
        status. A column that is not there is "missing"; without a contact all are "not reported". Counts are of
        contacts: how many persons came plays no part.

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1.

    Examples
    --------
    >>> contacts = pd.DataFrame({"date": ["2026-01-01"] * 4, "area_code": ["A"] * 4, "theme": ["x", None, None, "y"]})
    >>> completeness(contacts)[["value", "lower", "upper", "status"]].round(3).loc[["date", "theme", "strand"]]
            value  lower  upper   status
    column
    date      1.0   0.51   1.00    value
    theme     0.5   0.15   0.85    value
    strand    NaN    NaN    NaN  missing
    """
    left_out = {CONTACTS.key, "geometry"}
    names = pd.Index([column.name for column in CONTACTS.columns if column.name not in left_out], name="column")
    rows, there = len(contacts), names.isin(contacts.columns)
    filled = np.array([contacts[name].count() if name in contacts else np.nan for name in names], dtype="float64")
    shown = there & (rows > 0)
    total = np.where(shown, float(rows), np.nan)
    lower, upper = wilson_limits(filled, total, confidence=confidence)
    return result_table(
        names,
        value=filled / total,
        lower=lower,
        upper=upper,
        numerator=np.where(shown, filled, np.nan),
        denominator=total,
        n=rows,
        method=np.where(shown, WILSON, "none"),
        status=np.select([np.full(len(names), rows == 0), ~there], [Status.NOT_REPORTED, Status.MISSING], Status.VALUE),
    )
