"""RawFile: a file whose header is known, before anything in it is ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pandas as pd

from prevent_geo.errors import InputError


@dataclass(frozen=True, eq=False)
class RawFile:
    """A file whose header is known: its columns, and how to read some of them.

    `notes` is what the reader remarked, `tidied` what it repaired without loss.
    """

    columns: list[str]
    has_geometry: bool
    first_row: int
    read: Callable[[list[str]], pd.DataFrame]
    notes: list[str] = field(default_factory=list)
    tidied: list[str] = field(default_factory=list)


@contextmanager
def readable_as(kind: str) -> Iterator[None]:
    """Turn whatever a reader of foreign bytes raises into one InputError that names the kind of file."""
    try:
        yield
    except (InputError, MemoryError):
        raise
    except Exception as error:
        # a damaged file can make these readers raise anything at all
        told = " ".join(str(error).split()) or type(error).__name__
        raise InputError(f"cannot be read as {kind}; is the file whole? ({told[:150]})") from error
