"""Their headers to our columns: by our own name, by what others call it, or by a spelling close to those."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from prevent_geo.reading.red_lines import is_personal_name, is_protected_name
from prevent_geo.tables import Table

# spellings below this likeness are other words
_ALIKE = 0.88
_CUT = 10
_IDLE = {"of", "the", "a", "an", "in", "for", "and"}


@cache
def known_headers() -> dict[str, dict[str, list[str]]]:
    """What others call our columns, by table."""
    text = (Path(__file__).parent / "headers.toml").read_text(encoding="utf-8")
    known: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    return known


def plain_words(header: str) -> str:
    """The words of a header in one order, without figures and signs.

    >>> plain_words("LSOA21CD"), plain_words("Date of event"), plain_words("EventDate")
    ('cd lsoa', 'date event', 'date event')
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return " ".join(sorted(word for word in re.findall(r"[^\W\d_]+", spaced.casefold()) if word not in _IDLE))


def match_columns(table: Table, headers: Sequence[str], taken: Collection[str] = ()) -> dict[str, str]:
    """Our column -> their header, where one is alike enough; a header that looks personal or protected never is.

    Parameters
    ----------
    taken
        Headers that are used already.

    Examples
    --------
    >>> from prevent_geo.tables import TABLES
    >>> match_columns(TABLES["contacts"], ["Event Ref", "Event date", "Number presnt", "Contact name"])
    {'contact_id': 'Event Ref', 'date': 'Event date', 'attendance': 'Number presnt'}
    """
    free = [name for name in dict.fromkeys(headers) if name and name not in taken and headers.count(name) == 1]
    free = [name for name in free if not (is_personal_name(name) or is_protected_name(name))]
    found = []
    for place, column in enumerate(table.columns):
        if column.kind == "geometry":
            continue
        wordings = [column.name, *known_headers()[table.name].get(column.name, [])]
        for at, header in enumerate(free):
            if (rank := _rank(header, wordings)) is not None:
                found.append((rank, place, at, column.name, header))
    chosen: dict[str, str] = {}
    for *_, ours, theirs in sorted(found):
        if ours not in chosen and theirs not in chosen.values():
            chosen[ours] = theirs
    return {name: chosen[name] for name in table.names if name in chosen}


def match_coordinates(headers: Sequence[str]) -> tuple[str, str, str] | None:
    """The columns of x and y, and what their names say: "degrees", "grid" or nothing; None if there are none."""
    known = known_headers()["coordinates"]
    pair = [next((name for like in known[axis] for name in headers if _same(name, like)), "") for axis in ("x", "y")]
    if not all(pair):
        return None
    kinds = [
        kind for kind in ("degrees", "grid") if all(any(_same(name, like) for like in known[kind]) for name in pair)
    ]
    return pair[0], pair[1], kinds[0] if kinds else ""


def named_after(stem: str, table: str) -> bool:
    """Whether a file is called as those of a table are."""
    words = set(plain_words(stem).split())
    return bool(words & set(known_headers()["files"][table]))


def _rank(header: str, wordings: Sequence[str]) -> tuple[int, float] | None:
    """How well a header fits the wordings of a column, the lowest is the best; None if it does not."""
    if header == wordings[0]:
        return 0, 0
    for place, wording in enumerate(wordings):
        if _same(header, wording):
            return 1, place
    # a Shapefile cuts names after ten letters
    if len(header) == _CUT and any(wording.replace(" ", "_").startswith(header.casefold()) for wording in wordings):
        return 2, 0
    likeness = max(SequenceMatcher(None, _folded(header), _folded(wording)).ratio() for wording in wordings)
    return (3, -likeness) if likeness >= _ALIKE and len(_folded(header)) > 4 else None


def _same(header: str, wording: str) -> bool:
    return plain_words(header) == plain_words(wording)


def _folded(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text.casefold())
