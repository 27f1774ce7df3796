"""Compact: contacts that come batch by batch, put together in as little memory as they need in the end."""

from __future__ import annotations

import os
from typing import Protocol

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray
from pandas.api.types import union_categoricals

from prevent_geo.errors import InputError
from prevent_geo.reading.table import empty_column, finished
from prevent_geo.tables import CONTACTS

# what a contact takes while all are put together: measured, with what the allocator keeps
ROW_BYTES = 220
_CODES = {column.name for column in CONTACTS.columns if column.kind == "code" and not column.unique}


class Sink(Protocol):
    """What checked contacts go into, batch by batch."""

    def add(self, contacts: pd.DataFrame) -> None:
        """Take a batch: the columns of contacts that there are, and where each row is from."""


class Discard:
    """A sink for those who only want the report."""

    def add(self, contacts: pd.DataFrame) -> None:
        """Forget the batch."""


class Compact:
    """A sink that keeps every contact: codes as categories, the columns apart from each other."""

    def __init__(self) -> None:
        self._parts: dict[str, list[pd.Series]] = {}

    def add(self, contacts: pd.DataFrame) -> None:
        """Keep a batch."""
        for column in CONTACTS.columns:
            if column.kind != "geometry":
                # one source may have a column that another has not
                known = column.name in contacts
                values = contacts[column.name] if known else empty_column(column.kind, contacts.index)
                kept = values.astype("category") if column.name in _CODES else values.copy()
                self._parts.setdefault(column.name, []).append(kept)

    def frame(self) -> pd.DataFrame:
        """All contacts as `finished` gives them, but with their codes as categories; nothing is kept after that."""
        if not self._parts:
            self.add(finished(None, CONTACTS).reset_index())
        keys, order = _ordered(self._parts.pop(CONTACTS.key))
        index = pd.Index(keys, name=CONTACTS.key)
        columns = {}
        for name in list(self._parts):
            values = _whole(name, self._parts.pop(name))
            columns[name] = (values if order is None else values.take(order)).set_axis(index)
        # in blocks of several columns there would be a second copy of all
        return pd.DataFrame(columns, copy=False)


def _ordered(parts: list[pd.Series]) -> tuple[ExtensionArray, np.ndarray | None]:
    """Keys in their order, and where they were; nothing where they are in order, as exports mostly are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    # in pandas, sorting text makes an object of every value
    keys = pa.chunked_array([pa.array(part.array, pa.large_string()) for part in parts], pa.large_string())
    order = None
    if not pc.all(pc.less_equal(keys[:-1], keys[1:])).as_py():
        order = pc.sort_indices(keys).to_numpy()
        keys = keys.take(order)
    return pd.array(keys, dtype="str"), order


def _whole(name: str, parts: list[pd.Series]) -> pd.Series:
    if name in _CODES:
        return pd.Series(union_categoricals(parts, sort_categories=True))
    return pd.concat(parts, ignore_index=True)


def refuse_too_many(rows: int) -> None:
    """Refuse to put more contacts together than half of the machine's memory holds; where that is not known, none.

    Raises
    ------
    InputError
        If they are too many.
    """
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return
    if rows * ROW_BYTES > memory / 2:
        raise InputError(
            f"{rows:,} contacts need about {rows * ROW_BYTES / 1e9:,.0f} GB, of this machine's {memory / 1e9:,.0f} GB; "
            "choose a period (period='2026'), or take their totals (contact_totals)"
        )
