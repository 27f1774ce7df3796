"""What can be planted in a town, and what was asked for: kinds as data in features.toml, wishes as text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from prevent_geo.errors import InputError, did_you_mean


@dataclass(frozen=True)
class FeatureKind:
    """One kind of feature: its title, what its size means, and how it is planted unless a wish says otherwise.

    `level` is what it covers (area, scattered, cluster, neighbourhood, district, force); `begins` and `lasts` are
    shares of the period; `changes_rate` marks those that set the rate of their areas, `always` those that cannot begin
    or end.
    """

    name: str
    title: str
    means: str
    level: str
    size: float
    range: tuple[float, float]
    count: int
    subject: str = ""
    usual: tuple[str, ...] = ()
    begins: float = 0.0
    lasts: float = 1.0
    changes_rate: bool = False
    always: bool = False


@dataclass(frozen=True)
class Wish:
    """A feature to plant; what is not said is chosen by the seed, or is the kind's own default."""

    kind: str
    place: str = ""
    subject: str = ""
    start: str = ""
    end: str = ""
    size: float | None = None


@dataclass(frozen=True)
class Feature:
    """A planted feature: where (codes of areas), when (months, inclusive), what about, and how strong."""

    kind: str
    place: str
    areas: tuple[str, ...]
    subject: str
    start: str
    end: str
    size: float

    def __str__(self) -> str:
        """Say what, where, when and how strong in a line."""
        where = self.place if self.place not in {"cluster", "scattered"} else f"{self.place} of {len(self.areas)} areas"
        about = f", {self.subject}" if self.subject else ""
        return f"{self.kind}: {where}{about}, {self.start} to {self.end}, size {self.size:g}"

    def as_dict(self) -> dict[str, Any]:
        """Plain values with the kind's title and the meaning of its size, for JSON."""
        kind = feature_kinds()[self.kind]
        areas = "all" if self.place == "all" else list(self.areas)
        return {"title": kind.title, **asdict(self), "areas": areas, "size_means": kind.means}


@cache
def feature_kinds() -> Mapping[str, FeatureKind]:
    """Every kind of feature, in the order of planting."""
    raw = tomllib.loads((Path(__file__).parent / "features.toml").read_text(encoding="utf-8"))
    kinds = {}
    for name, entry in raw.items():
        facts: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
        }
        kinds[name] = FeatureKind(name=name, **facts)
    return kinds


def default_wishes() -> list[Wish]:
    """What a town has unless it is told otherwise."""
    return [Wish(kind.name) for kind in feature_kinds().values() for _ in range(kind.count)]


def parse_wish(text: str) -> Wish:
    """Read "kind" or "kind:name=value,name=value".

    Raises
    ------
    InputError
        If the kind or a name is not known, or a value is not what it should be.

    Examples
    --------
    >>> parse_wish("under_reached:place=neighbourhood:X05000003,size=0.4")
    Wish(kind='under_reached', place='neighbourhood:X05000003', subject='', start='', end='', size=0.4)
    """
    name, _, rest = text.partition(":")
    kinds = feature_kinds()
    if name not in kinds:
        raise InputError(f"--plant '{name}' is not one of {', '.join(kinds)}{did_you_mean(name, kinds)}")
    known = {"place": "place", "subject": "subject", "from": "start", "to": "end", "size": "size"}
    given: dict[str, str] = {}
    for pair in filter(None, rest.split(",")):
        key, equals, value = pair.partition("=")
        if not equals or not value or key not in known or known[key] in given:
            raise InputError(f"--plant {name}: '{pair}' is not NAME=VALUE, each once, with one of {', '.join(known)}")
        given[known[key]] = value
    if "subject" in given and not kinds[name].subject:
        raise InputError(f"--plant {name}: it has no subject; take 'subject' out")
    for key in {"start", "end"} & set(given):
        _month(given[key], f"--plant {name}")
    size = _size(given.pop("size"), kinds[name]) if "size" in given else None
    return Wish(kind=name, size=size, **given)


def months_of(wish: Wish, calendar: pd.PeriodIndex) -> tuple[str, str]:
    """First and last month of a feature, within the calendar of the town.

    Raises
    ------
    InputError
        If the months that are wished for do not lie in it in order.
    """
    kind = feature_kinds()[wish.kind]
    if kind.always and (wish.start or wish.end):
        raise InputError(f"{wish.kind}: it neither begins nor ends; take 'from' and 'to' out")
    first = min(round(kind.begins * len(calendar)), len(calendar) - 1)
    last = min(first + max(1, round(kind.lasts * len(calendar))), len(calendar)) - 1
    start = _month(wish.start, wish.kind) if wish.start else calendar[first]
    end = _month(wish.end, wish.kind) if wish.end else max(calendar[last], start)
    if not calendar[0] <= start <= end <= calendar[-1]:
        raise InputError(f"{wish.kind}: {start} to {end} does not lie in {calendar[0]} to {calendar[-1]}")
    return str(start), str(end)


def of_kind(features: Iterable[Feature], *kinds: str) -> list[Feature]:
    """The features of some kinds, in their order."""
    return [feature for feature in features if feature.kind in kinds]


def _month(text: str, where: str) -> pd.Period:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise InputError(f"{where}: '{text}' is not a month; write it as 2026-03")
    return pd.Period(text, "M")


def _size(text: str, kind: FeatureKind) -> float:
    low, high = kind.range
    try:
        size = float(text)
    except ValueError:
        size = float("nan")
    if not low <= size <= high:
        raise InputError(f"--plant {kind.name}: size '{text}' is not a number from {low:g} to {high:g} ({kind.means})")
    return size
