"""Readings: what was read of files and of what lies in them, so that nothing is read or attacked twice."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from prevent_geo.disclosure.plan import Key
from prevent_geo.disclosure.scan.columns import subject_of
from prevent_geo.disclosure.scan.piece import Piece
from prevent_geo.disclosure.scan.reader import Reader
from prevent_geo.disclosure.scan.statements import Statement
from prevent_geo.disclosure.scan.text import decode
from prevent_geo.disclosure.scan.unpack import find_kind

# less is sooner read than looked up
LEAST = 4_000
# a text is read alike under any of these names, and under none
PLAIN = (".html", ".htm", ".svg", ".xml")


class Readings:
    """What was read of pieces in which nothing was found that must not be published, by all that it depends on.

    A piece with a finding is not kept: it is read again, and found again. An attack that finds nothing is kept as a
    piece that says nothing. An entry is trusted as far as the program that wrote it, so readings belong where nobody
    else writes; a damaged one counts for nothing.

    Examples
    --------
    >>> readings = Readings()
    >>> readings.keep("of some bytes", "map.html", [Statement("map.html > layers", Key("answers", "D", ""), (), 20.0)])
    >>> [found.where for found in readings.of("of some bytes", "a.ipynb > cell 8")]
    ['a.ipynb > cell 8 > layers']
    """

    def __init__(self, entries: Mapping[str, Any] | None = None) -> None:
        self._entries = dict(entries or {})
        self._used: dict[str, Any] = {}

    @classmethod
    def load(cls, path: Path) -> Readings:
        """Read what `save` wrote; none where there is no such file, or one that is damaged."""
        try:
            entries = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            entries = None
        return cls(entries if isinstance(entries, dict) else None)

    def save(self, path: Path) -> None:
        """Write what was read or looked up; where that cannot be written, the next scan reads it all again."""
        written = path.with_name(f"{path.name}.part")
        with suppress(OSError):
            written.write_text(json.dumps(self._used, ensure_ascii=True, separators=(",", ":")), encoding="utf-8")
            os.replace(written, path)

    def of(self, key: str, where: str) -> list[Statement] | None:
        """What was read of a piece that lies there; None where it is to be read."""
        entry: Any = self._used.get(key) or self._entries.get(key)
        try:
            codes, told, seal = entry
            if seal != _seal(key, codes, told):
                return None
            areas = [tuple(some) for some in codes]
            found = [Statement(where + inside, Key(*of), areas[at], value) for inside, of, at, value in told]
        except (TypeError, ValueError, IndexError):
            return None
        self._used[key] = entry
        return found

    def keep(self, key: str, where: str, statements: Sequence[Statement]) -> None:
        """Keep what was read of a piece that lies there."""
        codes = {areas: at for at, areas in enumerate(dict.fromkeys(one.areas for one in statements))}
        told = [[one.where.removeprefix(where), list(one.key), codes[one.areas], one.value] for one in statements]
        listed = [list(areas) for areas in codes]
        self._used[key] = [listed, told, _seal(key, listed, told)]


def key_of(piece: Piece, reader: Reader) -> str:
    """All that the reading of a piece depends on: its bytes, its name, what is around it, its reader, the program.

    Empty for a piece that is so small that it is not kept.
    """
    if len(piece.data) < LEAST:
        return ""
    plain = piece.name.lower().endswith(PLAIN) and find_kind(piece.data) is None and decode(piece.data) is not None
    about = [
        sha256(piece.data).hexdigest(),
        "" if plain else piece.name,
        piece.depth,
        subject_of(piece.where),
        reader.fingerprint,
        _program(),
    ]
    return _hash(about)


def key_of_attack(*known: Any) -> str:
    """All that the outcome of an attack depends on: a plan with its true counts, what is shown of it, the program."""
    return _hash(["attack", *map(_plain, known), _program()])


def _plain(value: Any) -> Any:
    """The content of a value, for JSON: of an array of numbers its form and a hash of its bytes."""
    from scipy.sparse import issparse

    if isinstance(value, np.ndarray):
        return [str(value.dtype), value.shape, sha256(value.tobytes()).hexdigest()]
    if issparse(value):
        return [value.shape, *(_plain(part) for part in (value.indptr, value.indices, value.data))]
    if is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, Mapping):
        return [[_plain(key), _plain(one)] for key, one in value.items()]
    return list(map(_plain, value)) if isinstance(value, tuple | list) else value


@cache
def _program() -> str:
    """The code and the words that files are read and attacked with."""
    from prevent_geo import __version__

    files = sorted(path for path in Path(__file__).parents[1].rglob("*") if path.suffix in (".py", ".toml"))
    return _hash([__version__, *(sha256(path.read_bytes()).hexdigest() for path in files)])


def _seal(key: str, codes: Any, told: Any) -> str:
    return _hash([key, codes, told])


def _hash(value: Any) -> str:
    return sha256(json.dumps(value, ensure_ascii=True).encode()).hexdigest()
