"""What the run of months says of each area now."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import Integers
from prevent_geo.measures.common.months import month_counts, months_of
from prevent_geo.measures.common.poisson import limits_method, poisson_limits
from prevent_geo.measures.common.rate import reporting_areas
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status
from prevent_geo.measures.common.xmr import FALLING, REFERENCE, RISING, RULES, Chart, limits_name, run_starts, xmr_chart
from prevent_geo.period import Period

RECENT_MONTHS = 6

CARD = MethodCard(
    id="trend_signal",
    group="reach",
    title="Change in contacts",
    question="Have the contacts in this place changed, judged by its own run of months?",
    unit="contacts a month",
    formula="contacts in whole months ÷ whole months; signal = last rule of the XmR chart in the last 6 months",
    method="Mean a month with 95 % Poisson limits; the signal is that of an XmR chart by month with the rules of "
    "Making Data Count: 7 points that rise or fall, a point outside the limits, 2 of 3 near one or 7 on one side "
    'of the mean; trial limits with fewer than 12 months; no chart, and for a signal "too few", with fewer than 6 '
    "months or 2 contacts a month",
    reference=REFERENCE + "; APHO Technical Briefing 3 (2008)",
    assumptions="Without a change, months vary about one mean, independently of each other; contacts are independent "
    "of each other",
    caveat="Some places signal by chance: of steady series of 24 months about 11 % with 2 contacts a month, 9 % with 3 "
    "and 6 % with 10 or 30. A change takes time to show: a stop after month 14 is seen in 6 months (median) where 4 "
    "contacts a month were usual, in 3 where 8 were and in 1 where 30 were; where 3 were, 36 % of places fall below 2 "
    'a month before it shows, and lose their chart. "Too few" is said of the chart; the mean and its limits hold all '
    "the same. School holidays and other seasons look like changes, and so does one month outside the limits, which "
    "may be over",
)


def trend_signal(
    contacts: pd.DataFrame, areas: pd.DataFrame, *, period: Period, confidence: float = 0.95
) -> pd.DataFrame:
    """Contacts a month of each area, and what the last rule of its chart says.

    Parameters
    ----------
    contacts
        Checked contacts with area_code and date.
    areas
        Checked areas or merged zones, indexed by area_code, with neighbourhood_code.
    period
        The period; a month that lies in it only in part is left out, and `method` says so.
    confidence
        Two-sided confidence of the limits of the mean.

    Returns
    -------
    DataFrame
        On the index of `areas`: value, lower, upper (contacts a month over all whole months), numerator (contacts),
        denominator (months), n (contacts), method, status. Further: signal ("rising", "falling", "changed up", "changed
        down", "steady", "too few", or nothing where nothing was recorded), rule and rule_month (the last rule that
        fired in the last 6 months, and the last month in which it did; see `trend`), change_month (where that signal
        began; nothing without one) and limits ("trial", "full", or nothing without a chart). The signal is "too few"
        where there is no chart, as there are fewer than 6 months or fewer than 2 contacts a month; value and limits are
        given wherever anybody reports.

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    value = contacts / whole months, with the limits of the contacts by `poisson_limits`. They do not wait for a chart:
    if only places with enough contacts for one had limits, many of these would be places that had more by chance, and
    the limits would hold less often than they say. For the chart see `xmr_chart`. The signal began in the first of the
    run of months, up to `rule_month`, in which some rule fired in the same direction; a single month between two such
    months does not break the run, as 2 of 3 may leave it out.

    Examples
    --------
    >>> from datetime import date
    >>> areas = pd.DataFrame({"neighbourhood_code": ["N1"] * 2}, index=["A", "B"])
    >>> days = [f"2025-{month:02}-11" for month in range(1, 13) for _ in range(14 + month % 3 if month < 10 else 1)]
    >>> contacts = pd.DataFrame({"area_code": "A", "date": pd.to_datetime(days)})
    >>> result = trend_signal(contacts, areas, period=Period(date(2025, 1, 1), date(2025, 12, 31)))
    >>> result[["value", "signal", "rule", "change_month", "status"]]
       value        signal            rule change_month         status
    A   11.5  changed down  outside limits      2025-10          value
    B    0.0                                             none recorded
    """
    months = months_of(period)
    counts, width = month_counts(contacts, areas.index, months), len(months.whole)
    chart, total = xmr_chart(counts), counts.sum(axis=1)
    heard = areas.index[total > 0].to_frame(name="area_code")
    reported = reporting_areas(heard, areas).to_numpy(dtype=bool)
    status = np.select([~reported, total == 0], [Status.NOT_REPORTED, Status.NONE_RECORDED], Status.VALUE)
    held = np.where(reported, total, np.nan)
    lower, upper = poisson_limits(held, confidence=confidence)
    last, began = _last_signal(chart)
    fired = last >= 0
    rule = np.where(fired, np.take_along_axis(chart.rule, last[:, None], axis=1)[:, 0], 0) if width else last * 0
    # an empty place at the end, for the areas where no rule fired
    names = np.array([*months.whole, ""])
    limits = limits_name(width)
    charted = np.where(chart.enough, f"; XmR, {limits} limits", "; no chart")
    method = np.char.add(np.char.add(limits_method(held), charted), months.left_out)
    return result_table(
        areas.index,
        value=held / max(width, 1),
        lower=lower / max(width, 1),
        upper=upper / max(width, 1),
        numerator=held,
        denominator=np.where(reported, width, np.nan),
        n=total,
        method=np.where(reported, method, "none"),
        status=status,
        more={
            "signal": _signals(chart, last, rule, total),
            "rule": np.array(RULES)[rule],
            "rule_month": names[last],
            "change_month": names[began],
            "limits": np.where(chart.enough, limits, ""),
        },
    )


def _last_signal(chart: Chart) -> tuple[Integers, Integers]:
    """The last of the last months in which a rule fired, and the month in which that signal began; −1 without one."""
    rows, width = chart.rule.shape
    place = np.arange(width)
    recent = np.where((chart.rule > 0) & (place >= width - RECENT_MONTHS), place, -1)
    last = recent.max(axis=1, initial=-1)
    began = np.full(rows, -1)
    fired = last >= 0
    began[fired] = run_starts(_bridged(chart.side))[fired, last[fired]]
    return last, began


def _bridged(side: Integers) -> Integers:
    """Sides, with a single month between two of one side taken to be of that side too."""
    bridged = side.copy()
    before, between, after = side[:, :-2], side[:, 1:-1], side[:, 2:]
    bridged[:, 1:-1] = np.where((between == 0) & (before == after), before, between)
    return bridged


def _signals(chart: Chart, last: Integers, rule: Integers, total: Integers) -> npt.NDArray[np.str_]:
    side = np.take_along_axis(chart.side, last[:, None], axis=1)[:, 0] if chart.side.shape[1] else last * 0
    return np.select(
        [total == 0, ~chart.enough, last < 0, rule == RISING, rule == FALLING, side > 0],
        ["", "too few", "steady", "rising", "falling", "changed up"],
        "changed down",
    )
