"""Whether schools, colleges and universities are supported: the components of readiness, for institutions alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import positions
from prevent_geo.measures.common.ready import TRAINING_WITHIN_DAYS, readiness_table

INSTITUTIONS = ("school", "further_education", "higher_education")

CARD = MethodCard(
    id="institution_support",
    group="support",
    title="Support for institutions",
    question="What share of schools, colleges and universities have an agreement in date, training up to standard and "
    "a named liaison?",
    unit="share of institutions of which it is known (0 to 1)",
    formula="institutions that meet it ÷ institutions of which it is known whether they do",
    method="Proportion with Wilson's 95 % limits, for each component and for all three together; what is not known is "
    "counted apart and is no 'no'",
    reference="Wilson (1927), JASA 22. The standard of two years (730 days) for training is what local authorities "
    "advise for designated safeguarding leads (East Sussex County Council, Prevent duty: training and support)",
    assumptions="An agreement holds until its review is due, the day itself included; institutions of which something "
    "is not known are like the others",
    caveat="It covers the institutions that are listed as partners, not those that are not; it says what is on paper, "
    "not how well it works",
)


def institution_support(
    partners: pd.DataFrame,
    groups: pd.Series,
    *,
    on: date,
    sectors: Sequence[str] = INSTITUTIONS,
    training_within_days: int = TRAINING_WITHIN_DAYS,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Share of each group's institutions that meet each component of readiness on a day, with limits.

    Parameters
    ----------
    partners
        Checked partners, indexed by partner_id, with sector, agreement, agreement_review_due, training_date, liaison.
    groups
        Group of each partner (its sector, or the neighbourhood of its site), indexed by partner_id; partners without
        one are left out.
    on
        The day.
    sectors
        The sectors that are institutions.
    training_within_days
        Days for which training is up to standard.
    confidence
        Two-sided confidence of the limits.

    Returns
    -------
    DataFrame
        As `readiness`: indexed by component and group, a group for each that has an institution.

    Raises
    ------
    InputError
        If a partner has two groups, or `training_within_days` is below 0.
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    What is known, and how it is counted, is as in `readiness`.

    Examples
    --------
    >>> partners = pd.DataFrame(
    ...     {
    ...         "sector": ["school", "school", "library"],
    ...         "agreement": ["signed", "none", "signed"],
    ...         "agreement_review_due": pd.to_datetime(["2026-12-31", None, None]),
    ...         "training_date": pd.to_datetime(["2025-01-01", None, None]),
    ...         "liaison": [True, False, True],
    ...     },
    ...     index=["p", "q", "r"],
    ... )
    >>> support = institution_support(partners, partners["sector"], on=date(2026, 1, 1))
    >>> support[["value", "numerator", "denominator", "unknown"]]
                      value  numerator  denominator  unknown
    component group
    agreement school    0.5        1.0          2.0        0
    training  school    1.0        1.0          1.0        1
    liaison   school    0.5        1.0          2.0        0
    all three school    1.0        1.0          1.0        1
    """
    institutions = partners[positions(partners["sector"], pd.Index(sectors)) >= 0]
    return readiness_table(
        institutions, groups, on=on, training_within_days=training_within_days, confidence=confidence
    )
