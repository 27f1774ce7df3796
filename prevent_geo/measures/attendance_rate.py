"""Attendances per 1,000 residents; a count of persons."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import Floats, count_by, sum_by
from prevent_geo.measures.common.poisson import limits_method, poisson_limits
from prevent_geo.measures.common.rate import CountLimits, rate_table, reporting_areas

CARD = MethodCard(
    id="attendance_rate",
    group="reach",
    title="Attendance rate",
    question="How many people came to engagement events, for the number who live there?",
    unit="attendances per 1,000 residents",
    formula="1,000 × attendances ÷ residents",
    method=(
        "Rate with 95 % limits after Dobson: those of the number of events to which anybody came (exact Poisson below "
        "10, Byar's approximation from 10 up), scaled to attendances by how large events are"
    ),
    reference=(
        "Dobson et al. (1991), Statistics in Medicine 10; APHO Technical Briefing 3 (2008); PHE, Commonly used public "
        "health statistics (2018)"
    ),
    assumptions=(
        "People come in groups, one group an event; events are independent of each other; below 10 events, sizes vary "
        "as much as they do everywhere; events that give no attendance are left out; a person who comes twice counts "
        "twice"
    ),
    caveat=(
        "Attendances are not different people, and not all of them live there; where events are few and their sizes "
        "vary a lot, 95 % limits hold the truth about 9 times in 10"
    ),
    persons=("numerator",),
)

_OWN_SIZES_FROM = 10


def attendance_rate(
    contacts: pd.DataFrame, areas: pd.DataFrame, *, per: float = 1_000, confidence: float = 0.95
) -> pd.DataFrame:
    """Attendances per 1,000 residents of each area, with limits; persons, so it leaves only through `release`.

    Parameters
    ----------
    contacts
        Checked contacts with area_code and attendance (persons; may be missing).
    areas
        Checked areas, indexed by area_code, with population (residents) and neighbourhood_code.
    per
        Residents that the rate refers to.
    confidence
        Two-sided confidence of the limits.

    Returns
    -------
    DataFrame
        On the index of `areas`: value, lower, upper (attendances per `per` residents), numerator (persons), denominator
        (residents), n (contacts that give an attendance), method, status. An area whose contacts give no attendance at
        all is "not reported".

    Notes
    -----
    value = per * attendances / residents. Limits of A attendances at N events to which anybody came, with L and U the
    limits of N by `poisson_limits`: A + s (L − N), at least 0, and A + s (U − N). After Dobson, s = sqrt(Σa² / N) with
    a the attendance of each. Below 10 events that would let a reader of the limits work out how many came to each, and
    is a rough guess besides; there s = (A / N) sqrt(M Σa²) / Σa, with the sums over all M events of `contacts`: the
    area's own mean, with everybody's variation around it. Without an attendance, the upper limit is that of no event
    times the root mean square over all M; missing where nobody came to any event.
    In trials with Poisson numbers of events and gamma-Poisson sizes (standard deviation about 0.7 to 1.4 means), 95 %
    limits held the truth in 87 to 98 % of areas with up to 10 events to expect, in 91 to 95 % with more.
    Source: Dobson, Kuulasmaa, Eberle & Scherer (1991), Statistics in Medicine 10.

    Examples
    --------
    >>> areas = pd.DataFrame({"population": [1000] * 3, "neighbourhood_code": ["N1"] * 3}, index=["A", "B", "C"])
    >>> contacts = pd.DataFrame({"area_code": ["A", "A", "B"], "attendance": [12, 18, None]})
    >>> attendance_rate(contacts, areas)[["value", "lower", "upper", "numerator", "n", "status"]].round(2)
       value  lower   upper  numerator  n         status
    A   30.0   3.11  109.92       30.0  2          value
    B    NaN    NaN     NaN        NaN  0   not reported
    C    0.0   0.00   56.43        0.0  0  none recorded
    """
    codes, index = contacts["area_code"], areas.index
    attendance = contacts["attendance"].astype("float64")
    given, held = count_by(codes, index, attendance.notna()), count_by(codes, index)
    # held but not counted is unknown; nothing held is zero
    counts = sum_by(attendance, codes, index).where((given > 0) | (held == 0))
    return rate_table(
        counts,
        given,
        areas["population"],
        reporting_areas(contacts, areas),
        per=per,
        confidence=confidence,
        limits=_limits(attendance, codes, index, confidence),
    )


def _limits(attendance: pd.Series, codes: pd.Series, index: pd.Index, confidence: float) -> CountLimits:
    """Dobson's limits of the attendances of each area."""
    came = attendance > 0
    events = count_by(codes, index, came).to_numpy(dtype="float64")
    total, squares = (sum_by(figures, codes, index).to_numpy() for figures in (attendance, attendance**2))
    lower, upper = poisson_limits(events, confidence=confidence)
    size = _size(events, total, squares, attendance[came].to_numpy())
    return CountLimits(
        # -0.0 is no limit
        np.maximum(total + np.where(events > 0, size * (lower - events), 0.0), 0.0),
        total + size * (upper - events),
        np.char.add("Dobson, ", limits_method(events)),
    )


def _size(events: Floats, total: Floats, squares: Floats, attendance: Floats) -> Floats:
    """Persons that one event more or less makes, as a root mean square, for each area."""
    if not len(attendance):
        return np.full(len(events), np.nan)
    overall = np.sqrt(np.mean(attendance**2))
    some = np.maximum(events, 1)
    typical = total / some * (overall / attendance.mean())
    return np.select([events == 0, events < _OWN_SIZES_FROM], [overall, typical], np.sqrt(squares / some))
