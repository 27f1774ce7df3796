"""Which strands the contacts of each area serve, and which none does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import count_by, cross_count
from prevent_geo.measures.common.proportion import WILSON, wilson_limits
from prevent_geo.measures.common.rate import reporting_areas
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status
from prevent_geo.measures.common.strands import all_strands

CARD = MethodCard(
    id="delivery",
    group="delivery",
    title="Delivery by strand and place",
    question="Which strands of the strategy do the contacts of each area serve, and which does none serve?",
    unit="share of the contacts that name a strand (0 to 1)",
    formula="contacts that serve the strand ÷ contacts that name a strand",
    method="Proportion with Wilson's 95 % limits, for each strand of the code list in each area",
    reference="Wilson (1927), JASA 22; PHE, Commonly used public health statistics (2018)",
    assumptions="Each contact serves the one strand that it names; contacts are independent of each other",
    caveat="A gap is what nobody recorded, not what nobody did; where contacts are few, a strand is easily absent by "
    "chance",
)


def delivery(
    contacts: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    strands: Sequence[str] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Share of each area's contacts that serve each strand, with limits and gaps.

    Parameters
    ----------
    contacts
        Checked contacts with area_code and strand.
    areas
        Checked areas or merged zones, indexed by area_code, with neighbourhood_code.
    strands
        Strands that are shown even where nothing serves them; those of the library's code list if not given. Others
        that contacts name come after them.
    confidence
        Two-sided confidence of the limits.

    Returns
    -------
    DataFrame
        Indexed by strand and area_code: value, lower, upper (share, 0 to 1), numerator (contacts that serve it),
        denominator (contacts that name a strand), n (all contacts), method, status. Further: gap, "nothing recorded"
        where the area reports and no contact serves the strand. An area without a contact has no value, and is "none
        recorded" where its neighbourhood has some, else "not reported"; "missing" if no contact names a strand.

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    n less the denominator are contacts that name no strand; they could fill a gap.

    Examples
    --------
    >>> areas = pd.DataFrame({"neighbourhood_code": ["N1"]}, index=pd.Index(["A"], name="area_code"))
    >>> contacts = pd.DataFrame({"area_code": ["A"] * 4, "strand": ["x", "x", "y", None]})
    >>> delivery(contacts, areas, strands=["x", "y", "z"])[["value", "numerator", "denominator", "n", "gap"]].round(2)
                      value  numerator  denominator  n               gap
    strand area_code
    x      A           0.67        2.0          3.0  4
    y      A           0.33        1.0          3.0  4
    z      A           0.00        0.0          3.0  4  nothing recorded
    """
    names = all_strands(contacts["strand"], strands)
    counts = cross_count(contacts["strand"], names, contacts["area_code"], areas.index).to_numpy()
    each = len(names), 1
    served, named = counts.ravel(), np.tile(counts.sum(axis=0), each).ravel()
    n = np.tile(count_by(contacts["area_code"], areas.index).to_numpy(), each).ravel()
    reported = np.tile(reporting_areas(contacts, areas).to_numpy(dtype=bool), each).ravel()
    status = np.select(
        [~reported, (n > 0) & (named == 0), served == 0],
        [Status.NOT_REPORTED, Status.MISSING, Status.NONE_RECORDED],
        Status.VALUE,
    )
    lower, upper = wilson_limits(served, named, confidence=confidence)
    return result_table(
        pd.MultiIndex.from_product([names, areas.index], names=["strand", "area_code"]),
        value=served / np.where(named > 0, named, np.nan),
        lower=lower,
        upper=upper,
        numerator=np.where(reported, served, np.nan),
        denominator=np.where(reported, named, np.nan),
        n=n,
        method=np.where(named > 0, WILSON, "none"),
        status=status,
        more={"gap": np.where(status == Status.NONE_RECORDED, "nothing recorded", "")},
    )
