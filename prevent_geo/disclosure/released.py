"""Released: values after the disclosure policy; this file is the only one that can make one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import InitVar, dataclass

import numpy as np
import pandas as pd

from prevent_geo.disclosure.policy import Policy
from prevent_geo.errors import DisclosureError
from prevent_geo.measures import RESULT_COLUMNS, MethodCard, Status

_KEY = object()
_FIGURES = ["value", "lower", "upper", "numerator", "n"]


@dataclass(frozen=True, eq=False, repr=False)
class Released:
    """A measure's result that may be shown: withheld values are absent from memory, not masked.

    Made by `release` alone; constructing or replacing one elsewhere raises DisclosureError.
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

    def __len__(self) -> int:
        """Number of rows."""
        return len(self._table)

    def __repr__(self) -> str:
        """Say what it is, without its values."""
        return f"<Released {self.card.id}: {len(self)} rows, {self.withheld} withheld, policy {self.policy.name}>"


def release(result: pd.DataFrame, card: MethodCard, policy: Policy) -> Released:
    """Apply a disclosure policy to a measure's result.

    Parameters
    ----------
    result
        What the measure returned; the columns that `card.persons` names are counts of persons.
    card
        The measure's method card.
    policy
        Which counts are withheld.

    Returns
    -------
    Released
        The same rows. Where a count of persons is withheld, so is everything else that was found of that unit; a
        measure of persons keeps only the columns that every measure has and those that its card names as further.

    Raises
    ------
    DisclosureError
        If a value comes without the count of persons behind it.

    Examples
    --------
    >>> from prevent_geo.disclosure import find_policy
    >>> from prevent_geo.measures import CARDS, attendance_rate
    >>> areas = pd.DataFrame({"population": [1000, 1000], "neighbourhood_code": ["N1", "N1"]}, index=["A", "B"])
    >>> contacts = pd.DataFrame({"area_code": ["A", "B"], "attendance": [4, 5]})
    >>> result = attendance_rate(contacts, areas)
    >>> release(result, CARDS["attendance_rate"], find_policy()).table[["value", "numerator", "status"]]
       value  numerator      status
    A    NaN        NaN  suppressed
    B    5.0        5.0       value
    """
    if not card.counts_persons:
        return Released(card, policy, result.copy(), key=_KEY)
    # nothing but the columns that the card names
    table = result[[*RESULT_COLUMNS, *card.further]].copy()
    counts = result[list(card.persons)].astype("float64")
    if counts.isna().any(axis=1)[table["value"].notna()].any():
        raise DisclosureError(f"{card.id}: a value without its count of persons cannot be checked, so not released")
    hidden = counts.apply(policy.protects).any(axis=1)
    if {"numerator", "denominator"} <= set(card.persons):
        # a share: the persons who are not in it are a count of persons too
        hidden |= policy.protects(counts["denominator"] - counts["numerator"])
    if hidden.any():
        _withhold(table, hidden, card)
    return Released(card, policy, table, key=_KEY)


def _withhold(table: pd.DataFrame, hidden: pd.Series, card: MethodCard) -> None:
    """Take everything out of the hidden rows that was worked out from a count of persons."""
    table["n"] = table["n"].astype("float64")
    for name in {*_FIGURES, *card.further, *card.persons} & set(table.columns):
        table.loc[hidden, name] = float("nan") if pd.api.types.is_numeric_dtype(table[name]) else ""
    table.loc[hidden, "status"] = Status.SUPPRESSED
    table.loc[hidden, "method"] = "withheld"
