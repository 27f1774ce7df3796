"""Kinds of answers: how each is read, compared and said."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any, Protocol

from prevent_geo.course.town import KnownTown
from prevent_geo.errors import did_you_mean

# code and label of everything that may be chosen: the same everywhere, or in a town
Options = Mapping[str, str] | Callable[[KnownTown], Mapping[str, str]]


class UnreadableError(Exception):
    """An answer that is not of the kind that is asked for; says what to write instead."""


class AnswerKind(Protocol):
    """What an exercise expects: `form` says it, `read` turns what was given into it, `same` compares, `say` shows."""

    def form(self, town: KnownTown, /) -> str:
        """How the answer is to be written."""

    def read(self, given: Any, town: KnownTown, /) -> Any:
        """The answer as it is compared; UnreadableError if it is of another kind."""

    def same(self, one: Any, right: Any, /) -> bool:
        """Whether two answers that were read are the same, within what is asked."""

    def say(self, answer: Any, town: KnownTown, /) -> str:
        """The answer for people."""


@dataclass(frozen=True)
class Number:
    """A number, right within an absolute tolerance, or within a share of the right one."""

    unit: str
    within: float = 0.0
    share: float = 0.0
    decimals: int = 0

    def form(self, _town: KnownTown) -> str:
        """A number in its unit."""
        return f"a number ({self.unit}), such as {2.5 if self.within or self.share else 3}"

    def read(self, given: Any, town: KnownTown) -> float:
        """A number, also as text with a sign of per cent."""
        text = given.strip().removesuffix("%").replace(",", "") if isinstance(given, str) else given
        try:
            number = float(text) if not isinstance(text, bool) and isinstance(text, Real | str) else math.nan
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise UnreadableError(f"the answer is {self.form(town)}")
        return number

    def same(self, one: float, right: float) -> bool:
        """Whether a number is near enough."""
        return abs(one - right) <= max(self.within, self.share * abs(right), 1e-9)

    def say(self, answer: float, _town: KnownTown) -> str:
        """The number, with what else is taken for right."""
        slack = max(self.within, self.share * abs(answer))
        near = f", give or take {slack:,.{max(self.decimals, 1)}f}" if slack else ""
        return f"{answer:,.{self.decimals}f} ({self.unit}{near})"


@dataclass(frozen=True)
class One:
    """One of some options, by code or label."""

    what: str
    of: Options

    def form(self, town: KnownTown) -> str:
        """One option; all of them where they are few."""
        options = _in_town(self.of, town)
        if len(options) <= 6:
            return f"one {self.what}: {', '.join(map(repr, options))}"
        code, label = next(iter(options.items()))
        return f"one {self.what}, such as {code!r}" + (f" ({label})" if label != code else "")

    def read(self, given: Any, town: KnownTown) -> str:
        """The code of the option."""
        return _find(given, _in_town(self.of, town), self.form(town))

    def same(self, one: str, right: str) -> bool:
        """Whether it is the same code."""
        return one == right

    def say(self, answer: str, town: KnownTown) -> str:
        """Code and label."""
        label = _in_town(self.of, town)[answer]
        return answer if label == answer else f"{answer} ({label})"


@dataclass(frozen=True)
class Several:
    """Some of some options, in any order, by code or label."""

    what: str
    of: Options

    def form(self, town: KnownTown) -> str:
        """A list of options."""
        options = _in_town(self.of, town)
        some = list(options)[: len(options) if len(options) <= 12 else 2]
        return f"a list of {self.what}, {'out of' if len(options) <= 12 else 'such as'} {some}"

    def read(self, given: Any, town: KnownTown) -> frozenset[str]:
        """The codes of the options."""
        if isinstance(given, str) or not isinstance(given, Iterable):
            raise UnreadableError(f"the answer is {self.form(town)}")
        options, form = _in_town(self.of, town), self.form(town)
        return frozenset(_find(one, options, form) for one in given)

    def same(self, one: frozenset[str], right: frozenset[str]) -> bool:
        """Whether they are the same codes."""
        return one == right

    def say(self, answer: frozenset[str], town: KnownTown) -> str:
        """The codes with their labels, in order."""
        options = _in_town(self.of, town)
        said = [code if options[code] == code else f"{code} ({options[code]})" for code in sorted(answer)]
        return ", ".join(said) or "none"


@dataclass(frozen=True)
class Sorting:
    """Every item under one of some headings: {"item": "heading"}."""

    items: Options
    into: tuple[str, ...]

    def form(self, town: KnownTown) -> str:
        """A heading for each item."""
        items = list(_in_town(self.items, town))
        return f"a heading for each of {items}, as {{'item': 'heading'}}; headings: {list(self.into)}"

    def read(self, given: Any, town: KnownTown) -> dict[str, str]:
        """The heading of every item."""
        if not isinstance(given, Mapping):
            raise UnreadableError(f"the answer is {self.form(town)}")
        items, headings, form = (
            _in_town(self.items, town),
            dict(zip(self.into, self.into, strict=True)),
            self.form(town),
        )
        read = {_find(item, items, form): _find(to, headings, form) for item, to in given.items()}
        missing = [item for item in items if item not in read]
        if missing:
            raise UnreadableError(f"these have no heading yet: {', '.join(missing)}")
        return read

    def same(self, one: dict[str, str], right: dict[str, str]) -> bool:
        """Whether every item has the same heading."""
        return one == right

    def say(self, answer: dict[str, str], _town: KnownTown) -> str:
        """Every item with its heading."""
        return "; ".join(f"{item}: {heading}" for item, heading in answer.items())


@dataclass(frozen=True)
class Drawing:
    """What a drawing on paper holds, in words under headings; any that is complete is right."""

    headings: Mapping[str, int]
    most_words: int = 20

    def form(self, _town: KnownTown) -> str:
        """A list under each heading."""
        wanted = ", ".join(f"'{heading}' ({least} or more)" for heading, least in self.headings.items())
        return f"lists under these headings: {wanted}"

    def read(self, given: Any, town: KnownTown) -> dict[str, tuple[str, ...]]:
        """The words under each heading, if there are enough and they are words."""
        if not isinstance(given, Mapping):
            raise UnreadableError(f"the answer is {self.form(town)}")
        read = {}
        for heading, least in self.headings.items():
            items = given.get(heading, ())
            items = (items,) if isinstance(items, str) else tuple(items)
            said = tuple(str(item).strip() for item in items if str(item).strip())
            if len(said) < least:
                raise UnreadableError(f"'{heading}' holds {len(said)} of at least {least}; go back to the paper")
            for item in said:
                if any(letter.isdigit() for letter in item):
                    raise UnreadableError(f"'{heading}': a figure stands in '{item[:60]}'; a drawing comes before data")
                if len(item.split()) > self.most_words:
                    raise UnreadableError(f"'{heading}': '{item[:40]}...' is a paragraph; say it in a few words")
            read[heading] = said
        return read

    def same(self, one: Any, right: Any) -> bool:
        """Any complete drawing will do."""
        return set(one) == set(right)

    def say(self, answer: dict[str, tuple[str, ...]], _town: KnownTown) -> str:
        """What stands under each heading."""
        drawn = "; ".join(f"{heading}: {', '.join(items)}" for heading, items in answer.items())
        return f"any complete one, such as {drawn}"


def _in_town(options: Options, town: KnownTown) -> Mapping[str, str]:
    return options(town) if callable(options) else options


def _find(given: Any, options: Mapping[str, str], form: str) -> str:
    """The code of an option, by its code or its label."""
    text = str(given).strip().casefold()
    for code, label in options.items():
        if text in (code.casefold(), label.casefold()):
            return code
    raise UnreadableError(f"'{str(given)[:60]}' is not an option{did_you_mean(str(given), options)}; write {form}")
