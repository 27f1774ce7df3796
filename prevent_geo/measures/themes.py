"""What communities raised, and where they raised it more or less than elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import Floats, Integers, count_by, cross_count
from prevent_geo.measures.common.false_discovery import adjust
from prevent_geo.measures.common.incidence import codes_in
from prevent_geo.measures.common.proportion import WILSON, wilson_limits
from prevent_geo.measures.common.rate import reporting_areas
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status
from prevent_geo.measures.common.two_shares import share_ratios
from prevent_geo.measures.common.verdict import say

MINIMUM_CONTACTS = 5

CARD = MethodCard(
    id="themes",
    group="voice",
    title="Themes raised",
    question="What did communities raise, and where more or less than in the rest of the district?",
    unit="share of the contacts with a theme (0 to 1)",
    formula="contacts that raised the theme ÷ contacts with a theme; location quotient = this share ÷ that of the "
    "district",
    method="Share with Wilson's 95 % limits; location quotient with limits carried over from those of the ratio to "
    "the rest of the district (Katz's log method; where a count is 0, exact limits of a ratio of Poisson rates); the "
    "area against that rest by the exact hypergeometric test, twice the smaller tail, adjusted for all themes and "
    "areas (Benjamini and Hochberg)",
    reference="Wilson (1927), JASA 22; Katz et al. (1978), Biometrics 34; Beyene & Moineddin (2005), BMC Medical "
    "Research Methodology 5:32, on the quotient; Fisher (1935), JRSS 98; Benjamini & Hochberg (1995), JRSS B 57",
    assumptions="Each contact gives its one main theme; contacts are independent of each other",
    caveat="It is what partners wrote down of what people raised at events, not what all residents think; where one"
    " theme has more of the contacts the others have less",
)


def themes(
    contacts: pd.DataFrame, areas: pd.DataFrame, *, within: str = "district_code", confidence: float = 0.95
) -> pd.DataFrame:
    """Share of each area's contacts that raised each theme, with limits, and how it compares with the rest around it.

    Parameters
    ----------
    contacts
        Checked contacts with area_code and theme.
    areas
        Checked areas or merged zones, indexed by area_code, with neighbourhood_code and the column that `within` names.
    within
        Column of `areas` with the code of the place that each area is compared with; an area without a code is compared
        with all areas.
    confidence
        Two-sided confidence of the limits; 1 − confidence is the false-discovery rate of the verdicts.

    Returns
    -------
    DataFrame
        Indexed by theme (the categories of the column, or those that occur, in their order) and area_code: value,
        lower, upper (share, 0 to 1), numerator (contacts that raised it), denominator and n (contacts with a theme),
        method, status. Further: quotient, quotient_lower, quotient_upper, p_value, p_adjusted and verdict: "raised
        more", "raised less", "no clear difference", or nothing where there is no test, as where the rest has no contact
        or nobody raised it. With fewer than 5 contacts with a theme: "too few"; with contacts of which none has one:
        "missing".

    Raises
    ------
    InputError
        If `areas` has no column `within`.
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    quotient = (x / n) / (X / N), with x of the n contacts in the area and X of the N in its district, the area
    included. With w = n / N and r the ratio of the share to that of the rest, quotient = r / (w r + 1 − w), which
    rises with r: its limits are those of r carried over (`share_ratios`: log method; exact Poisson where a count is 0),
    so that an area is not compared with itself and no limit is above the largest quotient there can be, N / n.

    Examples
    --------
    >>> areas = pd.DataFrame({"neighbourhood_code": "N1", "district_code": "D1"}, index=["A", "B", "C"])
    >>> raised = {"area_code": list("A" * 20 + "B" * 80 + "C"), "theme": ["housing"] * 25 + ["crime"] * 76}
    >>> result = themes(pd.DataFrame(raised), areas).loc["housing"]
    >>> result[["value", "quotient", "quotient_lower", "verdict", "status"]].round(2)
               value  quotient  quotient_lower      verdict   status
    area_code
    A           1.00      4.04            3.19  raised more    value
    B           0.06      0.25            0.12  raised less    value
    C            NaN       NaN             NaN               too few
    """
    if within not in areas:
        raise InputError(f"areas have no column '{within}' to compare within{did_you_mean(within, areas.columns)}")
    names = codes_in(contacts["theme"])
    kinds = len(names)
    raised = cross_count(contacts["area_code"], areas.index, contacts["theme"], names).to_numpy()
    around = _around(raised, areas[within])
    themed = raised.sum(axis=1)
    held = count_by(contacts["area_code"], areas.index).to_numpy()
    reported = reporting_areas(contacts, areas).to_numpy()
    status = np.select(
        [~reported, held == 0, themed == 0, themed < MINIMUM_CONTACTS],
        [Status.NOT_REPORTED, Status.NONE_RECORDED, Status.MISSING, Status.TOO_FEW],
        Status.VALUE,
    )
    shown = np.tile(status == Status.VALUE, kinds)
    x, n = raised.T.ravel(), np.where(shown, np.tile(themed, kinds), np.nan)
    lower, upper = wilson_limits(x, n, confidence=confidence)
    return result_table(
        pd.MultiIndex.from_product([names, areas.index], names=["theme", "area_code"]),
        value=x / n,
        lower=lower,
        upper=upper,
        numerator=np.where(np.tile(reported, kinds), x, np.nan),
        denominator=np.tile(np.where(reported, themed, np.nan), kinds),
        n=np.tile(themed, kinds),
        method=np.where(shown, WILSON, "none"),
        status=np.tile(status, kinds),
        more=_compared(x, n, around.T.ravel(), np.tile(around.sum(axis=1), kinds), confidence),
    )


def _around(raised: Integers, codes: pd.Series) -> Integers:
    """Of each area (row), the counts of all areas with its code, or of all areas where it has none."""
    group, places = pd.factorize(codes)
    sums = np.zeros((len(places), raised.shape[1]), dtype="int64")
    coded = group >= 0
    np.add.at(sums, group[coded], raised[coded])
    around = np.tile(raised.sum(axis=0), (len(raised), 1))
    around[coded] = sums[group[coded]]
    return around


def _compared(x: Integers, n: Floats, all_x: Integers, all_n: Integers, confidence: float) -> dict[str, Any]:
    """Location quotients of x / n in all_x / all_n, which they are part of, with the test against the rest."""
    ratios = share_ratios(x, n, all_x - x, all_n - n, confidence=confidence)
    weight = n / all_n
    with np.errstate(divide="ignore"):
        quotient, lower, upper = (
            1 / (weight + (1 - weight) / ratios[name].to_numpy()) for name in ("ratio", "lower", "upper")
        )
    p_adjusted = adjust(ratios["p_value"])
    words = say(
        p_adjusted,
        quotient - 1,
        more="raised more",
        less="raised less",
        neither="no clear difference",
        significance=1 - confidence,
    )
    return {
        "quotient": quotient,
        "quotient_lower": lower,
        "quotient_upper": upper,
        "p_value": ratios["p_value"].to_numpy(),
        "p_adjusted": p_adjusted,
        "verdict": words,
    }
