"""Contact totals: sums over every checked contact of a dataset, however many there are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.period import Period
from prevent_geo.reading.config import read_config
from prevent_geo.reading.problems import DataError
from prevent_geo.reading.read import read_into
from prevent_geo.reading.table import finished
from prevent_geo.tables import CONTACTS

_OWN = ("area_code", "partner_id", "kind", "strand", "theme", "initiated_by")
_LEVELS = ("neighbourhood_code", "district_code", "force_code")
BY = (*_OWN, "month", *_LEVELS)
_FIRST, _LAST = "first", "last"
# rows of sums that are kept before they are added up
_PENDING = 2_000_000


def contact_totals(
    folder: str | Path,
    *,
    by: Iterable[str] = ("area_code",),
    period: str | None = None,
    on: date | None = None,
    standard_days: int = 28,
) -> pd.DataFrame:
    """Sums over the contacts of a dataset, of which no more than a batch is in memory at a time.

    Memory grows with the groups that there are, not with the contacts, if they are in a folder of Parquet files.

    Parameters
    ----------
    folder
        A folder with a dataset.toml in it.
    by
        What to group by: area_code, neighbourhood_code, district_code, force_code, month ("2026-03"), partner_id, kind,
        strand, theme, initiated_by.
    period
        As `Period.parse` takes it; None: all.
    on
        The day from which answers are looked back at; None: the last of the period.
    standard_days
        Days within which an answer is due.

    Returns
    -------
    DataFrame
        A row for each group that has a contact, indexed by `by` in its order; a missing code is a group. Columns:
        contacts; attendance_known (contacts that give one), attended (those to which anybody came), attendance
        (persons), attendance_squares; trust_events (contacts with a mean answer and responses), trust_responses
        (persons), trust_sum (sum of the means), trust_weighted (sum of mean times responses); held (by the day `on`),
        answered, due and in_time of these, as `response_loop` counts them; first and last (day). Attendances and
        responses are counts of persons: they leave only through `release`.

    Raises
    ------
    InputError
        If a column to group by, or the period, is not understood.
    DataError
        If the dataset has errors.

    Examples
    --------
    >>> from prevent_geo.resources import shipped
    >>> contact_totals(shipped("data/sample"), by=["strand"])[["contacts", "attendance_known"]].head(2)
                contacts  attendance_known
    strand
    communications      1089              1012
    communities         3326              3067
    """
    folder, names = Path(folder), list(dict.fromkeys(by))
    for name in names:
        if name not in BY:
            raise InputError(f"contacts are not grouped by '{name}'{did_you_mean(name, BY)}; use {', '.join(BY)}")
    if not names:
        raise InputError(f"nothing to group by; name one or more of {', '.join(BY)}")
    covered = read_config(folder).dates()
    when = covered if period is None else Period.parse(period, covered)
    tallies: list[Tally] = []

    def start() -> Tally:
        tallies.append(Tally(names, when, on or when.end, standard_days))
        return tallies[-1]

    reading = read_into(folder, start, period=period, limit=False)
    if reading.report.errors:
        raise DataError(reading.report)
    tally = tallies[-1] if tallies else start()
    if reading.contacts is not None:
        tally.add(reading.contacts.reset_index())
    assert reading.areas is not None
    return tally.totals(reading.areas)


class Tally:
    """A sink that adds contacts up by group."""

    def __init__(self, by: list[str], period: Period, on: date, standard_days: int) -> None:
        self._by, self._period, self._on, self._standard_days = by, period, on, standard_days
        # areas are few, so that their levels are looked up at the end
        own = [name for name in by if name not in _LEVELS]
        self._own = [*own, *(["area_code"] if len(own) < len(by) and "area_code" not in own else [])]
        self._sums: list[pd.DataFrame] = []

    def add(self, contacts: pd.DataFrame) -> None:
        """Add a batch."""
        rows = contacts[contacts["date"].between(pd.Timestamp(self._period.start), pd.Timestamp(self._period.end))]
        keys = {name: _key(rows, name) for name in self._own}
        self._sums.append(_added(pd.DataFrame(keys | self._figures(rows)), self._own))
        if sum(map(len, self._sums)) > _PENDING:
            self._sums = [_added(pd.concat(self._sums, ignore_index=True), self._own)]

    def totals(self, areas: pd.DataFrame) -> pd.DataFrame:
        """The sums of all batches."""
        if not self._sums:
            self.add(finished(None, CONTACTS).reset_index())
        sums = pd.concat(self._sums, ignore_index=True)
        if "month" in sums:
            sums["month"] = sums["month"].to_numpy().astype("datetime64[M]").astype("str")
        for level in set(self._by) & set(_LEVELS):
            sums[level] = sums["area_code"].map(areas[level])
        return _added(sums.drop(columns=set(self._own) - set(self._by)), self._by).set_index(self._by)

    def _figures(self, rows: pd.DataFrame) -> dict[str, pd.Series]:
        attendance, mean, responses = (_numbers(rows, name) for name in ("attendance", "trust_mean", "trust_responses"))
        asked = mean.notna() & (responses > 0)
        answered_on = rows["answered_on"] if "answered_on" in rows else pd.Series(pd.NaT, index=rows.index)
        last, standard = pd.Timestamp(self._on), pd.Timedelta(days=self._standard_days)
        held = rows["date"] <= last
        answered, due = held & (answered_on <= last), held & (rows["date"] <= last - standard)
        figures: dict[str, pd.Series] = {
            "contacts": pd.Series(1, index=rows.index),
            "attendance_known": attendance.notna(),
            "attended": attendance > 0,
            "attendance": attendance.fillna(0),
            "attendance_squares": attendance.fillna(0) ** 2,
            "trust_events": asked,
            "trust_responses": responses.where(asked, 0),
            "trust_sum": mean.where(asked, 0.0),
            "trust_weighted": (mean * responses).where(asked, 0.0),
            "held": held,
            "answered": answered,
            "due": due,
            "in_time": due & answered & (answered_on - rows["date"] <= standard),
        }
        whole = {name: values.astype("int64") for name, values in figures.items() if name not in _FRACTIONS}
        return figures | whole | {_FIRST: rows["date"], _LAST: rows["date"]}


_FRACTIONS = {"trust_sum", "trust_weighted"}


def _key(rows: pd.DataFrame, name: str) -> pd.Series:
    if name == "month":
        # a number sorts and groups faster than text
        return pd.Series(rows["date"].to_numpy().astype("datetime64[M]").astype("int64"), index=rows.index)
    if name not in rows:
        return pd.Series(pd.NA, index=rows.index, dtype="str")
    return rows[name].astype("str")


def _numbers(rows: pd.DataFrame, name: str) -> pd.Series:
    return rows[name].astype("float64") if name in rows else pd.Series(np.nan, index=rows.index)


def _added(sums: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    figures = [name for name in sums.columns if name not in by]
    how = dict.fromkeys(figures, "sum") | {_FIRST: "min", _LAST: "max"}
    return sums.groupby(by, sort=True, dropna=False).agg(how).reset_index()
