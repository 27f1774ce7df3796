"""The finest counts of persons of a dataset: of one area (or district) in one stretch of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure.attacker import Floats, Integers
from prevent_geo.disclosure.earlier import LEVEL_OF, Codes
from prevent_geo.disclosure.plan import Key
from prevent_geo.disclosure.stretches import period_of, quarter, stretches
from prevent_geo.measures.common.counting import positions
from prevent_geo.measures.common.stages import read_chains
from prevent_geo.period import Period

if TYPE_CHECKING:
    from scipy.sparse import csr_array

ATTENDANCE, ANSWERS, PATHWAY = "attendance", "answers", "pathway"
# in pathway counts without a district the one place is this
NOWHERE = "all"


@dataclass(frozen=True, eq=False)
class Block:
    """Atoms of one quantity and category: codes × stretches of time, from the atom number `first` on."""

    quantity: str
    category: str
    codes: pd.Index
    times: tuple[Period, ...]
    counts: Floats
    least: Floats
    nothing: Any
    parts: csr_array | None
    events: csr_array | None = None
    first: int = 0

    def grid(self, codes: Sequence[str], period: Period) -> Integers:
        """Numbers of the atoms of some codes (rows) in a period; -1 for a code that there is not."""
        rows = np.array([self._position.get(code, -1) for code in codes], dtype="int64")[:, None]
        inside = [i for i, time in enumerate(self.times) if period.start <= time.start and time.end <= period.end]
        numbers = self.first + rows * len(self.times) + np.array(inside, dtype="int64")[None, :]
        return np.where(rows >= 0, numbers, -1)

    @cached_property
    def _position(self) -> dict[str, int]:
        return {str(code): i for i, code in enumerate(self.codes)}

    def names(self) -> list[str]:
        """What each atom is, for people."""
        level = LEVEL_OF.get(self.quantity, "area")
        keys = (
            Key(self.quantity, f"{level}:{code}", time.iso(), self.category)
            for code in self.codes
            for time in self.times
        )
        return [str(key) for key in keys]


def count_blocks(
    dataset: Dataset, figures: Sequence[tuple[Key, Codes]], persons: Iterable[str]
) -> dict[tuple[str, str], Block]:
    """The blocks of all quantities of some figures that are counts of persons, by quantity and category."""
    wanted = {key.quantity for key, _ in figures} & set(persons)
    found: list[Block] = []
    periods: set[str] = set()
    # what is published of attendance cuts answers too, which are no more than those who came; not the other way round
    for quantity in (ATTENDANCE, ANSWERS):
        periods |= {key.period for key, _ in figures if key.quantity == quantity}
        if quantity in wanted:
            found.append(_events(dataset, quantity, stretches(map(period_of, periods))))
    if PATHWAY in wanted:
        found += _stages(dataset)
    numbered, first = {}, 0
    for block in found:
        numbered[block.quantity, block.category] = replace(block, first=first)
        first += len(block.counts)
    return numbered


def _events(dataset: Dataset, quantity: str, times: tuple[Period, ...]) -> Block:
    """Persons at events: of each area in each stretch of time, with what everybody knows: each event had a visitor."""
    from scipy.sparse import csr_array as sparse

    contacts, areas, partners = dataset.contacts, dataset.areas.index, dataset.partners.index
    starts = pd.DatetimeIndex([time.start for time in times])
    day = contacts["date"].to_numpy("datetime64[s]")
    when = np.searchsorted(starts.to_numpy("datetime64[s]"), day, side="right") - 1
    ends = np.array([np.datetime64(time.end) for time in times], dtype="datetime64[s]")
    at = positions(contacts["area_code"], areas)
    inside = (at >= 0) & (when >= 0)
    inside[inside] &= day[inside] <= ends[when[inside]]
    name = {ATTENDANCE: "attendance", ANSWERS: "trust_responses"}[quantity]
    persons = contacts[name].to_numpy("float64", na_value=np.nan)
    if quantity == ANSWERS:
        # answers of which no mean is known are in no table
        persons = np.where(contacts["trust_mean"].isna(), np.nan, persons)
    size = len(areas) * len(times)
    atom = at * len(times) + when
    counted = inside & (persons > 0)
    count = np.bincount(atom[counted], weights=persons[counted], minlength=size).astype("float64")
    floor = np.bincount(atom[counted], minlength=size).astype("float64")
    held = np.bincount(atom[inside], minlength=size)
    who = positions(contacts["partner_id"], partners)
    known = counted & (who >= 0)
    place, shape = (who[known], atom[known]), (len(partners), size)
    parts, events = sparse((persons[known], place), shape=shape), sparse((np.ones(known.sum()), place), shape=shape)
    return Block(quantity, "", areas, times, count, floor, held == 0, parts, events)


def _stages(dataset: Dataset) -> list[Block]:
    """Persons at each stage of the pathway, by district and quarter; a count not given is no atom but a zero."""
    chains = read_chains(dataset.pathway)
    times = tuple(quarter(text) for text in chains.quarters)
    blocks = []
    for number, stage in enumerate(chains.stages):
        persons = chains.persons[..., number].ravel()
        blank = np.isnan(persons)
        counts = np.where(blank, 0.0, persons)
        blocks.append(Block(PATHWAY, str(stage), chains.districts, times, counts, np.zeros(len(counts)), blank, None))
    return blocks
