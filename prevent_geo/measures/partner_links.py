"""Pairs of partners that work in the same areas."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.incidence import check_minimum_shared, presence, recorded_by, shared_areas
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status

CARD = MethodCard(
    id="partner_links",
    group="partners",
    title="Areas that two partners share",
    question="Which partners work in the same areas, and in how many?",
    unit="areas",
    formula="areas in which both partners recorded contacts; Jaccard: these ÷ areas in which either did",
    method="Partners and areas as a two-mode network, projected on the pairs of partners",
    reference="Borgatti & Everett (1997), Social Networks 19; Jaccard (1912), New Phytologist 11",
    assumptions="Contacts name the partner that held them; two partners in one area could work together there",
    caveat="Partners in one area need not know each other; two that record much share areas by chance alone",
)


def partner_links(contacts: pd.DataFrame, partners: pd.DataFrame, *, minimum_shared: int = 1) -> pd.DataFrame:
    """Areas that each pair of partners shares.

    Parameters
    ----------
    contacts
        Checked contacts with area_code and partner_id.
    partners
        Checked partners, indexed by partner_id.
    minimum_shared
        Areas that a pair shares at least to be listed.

    Returns
    -------
    DataFrame
        Indexed by partner_id and other_partner_id, the first before the second in order, a row for each pair that
        shares enough: value and numerator (areas shared), denominator (areas in which either works), n (contacts of
        both in the areas they share), method, status; lower and upper are missing. Further: jaccard (0 to 1), contacts
        and other_contacts (of each in the areas they share).

    Raises
    ------
    ValueError
        If `minimum_shared` is below 1.

    Notes
    -----
    Contacts without an area, or without a partner of the table, are left out. Pairs that share nothing are not listed.

    Examples
    --------
    >>> partners = pd.DataFrame(index=["p", "q", "r"])
    >>> contacts = pd.DataFrame({"partner_id": ["p", "p", "p", "q", "r"], "area_code": ["A", "A", "B", "A", "B"]})
    >>> partner_links(contacts, partners)[["value", "denominator", "jaccard", "n"]]
                                 value  denominator  jaccard  n
    partner_id other_partner_id
    p          q                   1.0          2.0      0.5  3
               r                   1.0          2.0      0.5  2
    """
    check_minimum_shared(minimum_shared)
    ids, counts = recorded_by(contacts, partners)
    works = presence(counts)
    shared = shared_areas(works)
    # contacts of the first in areas of the second; the three tables have the same cells in the same order
    there = (counts @ works.T).tocsr()
    there.sort_indices()
    other = there.T.tocsr()
    other.sort_indices()
    row, column = shared.tocoo().coords
    listed = (row < column) & (shared.data >= minimum_shared)
    row, column = row[listed], column[listed]
    number, areas = shared.data[listed], works.sum(axis=1)
    either = areas[row] + areas[column] - number
    first, second = there.data[listed], other.data[listed]
    index = pd.MultiIndex.from_arrays([ids[row], ids[column]], names=["partner_id", "other_partner_id"])
    return result_table(
        index,
        value=number.astype("float64"),
        numerator=number,
        denominator=either,
        n=first + second,
        method="shared areas",
        status=np.full(len(index), Status.VALUE, dtype=object),
        more={"jaccard": number / either, "contacts": first, "other_contacts": second},
    )
