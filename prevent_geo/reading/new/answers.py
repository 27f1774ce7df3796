"""What a person is asked and what was answered; every question has an option that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import PurePath


@dataclass(frozen=True)
class Answers:
    """What a person said.

    `tables`, `dates`, `sheets`, `layers` and `crs` are by file (its name, or "" for all); `columns` and `constants` by
    file and then by our column. Dates are "day-first", "month-first" or a form such as "%d/%m/%Y".
    """

    title: str = ""
    period: str = ""
    marking: str = "OFFICIAL"
    licence: str = ""
    source: str = ""
    vintage: str = ""
    tables: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, str] = field(default_factory=dict)
    layers: Mapping[str, str] = field(default_factory=dict)
    crs: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, kind: str, file: PurePath) -> str:
        """The answer for a file, or for all of them; nothing if there is none."""
        given: Mapping[str, str] = getattr(self, kind)
        return given.get(file.name, given.get("", ""))

    def files(self) -> set[str]:
        """Every file that is named in them."""
        named = {name for one in fields(self) if isinstance(table := getattr(self, one.name), dict) for name in table}
        return named - {""}


@dataclass(frozen=True)
class Question:
    """What the files do not tell: in words, the option that answers it, and where the answer goes.

    `kind` is the field of `Answers`, `file` and `column` what it is about; `choices` are all that can be answered;
    `suggestion` is what the files make likely, to be confirmed.
    """

    kind: str
    words: str
    option: str
    file: str = ""
    column: str = ""
    choices: tuple[str, ...] = ()
    suggestion: str = ""

    def __str__(self) -> str:
        """Say it with its option."""
        return f"{self.words}; say it: {self.option}"
