"""Earlier releases: what each fixed, as a record of the ledger and as constraints on the counts of today."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from prevent_geo.disclosure.attacker import Floats, Integers
from prevent_geo.disclosure.plan import Key, Known
from prevent_geo.disclosure.stretches import period_of, stretches

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from prevent_geo.dataset import Dataset
    from prevent_geo.disclosure.ledger import Ledger

Codes = tuple[str, ...]
LEVEL_OF = {"pathway": "district"}
Grid = Callable[[Key, Codes], Integers]


@dataclass(frozen=True, eq=False)
class Record:
    """One release: of each figure, the counts that it may stand for and whether it is withheld; the counts behind it.

    `figures` maps a key to (from, to); to is None where it is withheld. `places` holds the codes of each place of each
    quantity, `counts` the true count of each key of one code that was not zero.
    """

    places: Mapping[str, Mapping[str, Codes]]
    figures: Mapping[Key, tuple[float, float | None]]
    counts: Mapping[Key, float]

    def cells(self) -> Iterator[tuple[Key, Codes]]:
        """Every figure, with the codes that it is the sum of."""
        for key in self.figures:
            yield key, self.places[key.quantity][key.place]

    def codes(self, quantity: str) -> Codes:
        """The codes of which a quantity is known."""
        return tuple(sorted({code for codes in self.places[quantity].values() for code in codes}))

    def groups(self) -> Iterator[Key]:
        """Keys, without their place, of the stretches of time of each quantity and category."""
        periods: dict[tuple[str, str], set[str]] = {}
        for key in self.figures:
            periods.setdefault((key.quantity, key.category), set()).add(key.period)
        for (quantity, category), of in periods.items():
            for time in stretches(map(period_of, of)):
                yield Key(quantity, "", time.iso(), category)

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "places": {
                quantity: {place: list(codes) for place, codes in of.items()} for quantity, of in self.places.items()
            },
            "figures": [[*key, *limits] for key, limits in self.figures.items()],
            "counts": [[*key, count] for key, count in self.counts.items()],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Record:
        """From plain data."""
        return cls(
            {quantity: {place: tuple(codes) for place, codes in of.items()} for quantity, of in data["places"].items()},
            {Key(*row[:4]): (float(row[4]), None if row[5] is None else float(row[5])) for row in data["figures"]},
            {Key(*row[:4]): float(row[4]) for row in data["counts"]},
        )


@dataclass(frozen=True, eq=False)
class Rows:
    """Some constraints over atoms: number of the row, of the atom, coefficient; and limits of each row."""

    row: Integers
    atom: Integers
    by: Floats
    lower: Floats
    upper: Floats
    names: tuple[str, ...] = ()

    @classmethod
    def differences_of(cls, more: Sequence[Integers], fewer: Sequence[Integers]) -> Rows:
        """The sum of some atoms is no less than that of others, for each pair."""
        lengths = [len(one) + len(other) for one, other in zip(more, fewer, strict=True)]
        atom = [np.append(one, other) for one, other in zip(more, fewer, strict=True)]
        sign = [np.repeat([1.0, -1.0], [len(one), len(other)]) for one, other in zip(more, fewer, strict=True)]
        size, nothing = len(lengths), np.zeros(0)
        return cls(
            np.repeat(np.arange(size), lengths),
            np.concatenate([nothing, *atom]).astype("int64"),
            np.concatenate([nothing, *sign]),
            np.zeros(size),
            np.full(size, np.inf),
        )

    def forms(self, size: int) -> csr_array:
        """The forms alone, as a matrix over `size` atoms."""
        return Rows.join([self], size).forms

    @classmethod
    def join(cls, parts: Sequence[Rows], size: int) -> Known:
        """All of them as a matrix over `size` atoms."""
        from scipy.sparse import csr_array as sparse

        first = np.cumsum([0, *(len(part.lower) for part in parts)])
        row, atom, by, lower, upper = (
            np.concatenate([np.zeros(0), *arrays])
            for arrays in (
                [part.row + start for part, start in zip(parts, first, strict=False)],
                [part.atom for part in parts],
                [part.by for part in parts],
                [part.lower for part in parts],
                [part.upper for part in parts],
            )
        )
        matrix: csr_array = sparse((by, (row.astype("int64"), atom.astype("int64"))), shape=(len(lower), size))
        return Known(matrix, lower, upper, tuple(name for part in parts for name in part.names))


@dataclass(frozen=True, eq=False)
class Changes:
    """Atoms for what changed in the data since earlier releases: persons added to a count or taken out of it."""

    names: tuple[str, ...]
    counts: Floats


@dataclass(frozen=True, eq=False)
class _Change:
    """One of them: the count that it belongs to, the number of its atom, and -1 where persons were added since."""

    key: Key
    code: str
    atom: int
    sign: float


def periods_outside(dataset: Dataset, ledger: Ledger | None) -> list[str]:
    """Periods of earlier releases of which a dataset that was read in part does not hold the contacts."""
    if ledger is None or not dataset.partial:
        return []
    releases = [Record.from_json(one["release"]) for one in ledger.records]
    days = {tuple(key.period.split("/")) for one in releases for key in one.figures if key.quantity not in LEVEL_OF}
    held = (dataset.period.start.isoformat(), dataset.period.end.isoformat())
    return sorted("/".join(span) for span in days if span[0] < held[0] or span[-1] > held[1])


def known_rows(records: Sequence[Record], counts: Floats, grid: Grid) -> tuple[list[Rows], Changes]:
    """What earlier releases say of the counts of today.

    Parameters
    ----------
    records
        The earlier releases.
    counts
        True counts of the atoms of today.
    grid
        Atoms of a key, a row for each code; -1 where there is none.

    Returns
    -------
    tuple
        A row for each earlier figure, over the atoms of today and those of the changes, which follow them.

    Notes
    -----
    An earlier count of an area is that of today less what was added since, or with what was taken out. Where nothing
    changed it is that of today, and the attacker is taken to know so.
    """
    rows: list[Rows] = []
    names: list[str] = []
    amounts: list[float] = []
    for record in records:
        changes = list(_changes(record, counts, grid, len(counts) + len(names)))
        names += [f"change since an earlier release in {change.key}" for change, _ in changes]
        amounts += [amount for _, amount in changes]
        rows.append(_rows(record, grid, [change for change, _ in changes]))
    return rows, Changes(tuple(names), np.array(amounts, dtype="float64"))


def _changes(record: Record, counts: Floats, grid: Grid, first: int) -> Iterator[tuple[_Change, float]]:
    known = np.append(counts, 0.0)
    for group in record.groups():
        codes = record.codes(group.quantity)
        now = known[grid(group, codes)].sum(axis=1)
        level = LEVEL_OF.get(group.quantity, "area")
        keys = [group._replace(place=f"{level}:{code}") for code in codes]
        then = np.array([record.counts.get(key, 0.0) for key in keys])
        for i in np.flatnonzero(now != then):
            yield _Change(keys[i], codes[i], first, -1.0 if now[i] > then[i] else 1.0), abs(float(now[i] - then[i]))
            first += 1


def _rows(record: Record, grid: Grid, changes: Sequence[_Change]) -> Rows:
    number, atom, by = [], [], []
    for i, (key, codes) in enumerate(record.cells()):
        own = grid(key, codes)
        inside = own[own >= 0]
        changed = [c for c in changes if _part_of(c, key, codes)]
        atom.append(np.append(inside, [c.atom for c in changed]))
        by.append(np.append(np.ones(len(inside)), [c.sign for c in changed]))
        number.append(np.full(len(atom[-1]), i))
    limits = list(record.figures.values())
    lower = np.array([low for low, _ in limits], dtype="float64")
    upper = np.array([np.inf if high is None else high for _, high in limits], dtype="float64")
    if not limits:
        return Rows(np.zeros(0, dtype="int64"), np.zeros(0, dtype="int64"), np.zeros(0), lower, upper)
    names = tuple(map(str, record.figures))
    return Rows(np.concatenate(number), np.concatenate(atom).astype("int64"), np.concatenate(by), lower, upper, names)


def _part_of(change: _Change, key: Key, codes: Codes) -> bool:
    """Whether a figure counts what changed."""
    same = (change.key.quantity, change.key.category) == (key.quantity, key.category)
    start, end = key.period.split("/")
    first, last = change.key.period.split("/")
    return same and start <= first and last <= end and change.code in codes
