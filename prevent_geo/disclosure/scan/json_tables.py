"""The tables in a JSON value, by its form alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

LEADING = re.compile(r"(?:.*[_ ])?(?:codes?|names?|ids?|labels?|keys?|index)", re.IGNORECASE)

Table = tuple[str, list[str], list[list[Any]]]
Columns = dict[str, list[Any]]
Leads = tuple[str, Columns]
"""The key of an object, and its lists of codes or names: what columns of the same length elsewhere are about."""


def leads_in(item: dict[str, Any]) -> list[Leads]:
    """The lists of codes and names in an object and in the objects right below it.

    Notes
    -----
    A payload that names its areas once and then sends columns in the same order is a table, read like one: the leading
    columns are looked for in the object of the columns, beside it, and beside every object around it, nearest first.

    Examples
    --------
    >>> leads_in({"areas": {"codes": ["X01", "X02"]}, "layers": []})
    [('areas', {'code': ['X01', 'X02']})]
    """
    groups = [("", item), *((key, inner) for key, inner in item.items() if isinstance(inner, dict))]
    found = [
        (
            group,
            {_singular(key): values for key, values in inner.items() if LEADING.fullmatch(key) and _is_names(values)},
        )
        for group, inner in groups
    ]
    return [(group, columns) for group, columns in found if columns]


def tables_of_object(item: dict[str, Any], leads: list[Leads]) -> Iterator[Table]:
    """Tables that an object is: lists of columns, a split frame, equally long lists.

    Examples
    --------
    >>> layer = {"kind": "areas", "columns": [{"label": "n", "cells": ["3", "[c]"]}]}
    >>> list(tables_of_object(layer, [("areas", {"code": ["X01", "X02"]})]))
    [('columns', ['code', 'n'], [['X01', '3'], ['X02', '[c]']])]
    """
    lists = {key: value for key, value in item.items() if _is_plain_list(value)}
    taken: set[int] = set()
    for key, value in item.items():
        columns = columns_of(value)
        if columns:
            length = len(next(iter(columns.values())))
            beside = {name: cells for name, cells in lists.items() if len(cells) == length}
            taken.add(length)
            yield _table(key, columns, beside, _leading(item, leads, length))
    header, data, index = (item.get(key, []) for key in ("columns", "data", "index"))
    if _is_plain_list(header) and _is_rows(data) and len(data[0]) == len(header):
        known = _is_plain_list(index) and len(index) == len(data)
        rows = [[name, *row] for name, row in zip(index, data, strict=True)] if known else data
        yield "data", [*(["index"] if known else []), *map(str, header)], rows
        return
    for length in {len(value): None for value in lists.values()}:
        alike = {key: value for key, value in lists.items() if len(value) == length}
        leading = {
            name: values
            for name, values in _leading(item, leads, length).items()
            if not any(values is own for own in alike.values())
        }
        if length not in taken and len(alike) + len(leading) > 1:
            yield _table("", alike, {}, leading)


def tables_of_entries(item: dict[str, Any]) -> Iterator[Table]:
    """The table of an object whose entries are alike: numbers by name, or records by name.

    Examples
    --------
    >>> list(tables_of_entries({"X01": 3, "X02": 4}))
    [('', ['key', 'value'], [['X01', 3], ['X02', 4]])]
    """
    entries = list(item.values())
    if len(entries) < 2:
        return
    if all(isinstance(entry, (int, float)) and not isinstance(entry, bool) for entry in entries):
        yield "", ["key", "value"], [[key, entry] for key, entry in item.items()]
    elif all(isinstance(entry, dict) and entry and entry.keys() == entries[0].keys() for entry in entries):
        records = [dict(_flat(entry)) for entry in entries]
        header = list(dict.fromkeys(key for record in records for key in record))
        if header:
            yield (
                "",
                ["key", *header],
                [[key, *(record.get(name) for name in header)] for key, record in zip(item, records, strict=True)],
            )


def tables_of_list(values: list[Any]) -> Iterator[Table]:
    """The table that a list of records or of rows is; features give their properties.

    Examples
    --------
    >>> list(tables_of_list([{"properties": {"code": "X01", "n": 3}, "geometry": {}}]))
    [('', ['code', 'n'], [['X01', 3]])]
    """
    if values and all(isinstance(value, dict) for value in values) and not columns_of(values):
        records = [dict(_flat(value)) for value in values]
        header = list(dict.fromkeys(key for record in records for key in record))
        if header:
            yield "", header, [[record.get(key) for key in header] for record in records]
    elif _is_rows(values) and len(values) > 1 and all(isinstance(cell, str) for cell in values[0]):
        yield "", values[0], values[1:]


def columns_of(value: Any) -> Columns:
    """The columns that a list of {label, cells} holds, all equally long; empty where it is no such list."""
    columns: Columns = {}
    for column in value if isinstance(value, list) else []:
        lists = [inner for inner in column.values() if _is_plain_list(inner)] if isinstance(column, dict) else []
        words = [inner for inner in column.values() if isinstance(inner, str)] if len(lists) == 1 else []
        if not words:
            return {}
        label = next((column[key] for key in ("label", "title", "name", "id") if isinstance(column.get(key), str)), "")
        label = label or words[0]
        columns[label if label not in columns else f"{label} ({len(columns) + 1})"] = lists[0]
    return columns if len({len(cells) for cells in columns.values()}) == 1 else {}


def _table(label: str, columns: Columns, beside: Columns, leading: Columns) -> Table:
    """Columns side by side, those that say what a row is about first."""
    parts = [*leading.items(), *columns.items(), *beside.items()]
    rows = [list(row) for row in zip(*(values for _, values in parts), strict=True)]
    return label, [name for name, _ in parts], rows


def _leading(item: dict[str, Any], leads: list[Leads], length: int) -> Columns:
    """The codes and names of that length: the group that the object mentions, or else the nearest."""
    fitting = [
        (group, {name: values for name, values in columns.items() if len(values) == length}) for group, columns in leads
    ]
    fitting = [(group, columns) for group, columns in fitting if columns]
    mentioned = [columns for group, columns in fitting if group and group in item.values()]
    return (mentioned or [columns for _, columns in fitting] or [{}])[0]


def _flat(record: dict[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """The words and numbers of a record, those of an inner object under "outer.inner"."""
    for key, value in record.items():
        if isinstance(value, dict) and key != "geometry" and depth < 4:
            yield from _flat(value, prefix if key == "properties" else f"{prefix}{key}.", depth + 1)
        elif not isinstance(value, (dict, list)):
            yield prefix + key, value


def _is_plain_list(value: Any) -> bool:
    """Whether a value is a list of words and numbers."""
    return isinstance(value, list) and bool(value) and not any(isinstance(cell, (dict, list)) for cell in value)


def _is_names(value: Any) -> bool:
    """Whether a value is a list of different words or whole numbers."""
    if not (_is_plain_list(value) and all(isinstance(cell, (str, int)) for cell in value)):
        return False
    return len(set(value)) == len(value)


def _is_rows(value: Any) -> bool:
    """Whether a value is a list of equally long rows."""
    return (
        isinstance(value, list) and bool(value) and all(map(_is_plain_list, value)) and len(set(map(len, value))) == 1
    )


def _singular(key: str) -> str:
    """The name of a column of such things."""
    return key[:-1] if key.endswith("s") else key
