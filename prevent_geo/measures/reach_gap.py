"""Contacts next to what residents and need make one expect."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import Floats
from prevent_geo.measures.common.need import expected_contacts
from prevent_geo.measures.common.poisson import limits_method, poisson_limits
from prevent_geo.measures.common.reach import reach_of
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status

CARD = MethodCard(
    id="reach_gap",
    group="reach",
    title="Reach gap",
    question="Are there fewer or more contacts than the residents and their need make one expect?",
    unit="ratio of contacts to expected contacts (1 = as expected)",
    formula=(
        "contacts ÷ expected; expected = all contacts × residents × weight of the deprivation decile ÷ sum of the same "
        "over all reporting areas"
    ),
    method=(
        "Indirectly standardised ratio with 95 % and 99.8 % limits: exact Poisson below 10 contacts, Byar's "
        "approximation from 10 up; well below or above expected where the 99.8 % limits leave out 1, below or above "
        "where the 95 % limits do"
    ),
    reference=(
        "Breslow & Day (1987), Statistical Methods in Cancer Research 2; APHO Technical Briefing 3 (2008); PHE, "
        "Commonly used public health statistics (2018)"
    ),
    assumptions=(
        "Need is residents and deprivation, with weights that are a choice; the total of all contacts is taken as "
        "given; an area without a decile has the mean weight; contacts are independent of each other"
    ),
    caveat=(
        "It does not say whether contacts are enough, and other weights give other gaps; in invented towns with 33 "
        "contacts an area, the 95 % classes found all six-area clusters at half the expected rate, and flagged about "
        "as many areas outside by chance (more where contacts come in series); the 99.8 % classes need twice the "
        "contacts"
    ),
)

_CLASSES = ("well below expected", "below expected", "well above expected", "above expected")


def reach_gap(
    contacts: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    need: Mapping[int, float] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Ratio of each area's contacts to those that its residents and their need make one expect, with limits.

    Parameters
    ----------
    contacts
        Checked contacts (one row per event) with area_code.
    areas
        Checked areas, indexed by area_code, with population (residents), neighbourhood_code and deprivation_decile.
    need
        Weight of each deprivation decile, 1 (most deprived tenth) to 10; `need_profile` gives some. If not given, all
        residents count the same.
    confidence
        Two-sided confidence of the limits `lower` and `upper`; those of the classes stay at 95 % and 99.8 %.

    Returns
    -------
    DataFrame
        On the index of `areas`: value, lower, upper (ratio; 1 = as expected), numerator (contacts), denominator
        (expected contacts), n (contacts), method, status. Further: lower_998, upper_998 (99.8 % limits), class ("well
        below expected", "below expected", "as expected", "above expected", "well above expected", or "" without a
        value) and weight. An area with no contact is "none recorded" with the value 0 where its neighbourhood has some,
        else "not reported" with no value; an area without residents is "missing". Neither of these takes part in the
        sums. Where no area that counts has any contact, nothing is expected: "too few".

    Raises
    ------
    InputError
        If `need` lacks a decile, has anything else, or has a weight that is not above 0.
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    expected = total × r w / Σ r w, with r residents and w the weight of the area's decile, over areas that report and
    have residents; observed and expected sum to the same. An area without a decile takes the mean weight of all others
    by residents. Limits are those of the observed count divided by the expected one, which is taken as known.

    Examples
    --------
    >>> deciles = pd.Series([1, 10, None], index=["A", "B", "C"], name="deprivation_decile")
    >>> areas = pd.DataFrame(deciles).assign(population=1000, neighbourhood_code="N1")
    >>> contacts = pd.DataFrame({"area_code": ["A"] * 20 + ["B"] * 24 + ["C"] * 46})
    >>> from prevent_geo.measures.common.need import need_profile
    >>> result = reach_gap(contacts, areas, need=need_profile("deprivation"))
    >>> result[["value", "denominator", "weight", "lower_998", "upper_998", "class"]].round(2)
       value  denominator  weight  lower_998  upper_998                class
    A   0.50         40.0     2.0       0.22       0.95  well below expected
    B   1.20         20.0     1.0       0.58       2.17          as expected
    C   1.53         30.0     1.5       0.93       2.37       above expected
    """
    reach = reach_of(contacts, areas)
    counts, reported, counted = (reach[name].to_numpy() for name in ("contacts", "reported", "counts"))
    made = expected_contacts(reach, areas, need)
    expected = made["expected"].where(made["expected"] > 0).to_numpy()
    lower, upper = _limits(counts, expected, confidence)
    lower_95, upper_95 = _limits(counts, expected, 0.95)
    lower_998, upper_998 = _limits(counts, expected, 0.998)
    known = ~np.isnan(expected)
    return result_table(
        areas.index,
        value=counts / expected,
        lower=lower,
        upper=upper,
        numerator=np.where(reported, counts, np.nan),
        denominator=made["expected"],
        n=counts,
        method=np.where(known, limits_method(counts), "none"),
        status=np.select(
            [~reported, ~counted, ~known, counts == 0],
            [Status.NOT_REPORTED, Status.MISSING, Status.TOO_FEW, Status.NONE_RECORDED],
            Status.VALUE,
        ),
        more={
            "lower_998": lower_998,
            "upper_998": upper_998,
            "class": _classes(known, upper_998 < 1, upper_95 < 1, lower_998 > 1, lower_95 > 1),
            "weight": made["weight"],
        },
    )


def _limits(counts: npt.NDArray[np.int64], expected: Floats, confidence: float) -> tuple[Floats, Floats]:
    lower, upper = poisson_limits(counts, confidence=confidence)
    return lower / expected, upper / expected


def _classes(known: npt.NDArray[np.bool_], *beyond: npt.NDArray[np.bool_]) -> npt.NDArray[np.str_]:
    """Say how far each area is from what is expected; nothing where nothing is."""
    return np.where(known, np.select(beyond, _CLASSES, "as expected"), "")
