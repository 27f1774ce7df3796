"""Attendances per 1,000 residents; a count of persons."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import Counted, MethodCard
from prevent_geo.measures.common.counting import count_by, sum_by
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
        "10, Byar's approximation from 10 up), scaled to attendances by how large events are, the upper one by more "
        "below 30 events; none without attendances"
    ),
    reference=(
        "Dobson et al. (1991), Statistics in Medicine 10; APHO Technical Briefing 3 (2008); PHE, Commonly used public "
        "health statistics (2018)"
    ),
    assumptions=(
        "People come in groups, one group an event; events are independent of each other; for the upper limit, sizes "
        "vary with a standard deviation of √3 means below 10 events, of at least √2 means from 10 to 29; events that "
        "give no attendance are left out; a person who comes twice counts twice"
    ),
    caveat=(
        "Attendances are not different people, and not all of them live there; with fewer than five events the limits "
        "are too narrow: they hold the truth in about 85 % of areas"
    ),
    persons=(Counted("numerator", "attendance"),),
)

_OWN_SIZES_FROM, _ENOUGH_SIZES_FROM = 10, 30
# root mean squares of the sizes of events, in means: sqrt(1 + 3) below 10 events, at least sqrt(1 + 2) below 30
_SPREAD, _LEAST_SPREAD = 2.0, 3**0.5


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
    limits of N by `poisson_limits`, after Dobson: A + s (L − N), at least 0, and A + s (U − N) with s = sqrt(Σa² / N)
    and a the attendance of each. Most events are small and a few are large: below 30 events, the large ones may not
    have come up yet, and an area without any looks smaller, and surer, than it is. So the upper limit then takes s to
    be at least √3 A / N, as if sizes varied with a standard deviation of √2 means. Below 10 events, s would be a rough
    guess and would let a reader work out how many came to each: there s is the mean A / N for the lower limit and
    2 A / N for the upper one (√3 means). Without an attendance there are no limits: nothing says how many would come.
    In trials with Poisson numbers of events and gamma-Poisson sizes, 95 % limits left out the truth in 2 to 6 % of
    areas where the standard deviation of sizes was 0.75 means, in 3 to 9 % where it was 1 and in 5 to 15 % where it was
    1.4: most often where fewer than five events were to be expected.
    Source: Dobson, Kuulasmaa, Eberle & Scherer (1991), Statistics in Medicine 10.

    Examples
    --------
    >>> areas = pd.DataFrame({"population": [1000] * 3, "neighbourhood_code": ["N1"] * 3}, index=["A", "B", "C"])
    >>> contacts = pd.DataFrame({"area_code": ["A", "A", "B"], "attendance": [12, 18, None]})
    >>> attendance_rate(contacts, areas)[["value", "lower", "upper", "numerator", "n", "status"]].round(2)
       value  lower   upper  numerator  n         status
    A   30.0   3.63  186.74       30.0  2          value
    B    NaN    NaN     NaN        NaN  0   not reported
    C    0.0    NaN     NaN        0.0  0  none recorded
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
    """Limits of the attendances of each area; missing where nobody came."""
    events = count_by(codes, index, attendance > 0).to_numpy(dtype="float64")
    total, squares = (sum_by(figures, codes, index).to_numpy() for figures in (attendance, attendance**2))
    lower, upper = poisson_limits(events, confidence=confidence)
    some = np.where(events > 0, events, np.nan)
    mean, few = total / some, events < _OWN_SIZES_FROM
    # no limit may rest on the sizes of few events, here or elsewhere: what is withheld could be worked out of it
    scale = np.where(few, mean, np.sqrt(squares / some))
    # of a skewed distribution, a small sample mostly lacks the large sizes: only the upper limit comes out too low
    least = np.select([few, events < _ENOUGH_SIZES_FROM], [_SPREAD, _LEAST_SPREAD], 0.0)
    return CountLimits(
        np.maximum(total + scale * (lower - events), 0.0),
        total + np.maximum(scale, least * mean) * (upper - events),
        np.where(events > 0, np.char.add("Dobson, ", limits_method(events)), "none"),
    )
