"""Repeats: which keys are given more than once among more rows than fit in memory."""

from __future__ import annotations

from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO, Any

import numpy as np
import pandas as pd

Hashes = np.ndarray[Any, np.dtype[np.uint64]]
_BUCKETS = 64
# hashes that are held in memory: 32 MB
_HELD = 1 << 22


def hash_keys(keys: pd.Series[str]) -> Hashes:
    """A number for each key; equal keys have the same, others almost never, and a missing key has one of its own."""
    return np.asarray(pd.util.hash_array(keys.astype("str").array, categorize=False), dtype="uint64")


class Repeats:
    """Collects the hashes of keys, on disk where they are many, and tells which of them came more than once.

    Examples
    --------
    >>> with Repeats() as repeats:
    ...     for keys in (["C1", "C2"], ["C3", "C1"]):
    ...         repeats.add(hash_keys(pd.Series(keys, dtype="str")))
    ...     repeats.found() == hash_keys(pd.Series(["C1"], dtype="str"))
    array([ True])
    """

    def __init__(self) -> None:
        self._held: list[Hashes] = []
        self._files: list[IO[bytes]] = []
        self._stack = ExitStack()

    def __enter__(self) -> Repeats:
        """Collect; what is on disk goes with the end of the block."""
        return self

    def __exit__(self, *raised: object) -> None:
        """Forget everything."""
        self._held, self._files = [], []
        self._stack.close()

    def add(self, hashes: Hashes) -> None:
        """Note some hashes."""
        self._held.append(hashes)
        if sum(map(len, self._held)) >= _HELD:
            self._spill()

    def found(self) -> Hashes:
        """The hashes that came more than once, in their order."""
        if not self._files:
            return _more_than_once(self._held)
        self._spill()
        parts = []
        for file in self._files:
            file.seek(0)
            parts.append(_more_than_once([np.frombuffer(file.read(), dtype="uint64")]))
        return np.sort(np.concatenate(parts))

    def _spill(self) -> None:
        """Write what is held to files by its highest bits, so that equal hashes meet in one file."""
        if not self._files:
            # unnamed: nothing is left behind, whatever ends the process
            self._files = [self._stack.enter_context(TemporaryFile()) for _ in range(_BUCKETS)]  # noqa: SIM115
        hashes = np.sort(np.concatenate(self._held)) if self._held else np.array([], dtype="uint64")
        self._held = []
        ends = np.searchsorted(hashes, [np.uint64(bucket << 58) for bucket in range(1, _BUCKETS)])
        for file, part in zip(self._files, np.split(hashes, ends), strict=True):
            file.write(part.tobytes())


def _more_than_once(parts: list[Hashes]) -> Hashes:
    hashes = np.sort(np.concatenate(parts)) if parts else np.array([], dtype="uint64")
    again = hashes[1:][hashes[1:] == hashes[:-1]]
    return np.unique(again)
