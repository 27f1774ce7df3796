"""From counts and figures to a Plan: what a rule withholds, what is protected, and from whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from prevent_geo.disclosure.attacker import Floats, Integers, bounds
from prevent_geo.disclosure.excuse import excuse
from prevent_geo.disclosure.plan import Flags, Key, Known, Plan, Protected
from prevent_geo.disclosure.policy import Policy
from prevent_geo.disclosure.sensitivity import left_for, unsafe, widths

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, eq=False)
class Atoms:
    """The finest counts: `counts` of persons, `least` what everybody knows, `nothing` those that all know to be zero.

    `parts` (contributors × atoms) is what each contributor counted itself, `told` what each of them is taken to know
    beside that (a change in the data, which may be its own), and `events` how many of those behind `least` are its own;
    `names` are for people.
    """

    counts: Floats
    least: Floats
    nothing: Flags
    parts: csr_array
    names: tuple[str, ...]
    told: Floats | None = None
    events: csr_array | None = None

    def __len__(self) -> int:
        """Number of atoms."""
        return len(self.counts)

    @classmethod
    def of(cls, counts: Floats, names: tuple[str, ...] | None = None, parts: csr_array | None = None) -> Atoms:
        """Counts of which nothing else is known."""
        from scipy.sparse import csr_array as sparse

        size = len(counts)
        return cls(
            np.asarray(counts, dtype="float64"),
            np.zeros(size),
            np.zeros(size, dtype=bool),
            sparse((0, size), dtype="float64") if parts is None else parts,
            tuple(f"cell {i + 1}" for i in range(size)) if names is None else names,
        )


def build_plan(
    atoms: Atoms,
    figures: Mapping[Key, Integers],
    policy: Policy,
    *,
    rules: Known | None = None,
    earlier: Known | None = None,
    further: tuple[csr_array, tuple[str, ...]] | None = None,
    excused: bool = True,
) -> Plan:
    """Make the plan of a release.

    Parameters
    ----------
    atoms
        The finest counts.
    figures
        For each figure that is to be published, the atoms that it is the sum of.
    policy
        What is withheld.
    rules, earlier
        What everybody knows of the atoms, and what earlier releases say of them.
    further
        Forms that are protected where they are small although they are in no table, and their names: what is left of a
        share, say.
    excused
        Whether the intervals that cannot be kept are worked out, which takes as long as an audit.

    Notes
    -----
    Figures that are the sum of the same atoms are one figure. A figure that has no count of its own (no atoms) is zero.

    Raises
    ------
    DisclosureError
        If earlier releases alone give a protected count away.
    """
    from scipy.sparse import csr_array as sparse
    from scipy.sparse import identity, vstack

    rows, row = _distinct(figures)
    forms = _sums(rows, len(atoms))
    alone = np.isin(np.arange(len(atoms)), [part[0] for part in rows if len(part) == 1])
    shows_zero = policy.withhold_from > 0 and policy.method == "suppression"
    if shows_zero:
        # where zeros are shown, a cell that is not shown as zero holds a person
        atoms = replace(atoms, least=np.where(alone & (atoms.counts > 0), np.maximum(atoms.least, 1), atoms.least))
    values, least, parts = forms @ atoms.counts, forms @ atoms.least, sparse(forms @ atoms.parts.T)
    empty = np.asarray(forms @ (~atoms.nothing).astype("float64")).ravel() == 0
    is_open = (values == 0) & (shows_zero | empty)
    primary = unsafe(values, parts, policy, least=least) & ~is_open
    names = [""] * len(rows)
    for key, number in row.items():
        names[number] = names[number] or str(key)
    # the atoms themselves, and what was withheld before, are protected too, whether or not a table shows them
    before, titles = _sums_of(earlier, atoms, rows) if earlier is not None else (_sums([], len(atoms)), [])
    cells = vstack([forms, identity(len(atoms), format="csr")[~alone], before]).tocsr()
    labels = np.array([*names, *np.array(atoms.names, dtype="object")[~alone], *titles], dtype="object")
    protected, left = _protect(atoms, cells, labels, policy)
    lower, upper = shown_counts(values, policy)
    nothing = Known(sparse((0, len(atoms)), dtype="float64"), np.zeros(0), np.zeros(0))
    plan = Plan(
        policy=policy,
        row=row,
        counts=atoms.counts,
        least=atoms.least,
        forms=forms,
        primary=primary,
        open=is_open,
        shown=(lower, upper),
        protected=protected,
        known=_with_zeros(rules or nothing, atoms, shows_zero),
        parts=atoms.parts,
        told=np.zeros(len(atoms)) if atoms.told is None else atoms.told,
        left=left,
        events=sparse(atoms.parts.shape, dtype="float64") if atoms.events is None else atoms.events,
        earlier=earlier or nothing,
        excused={},
    )
    if further is not None:
        plan = replace(plan, protected=_joined(protected, _small(plan, *further)))
    plan = replace(plan, known=_both(plan.known, plan.earlier))
    return excuse(plan) if excused else plan


def shown_counts(values: Floats, policy: Policy) -> tuple[Floats, Floats]:
    """The counts that each figure may stand for when it is shown, from and to."""
    base = policy.round_to
    if base == 1:
        return values.copy(), values.copy()
    rounded = np.floor(values / base + 0.5) * base
    lower, upper = rounded - base // 2, rounded + (base - 1) // 2
    # what is small is withheld, or is the zero that it looks like
    lower = np.where(rounded > 0, np.maximum(lower, policy.withhold_to + 1), 0)
    return lower, np.where(rounded > 0, upper, 0 if policy.withhold_to >= base // 2 else upper)


def _distinct(figures: Mapping[Key, Integers]) -> tuple[list[Integers], dict[Key, int]]:
    rows: list[Integers] = []
    row: dict[Key, int] = {}
    seen: dict[bytes, int] = {}
    for key, atoms in figures.items():
        inside = np.unique(np.asarray(atoms, dtype="int64"))
        mark = inside.tobytes()
        if mark not in seen:
            seen[mark] = len(rows)
            rows.append(inside)
        row[key] = seen[mark]
    return rows, row


def _sums(rows: list[Integers], size: int) -> csr_array:
    from scipy.sparse import csr_array as sparse

    ends = np.cumsum([0, *(len(part) for part in rows)])
    indices = np.concatenate(rows) if rows else np.zeros(0, dtype="int64")
    return sparse((np.ones(len(indices)), indices, ends), shape=(len(rows), size))


def _sums_of(earlier: Known, atoms: Atoms, rows: list[Integers]) -> tuple[csr_array, list[str]]:
    """The sums that earlier releases were about, other than the figures of this one, and names for them."""
    here = {row.tobytes() for row in rows}
    changes = np.zeros(len(atoms)) if atoms.told is None else atoms.told
    forms = earlier.forms.sorted_indices()
    which, titles = [], []
    for number, (start, end) in enumerate(pairwise(forms.indptr)):
        mark = forms.indices[start:end].astype("int64").tobytes()
        # a count that was changed since is that of another day, and whose it was is not known
        if end - start > 1 and not changes[forms.indices[start:end]].any() and mark not in here:
            here.add(mark)
            which.append(number)
            titles.append(f"{earlier.names[number]} (of an earlier release)" if earlier.names else f"earlier {number}")
    return forms[which], titles


def _protect(
    atoms: Atoms, cells: csr_array, names: Any, policy: Policy
) -> tuple[Protected, tuple[Integers, Protected]]:
    """The cells that a rule protects from all, and those of which it protects what one contributor leaves."""
    from scipy.sparse import csr_array as sparse

    totals, parts, least = cells @ atoms.counts, sparse(cells @ atoms.parts.T), cells @ atoms.least
    known_zero = np.asarray(cells @ (~atoms.nothing).astype("float64")).ravel() == 0
    at_risk = unsafe(totals, parts, policy, least=least) & ~known_zero
    which = np.flatnonzero(at_risk)
    low, high = widths(totals[which], parts[which], policy, least=least[which])
    protected = Protected(cells[which], np.asarray(low, float), np.asarray(high, float), tuple(names[which]))
    rest = left_for(totals, parts).tocoo()
    small = (rest.data >= 1) & (rest.data <= policy.withhold_to) & policy.contributors
    cell, who, own = rest.row[small], rest.col[small], totals[rest.row[small]] - rest.data[small]
    top = policy.withhold_to
    ends = own + top
    titles = tuple(f"{name}, without contributor {number + 1}" for name, number in zip(names[cell], who, strict=True))
    return protected, (who.astype("int64"), Protected(cells[cell], own + 1.0, ends.astype("float64"), titles))


def _small(plan: Plan, forms: csr_array, names: tuple[str, ...]) -> Protected:
    """Those of the forms that are small, above what is known of each when all that can be withheld is withheld."""
    some = np.flatnonzero(forms @ plan.counts > 0)
    least = np.maximum(bounds(plan.view(~plan.open), forms[some], upper=(forms @ plan.counts)[some]).lower, 1.0)
    high = least + plan.policy.withhold_to - 1
    small = forms[some] @ plan.counts <= high
    return Protected(forms[some][small], least[small], high[small], tuple(names[i] for i in some[small]))


def _both(one: Known, other: Known) -> Known:
    from scipy.sparse import vstack

    return Known(
        vstack([one.forms, other.forms]).tocsr(), np.append(one.lower, other.lower), np.append(one.upper, other.upper)
    )


def _joined(one: Protected, other: Protected) -> Protected:
    from scipy.sparse import vstack

    return Protected(
        vstack([one.forms, other.forms]).tocsr(),
        np.append(one.low, other.low),
        np.append(one.high, other.high),
        (*one.names, *other.names),
    )


def _with_zeros(known: Known, atoms: Atoms, shows_zero: bool) -> Known:
    """Where zeros are withheld, those that all know to be zero are said to be so."""
    from scipy.sparse import csr_array as sparse

    if shows_zero or not atoms.nothing.any():
        return known
    row = sparse(atoms.nothing.astype("float64")[None, :])
    return _both(known, Known(row, np.zeros(1), np.zeros(1)))
