"""The attack on what was found: how far all figures together narrow those that are withheld."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from prevent_geo.disclosure.attacker import Bounds, View, bounds
from prevent_geo.disclosure.policy import Policy
from prevent_geo.disclosure.scan.figures import Figure
from prevent_geo.disclosure.scan.report import Finding, Severity, range_words
from prevent_geo.disclosure.stretches import period_of, stretches
from prevent_geo.errors import DisclosureError, counted, quoted_list

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, eq=False)
class Cells:
    """The finest cells that figures tell apart: which of them each figure (row) is the sum of, and their names."""

    forms: csr_array
    names: tuple[str, ...]


def attack(figures: Sequence[Figure], policy: Policy) -> list[Finding]:
    """What somebody who has no more than the figures can work out.

    Parameters
    ----------
    figures
        All that is published, together with all that was published before.
    policy
        What is withheld.

    Returns
    -------
    list
        A breach where a withheld count, or what is left of a total when its published parts are taken away, must be a
        small one and is narrowed; a possible breach where it may be one: only the dataset can tell.
    """
    findings = []
    groups: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        groups.setdefault((figure.key.quantity, figure.key.category), []).append(figure)
    for (quantity, category), group in groups.items():
        try:
            findings += list(_narrowed(group, policy))
        except DisclosureError as error:
            what = f"{quantity} {category}".strip()
            findings.append(Finding(Severity.UNTESTED, _where(group), what, str(error)))
    return findings


def cells_of(figures: Sequence[Figure]) -> Cells:
    """The coarsest cells that every figure is a sum of: codes and stretches of time that no figure tells apart."""
    from scipy.sparse import csr_array as sparse

    codes = sorted({code for figure in figures for code in figure.codes})
    times = stretches(period_of(figure.key.period) for figure in figures)
    number = {code: at for at, code in enumerate(codes)}
    rows, columns = [], []
    for row, figure in enumerate(figures):
        period = period_of(figure.key.period)
        inside = [at for at, time in enumerate(times) if period.start <= time.start and time.end <= period.end]
        held = np.add.outer(np.array([number[code] for code in figure.codes]) * len(times), np.array(inside)).ravel()
        columns.append(held)
        rows.append(np.full(len(held), row))
    shape, ones = (len(figures), len(codes) * len(times)), np.ones(sum(map(len, rows)))
    full = sparse((ones, (np.concatenate(rows), np.concatenate(columns))), shape=shape).tocsc()
    alike: dict[bytes, list[int]] = {}
    for at in range(shape[1]):
        touching = np.sort(full.indices[full.indptr[at] : full.indptr[at + 1]])
        if len(touching):
            alike.setdefault(touching.tobytes(), []).append(at)
    names = []
    for group in alike.values():
        named = quoted_list(dict.fromkeys(codes[at // len(times)] for at in group), 3)
        when = sorted({times[at % len(times)] for at in group})
        names.append(f"{named}, {when[0].start}/{when[-1].end}")
    return Cells(full[:, [group[0] for group in alike.values()]].tocsr(), tuple(names))


def _narrowed(figures: list[Figure], policy: Policy) -> Iterator[Finding]:
    from scipy.sparse import csr_array as sparse
    from scipy.sparse import identity, vstack

    cells = cells_of(figures)
    size = len(cells.names)
    limits = np.array([figure.limits(policy) for figure in figures])
    exact = limits[:, 0] == limits[:, 1]
    single = np.diff(cells.forms.indptr) == 1
    own = np.unique(cells.forms[np.flatnonzero(single)].indices)
    # what is in no table by itself, and what is there withheld or rounded
    left = np.setdiff1d(np.arange(size), own)
    asked = np.flatnonzero(~exact)
    if not len(left) and not len(asked):
        return
    targets = vstack([cells.forms[asked], sparse(identity(size, format="csr"))[left]]).tocsr()
    low, high = float(policy.withhold_from), float(policy.withhold_to)
    view = View(cells.forms, limits[:, 0], limits[:, 1], np.zeros(size))
    ends = np.ones(targets.shape[0])
    found = bounds(view, targets, ends * max(low - 1, 0), ends * (high + 1))
    for place, severity in _breached(found, low, high):
        if place < len(asked):
            figure = figures[int(asked[place])]
            where, what = figure.withheld or next(iter(figure.values.values())), str(figure.key)
        else:
            touching = np.flatnonzero(cells.forms[:, [int(left[place - len(asked)])]].toarray().ravel())
            where, key = _where([figures[int(row)] for row in touching]), figures[0].key
            what = f"{key.quantity} of what is left in {cells.names[int(left[place - len(asked)])]}"
        yield Finding(severity, where, what, _why(severity, policy, len(figures)))


def _breached(found: Bounds, low: float, high: float) -> Iterator[tuple[int, Severity]]:
    """Which targets are narrowed within the interval from low to high, or may be."""
    for place, (least, most) in enumerate(zip(found.lower, found.upper, strict=True)):
        inside = least >= low and most <= high
        if inside and (least > low or most < high):
            yield place, Severity.BREACH
        elif not inside and (low < least <= high or low <= most < high):
            yield place, Severity.POSSIBLE


def _why(severity: Severity, policy: Policy, number: int) -> str:
    given = f"{counted(number, 'figure')} together"
    if severity is Severity.BREACH:
        return f"{given} narrow it: it is {range_words(policy)}, and readers can tell more of it than that"
    return f"{given} narrow it, and it may be {range_words(policy)}; give --dataset to tell"


def _where(figures: Iterable[Figure]) -> str:
    """The files that figures were found in, a few of them."""
    places = (where for figure in figures for where in [*figure.values.values(), figure.withheld] if where)
    files = list(dict.fromkeys(where.partition(" > ")[0].partition(", row")[0] for where in places))
    return ", ".join(files[:3]) + (f" and {len(files) - 3} more" if len(files) > 3 else "")
