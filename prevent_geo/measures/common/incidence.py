"""Which partner recorded contacts in which area, as a sparse table, and the areas that two partners share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from prevent_geo.measures.common.counting import positions

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def codes_in(codes: pd.Series) -> pd.Index:
    """Each code that a column may hold, once and in order.

    Examples
    --------
    >>> codes_in(pd.Series(["B", None, "A", "B"])).tolist()
    ['A', 'B']
    """
    given = codes if isinstance(codes.dtype, pd.CategoricalDtype) else codes.astype("category")
    codes_in_order: pd.Index = given.cat.categories.sort_values()
    return codes_in_order


def incidence(contacts: pd.DataFrame, partner_ids: pd.Index, area_codes: pd.Index) -> csr_array:
    """Contacts of each partner (row) in each area (column); a contact without either is in no cell.

    Examples
    --------
    >>> contacts = pd.DataFrame({"partner_id": ["p", "p", None], "area_code": ["A", "A", "A"]})
    >>> incidence(contacts, pd.Index(["p", "q"]), pd.Index(["A", "B"])).toarray().tolist()
    [[2, 0], [0, 0]]
    """
    from scipy.sparse import csr_array

    partner, area = positions(contacts["partner_id"], partner_ids), positions(contacts["area_code"], area_codes)
    both = (partner >= 0) & (area >= 0)
    cells = np.ones(int(both.sum()), "int64"), (partner[both], area[both])
    counts = csr_array(cells, shape=(len(partner_ids), len(area_codes)))
    counts.sum_duplicates()
    return counts


def recorded_by(contacts: pd.DataFrame, partners: pd.DataFrame) -> tuple[pd.Index, csr_array]:
    """The partners in order of their identifiers, and the contacts of each in every area that is named."""
    ids = partners.index.sort_values()
    return ids, incidence(contacts, ids, codes_in(contacts["area_code"]))


def presence(counts: csr_array) -> csr_array:
    """1 for each cell that counts anything."""
    works = counts.copy()
    works.data[:] = 1
    return works


def shared_areas(works: csr_array) -> csr_array:
    """Areas that each pair of partners shares; in the diagonal, the areas of each.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> shared_areas(csr_array([[1, 1, 0], [0, 1, 1]])).toarray().tolist()
    [[2, 1], [1, 2]]
    """
    shared = (works @ works.T).tocsr()
    shared.sort_indices()
    return shared


def check_minimum_shared(minimum_shared: int) -> None:
    """Refuse a link that nothing makes."""
    if minimum_shared < 1:
        raise ValueError(f"minimum_shared {minimum_shared} is below 1; write how many areas make a link, 1 or more")
