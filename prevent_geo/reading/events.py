"""Events: contacts that are converted become contacts that are checked, at once or batch by batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from pyproj import CRS

from prevent_geo.period import Period
from prevent_geo.reading.checks import check_order, check_values
from prevent_geo.reading.findings import Findings
from prevent_geo.reading.joins import keep_period, place_contacts
from prevent_geo.reading.locate import Box
from prevent_geo.reading.table import Part
from prevent_geo.tables import CONTACTS, CodeList


@dataclass(frozen=True, eq=False)
class Known:
    """What contacts are checked against: the areas and their bounds, the code lists, the keys and the period."""

    internal: CRS
    areas: Part
    home: Box | None
    code_lists: Mapping[str, CodeList]
    keys: Mapping[str, pd.Index]
    period: Period


def check_events(contacts: Part, known: Known, findings: Findings) -> pd.DataFrame | None:
    """Contacts, each with the code of its area, of the period of the dataset; None if there are none."""
    events = _place(contacts, known.areas, findings)
    if events is None:
        return None
    check_values(events, CONTACTS, known.code_lists, known.keys, findings)
    events = keep_period(events, known.period, findings)
    check_order(events, CONTACTS, findings)
    return events


def _place(contacts: Part, areas: Part, findings: Findings) -> pd.DataFrame | None:
    """Contacts, each with the code of its area; without knowing every area, only those that give a code."""
    if contacts.shapes is not None and areas.shapes is not None:
        return place_contacts(contacts.shapes, areas.shapes, findings)
    if contacts.frame is None or "area_code" not in contacts.frame:
        return contacts.frame
    return pd.DataFrame(contacts.frame[contacts.frame["area_code"].notna()])
