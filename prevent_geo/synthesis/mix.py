"""What a partnership and its contacts are made of: the shares in mix.toml, as arrays."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from prevent_geo.synthesis.streams import Floats


@cache
def mix() -> dict[str, Any]:
    """The whole of mix.toml."""
    return tomllib.loads((Path(__file__).parent / "mix.toml").read_text(encoding="utf-8"))


def codes(table: str) -> list[str]:
    """The codes that a table of the mix is about, in the order of the file."""
    return list(mix()[table])


def numbers(table: str, what: str) -> Floats:
    """One number for each code of a table, such as the usual people of each kind of event."""
    return np.array([entry[what] for entry in mix()[table].values()], dtype=np.float64)


def shares(table: str, rows: Sequence[str], columns: Sequence[str]) -> Floats:
    """Relative shares as a matrix, such as sectors x kinds; a pair that is not in the file is 0."""
    return np.array([[mix()[table][row].get(column, 0) for column in columns] for row in rows], dtype=np.float64)
