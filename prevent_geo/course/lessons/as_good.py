"""A choice that is free: any that is as good as the best is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from prevent_geo.course.answers import Several
from prevent_geo.course.town import KnownTown

Choice = frozenset[str]


@dataclass(frozen=True)
class AsGood(Several):
    """Some of some options; a choice that is as good as the best one is read as the best one."""

    best: Callable[[KnownTown], Choice]
    is_as_good: Callable[[KnownTown, Choice], bool]

    def read(self, given: Any, town: KnownTown) -> Choice:
        """The codes of the options, or of the best choice where these do as well."""
        chosen = super().read(given, town)
        return self.best(town) if self.is_as_good(town, chosen) else chosen

    def say(self, answer: Choice, town: KnownTown) -> str:
        """One of the right choices."""
        return f"any as good as this: {super().say(answer, town)}"
