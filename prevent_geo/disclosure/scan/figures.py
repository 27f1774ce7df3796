"""Figures: all statements of all folders by what they are of, and where two of them contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from prevent_geo.disclosure.attacker import Floats
from prevent_geo.disclosure.build import shown_counts
from prevent_geo.disclosure.plan import Key
from prevent_geo.disclosure.policy import Policy
from prevent_geo.disclosure.scan.gazetteer import Codes
from prevent_geo.disclosure.scan.report import Finding, Severity
from prevent_geo.disclosure.scan.statements import Statement


@dataclass(frozen=True, eq=False)
class Figure:
    """One figure: the codes that it is the sum of, each value that it was given and where, and where it is withheld."""

    key: Key
    codes: Codes
    values: dict[float, str]
    withheld: str

    @property
    def shown(self) -> bool:
        """Whether it is shown anywhere."""
        return bool(self.values)

    def limits(self, policy: Policy) -> tuple[float, float]:
        """The counts that it may stand for, from and to."""
        if not self.shown:
            return float(policy.withhold_from), float("inf")
        lower, upper = shown_limits(np.array(list(self.values)), policy)
        return float(lower.min()), float(upper.max())


def gather_figures(statements: Iterable[Statement], policy: Policy) -> list[Figure]:
    """The figures that can be put together: of a known quantity, known codes and a known period."""
    found: dict[tuple[str, str, str, Codes], Figure] = {}
    for one in statements:
        key = one.key
        if not (one.areas and key.period and key.quantity in policy.persons):
            continue
        of = (key.quantity, key.category, key.period, one.areas)
        figure = found.get(of) or Figure(key, one.areas, {}, "")
        if one.value is None:
            figure = Figure(figure.key, figure.codes, figure.values, figure.withheld or one.where)
        else:
            figure.values.setdefault(one.value, one.where)
        found[of] = figure
    return _named_apart(found.values())


def contradictions(figures: Iterable[Figure]) -> Iterator[Finding]:
    """Figures that are withheld in one place and shown in another, or are shown with two values."""
    for figure in figures:
        first = next(iter(figure.values.values()), "")
        if figure.shown and figure.withheld:
            why = f"it is shown here, and withheld in {figure.withheld}"
            yield Finding(Severity.BREACH, first, str(figure.key), why)
        if len(figure.values) > 1:
            other = list(figure.values.values())[1]
            why = f"it has another value in {other}, so what follows from it cannot be tested"
            yield Finding(Severity.UNTESTED, first, str(figure.key), why)


def shown_limits(values: Floats, policy: Policy) -> tuple[Floats, Floats]:
    """The counts that shown numbers may stand for: under consistent rounding, all less than one step away."""
    if policy.method == "rounding":
        step = policy.round_to - 1
        return np.maximum(values - step, 0.0), values + step
    return shown_counts(values, policy)


def _named_apart(figures: Iterable[Figure]) -> list[Figure]:
    """Figures whose keys differ: a place whose areas are not those that it had elsewhere is another place."""
    used: dict[Key, int] = {}
    found = []
    for figure in figures:
        used[figure.key] = used.get(figure.key, 0) + 1
        again = used[figure.key]
        key = figure.key if again == 1 else figure.key._replace(place=f"{figure.key.place} (other areas, {again})")
        found.append(Figure(key, figure.codes, figure.values, figure.withheld))
    return found
