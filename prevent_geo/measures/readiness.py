"""Whether partners are ready: agreements in date, training up to standard, a named liaison."""

from __future__ import annotations

from datetime import date

import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.ready import TRAINING_WITHIN_DAYS, readiness_table

CARD = MethodCard(
    id="readiness",
    group="partners",
    title="Readiness of partners",
    question="What share of partners have an agreement in date, training up to standard and a named liaison?",
    unit="share of partners of whom it is known (0 to 1)",
    formula="partners that meet it ÷ partners of whom it is known whether they do",
    method="Proportion with Wilson's 95 % limits, for each component and for all three together; what is not known is "
    "counted apart and is no 'no'",
    reference="Wilson (1927), JASA 22. The standard of two years (730 days) for training is what local authorities "
    "advise for designated safeguarding leads (East Sussex County Council, Prevent duty: training and support); NHS "
    "trusts commonly ask for three (1,095 days)",
    assumptions="An agreement holds until its review is due, the day itself included; partners of whom something is "
    "not known are like the others",
    caveat="It says what is on paper, not how well partners work; a signed agreement without a date of review is not "
    "known to be in date",
)


def readiness(
    partners: pd.DataFrame,
    groups: pd.Series,
    *,
    on: date,
    training_within_days: int = TRAINING_WITHIN_DAYS,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Share of each group's partners that meet each component of readiness on a day, with limits.

    Parameters
    ----------
    partners
        Checked partners, indexed by partner_id, with agreement, agreement_review_due, training_date and liaison.
    groups
        Group of each partner (its sector, or the neighbourhood of its site), indexed by partner_id; partners without
        one are left out.
    on
        The day.
    training_within_days
        Days for which training is up to standard.
    confidence
        Two-sided confidence of the limits.

    Returns
    -------
    DataFrame
        Indexed by component ("agreement", "training", "liaison", "all three") and group, in order: value, lower, upper
        (share, 0 to 1), numerator (partners that meet it), denominator (partners of whom it is known), n (partners),
        method, status. Further: unknown (partners of whom it is not known). Where it is known of none, "missing".

    Raises
    ------
    InputError
        If a partner has two groups, or `training_within_days` is below 0.
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    Not known: no agreement given, or signed with no day of review; no day of training, or one after `on`; liaison not
    given. "all three" is known of a partner only where each of the three is.

    Examples
    --------
    >>> partners = pd.DataFrame(
    ...     {
    ...         "agreement": ["signed", "signed", "draft"],
    ...         "agreement_review_due": pd.to_datetime(["2026-12-31", None, None]),
    ...         "training_date": pd.to_datetime(["2025-01-01", "2020-01-01", None]),
    ...         "liaison": [True, True, False],
    ...     },
    ...     index=["p", "q", "r"],
    ... )
    >>> groups = pd.Series("school", index=partners.index)
    >>> readiness(partners, groups, on=date(2026, 1, 1))[["value", "numerator", "denominator", "unknown"]].round(2)
                      value  numerator  denominator  unknown
    component group
    agreement school   0.50        1.0          2.0        1
    training  school   0.50        1.0          2.0        1
    liaison   school   0.67        2.0          3.0        0
    all three school   1.00        1.0          1.0        2
    """
    return readiness_table(partners, groups, on=on, training_within_days=training_within_days, confidence=confidence)
