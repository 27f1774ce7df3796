"""Released: values after disclosure control; this file is the only one that can make one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import InitVar, dataclass
from weakref import WeakSet

import numpy as np
import pandas as pd

from prevent_geo.disclosure.coarse import rounded_row_values, three_digits
from prevent_geo.disclosure.policy import Policy
from prevent_geo.disclosure.protection import Protection, check_protection
from prevent_geo.disclosure.unit import Unit, keys_of
from prevent_geo.errors import DisclosureError
from prevent_geo.measures import RESULT_COLUMNS, MethodCard, Status

_KEY = object()
_FIGURES = ["value", "lower", "upper", "numerator", "n"]
_AREAS = Unit()


@dataclass(frozen=True, eq=False, repr=False)
class Released:
    """A measure's result that may be shown: withheld values are absent from memory, not masked.

    Made by `release` alone; to construct, replace or forge one elsewhere is an error, there or where it is used.
    """

    card: MethodCard
    policy: Policy
    _table: pd.DataFrame
    key: InitVar[object]

    def __post_init__(self, key: object) -> None:
        """Refuse anyone but this file."""
        if key is not _KEY:
            raise DisclosureError(
                "only prevent_geo.disclosure.release() makes a Released; hand it the measure's result"
            )
        _GENUINE.add(self)

    @property
    def table(self) -> pd.DataFrame:
        """A copy of the values: value, lower, upper, numerator, denominator, n, method, status."""
        return self._table.copy()

    @property
    def withheld(self) -> int:
        """How many rows are withheld."""
        return int((self._table["status"] == Status.SUPPRESSED).sum())

    def within(self, index: Iterable[str]) -> Released:
        """The rows of some units only."""
        return Released(self.card, self.policy, self._table.loc[list(index)].copy(), key=_KEY)

    def among(self, units: Mapping[str, Collection[str]]) -> Released:
        """The rows whose unit is one of those named for its level of the index; a level not named keeps all rows."""
        index = self._table.index
        keep = np.ones(len(index), dtype=bool)
        for number, level in enumerate(index.names):
            if level in units:
                keep &= index.get_level_values(number).isin(units[str(level)])
        return Released(self.card, self.policy, self._table[keep].copy(), key=_KEY)

    def spread(self, zones: pd.Series) -> Released:
        """The row of its zone for each unit of `zones`; missing where that has no row."""
        table = self._table.reindex(zones.to_numpy()).set_axis(zones.index)
        table["status"] = table["status"].fillna(Status.MISSING)
        return Released(self.card, self.policy, table, key=_KEY)

    def __copy__(self) -> Released:
        """Nothing in it changes, so it is its own copy."""
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Released:
        """Nothing in it changes, so it is its own copy."""
        return self

    def __len__(self) -> int:
        """Number of rows."""
        return len(self._table)

    def __repr__(self) -> str:
        """Say what it is, without its values."""
        return f"<Released {self.card.id}: {len(self)} rows, {self.withheld} withheld, policy {self.policy.name}>"


_GENUINE: WeakSet[Released] = WeakSet()


def check_released(values: object, user: str) -> None:
    """Refuse anything that `release` did not make, also what only looks like it.

    Raises
    ------
    TypeError
        If it is something else.
    """
    if not isinstance(values, Released):
        raise TypeError(f"{user} was handed a {type(values).__name__}; it takes a Released")
    if values not in _GENUINE:
        raise TypeError(f"{user} was handed a Released that prevent_geo.disclosure.release() did not make")


def release(result: pd.DataFrame, card: MethodCard, protection: Protection, of: Unit = _AREAS) -> Released:
    """Apply disclosure control to a measure's result.

    Parameters
    ----------
    result
        What the measure returned; the columns that `card.persons` names are counts of persons.
    card
        The measure's method card.
    protection
        What is withheld of the dataset in the period; see `protect`.
    of
        What the rows are of, as far as their index does not say it.

    Returns
    -------
    Released
        The same rows. Where a count of persons is withheld, so is everything else that was found of that unit; where it
        is rounded, so is what is worked out from it. A measure of persons keeps only the columns that every measure has
        and those that its card names as further; its limits have three digits, as exact ones say how large single
        events were.

    Raises
    ------
    DisclosureError
        If a value comes without the count of persons behind it, or with one that is not that of the release plan.

    Examples
    --------
    >>> from prevent_geo.dataset import open_dataset
    >>> from prevent_geo.disclosure import find_policy, protect
    >>> from prevent_geo.measures import CARDS, attendance_rate
    >>> data = open_dataset("sample")
    >>> result = attendance_rate(data.contacts, data.areas)
    >>> release(result, CARDS["attendance_rate"], protect(data, find_policy()))
    <Released attendance_rate: 360 rows, 18 withheld, policy default>
    """
    check_protection(protection)
    policy = protection.policy
    if not card.counts_persons:
        return Released(card, policy, result.copy(), key=_KEY)
    # nothing but the columns that the card names
    table = result[[*RESULT_COLUMNS, *card.further]].copy()
    counts = result[[counted.column for counted in card.persons]].astype("float64")
    if counts.isna().any(axis=1)[table["value"].notna()].any():
        raise DisclosureError(f"{card.id}: a value without its count of persons cannot be checked, so not released")
    hidden = pd.Series(not protection.gives(of), index=table.index)
    for counted in card.persons:
        keys = keys_of(table.index, counted, of, protection.period, protection.before)
        seen = [
            protection.look_up(row, count, card.id) for row, count in zip(keys, counts[counted.column], strict=True)
        ]
        hidden |= np.array([shown is None for shown in seen], dtype=bool)
        counts[counted.column] = [np.nan if shown is None else shown for shown in seen]
    table[["lower", "upper"]] = table[["lower", "upper"]].apply(three_digits)
    if policy.round_to > 1:
        table = rounded_row_values(table, counts)
    table = table.assign(**{str(name): counts[name] for name in counts.columns.intersection(table.columns)})
    if hidden.any():
        _withhold(table, hidden, card)
    return Released(card, policy, table, key=_KEY)


def _withhold(table: pd.DataFrame, hidden: pd.Series, card: MethodCard) -> None:
    """Take everything out of the hidden rows that was worked out from a count of persons."""
    table["n"] = table["n"].astype("float64")
    for name in {*_FIGURES, *card.further, *(counted.column for counted in card.persons)} & set(table.columns):
        table.loc[hidden, name] = float("nan") if pd.api.types.is_numeric_dtype(table[name]) else ""
    table.loc[hidden, "status"] = Status.SUPPRESSED
    table.loc[hidden, "method"] = "withheld"
