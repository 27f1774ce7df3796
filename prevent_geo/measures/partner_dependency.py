"""Whether the contacts of an area hang on one partner."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import count_by
from prevent_geo.measures.common.incidence import codes_in, incidence
from prevent_geo.measures.common.proportion import WILSON, wilson_limits
from prevent_geo.measures.common.rate import reporting_areas
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status

CARD = MethodCard(
    id="partner_dependency",
    group="partners",
    title="Dependence on one partner",
    question="What share of the contacts does the partner with most of them hold?",
    unit="share of the contacts that name a partner (0 to 1)",
    formula="contacts of the partner with most ÷ contacts that name a partner",
    method="Largest share with Wilson's 95 % limits; an area depends on one partner where the lower limit is above a "
    "half; Herfindahl index Σ s², and its unbiased form Σ n (n − 1) ÷ N (N − 1)",
    reference="Wilson (1927), JASA 22; Simpson (1949), Nature 163; Hirschman (1964), American Economic Review 54",
    assumptions="Contacts are independent of each other and name the partner that held them",
    caveat="The largest of several shares is too high by chance where contacts are few: of four partners who hold a "
    "quarter each, the one with most shows 50 % of 5 contacts on average, 42 % of 10 and 31 % of 80; two partners who "
    "hold a half each are called dependence on one in at most 8 % of areas. Two sites of one organisation count as two "
    "partners",
)


def partner_dependency(
    contacts: pd.DataFrame, areas: pd.DataFrame, *, minimum_contacts: int = 5, confidence: float = 0.95
) -> pd.DataFrame:
    """Share of each area's contacts that its largest partner holds, with limits.

    Parameters
    ----------
    contacts
        Checked contacts with area_code and partner_id.
    areas
        Checked areas or merged zones, indexed by area_code, with neighbourhood_code.
    minimum_contacts
        Contacts that name a partner, below which there is too little to say.
    confidence
        Two-sided confidence of the limits.

    Returns
    -------
    DataFrame
        On the index of `areas`: value, lower, upper (share, 0 to 1), numerator (contacts of the largest partner),
        denominator (contacts that name a partner), n (all contacts), method, status. Further: herfindahl,
        herfindahl_unbiased (0 to 1), partners (number), partner_id (the largest; of equal ones the first in order) and
        dependency: "single partner" (all contacts are of one), "depends on one" (the lower limit is above 0.5),
        "several partners", or nothing where there is no value. Where contacts are recorded but none names a partner,
        the status is "missing".

    Raises
    ------
    ValueError
        If `minimum_contacts` is below 1, or the confidence is not between 0 and 1.

    Notes
    -----
    value = max n_i / N; herfindahl = Σ (n_i / N)²; herfindahl_unbiased = Σ n_i (n_i − 1) / (N (N − 1)), the chance that
    two different contacts are of the same partner. The largest of several shares is biased upwards where N is small.

    Examples
    --------
    >>> areas = pd.DataFrame({"neighbourhood_code": ["N1", "N1"]}, index=["A", "B"])
    >>> contacts = pd.DataFrame({"area_code": ["A"] * 10 + ["B"], "partner_id": ["p"] * 9 + ["q", "q"]})
    >>> partner_dependency(contacts, areas)[["value", "lower", "partner_id", "dependency", "status"]].round(3)
       value  lower partner_id      dependency   status
    A    0.9  0.596          p  depends on one    value
    B    NaN    NaN        NaN                  too few
    """
    if minimum_contacts < 1:
        raise ValueError(f"minimum_contacts {minimum_contacts} is below 1; write how many contacts are enough to say")
    ids = codes_in(contacts["partner_id"])
    table = incidence(contacts, ids, areas.index).T.tocoo()
    area, partner = table.coords
    counts = table.data
    size = len(areas)
    # of each area, the largest count first, and of equal ones the first partner
    order = np.lexsort((partner, -counts, area))
    places, first = np.unique(area[order], return_index=True)
    largest, leader = np.full(size, 0), np.full(size, -1)
    largest[places], leader[places] = counts[order][first], partner[order][first]
    total = np.bincount(area, weights=counts, minlength=size)
    n, reported = count_by(contacts["area_code"], areas.index).to_numpy(), reporting_areas(contacts, areas).to_numpy()
    status = np.select(
        [~reported, n == 0, total == 0, total < minimum_contacts],
        [Status.NOT_REPORTED, Status.NONE_RECORDED, Status.MISSING, Status.TOO_FEW],
        Status.VALUE,
    )
    shown = status == Status.VALUE
    named = np.where(shown, total, np.nan)
    lower, upper = wilson_limits(np.where(shown, largest, np.nan), named, confidence=confidence)
    squares = np.bincount(area, weights=counts * counts, minlength=size)
    pairs = np.where(named > 1, named * (named - 1), np.nan)
    dependency = np.select(
        [~shown, largest == total, lower > 0.5], ["", "single partner", "depends on one"], "several partners"
    )
    return result_table(
        areas.index,
        value=largest / named,
        lower=lower,
        upper=upper,
        numerator=np.where(reported, largest, np.nan),
        denominator=np.where(reported, total, np.nan),
        n=n,
        method=np.where(shown, WILSON, "none"),
        status=status,
        more={
            "herfindahl": squares / named**2,
            "herfindahl_unbiased": (squares - total) / pairs,
            "partners": np.where(reported & ((n == 0) | (total > 0)), np.bincount(area, minlength=size), np.nan),
            "partner_id": pd.Series(ids, dtype="str").reindex(np.where(shown, leader, -1)).array,
            "dependency": dependency,
        },
    )
