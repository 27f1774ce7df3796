"""Part: one readable piece of an artefact, and where it was found."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, eq=False)
class Part:
    """A piece of an artefact after decoding and decompression.

    `where` leads a person to it ("map.html > script 2 > layers[9]"); `data` are its bytes; `text` is what it says,
    empty where it says nothing; `table` holds its cells as text where it is a table, with the header as column names.
    """

    where: str
    data: bytes = b""
    text: str = ""
    table: pd.DataFrame | None = None
