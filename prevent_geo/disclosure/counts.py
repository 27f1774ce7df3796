"""The finest counts of persons of a dataset, and the plan over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure.attacker import Floats, Integers
from prevent_geo.disclosure.build import Atoms, build_plan
from prevent_geo.disclosure.earlier import LEVEL_OF, Record, Rows, known_rows
from prevent_geo.disclosure.plan import Key, Plan
from prevent_geo.disclosure.policy import Policy
from prevent_geo.disclosure.stretches import period_of, quarter, stretches
from prevent_geo.measures.common.counting import positions
from prevent_geo.measures.common.stages import read_chains
from prevent_geo.period import Period

if TYPE_CHECKING:
    from scipy.sparse import csr_array

ATTENDANCE, ANSWERS, PATHWAY = "attendance", "answers", "pathway"
# in pathway counts without a district the one place is this
NOWHERE = "all"

Codes = tuple[str, ...]


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


def plan_of(
    dataset: Dataset,
    wanted: Iterable[tuple[Key, Codes]],
    policy: Policy,
    records: Sequence[Record] = (),
) -> Plan:
    """The plan of a release of a dataset.

    Parameters
    ----------
    dataset
        With all its periods and places.
    wanted
        The figures: a key, and the codes of the areas that it is the sum of (of districts, for the pathway).
    policy, records
        What is withheld, and what earlier releases of the ledger fixed.

    Notes
    -----
    An atom is a count of one area (or district) in one stretch of time, between two days on which a period of this or
    of an earlier release begins or ends. What changed in the data since an earlier release is an atom too.
    """
    figures = [(key, codes) for key, codes in wanted]
    earlier = [(key, codes) for record in records for key, codes in record.cells()]
    blocks = _blocks(dataset, figures + earlier, policy.persons)
    counts = _joined(blocks, "counts")
    rows, changes = known_rows(records, counts, partial(_grid, blocks))
    more = len(changes.counts)
    atoms = Atoms(
        np.append(counts, changes.counts),
        np.append(_joined(blocks, "least"), np.zeros(more)),
        np.append(_joined(blocks, "nothing").astype(bool), np.zeros(more, dtype=bool)),
        _of_partners(blocks, "parts", more),
        (*(name for block in blocks.values() for name in block.names()), *changes.names),
        told=np.append(np.zeros(len(counts)), changes.counts),
        events=_of_partners(blocks, "events", more),
    )
    return build_plan(
        atoms,
        {key: _find(blocks, key, codes) for key, codes in figures},
        policy,
        rules=Rows.join(_links(blocks, counts), len(atoms)),
        earlier=Rows.join(rows, len(atoms)),
        further=_remainders(blocks, figures, len(atoms)),
    )


def counts_of(dataset: Dataset, figures: Mapping[Key, Codes], policy: Policy) -> tuple[dict[Key, float], str]:
    """True counts of some figures, and a digest of all that they are made of: counts, floors and parts."""
    blocks = _blocks(dataset, list(figures.items()), policy.persons)
    counts = np.append(_joined(blocks, "counts"), 0.0)
    digest = sha256()
    for block in blocks.values():
        parts = _of_partners({(block.quantity, block.category): block}, "parts").tocsc()
        for array in (block.counts, block.least, block.nothing, parts.indices, parts.data):
            digest.update(np.asarray(array, dtype="float64").tobytes())
    return {key: float(counts[_find(blocks, key, codes)].sum()) for key, codes in figures.items()}, digest.hexdigest()


def _grid(blocks: Mapping[tuple[str, str], Block], key: Key, codes: Codes) -> Integers:
    block = blocks.get((key.quantity, key.category))
    return np.full((len(codes), 1), -1) if block is None else block.grid(codes, period_of(key.period))


def _find(blocks: Mapping[tuple[str, str], Block], key: Key, codes: Codes) -> Integers:
    numbers = _grid(blocks, key, codes)
    return numbers[numbers >= 0]


def _blocks(dataset: Dataset, figures: list[tuple[Key, Codes]], persons: Iterable[str]) -> dict[tuple[str, str], Block]:
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


def _joined(blocks: Mapping[tuple[str, str], Block], name: str) -> Any:
    return np.concatenate([np.zeros(0), *(getattr(block, name) for block in blocks.values())])


def _of_partners(blocks: Mapping[tuple[str, str], Block], name: str, more: int = 0) -> csr_array:
    """Parts or events of each partner in each atom, and none in so many more."""
    from scipy.sparse import csr_array as sparse
    from scipy.sparse import hstack

    own = [getattr(block, name) for block in blocks.values()]
    number = max((part.shape[0] for part in own if part is not None), default=0)
    every = [
        sparse((number, len(block.counts))) if part is None else part
        for block, part in zip(blocks.values(), own, strict=True)
    ]
    return hstack([sparse((number, 0)), *every, sparse((number, more))]).tocsr()


def _links(blocks: Mapping[tuple[str, str], Block], counts: Floats) -> list[Rows]:
    """What everybody knows: who answers was there, and who is at a stage was at the one before; where it is so."""
    stages = [block for block in blocks.values() if block.quantity == PATHWAY]
    pairs = list(zip(stages[1:], stages[:-1], strict=True))
    if (ATTENDANCE, "") in blocks and (ANSWERS, "") in blocks:
        pairs.append((blocks[ANSWERS, ""], blocks[ATTENDANCE, ""]))
    found = []
    for fewer, more in pairs:
        for time in more.times:
            low, high = fewer.grid(list(fewer.codes), time), more.grid(list(more.codes), time)
            true = (counts[low].sum(axis=1) <= counts[high].sum(axis=1)) & (counts[high].sum(axis=1) > 0)
            found.append(Rows.differences_of(list(high[true]), list(low[true])))
    return found


def _remainders(
    blocks: Mapping[tuple[str, str], Block], figures: list[tuple[Key, Codes]], size: int
) -> tuple[csr_array, tuple[str, ...]] | None:
    """What is left of a share: those who were at a stage and did not reach the next are persons too."""
    stages = [block for block in blocks.values() if block.quantity == PATHWAY]
    before = {block.category: earlier.category for block, earlier in zip(stages[1:], stages[:-1], strict=True)}
    rows, names = [], []
    for key, codes in figures:
        if key.quantity == PATHWAY and key.category in before:
            those = key._replace(category=before[key.category])
            rows.append((_find(blocks, those, codes), _find(blocks, key, codes)))
            names.append(f"{those}, less those who were {key.category}")
    if not rows:
        return None
    more, fewer = ([part[side] for part in rows] for side in (0, 1))
    return Rows.differences_of(more, fewer).forms(size), tuple(names)
