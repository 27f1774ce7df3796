"""The plan of a release of a dataset: its figures over the finest counts, and what is known of those."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure.attacker import Floats, Integers
from prevent_geo.disclosure.blocks import ANSWERS, ATTENDANCE, PATHWAY, Block, count_blocks
from prevent_geo.disclosure.build import Atoms, build_plan
from prevent_geo.disclosure.earlier import Codes, Record, Rows, known_rows
from prevent_geo.disclosure.plan import Key, Plan
from prevent_geo.disclosure.policy import Policy
from prevent_geo.disclosure.stretches import period_of

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def plan_of(
    dataset: Dataset,
    wanted: Iterable[tuple[Key, Codes]],
    policy: Policy,
    records: Sequence[Record] = (),
    *,
    excused: bool = True,
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
    excused
        As in `build_plan`.

    Notes
    -----
    An atom is a count of one area (or district) in one stretch of time, between two days on which a period of this or
    of an earlier release begins or ends. What changed in the data since an earlier release is an atom too.
    """
    figures = [(key, codes) for key, codes in wanted]
    earlier = [(key, codes) for record in records for key, codes in record.cells()]
    blocks = count_blocks(dataset, figures + earlier, policy.persons)
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
        excused=excused,
    )


def counts_of(dataset: Dataset, figures: Mapping[Key, Codes], policy: Policy) -> tuple[dict[Key, float], str]:
    """True counts of some figures, and a digest of all that they are made of: counts, floors and parts."""
    blocks = count_blocks(dataset, list(figures.items()), policy.persons)
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
