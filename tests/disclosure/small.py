"""A small dataset whose counts are given area by area, and a table with margins, for tests of what may be shown."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from prevent_geo.disclosure.build import Atoms, build_plan
from prevent_geo.disclosure.plan import Key, Plan
from prevent_geo.disclosure.policy import find_policy
from prevent_geo.period import Period

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


def small(sample, counts, *, neighbourhoods=None, partner=0):
    """The sample cut to some areas with one event each a month.

    `counts` gives, for each area name, the attendance of each month (January first; 0: no event). `neighbourhoods` maps
    an area to its neighbourhood; all are in "N" otherwise. All areas lie in one district.
    """
    names = list(counts)
    homes = [(neighbourhoods or {}).get(name, "N") for name in names]
    areas = sample.areas.iloc[: len(names)].set_axis(pd.Index(names, name="area_code"))
    areas = areas.assign(
        area_name=names,
        neighbourhood_code=homes,
        neighbourhood_name=homes,
        district_code="D",
        district_name="D",
        force_code="F",
        force_name="F",
    )
    rows = [(name, month, count) for name, of in counts.items() for month, count in enumerate(of, 1) if count]
    contacts = sample.contacts.iloc[: len(rows)].assign(
        area_code=[name for name, _, _ in rows],
        date=pd.to_datetime([f"2025-{month:02}-15" for _, month, _ in rows]),
        attendance=pd.array([count for _, _, count in rows], "Int64"),
        partner_id=sample.partners.index[partner],
        trust_mean=np.nan,
        trust_responses=pd.array([None] * len(rows), "Int64"),
    )
    return replace(
        sample, areas=areas, contacts=contacts, pathway=sample.pathway[:0], period=YEAR, earlier=None, folder=None
    )


def table(counts, *, parts=None, least=None, policy="default") -> Plan:
    """The plan of a table of rows by columns with all its margins; `parts` are the counts of each contributor."""
    counts = np.asarray(counts, dtype="float64")
    cell = np.arange(counts.size).reshape(counts.shape)
    figures = {}
    for name, inside in {**{f"row {i}": cell[[i]] for i in range(len(cell))}, "all": cell}.items():
        figures[Key("attendance", name, "2025")] = inside.ravel()
        for j in range(cell.shape[1]):
            figures[Key("attendance", name, "2025", f"column {j}")] = inside[:, j]
    given = None if parts is None else csr_array(np.asarray(parts, dtype="float64").reshape(len(parts), -1))
    atoms = Atoms.of(counts.ravel(), parts=given)
    if least is not None:
        atoms = replace(atoms, least=np.asarray(least, dtype="float64").ravel())
    return build_plan(atoms, figures, find_policy(policy))
