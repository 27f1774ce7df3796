"""Unit: what the rows of a result are of, and the keys of their counts in the release plan."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from prevent_geo.disclosure.blocks import NOWHERE, PATHWAY
from prevent_geo.disclosure.plan import Key
from prevent_geo.disclosure.stretches import quarter, whole_quarters
from prevent_geo.errors import DisclosureError
from prevent_geo.measures.common.card import Counted
from prevent_geo.period import Period
from prevent_geo.tables import default_code_lists


@dataclass(frozen=True)
class Unit:
    """What rows are of, as far as their index does not say it.

    `level` is that of the codes in the index. `places`, if given, are those of every row instead: one, or several of
    which the figure is a sum or a difference. `stage` is that of the pathway where the index has none.
    """

    level: str = "area"
    places: tuple[str, ...] = ()
    stage: str = ""


def keys_of(index: pd.Index, counted: Counted, unit: Unit, period: Period, before: Period | None) -> list[list[Key]]:
    """Keys of a column of counts, for each row: one for each place that the count is made of; none at a first stage.

    Raises
    ------
    DisclosureError
        If a count is of a period before that is not known.
    """
    rows = index.to_frame(index=False).astype("str")
    when = before if counted.before == "period" else period
    if when is None:
        raise DisclosureError(
            "a count of the period before is not in the release plan; choose a later or shorter period"
        )
    places = [list(unit.places)] * len(rows) if unit.places else _places(rows, unit.level)
    if counted.quantity != PATHWAY:
        return [[Key(counted.quantity, place, when.iso()) for place in row] for row in places]
    stages = rows["stage"] if "stage" in rows else [unit.stage] * len(rows)
    times = rows["quarter"] if "quarter" in rows else ["all"] * len(rows)
    return [
        [key for place in row for key in _stage(place, time, stage, counted, when)]
        for row, time, stage in zip(places, times, stages, strict=True)
    ]


def _places(rows: pd.DataFrame, level: str) -> list[list[str]]:
    name = next((name for name in rows if name not in {"quarter", "stage"}), None)
    if name is None or level == "all":
        return [["all"]] * len(rows)
    named = level if name != "district_code" else "district"
    return [["all" if code == NOWHERE else f"{named}:{code}"] for code in rows[name]]


def _stage(place: str, time: str, stage: str, counted: Counted, when: Period) -> list[Key]:
    order = list(default_code_lists()["stages"].labels)
    at = order.index(stage) - (counted.before == "stage")
    span = whole_quarters(when) if time == "all" else quarter(time)
    return [] if at < 0 or span is None else [Key(PATHWAY, place, span.iso(), order[at])]
