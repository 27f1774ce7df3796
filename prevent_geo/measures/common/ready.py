"""Which partners are ready, part by part: the shape that readiness and institution_support share."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from prevent_geo.errors import InputError
from prevent_geo.measures.common.counting import positions
from prevent_geo.measures.common.incidence import codes_in
from prevent_geo.measures.common.proportion import WILSON, wilson_limits
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status

COMPONENTS = ("agreement", "training", "liaison", "all three")
TRAINING_WITHIN_DAYS = 730


def states(partners: pd.DataFrame, on: date, training_within_days: int) -> pd.DataFrame:
    """Whether each partner meets each component on a day: yes, no, or missing where that is not known.

    Examples
    --------
    >>> partners = pd.DataFrame(
    ...     {"agreement": ["signed"], "agreement_review_due": [None], "training_date": ["2025-06-01"]}
    ... ).assign(liaison=True)
    >>> states(partners, date(2026, 1, 1), 730).astype(object).to_dict("records")
    [{'agreement': None, 'training': True, 'liaison': True, 'all three': None}]
    """
    day = pd.Timestamp(on)
    due, trained = pd.to_datetime(partners["agreement_review_due"]), pd.to_datetime(partners["training_date"])
    signed = pd.Series(positions(partners["agreement"], pd.Index(["signed"])) == 0, index=partners.index)
    # a date that is not given, or a training after the day, says nothing about the day
    agreed = (signed & (due >= day)).astype("boolean").mask(partners["agreement"].isna() | (signed & due.isna()))
    recent = (trained >= day - pd.Timedelta(days=training_within_days)).astype("boolean")
    parts = pd.DataFrame(
        {
            "agreement": agreed,
            "training": recent.mask(trained.isna() | (trained > day)),
            "liaison": partners["liaison"].astype("boolean"),
        }
    )
    # all three are known only together: to count a known "no" and not the matching "yes" would bias the share
    complete = parts.notna().all(axis=1)
    return parts.assign(**{"all three": parts.fillna(False).all(axis=1).astype("boolean").where(complete)})


def readiness_table(
    partners: pd.DataFrame, groups: pd.Series, *, on: date, training_within_days: int, confidence: float
) -> pd.DataFrame:
    """Share of the partners of each group that meet each component, of those of whom it is known."""
    if not groups.index.is_unique:
        twice = groups.index[groups.index.duplicated()][0]
        raise InputError(f"groups: partner_id '{twice}' repeats; give each partner one group")
    if training_within_days < 0:
        raise InputError(f"training_within_days {training_within_days} is below 0; write how many days training lasts")
    group = groups.reindex(partners.index)
    present = codes_in(group)
    present = present[np.isin(np.arange(len(present)), positions(group, present))]
    at, known = positions(group, present), states(partners, on, training_within_days)
    size = len(present)

    def count(where: np.ndarray) -> np.ndarray:
        return np.bincount(at[where & (at >= 0)], minlength=size)

    total = np.tile(count(np.ones(len(partners), dtype=bool)), len(COMPONENTS))
    met = np.concatenate([count(known[part].fillna(False).to_numpy(dtype=bool)) for part in COMPONENTS])
    told = np.concatenate([count(known[part].notna().to_numpy(dtype=bool)) for part in COMPONENTS])
    lower, upper = wilson_limits(met, told, confidence=confidence)
    return result_table(
        pd.MultiIndex.from_product([COMPONENTS, present], names=["component", "group"]),
        value=met / np.where(told > 0, told, np.nan),
        lower=lower,
        upper=upper,
        numerator=met,
        denominator=told,
        n=total,
        method=np.where(told > 0, WILSON, "none"),
        status=np.where(told > 0, Status.VALUE, Status.MISSING),
        more={"unknown": total - told},
    )
