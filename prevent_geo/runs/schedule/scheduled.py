"""A run that is to start by itself: all that any scheduler has to know, checked."""

from __future__ import annotations

import re
import shlex
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from prevent_geo.errors import InputError
from prevent_geo.runs.schedule.when import When

# stands near the top of every file, so that a later schedule knows which files it may replace
MADE_BY = "made by prevent-geo schedule"


@dataclass(frozen=True)
class ScheduledRun:
    """A `prevent-geo` command at a time: it cannot be made with a name or a path that a scheduler would misread."""

    name: str
    at: When
    words: tuple[str, ...]  # the command without "prevent-geo"
    folder: Path  # it runs there; absolute, as all paths
    log: Path
    interpreter: str
    writes: tuple[Path, ...]  # existing folders that it has to write to
    hours: int = 12  # it is stopped after
    memory_mb: int = 0  # 0: no limit
    network: bool = False  # it speaks to a cluster

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", self.name):
            raise InputError(f"--name '{self.name}': write up to 40 letters, digits, '-' and '_'")
        for text in (*self.words, str(self.folder), str(self.log), self.interpreter, *map(str, self.writes)):
            bad = next((character for character in text if not _plain(character)), None)
            if bad is not None:
                raise InputError(f"{text!a}: {bad!a} cannot stand in a scheduled command; rename the file or folder")
        for path in (self.folder, self.log):
            if not path.is_absolute():
                raise InputError(f"{path} is not an absolute path")

    @property
    def task(self) -> str:
        """Its name among other people's tasks."""
        return f"prevent-geo-{self.name}"

    @property
    def command(self) -> list[str]:
        """The exact command; -P keeps Python from importing what happens to lie in the working folder."""
        return [self.interpreter, "-P", "-m", "prevent_geo.cli.unattended", str(self.log), *self.words]

    def __str__(self) -> str:
        return f"{self.at}: prevent-geo {shlex.join(self.words)}"


def _plain(character: str) -> bool:
    """Whether cron, systemd and XML can all carry it: no control character, line break, half or non-character."""
    code = ord(character)
    spoilt = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return not spoilt and unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
