"""Turns: so many notebooks run at a time, while the next kernels start and the last releases are put in place."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from prevent_geo.releases.lock import Hold, take

_LOOK = 0.005


class Turn:
    """The turn of one job, taken among `count` lock files in a folder; it ends with its process at the latest.

    `begun` is called when the turn comes: until then the job's time does not count.
    """

    def __init__(self, folder: Path | None, count: int, begun: Callable[[], object] = bool) -> None:
        self._folder, self._count, self._begun = folder, count, begun
        self._hold: Hold | None = None

    def wait(self, **_: object) -> None:
        """Wait for it; what nbclient tells its hooks changes nothing."""
        while self._folder is not None and self._hold is None:
            for number in range(self._count):
                self._hold = self._hold or take(self._folder / f"turn-{number}")
            if self._hold is None:
                time.sleep(_LOOK)
        self._begun()

    def end(self) -> None:
        """Let the next one have it."""
        if self._hold is not None:
            self._hold.let_go()
            self._hold = None
