"""Which partners work in the same areas, and who holds them together."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.incidence import check_minimum_shared, presence, recorded_by, shared_areas
from prevent_geo.measures.common.network import betweenness, connectors, pivots_of
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status

CARD = MethodCard(
    id="partner_network",
    group="partners",
    title="Partners in the same areas",
    question="With how many other partners does each partner share areas?",
    unit="partners",
    formula="partners with at least the minimum number of areas in which both recorded contacts",
    method="Partners and areas as a two-mode network, projected on the partners; degree, strength (areas shared, "
    "summed over partners) and betweenness by shortest paths in links, from all partners or from a sample of 500 "
    "where more are linked; who connects others is an articulation point of the network",
    reference="Borgatti & Everett (1997), Social Networks 19; Freeman (1977), Sociometry 40; Brandes (2001), Journal "
    "of Mathematical Sociology 25; Brandes & Pich (2007), International Journal of Bifurcation and Chaos 17",
    assumptions="Contacts name the partner that held them; two partners in one area could work together there",
    caveat="Partners in one area need not know each other; whoever records much has more links by chance alone, and "
    "one contact is enough for a link unless the minimum is raised",
)


def partner_network(
    contacts: pd.DataFrame, partners: pd.DataFrame, *, minimum_shared: int = 1, seed: int = 0
) -> pd.DataFrame:
    """Number of other partners that each partner shares areas with, and its place among them.

    Parameters
    ----------
    contacts
        Checked contacts with area_code and partner_id.
    partners
        Checked partners, indexed by partner_id.
    minimum_shared
        Areas that two partners share at least for a link.
    seed
        Seed of the sample of partners from which betweenness is estimated where more than 500 are linked.

    Returns
    -------
    DataFrame
        On the index of `partners`: value (partners linked), numerator (areas it works in), n (its contacts), method,
        status; lower, upper and denominator are missing. Further: strength (areas shared, summed over its links),
        betweenness (0 to 1, among the partners with contacts) and role: "works alone" (no link), "connects others"
        (without it some partners would no longer be linked to each other) or "works with others". A partner without a
        contact is "none recorded" and has no value; without any contact that names one of the partners, all are
        "not reported".

    Raises
    ------
    ValueError
        If `minimum_shared` is below 1.

    Notes
    -----
    Contacts without an area, or without a partner of the table, are left out; they are as many as the contacts less
    the sum of n.

    Examples
    --------
    >>> partners = pd.DataFrame(index=pd.Index(["p", "q", "r"], name="partner_id"))
    >>> contacts = pd.DataFrame({"partner_id": ["p", "p", "q", "r"], "area_code": ["A", "B", "A", "B"]})
    >>> partner_network(contacts, partners)[["value", "numerator", "betweenness", "role"]]
                value  numerator  betweenness               role
    partner_id
    p             2.0        2.0          1.0    connects others
    q             1.0        1.0          0.0  works with others
    r             1.0        1.0          0.0  works with others
    """
    from scipy.sparse import csr_array

    check_minimum_shared(minimum_shared)
    ids, counts = recorded_by(contacts, partners)
    works = presence(counts)
    shared = shared_areas(works).tocoo()
    row, column = shared.coords
    enough = (row != column) & (shared.data >= minimum_shared)
    links = csr_array((np.ones(int(enough.sum())), (row[enough], column[enough])), shape=shared.shape)
    degree = np.diff(links.indptr)
    n, areas = counts.sum(axis=1), works.sum(axis=1)
    active = np.flatnonzero(n)
    among = links[active][:, active]
    pivots = pivots_of(among, seed=seed)
    between = np.full(len(ids), np.nan)
    between[active] = betweenness(among, pivots)
    roles = np.select(
        [n == 0, degree == 0, connectors(links)], ["", "works alone", "connects others"], "works with others"
    )
    linked = int((degree > 0).sum())
    source = "exact" if len(pivots) == linked else f"estimated from {len(pivots):,} of {linked:,} partners"
    heard = bool(n.any())
    table = result_table(
        ids,
        value=np.where(n > 0, degree, np.nan),
        numerator=areas if heard else np.nan,
        n=n,
        method=f"shared areas; betweenness {source}" if heard else "none",
        status=np.where(n > 0, Status.VALUE, Status.NONE_RECORDED if heard else Status.NOT_REPORTED),
        more={
            "strength": np.where(n > 0, np.bincount(row[enough], shared.data[enough], len(ids)), np.nan),
            "betweenness": between,
            "role": roles,
        },
    )
    return table.reindex(partners.index)
