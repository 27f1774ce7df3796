"""How long a stop takes to show: months from the stop to the first signal, as a user would see them month by month."""

from __future__ import annotations

import numpy as np
import pandas as pd
from marks import Marks
from towns import CONTACTS, as_dataset, months_from, planted, town_like, until

from prevent_geo.dataset import Dataset
from prevent_geo.measures.common.zones import merge_areas, move_to_zones
from prevent_geo.measures.trend_signal import trend_signal
from prevent_geo.synthesis.features import Wish
from prevent_geo.synthesis.town import Town

TABLE = "delays"
DOWN = ("changed down", "falling")
LATEST = 9
_KINDS = ("drop_in", "outreach")
_STEADY_MONTHS = 14


def check_delays(marks: Marks, town: Town) -> None:
    """A programme that stops in a district, and a neighbourhood whose contacts stop wholly."""
    start = str(town.intensity.calendar[_STEADY_MONTHS])
    for kind in _KINDS:
        row = f"{kind} stops in a district"
        found = _stopped(town, Wish("programme_stops", subject=kind, start=start))
        if found is not None:
            data, zones = found
            _watch(marks, f"{row}|these contacts", data, data.contacts[data.contacts["kind"] == kind], zones)
            _watch(marks, f"{row}|all contacts of the district", data, data.contacts, zones)
    for contacts in (CONTACTS, CONTACTS // 4):
        row = f"all contacts of a neighbourhood stop ({contacts:,} in the town)"
        found = _stopped(town, Wish("silent", start=start), contacts)
        if found is not None:
            data, zones = found
            _watch(marks, f"{row}|the neighbourhood", data, data.contacts, zones)
            _watch(
                marks, f"{row}|its areas", data, data.contacts, pd.Series(zones.index, zones.index).where(zones.notna())
            )


def _stopped(town: Town, wish: Wish, contacts: int = CONTACTS) -> tuple[Dataset, pd.Series] | None:
    """An else plain town in which something stops, and the place where it does as a zone; None without a place."""
    drawn = town_like(town, plant=[wish], contacts=contacts)
    feature = planted(drawn.intensity, wish.kind)
    if feature is None:
        return None
    if months_from(drawn.intensity, feature) != _STEADY_MONTHS:
        raise ValueError(f"{feature} does not begin after {_STEADY_MONTHS} months")
    data = as_dataset(drawn)
    return data, pd.Series("planted", data.areas.index).where(data.areas.index.isin(feature.areas))


def _watch(marks: Marks, row: str, data: Dataset, contacts: pd.DataFrame, zones: pd.Series) -> None:
    """Judge the zones after each month, as if the later ones were not known yet."""
    moved, merged = move_to_zones(contacts, zones), merge_areas(data.areas, zones)
    seen = np.zeros(len(merged), dtype=bool)
    for months in range(LATEST + 1):
        result = trend_signal(moved, merged, period=until(data, _STEADY_MONTHS + months))
        down = result["signal"].isin(DOWN).to_numpy()
        if months:
            seen |= down
            marks.add(TABLE, row, str(months), seen)
        else:
            marks.add(TABLE, row, "contacts a month", result["n"] / _STEADY_MONTHS)
            marks.add(TABLE, row, "too few", result["signal"] == "too few")
            marks.add(TABLE, row, "already", down)
