"""Contact rate of an area next to the rest of its district."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.compared import Side, compared
from prevent_geo.measures.common.counting import Floats
from prevent_geo.measures.common.reach import reach_of
from prevent_geo.measures.common.result import result_table

CARD = MethodCard(
    id="rate_ratio",
    group="reach",
    title="Contact rate next to the rest of the district",
    question="Is the contact rate higher or lower than in the rest of the district?",
    unit="ratio of rates (1 = the same)",
    formula="contacts per resident here ÷ contacts per resident in the rest of the district",
    method=(
        "Ratio of two Poisson rates with exact 95 % limits; exact conditional test, twice the smaller tail, adjusted "
        "for the number of areas (Benjamini and Hochberg); the verdict is that of the adjusted test at 5 %"
    ),
    reference=(
        "Przyborowski & Wilenski (1940), Biometrika 31; Fay (2010), The R Journal 2(1); "
        "Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57"
    ),
    assumptions="Contacts are independent of each other; areas that nobody reports from are no part of the rest",
    caveat=(
        "Some areas of any district are below the rest of it; it does not say whether the district itself is reached "
        "enough, and a large venue serves people from other areas"
    ),
)

_WORDS = ("higher", "lower", "no clear difference")


def rate_ratio(
    contacts: pd.DataFrame, areas: pd.DataFrame, *, within: str = "district_code", confidence: float = 0.95
) -> pd.DataFrame:
    """Ratio of each area's contact rate to that of the rest of its district, with limits and a test.

    Parameters
    ----------
    contacts
        Checked contacts (one row per event) with area_code.
    areas
        Checked areas, indexed by area_code, with population (residents), neighbourhood_code and the column that
        `within` names.
    within
        Column of `areas` with the code of the place that each area is compared with the rest of; an area without a code
        is compared with all others.
    confidence
        Two-sided confidence of the limits.

    Returns
    -------
    DataFrame
        On the index of `areas`: value, lower, upper (ratio; 1 = the same rate), numerator (contacts), denominator
        (contacts to expect at the rate of the rest), n (contacts here and in the rest), method, status. Further:
        rest_contacts and rest_residents, at_least (lower limit of the ratio), p_value, p_adjusted and verdict:
        "higher", "lower", "no clear difference", or nothing where there is no test. "missing" without residents here or
        in the rest. With no contact in the rest there is no ratio: "too few" without a value; but if there are any
        here, at_least, the test and its verdict stand. With none here the ratio is 0 and the status "none recorded".

    Raises
    ------
    InputError
        If `areas` has no column `within`.
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    value = (x / r) / (X / R), with x contacts and r residents here, X and R those of the other areas with the same code
    that report and have residents: no area is compared with itself. Limits and test by `rate_ratios`; the adjustment is
    over all areas with a test.

    Examples
    --------
    >>> areas = pd.DataFrame(
    ...     {"population": [1000, 1000, 2000], "neighbourhood_code": "N1", "district_code": "D1"}, index=["A", "B", "C"]
    ... )
    >>> contacts = pd.DataFrame({"area_code": ["A"] * 30 + ["B"] * 10 + ["C"] * 20})
    >>> rate_ratio(contacts, areas)[["value", "lower", "upper", "denominator", "p_adjusted", "verdict"]].round(3)
       value  lower  upper  denominator  p_adjusted              verdict
    A    3.0  1.747  5.151       10.000       0.000               higher
    B    0.6  0.271  1.197       16.667       0.172  no clear difference
    C    0.5  0.277  0.876       40.000       0.020                lower
    """
    if within not in areas:
        raise InputError(f"areas have no column '{within}' to compare within{did_you_mean(within, areas.columns)}")
    reach = reach_of(contacts, areas)
    counted, reported = reach["counts"].to_numpy(), reach["reported"].to_numpy()
    counts, residents = (reach[name].to_numpy(dtype="float64") for name in ("contacts", "residents"))
    rest_contacts, rest_residents = (
        _rest(np.where(counted, figures, 0), areas[within]) for figures in (counts, residents)
    )
    figures, tests = compared(
        Side(counts, residents), Side(rest_contacts, rest_residents), reported, words=_WORDS, confidence=confidence
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.where(rest_residents > 0, residents * rest_contacts / rest_residents, np.nan)
    return result_table(
        areas.index,
        **figures,
        numerator=np.where(reported, counts, np.nan),
        denominator=np.where(counted, expected, np.nan),
        n=counts + rest_contacts,
        more={
            "rest_contacts": rest_contacts.astype("int64"),
            "rest_residents": rest_residents.astype("int64"),
            **tests,
        },
    )


def _rest(figures: Floats, codes: pd.Series) -> Floats:
    """Of each area, the sum of the figures of the others with its code, or of all others where it has none."""
    group, places = pd.factorize(codes)
    sums = np.append(np.bincount(group[group >= 0], figures[group >= 0], minlength=len(places)), figures.sum())
    # -1, no code, is the last sum: of all
    return sums[group] - figures
