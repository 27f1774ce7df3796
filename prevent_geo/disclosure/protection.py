"""Protection: what is withheld of a dataset in a period, decided once for all its places, and kept by the ledger."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, replace
from hashlib import sha256
from secrets import token_hex
from typing import Any
from weakref import WeakSet

import pandas as pd

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure.blocks import PATHWAY
from prevent_geo.disclosure.counts import counts_of, plan_of
from prevent_geo.disclosure.earlier import LEVEL_OF, Codes, Record, periods_outside
from prevent_geo.disclosure.ledger import Ledger
from prevent_geo.disclosure.plan import Key, Plan
from prevent_geo.disclosure.policy import Policy
from prevent_geo.disclosure.protect import decide
from prevent_geo.disclosure.unit import Unit
from prevent_geo.disclosure.wanted import wanted_figures
from prevent_geo.errors import DisclosureError
from prevent_geo.period import Period
from prevent_geo.place import Place

_KEY = object()
# decisions of this process, by what they are of
_DECIDED: dict[tuple[str, str], Mapping[str, Any]] = {}


@dataclass(frozen=True, eq=False, repr=False)
class Protection:
    """What may be shown of a dataset in a period under a policy; made by `protect` alone.

    Of each figure, `withheld` says whether it is, `limits` the counts that it stands for where it is shown, `rounded`
    what is printed instead where a policy rounds. `record` is what the ledger keeps, true counts and all: it never
    leaves with a release. `unlisted` is the period before, of whose attendances and answers no count is shown.
    `excused` are counts that can be narrowed by what is known without this release; see `excuse`.
    """

    policy: Policy
    period: Period
    before: Period | None
    withheld: Mapping[Key, bool]
    limits: Mapping[Key, tuple[float, float]]
    rounded: Mapping[Key, float]
    method: str
    excused: tuple[str, ...]
    record: Mapping[str, Any]
    audience: str = "partner"
    unlisted: str = ""
    key: InitVar[object] = None

    def __post_init__(self, key: object) -> None:
        """Refuse anyone but this file."""
        if key is not _KEY:
            raise DisclosureError("only prevent_geo.disclosure.protect() makes a Protection; hand it the dataset")
        _GENUINE.add(self)

    def for_audience(self, audience: str) -> Protection:
        """The same, as one audience may see it."""
        return replace(self, audience=audience, key=_KEY)

    def earlier(self) -> Protection:
        """The same for the period before; an error if that is not in the data."""
        if self.before is None:
            raise DisclosureError("the period before is not in the release plan; choose a later or shorter period")
        return replace(self, period=self.before, before=None, key=_KEY)

    def _is_unlisted(self, key: Key) -> bool:
        return key.quantity != PATHWAY and key.period == self.unlisted and key not in self.withheld

    def gives(self, of: Unit) -> bool:
        """Whether the audience gets figures of persons at that level."""
        levels = {place.partition(":")[0] for place in of.places} or {of.level}
        return all(self.policy.gives(level, self.audience) for level in levels)

    def look_up(self, keys: Sequence[Key], count: float, what: str) -> float | None:
        """The count that may be shown, None where it is withheld; missing where what rests on it may be shown, not it.

        Raises
        ------
        DisclosureError
            If a key is in no plan, or the count is another than that which the plan was made for.
        """
        if math.isnan(count):
            return count
        if not keys:
            raise DisclosureError(f"{what}: a count of persons has no place in the release plan, so it is not released")
        if all(self._is_unlisted(key) for key in keys):
            small = self.policy.protects(pd.Series([count])).iloc[0]
            return None if small else math.nan
        for key in keys:
            if key not in self.withheld and len(keys) > 1:
                return None
            if key not in self.withheld:
                raise DisclosureError(f"{what}: {key} is not in the release plan, so it is not released")
            if self.withheld[key]:
                return None
        if len(keys) != 1:
            # a sum rounded by itself would narrow the rounded figures that it is made of
            return None if self.policy.round_to > 1 else count
        low, high = self.limits[keys[0]]
        if not low <= count <= high:
            raise DisclosureError(
                f"{what}: {keys[0]} is not what the release plan was made for, so it is not released; use the "
                "tables of the dataset that was protected"
            )
        return self.rounded.get(keys[0], count)

    def total(self, quantity: str, place: Place, count: float) -> float | None:
        """The count of a whole place as it may be shown; None where it is withheld from the audience. See `look_up`."""
        if not self.gives(Unit(places=(str(place),))):
            return None
        return self.look_up([Key(quantity, str(place), self.period.iso())], count, quantity)

    def __repr__(self) -> str:
        """Say what it is, without counts."""
        return f"<Protection of {self.period}: {self.words()}>"

    def words(self) -> str:
        """How many figures are withheld."""
        return f"{sum(self.withheld.values()):,} of {len(self.withheld):,} figures of persons are withheld"


_GENUINE: WeakSet[Protection] = WeakSet()


def check_protection(protection: object) -> None:
    """Refuse anything that `protect` did not make, also what only looks like it.

    Raises
    ------
    TypeError
        If it is something else.
    """
    if not isinstance(protection, Protection) or protection not in _GENUINE:
        raise TypeError("release() takes a Protection that prevent_geo.disclosure.protect() made for the dataset")


def protect(
    dataset: Dataset,
    policy: Policy,
    *,
    period: Period | None = None,
    places: Iterable[Place] = (),
    ledger: Ledger | None = None,
) -> Protection:
    """Decide what is withheld of a dataset in a period.

    Parameters
    ----------
    dataset
        With all its periods and places.
    policy
        What is protected.
    period
        The period of the figures; that of the dataset if None.
    places
        Further places of which figures are to be published: drawn ones, say. Those of every level are in anyhow.
    ledger
        What was released before.

    Raises
    ------
    DisclosureError
        If a count can be narrowed whatever is withheld, because of what was released before. Names the cells.

    Notes
    -----
    Whatever is then published of these figures, of one place or of all, is safe beside the rest of them.
    """
    whole = period or dataset.period
    before = whole.before()
    known = before if dataset.period.start <= before.start else None
    wanted = dict(wanted_figures(dataset, policy, [whole, *([known] if known else [])], list(places)))
    release, mark = _release(dataset, wanted, policy)
    records = () if ledger is None else tuple(ledger.records)
    # the same figures beside the same earlier releases are decided once
    beside = (mark, "" if ledger is None else ledger.head)
    record = next((one for one in records if one["id"] == mark), _DECIDED.get(beside))
    if record is None:
        if outside := periods_outside(dataset, ledger):
            raise DisclosureError(
                f"earlier releases are of {', '.join(outside)}, of which the contacts were not read; open the dataset "
                "whole, or for a period that covers them"
            )
        earlier = [Record.from_json(one["release"]) for one in records]
        record = {
            "id": mark,
            # so that nobody can try counts until a digest of the ledger fits
            "salt": token_hex(16),
            "title": dataset.about.title,
            "period": whole.iso(),
            "policy": {"name": policy.name, "rule": str(policy)},
            **_decided(plan_of(dataset, wanted.items(), policy, earlier), release),
        }
        _DECIDED[beside] = record
    figures = Record.from_json(record["release"]).figures
    held = {key: high is None for key, (_, high) in figures.items()}
    printed = {Key(*row[:4]): float(row[4]) for row in record["rounded"]}
    limits = {key: (low, high) for key, (low, high) in figures.items() if high is not None}
    facts = (policy, whole, known, held, limits, printed, str(record["method"]), tuple(record["excused"]), record)
    return Protection(*facts, unlisted=whole.before().iso(), key=_KEY)


def _decided(plan: Plan, release: Record) -> dict[str, Any]:
    decision = decide(plan)
    figures: dict[Key, tuple[float, float | None]] = {}
    for key, row in plan.row.items():
        hidden = decision.withheld[row]
        figures[key] = (
            (plan.withheld_least, None) if hidden else (float(decision.lower[row]), float(decision.upper[row]))
        )
    printed = decision.rounded
    rounded = (
        [] if printed is None else [[*k, float(printed[r])] for k, r in plan.row.items() if not decision.withheld[r]]
    )
    return {
        "method": decision.method,
        "excused": sorted({name for _, name in plan.excused}),
        "release": replace(release, figures=figures).to_json(),
        "rounded": rounded,
    }


def _release(dataset: Dataset, wanted: Mapping[Key, Codes], policy: Policy) -> tuple[Record, str]:
    """The places and true counts of a release of which nothing is decided yet; and a mark of what decides it.

    The mark is the same for the same figures of the same counts under the same rules.
    """
    places: dict[str, dict[str, Codes]] = {}
    for key, codes in wanted.items():
        places.setdefault(key.quantity, {})[key.place] = codes
    record = Record(places, dict.fromkeys(wanted, (0.0, None)), {})
    cells = {
        group._replace(place=f"{LEVEL_OF.get(group.quantity, 'area')}:{code}"): (code,)
        for group in record.groups()
        for code in record.codes(group.quantity)
    }
    counts, digest = counts_of(dataset, cells, policy)
    facts = [repr(policy), sorted(map(list, wanted)), record.to_json()["places"], digest]
    mark = sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]
    return replace(record, counts={key: count for key, count in counts.items() if count}), mark
