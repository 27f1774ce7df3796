"""JSON: what it says, the tables in it, and the strings that hold more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from prevent_geo.disclosure.scan.encoded import worth_unpacking
from prevent_geo.disclosure.scan.json_tables import (
    Leads,
    columns_of,
    leads_in,
    tables_of_entries,
    tables_of_list,
    tables_of_object,
)
from prevent_geo.disclosure.scan.notebook import is_notebook, read_notebook
from prevent_geo.disclosure.scan.part import Part
from prevent_geo.disclosure.scan.piece import Found, Piece
from prevent_geo.disclosure.scan.tables import as_text, frame

TITLES = ("id", "name", "title", "label", "caption")
_NUMBERS = frozenset({int, float})
ASSIGNED = re.compile(r"[=(,:]\s*(?=[{\[]\s*[\"{\[\d-])")


@dataclass(frozen=True, eq=False)
class _Item:
    """An object, a list or a string that is still to be read; one in a record is in the record's table already."""

    path: str
    value: Any
    leads: list[Leads]
    in_record: bool

    def inner(self) -> Iterator[_Item]:
        """The objects, lists and strings worth unpacking right below."""
        if isinstance(self.value, dict):
            leads = leads_in(self.value)
            path = self.titled()
            alike = self.in_record or bool([*tables_of_entries(self.value)])
            for key, value in self.value.items():
                yield from self._step(_joined(path, key), value, leads, alike)
        else:
            columns = columns_of(self.value)
            for place, value in enumerate(self.value):
                if isinstance(value, str) and not worth_unpacking(value):
                    continue
                if isinstance(value, list) and _NUMBERS.issuperset(map(type, value)):
                    # coordinates, mostly: neither a table nor anything below
                    continue
                value = list(value.values()) if columns else value
                yield from self._step(f"{self.path}[{place}]", value, [], isinstance(value, dict))

    def titled(self) -> str:
        """The path, with what an object calls itself."""
        value = self.value if isinstance(self.value, dict) and self.path else {}
        titles = [value[key] for key in TITLES if isinstance(value.get(key), str) and value[key]]
        return self.path + (f" ({': '.join(title[:60] for title in titles[:2])})" if titles else "")

    def _step(self, path: str, value: Any, leads: list[Leads], in_record: bool) -> Iterator[_Item]:
        """One step down, where there is something to read."""
        if _is_lines(value):
            value = "".join(value)
        if isinstance(value, (dict, list)) or (isinstance(value, str) and worth_unpacking(value)):
            yield _Item(path, value, leads + self.leads, in_record)


def parse_json(piece: Piece, body: str) -> Any | None:
    r"""The value of a JSON text, or of one JSON text a line; None where it is neither.

    Examples
    --------
    >>> parse_json(Piece("log", b""), '{"n": 3, "n": 4}'), parse_json(Piece("log", b""), '{"n": 3}\n{"n": 4}')
    ({'n': 3, 'n (2)': 4}, [{'n': 3}, {'n': 4}])
    """
    try:
        return json.loads(body, object_pairs_hook=_object)
    except RecursionError as error:
        raise piece.unreadable("its JSON is nested too deep") from error
    except ValueError:
        pass
    values = []
    try:
        for line in filter(str.strip, body.splitlines()):
            values.append(json.loads(line, object_pairs_hook=_object))
    except ValueError:
        return None
    return values


def embedded_json(text: str) -> Iterator[tuple[int, Any]]:
    """Objects and lists that a script assigns or passes, each with its place in the text.

    >>> list(embedded_json('draw(map, {"n": [3, 4]}); x = [i];'))
    [(10, {'n': [3, 4]})]
    """
    decoder = json.JSONDecoder(object_pairs_hook=_object)
    end, effort = 0, 0
    for found in ASSIGNED.finditer(text):
        start = found.end()
        # what fails late, time and again, is no JSON
        if start < end or effort > 4 * len(text):
            continue
        try:
            value, end = decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            effort += error.pos - start
        except (ValueError, RecursionError):
            effort += len(text)
        else:
            yield start, value


def read_json(piece: Piece, value: Any) -> Found:
    """What a JSON value says, its tables, and its strings that hold more."""
    if is_notebook(value):
        yield from read_notebook(piece, value)
        return
    said: list[str] = []
    # a list and not recursion: the depth is the writer's choice
    waiting = [_Item("", value if isinstance(value, dict) else {"": value}, [], False)]
    while waiting:
        item = waiting.pop()
        if isinstance(item.value, dict):
            said.extend(_said(item.value))
            tables = [*tables_of_object(item.value, item.leads)]
            tables += [] if item.in_record else [*tables_of_entries(item.value)]
        else:
            tables = [*tables_of_list(item.value)]
        for label, header, rows in tables:
            yield Part(piece.at(_joined(item.titled(), label)), table=frame(header, rows))
        for inner in reversed([*item.inner()]):
            if isinstance(inner.value, str):
                yield piece.inside(inner.path or "string", inner.value)
            else:
                waiting.append(inner)
    if said:
        yield Part(piece.at("values"), text="\n".join(said))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose repeated names are all kept."""
    kept = dict(pairs)
    if len(kept) == len(pairs):
        return kept
    seen: dict[str, int] = {}
    kept = {}
    for key, value in pairs:
        seen[key] = seen.get(key, 0) + 1
        kept[key if seen[key] == 1 else f"{key} ({seen[key]})"] = value
    return kept


def _joined(path: str, label: str) -> str:
    """A path with one more step."""
    return f"{path}.{label}" if path and label else path or label


def _said(item: dict[str, Any]) -> Iterator[str]:
    """Words and numbers of an object, a line each; a list in a list is a shape, and is left to the bytes."""
    for key, value in item.items():
        if not isinstance(value, (dict, list)):
            yield f"{key}: {as_text(value)}"
        elif isinstance(value, list) and not any(isinstance(inner, (dict, list)) for inner in value):
            yield f"{key}: {', '.join(map(as_text, value))}"


def _is_lines(value: Any) -> bool:
    """Whether a list is a text that was stored line by line."""
    return (
        isinstance(value, list)
        and len(value) > 1
        and all(isinstance(line, str) and line.endswith("\n") for line in value[:-1])
        and isinstance(value[-1], str)
    )
