"""Periods that overlap, cut into stretches of time that do not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd

from prevent_geo.period import Period


def period_of(iso: str) -> Period:
    """The period that ISO 8601 writes as 2025-01-01/2025-12-31."""
    start, _, end = iso.partition("/")
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def stretches(periods: Iterable[Period]) -> tuple[Period, ...]:
    """The coarsest stretches of time that every period is made of.

    >>> year, autumn = Period(date(2025, 1, 1), date(2025, 12, 31)), Period(date(2025, 9, 1), date(2025, 11, 30))
    >>> [time.iso() for time in stretches([year, autumn])]
    ['2025-01-01/2025-08-31', '2025-09-01/2025-11-30', '2025-12-01/2025-12-31']
    """
    given = set(periods)
    cuts = sorted({p.start for p in given} | {p.end + timedelta(days=1) for p in given})
    between = (Period(a, b - timedelta(days=1)) for a, b in pairwise(cuts))
    return tuple(t for t in between if any(p.start <= t.start and t.end <= p.end for p in given))


def quarter(text: str) -> Period:
    """The days of a quarter such as 2025-Q1."""
    start = pd.Period(text.replace("-", ""), freq="Q")
    return Period(start.start_time.date(), start.end_time.date())


def whole_quarters(period: Period) -> Period | None:
    """From the first to the last day of the quarters that lie wholly in a period; None if there is none.

    >>> whole_quarters(Period(date(2025, 1, 2), date(2025, 12, 31))).iso()
    '2025-04-01/2025-12-31'
    """
    quarters = pd.period_range(period.start, period.end, freq="Q")
    inside = [q for q in quarters if period.start <= q.start_time.date() and q.end_time.date() <= period.end]
    return Period(inside[0].start_time.date(), inside[-1].end_time.date()) if inside else None
