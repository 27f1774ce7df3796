"""Layer and Style: released values with their words, and how they look, computed once for every map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd

from prevent_geo.disclosure import Released, check_released
from prevent_geo.errors import DisclosureError
from prevent_geo.measures import Status

# one hue, dark means more; from the Government Analysis Function palette, with two lighter steps
SEQUENTIAL = ("#e3eef8", "#a9cbe8", "#6bace6", "#2073bc", "#12436d")


# what is no figure of persons, so that it may stand beside one that is withheld
OPEN_FACTS = ("Residents", "Figure of")


@dataclass(frozen=True)
class Entry:
    """One line of a legend: its key, words, colour, hatch ("" or the name of one) and marker text."""

    key: str
    label: str
    colour: str
    hatch: str = ""
    mark: str = ""


# what has no number is white or grey, hatched, and never shares a colour with a class
STATUS_ENTRIES = (
    Entry(Status.NONE_RECORDED, "None recorded", "#ffffff", "dots"),
    Entry(Status.NOT_REPORTED, "Not reported", "#f2f2f2", "lines"),
    Entry(Status.SUPPRESSED, "Withheld (protects small counts)", "#ffffff", "cross"),
    Entry(Status.TOO_FEW, "Too few to say", "#f2f2f2", "checks"),
    Entry(Status.MISSING, "Missing", "#d9d9d9", "bars"),
)


@dataclass(frozen=True)
class Style:
    """Classes of a layer: the upper bound of each class but the last, or the codes of categories; and its legend.

    A value v is in class i where breaks[i-1] < v <= breaks[i].
    """

    entries: tuple[Entry, ...]
    breaks: tuple[float, ...] = ()
    categories: tuple[str, ...] = ()

    @classmethod
    def from_breaks(
        cls, breaks: Iterable[float], labels: Iterable[str], colours: tuple[str, ...] = SEQUENTIAL
    ) -> Style:
        """A sequential style: one more label than breaks; the darkest colour is for the highest class."""
        breaks, labels = tuple(breaks), tuple(labels)
        if len(labels) != len(breaks) + 1 or len(labels) > len(colours):
            raise ValueError(f"{len(breaks)} breaks need {len(breaks) + 1} labels, of at most {len(colours)} classes")
        chosen = (
            [colours[round(i)] for i in np.linspace(0, len(colours) - 1, len(labels))]
            if len(labels) > 1
            else colours[2:3]
        )
        classes = tuple(Entry(f"class {i}", label, c) for i, (label, c) in enumerate(zip(labels, chosen, strict=True)))
        return cls(classes + STATUS_ENTRIES, breaks=breaks)

    @classmethod
    def from_categories(cls, entries: tuple[Entry, ...]) -> Style:
        """A style of classes in words, with the reasons why there may be none."""
        return cls(entries + STATUS_ENTRIES, categories=tuple(entry.key for entry in entries))

    @classmethod
    def from_values(cls, values: pd.Series, *, decimals: int) -> Style:
        """A sequential style with up to five classes of about equal size, none empty, at breaks of sensible digits."""
        known = np.sort(values.dropna().to_numpy(dtype="float64").round(decimals))
        quantiles = np.quantile(known, [0.2, 0.4, 0.6, 0.8]).round(decimals) if len(known) else known
        at_most, first = np.unique(np.searchsorted(known, quantiles, side="right"), return_index=True)
        breaks = [float(quantiles[i]) for count, i in zip(at_most, first, strict=True) if 0 < count < len(known)]
        shown = [f"{b:,.{decimals}f}" for b in breaks]
        if not shown:
            return cls.from_breaks([], ["All values" if len(known) else "No values"])
        labels = [
            f"Up to {shown[0]}",
            *(f"Over {a} to {b}" for a, b in pairwise(shown)),
            f"Over {shown[-1]}",
        ]
        return cls.from_breaks(breaks, labels)

    def classify(self, table: pd.DataFrame) -> pd.Series[str]:
        """Key of the legend entry that each row of a released table belongs to."""
        keys = table["status"].astype("str")
        has_value = keys == Status.VALUE
        if self.categories:
            return keys.where(~has_value, table["value"].astype("str"))
        position = np.searchsorted(np.array(self.breaks), table["value"].to_numpy(dtype="float64"), side="left")
        return keys.where(~has_value, pd.Series([f"class {i}" for i in position], index=table.index))

    def entry(self, key: str) -> Entry:
        """The legend entry of a key."""
        return next(entry for entry in self.entries if entry.key == key)


@dataclass(frozen=True, eq=False, repr=False)
class Layer:
    """Released values and the words without which they must not be shown.

    `names` are the units' names for people; `facts` are more columns for tables and details (on the same index).
    """

    id: str
    group: str
    title: str
    question: str
    unit: str
    method: str
    caveat: str
    values: Released
    style: Style
    names: pd.Series[str]
    facts: pd.DataFrame
    kind: Literal["areas", "points"] = "areas"
    decimals: int = 1

    def __post_init__(self) -> None:
        """Refuse a layer that lacks its words or is handed something that was not released."""
        words = ("id", "group", "title", "question", "unit", "method", "caveat")
        empty = [word for word in words if not getattr(self, word).strip()]
        if empty:
            raise ValueError(f"layer '{self.id}' lacks: {', '.join(empty)}")
        check_released(self.values, f"layer '{self.id}'")
        self._check_facts()

    def _check_facts(self) -> None:
        """Refuse facts that say something of a unit whose figure is withheld."""
        policy, hidden = self.values.policy, (self.values.table["status"] == Status.SUPPRESSED).to_numpy()
        for name in self.facts.columns.difference(list(OPEN_FACTS)):
            told = set(self.facts.loc[hidden, name].astype("str")) - {"", policy.marker}
            if told:
                raise DisclosureError(
                    f"layer '{self.id}': the column '{name}' says something where the figure is withheld; make it from "
                    "what was released"
                )

    def within(self, index: Iterable[str]) -> Layer:
        """The same layer, with the same style, for some units only."""
        index = list(index)
        return replace(self, values=self.values.within(index), names=self.names.loc[index], facts=self.facts.loc[index])

    @property
    def classes(self) -> pd.Series[str]:
        """Key of the legend entry of each unit."""
        return self._classes.copy()

    @cached_property
    def _classes(self) -> pd.Series[str]:
        table = self.values.table
        if self.style.breaks:
            # as people read it: a value shown as 5.0 is in the class "up to 5.0"
            table["value"] = table["value"].astype("float64").round(self.decimals)
        return self.style.classify(table)

    def legend(self) -> list[tuple[Entry, int]]:
        """Legend entries with the number of units in each; a status or category that no unit has is left out."""
        counts = self._classes.value_counts()
        lines = [(entry, int(counts.get(entry.key, 0))) for entry in self.style.entries]
        return [(entry, count) for entry, count in lines if count or entry.key.startswith("class ")]

    def texts(self) -> pd.Series[str]:
        """Value of each unit as people read it: a number, a category's label, or why there is none."""
        table, labels = self.values.table, {entry.key: entry.label for entry in self.style.entries}
        keys = table["status"].astype("str")
        if self.style.categories:
            return table["value"].astype("str").where(keys == Status.VALUE, keys).map(labels)
        marker = {Status.SUPPRESSED: self.values.policy.marker}
        words = {entry.key: marker.get(Status(entry.key), entry.label) for entry in STATUS_ENTRIES}
        numbers = table["value"].map(lambda value: f"{value:,.{self.decimals}f}", na_action="ignore")
        return numbers.where(keys == Status.VALUE, keys.map(words))

    def __repr__(self) -> str:
        """Say what it shows in a line."""
        return f"<Layer {self.id}: {self.title} ({self.unit}), {len(self.values):,} {self.kind}>"

    def _repr_html_(self) -> str:
        from prevent_geo.cards import Bar, bars, card_html

        lines = [Bar(entry.label, count, entry.colour, entry.hatch) for entry, count in self.legend()]
        counts = "; ".join(f"{bar.label}: {bar.count:,}" for bar in lines)
        return card_html(
            self.title,
            about=self.question,
            figure=bars(lines, f"How many of the {len(self.values):,} {self.kind} are in each class. {counts}."),
            facts={"Unit": self.unit, "Method": self.method, "Take care": self.caveat},
            table=self.table(),
            caption=f"{self.title} ({self.unit})",
            next_steps={".table()": "is all of it", f'picture.plot("{self.id}")': "draws it"},
            most=5,
        )

    def table(self) -> pd.DataFrame:
        """The layer as a table for people: name, value, limits where there are any, then the facts; all text."""
        raw = self.values.table
        shown = pd.DataFrame({"Name": self.names, f"{self.title} ({self.unit})": self.texts()})
        if raw["lower"].notna().any():
            limits = [
                "" if np.isnan(low) else f"{low:,.{self.decimals}f} to {high:,.{self.decimals}f}"
                for low, high in zip(raw["lower"], raw["upper"], strict=True)
            ]
            shown["95 % limits"] = limits
        return shown.join(self.facts)
