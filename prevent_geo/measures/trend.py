"""Contacts month by month, with the limits within which they move by chance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.months import month_counts, months_of
from prevent_geo.measures.common.rate import reporting_areas
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status
from prevent_geo.measures.common.xmr import REFERENCE, RULES, limits_name, xmr_chart
from prevent_geo.period import Period

CARD = MethodCard(
    id="trend",
    group="reach",
    title="Contacts by month",
    question="Do the contacts of a month differ from what is usual in this place?",
    unit="contacts in a month",
    formula="contacts in the month; limits = mean ± 2.66 × mean moving range",
    method="XmR chart over the whole months of the period, with the four rules of Making Data Count: a point outside "
    "the limits, 7 points on one side of the mean, 7 points that rise or fall, 2 of 3 near a limit; trial limits with "
    "fewer than 12 months; no chart with fewer than 6 months or fewer than 2 contacts a month",
    reference=REFERENCE,
    assumptions="Without a change, months vary about one mean, independently of each other; all months are the "
    "baseline, and months differ in days by too little to matter",
    caveat="Rules fire by chance too: on a steady series of 24 months some rule fires in about 29 % of charts with 2 "
    "contacts a month, 24 % with 3, 18 % with 10 and 16 % with 30 (with 10: outside the limits in 8 %, 7 on one side "
    "in 10 %, 2 of 3 near a limit in 3 %, 7 that rise or fall in under 1 %). School holidays and other seasons look "
    "like changes. The limits show where months lie, not how sure a figure is",
)


def trend(contacts: pd.DataFrame, areas: pd.DataFrame, *, period: Period) -> pd.DataFrame:
    """Contacts of each area by calendar month, with natural process limits and the rules that fired.

    Parameters
    ----------
    contacts
        Checked contacts with area_code and date.
    areas
        Checked areas or merged zones, indexed by area_code, with neighbourhood_code.
    period
        The period; a month that lies in it only in part is left out, and `method` says so.

    Returns
    -------
    DataFrame
        Indexed by area_code and month ("2026-03"): value, numerator and n (contacts in the month), lower, upper
        (natural process limits, the same for all months of an area), method, status; denominator is missing. Further:
        centre (mean a month), rule ("outside limits", "7 rising", "7 falling", "2 of 3 near a limit", "7 on one side",
        or nothing), direction ("high", "low" or nothing) and limits ("trial" or "full"; nothing without a chart). All
        points of a run have its rule. A month without a contact is "none recorded"; an area with fewer than 6 months or
        fewer than 2 contacts a month is "too few", without values and a chart.

    Notes
    -----
    See `xmr_chart`. Where counts are small, take merged zones for areas; see `merge_areas`. No chart is drawn of
    fewer than 2 contacts a month, as at 1 some rule fires in 4 of 10 steady places.

    Examples
    --------
    >>> from datetime import date
    >>> areas = pd.DataFrame({"neighbourhood_code": ["N1"]}, index=pd.Index(["A"], name="area_code"))
    >>> days = [f"2025-{month:02}-11" for month in range(1, 8) for _ in range(20 if month == 7 else 5 + month % 2)]
    >>> contacts = pd.DataFrame({"area_code": "A", "date": pd.to_datetime(days)})
    >>> result = trend(contacts, areas, period=Period(date(2025, 1, 1), date(2025, 8, 9)))
    >>> result[["value", "centre", "upper", "rule", "direction"]].round(2).tail(3)
                       value  centre  upper            rule direction
    area_code month
    A         2025-05    6.0    7.57  16.44
              2025-06    5.0    7.57  16.44
              2025-07   20.0    7.57  16.44  outside limits      high
    >>> result["method"].iloc[0]
    'XmR, trial limits; 2025-08 left out, not whole'
    """
    months = months_of(period)
    counts, width = month_counts(contacts, areas.index, months), len(months.whole)
    chart = xmr_chart(counts)
    total = counts.sum(axis=1)
    heard = areas.index[total > 0].to_frame(name="area_code")
    reported = np.repeat(reporting_areas(heard, areas).to_numpy(dtype=bool), width)
    drawn, count = np.repeat(chart.enough, width), counts.ravel()
    status = np.select(
        [~reported, np.repeat(total > 0, width) & ~drawn, count == 0],
        [Status.NOT_REPORTED, Status.TOO_FEW, Status.NONE_RECORDED],
        Status.VALUE,
    )
    limits = limits_name(width)
    known = (status == Status.VALUE) | (status == Status.NONE_RECORDED)
    return result_table(
        pd.MultiIndex.from_product([areas.index, months.whole], names=["area_code", "month"]),
        value=np.where(known, count, np.nan),
        lower=np.repeat(chart.lower, width),
        upper=np.repeat(chart.upper, width),
        numerator=np.where(reported, count, np.nan),
        n=count,
        method=np.where(drawn, f"XmR, {limits} limits{months.left_out}", "none"),
        status=status,
        more={
            "centre": np.repeat(chart.centre, width),
            "rule": np.array(RULES)[chart.rule.ravel()],
            "direction": np.array(["", "high", "low"])[chart.side.ravel()],
            "limits": np.where(drawn, limits, ""),
        },
    )
