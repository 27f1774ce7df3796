"""Whether contacts are recorded more or less often than in the period before."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.errors import InputError
from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.compared import Side, compared
from prevent_geo.measures.common.reach import reach_of
from prevent_geo.measures.common.result import result_table

CARD = MethodCard(
    id="rate_change",
    group="reach",
    title="Change of the contact rate",
    question="Are contacts recorded more often or less often than in the period before?",
    unit="ratio of rates (1 = no change)",
    formula="(contacts now ÷ days now) ÷ (contacts before ÷ days before); residents are the same in both and cancel",
    method=(
        "Ratio of two Poisson rates with exact 95 % limits; exact conditional test, twice the smaller tail, adjusted "
        "for the number of areas (Benjamini and Hochberg); the verdict is that of the adjusted test at 5 %"
    ),
    reference=(
        "Przyborowski & Wilenski (1940), Biometrika 31; Fay (2010), The R Journal 2(1); "
        "Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57"
    ),
    assumptions="Contacts are independent of each other; partners record now as they did before; residents stay",
    caveat=(
        "No clear change is not proof of none, least of all where contacts are few; more recording looks like more "
        "contact. Compare the same months of two years where the seasons matter"
    ),
)

_WORDS = ("rose", "fell", "no clear change")


def rate_change(
    contacts: pd.DataFrame,
    earlier: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    days: float = 1,
    earlier_days: float = 1,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Ratio of each area's contact rate to that of the period before, with limits and a test.

    Parameters
    ----------
    contacts, earlier
        Checked contacts of the period and of the one before, with area_code.
    areas
        Checked areas, indexed by area_code, with population (residents) and neighbourhood_code.
    days, earlier_days
        Days in each period; only their ratio counts, so leave them out where both are as long.
    confidence
        Two-sided confidence of the limits.

    Returns
    -------
    DataFrame
        On the index of `areas`: value, lower, upper (ratio; 1 = no change), numerator (contacts now), denominator
        (contacts before), n (both), method, status. Further: at_least (lower limit of the ratio), p_value, p_adjusted
        and verdict: "rose", "fell", "no clear change", or nothing where there is no test. "not reported" where nobody
        recorded anything in the neighbourhood in one of the periods; "missing" without residents. With no contact
        before there is no ratio: "too few" without a value; but if there are any now, at_least, the test and its
        verdict stand. With none now the ratio is 0 and the status "none recorded".

    Raises
    ------
    InputError
        If a number of days is not above 0.
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    value = (x / days) / (y / earlier_days), with x contacts now and y before; limits and test by `rate_ratios`. The
    adjustment is over all areas with a test, so that a verdict may say "no clear change" where the limits, which are of
    one area by itself, just leave out 1.

    Examples
    --------
    >>> areas = pd.DataFrame({"population": [1000] * 3, "neighbourhood_code": ["N1"] * 3}, index=["A", "B", "C"])
    >>> now = pd.DataFrame({"area_code": ["A"] * 30 + ["B"] * 8 + ["C"] * 12})
    >>> before = pd.DataFrame({"area_code": ["A"] * 10 + ["B"] * 10})
    >>> rate_change(now, before, areas)[["value", "lower", "upper", "at_least", "p_adjusted", "verdict"]].round(3)
       value  lower  upper  at_least  p_adjusted          verdict
    A    3.0  1.427  6.879     1.427       0.003             rose
    B    0.8  0.274  2.251     0.274       0.815  no clear change
    C    NaN    NaN    NaN     2.779       0.001             rose
    """
    if not (0 < days < np.inf and 0 < earlier_days < np.inf):
        raise InputError(f"days {days} and earlier_days {earlier_days}: give the length of each period, above 0 days")
    now, before = reach_of(contacts, areas), reach_of(earlier, areas)
    residents = now["residents"].to_numpy()
    counts, counts_before = (table["contacts"].to_numpy(dtype="float64") for table in (now, before))
    figures, tests = compared(
        Side(counts, residents * days),
        Side(counts_before, residents * earlier_days),
        (now["reported"] & before["reported"]).to_numpy(),
        words=_WORDS,
        confidence=confidence,
    )
    return result_table(
        areas.index,
        **figures,
        numerator=now["contacts"].where(now["reported"]),
        denominator=before["contacts"].where(before["reported"]),
        n=counts + counts_before,
        more=tests,
    )
