"""The release plan: every figure of persons that is to be published, as a linear form of the finest counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from prevent_geo.disclosure.attacker import Floats, Integers, View
from prevent_geo.disclosure.policy import Policy

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Flags = npt.NDArray[np.bool_]


class Key(NamedTuple):
    """What a figure is of: its quantity, place ("district:X"), period (ISO 8601) and category ("" or a stage, say)."""

    quantity: str
    place: str
    period: str
    category: str = ""

    def __str__(self) -> str:
        """Say it in words."""
        category = f", {self.category}" if self.category else ""
        return f"{self.quantity} of {self.place}{category}, {self.period}"


@dataclass(frozen=True, eq=False)
class Known:
    """What is known beside the figures, by earlier releases or by rule: lower ≤ forms @ atoms ≤ upper."""

    forms: csr_array
    lower: Floats
    upper: Floats
    names: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Protected:
    """Forms of atoms that nobody may narrow within low to high, which holds the true value; `names` are for people."""

    forms: csr_array
    low: Floats
    high: Floats
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Plan:
    """A release before it is decided what is withheld.

    `counts` are the true counts of the m atoms and `least` what everybody knows them to be at least. `forms` (f × m)
    are the figures, no two alike; `row` finds the figure of each key. `primary` are those that a rule withholds,
    `open` those that are shown whatever happens (a zero, where zeros are shown). `shown` is the lowest and the highest
    count that a figure stands for when it is shown. `known` is what holds by rule and by earlier releases, `earlier`
    the latter alone. `parts` (c × m) are the counts that each contributor knows, being its own, and `events` those of
    its own behind `least`; `told` is what each is taken to know beside that. `left` are further protected forms of
    single contributors: what is left when they subtract their part. `excused` are intervals that cannot be kept, by
    contributor (-1: of all) and name of the form.
    """

    policy: Policy
    row: dict[Key, int]
    counts: Floats
    least: Floats
    forms: csr_array
    primary: Flags
    open: Flags
    shown: tuple[Floats, Floats]
    protected: Protected
    known: Known
    parts: csr_array
    events: csr_array
    told: Floats
    left: tuple[Integers, Protected]
    earlier: Known
    excused: Mapping[tuple[int, str], tuple[float, float]]

    @property
    def values(self) -> Floats:
        """True count of each figure."""
        return np.asarray(self.forms @ self.counts, dtype="float64")

    @property
    def cost(self) -> Floats:
        """What it costs readers to lose each figure: one each, and a little more for a large one."""
        return np.asarray(1 + np.log10(1 + np.abs(self.values)) / 100, dtype="float64")

    @property
    def withheld_least(self) -> float:
        """What a marker says at least: one person where zeros are shown; nothing where all is rounded instead."""
        return float(self.policy.withhold_from) if self.policy.method == "suppression" else 0.0

    def names(self, rows: Integers) -> list[str]:
        """Key of each of these figures in words; the first where several are the same."""
        first: dict[int, str] = {}
        for key, row in self.row.items():
            first.setdefault(row, str(key))
        return [first[int(row)] for row in rows]

    def known_by(self, contributor: int) -> tuple[Floats, Floats]:
        """What a contributor counted itself, and the least it knows of each atom: events of others had visitors."""
        own, events = (
            np.asarray(matrix[[contributor]].todense(), dtype="float64").ravel() for matrix in (self.parts, self.events)
        )
        own = np.maximum(own, self.told)
        floor = np.where(events > 0, own + self.least - events, own)
        return own, np.minimum(np.maximum(self.least, floor), self.counts)

    def limits(self, withheld: Flags) -> tuple[Floats, Floats]:
        """What each figure tells: the counts it may stand for, from and to."""
        lower, upper = self.shown
        return np.where(withheld, self.withheld_least, lower), np.where(withheld, np.inf, upper)

    def view(self, withheld: Flags, least: Floats | None = None) -> View:
        """What is known when these figures are withheld, by one who knows the atoms to be at least `least`."""
        from scipy.sparse import vstack

        lower, upper = self.limits(withheld)
        return View(
            vstack([self.forms, self.known.forms]).tocsr(),
            np.append(lower, self.known.lower),
            np.append(upper, self.known.upper),
            self.least if least is None else least,
        )

    def showing(self, lower: Floats, upper: Floats) -> Plan:
        """The same plan, but that a figure that is shown stands for other counts: it is rounded, say."""
        return replace(self, shown=(lower, upper))
