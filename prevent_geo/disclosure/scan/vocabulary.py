"""Vocabulary: which words mean a count of persons, and what is worked out from one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

# the quantity of a count of which nothing says what it counts
PERSONS = "persons"
# generic titles that say what they count only together with the name of a table, as in attendance_rate_numerator
_SUFFIXES = frozenset(("numerator", "denominator", "count", "persons", "people"))
_BREAK = re.compile(r"[^\w]+|_+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:[,\u00a0\u2009\u202f ]\d{3})+|\d+)(?:\.\d*)?(?:e[-+]?\d+)?", re.IGNORECASE)
_SHORT = 100
_BRACKETS = re.compile(r"[\s\[\](){}<>'\"]")


@dataclass(frozen=True)
class Counted:
    """What a column counts: the quantity, its category, and whether it is of the period before."""

    quantity: str
    category: str = ""
    before: bool = False


@dataclass(frozen=True, eq=False)
class Context:
    """What a table is about: the quantity, the level of the places of its figures, and its own titles of counts."""

    words: tuple[str, ...]
    quantity: str
    level: str
    counts: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words of vocabulary.toml, folded."""

    words: Mapping[str, frozenset[str]]
    stages: tuple[str, ...]
    titles: Mapping[str, tuple[str, ...]]
    nouns: Mapping[str, tuple[str, ...]]
    hints: Mapping[str, tuple[str, ...]]
    contexts: tuple[Context, ...]

    def is_a(self, kind: str, title: str) -> bool:
        """Whether a title is one of the words of a kind."""
        return fold(title) in self.words[kind]

    def has_a(self, kind: str, title: str) -> bool:
        """Whether a title has one of the words of a kind in it."""
        return _has(fold(title), self.words[kind])

    def context_of(self, text: str) -> Context | None:
        """What a table whose place or title is this text is about."""
        return _context_of(self, fold(text))

    def counted(self, title: str, context: Context | None, *, generic: bool) -> Counted | None:
        """What a column counts, if it counts persons.

        Parameters
        ----------
        title
            The column's title.
        context
            What its table is about, where that is known.
        generic
            Whether titles that say nothing by themselves ("numerator") are taken for what the table is about.

        Examples
        --------
        >>> words = vocabulary()
        >>> words.counted("Attendances", None, generic=False)
        Counted(quantity='attendance', category='', before=False)
        >>> words.counted("Attendance rate (attendances per 1,000 residents)", None, generic=False)
        >>> words.counted("attendance_rate_numerator", None, generic=False).quantity
        'attendance'
        >>> words.counted("denominator", words.context_of("tables/trust.csv"), generic=True).quantity
        'answers'
        """
        return _counted(self, fold(title), context, generic)

    def is_derived(self, title: str, quantity: str, context: Context | None) -> bool:
        """Whether a column is worked out from the counts of a quantity: a rate, its limits, a mean, a share."""
        if not self.has_a("derived", title):
            return False
        about = self.context_of(title) or context
        return about is not None and about.quantity == quantity

    def is_generic(self, title: str) -> bool:
        """Whether a title does not say of what its column is: "95 % limits"."""
        known = self.words["derived"] | self.words["filler"]
        return all(word in known or word.isdigit() for word in fold(title).split())


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that is shipped."""
    data = tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text(encoding="utf-8"))
    quantities: dict[str, Any] = data.pop("quantities")
    contexts = tuple(
        Context(tuple(map(fold, one["words"])), one["quantity"], one["level"], one["counts"])
        for one in data.pop("contexts")
    )
    return Vocabulary(
        words={kind: frozenset(map(fold, words)) for kind, words in data.items()},
        stages=tuple(data["stages"]),
        titles={name: tuple(map(fold, of["titles"])) for name, of in quantities.items()},
        nouns={name: tuple(of["nouns"]) for name, of in quantities.items()},
        hints={name: tuple(map(fold, of["hints"])) for name, of in quantities.items()},
        contexts=contexts,
    )


def fold(text: str) -> str:
    """Small letters and digits, with one space for all else.

    >>> fold("Trust_responses (persons)"), fold("trustResponses"), fold("% supported")
    ('trust responses persons', 'trust responses', 'percent supported')
    """
    return _short(text) if len(text) < _SHORT else _folded(text)


def _folded(text: str) -> str:
    return " ".join(_BREAK.sub(" ", _HUMP.sub(" ", text).replace("%", " percent ").casefold()).split())


_short = lru_cache(maxsize=16_384)(_folded)


def number_in(cell: str) -> float | None:
    """The number that a cell is, or None.

    >>> number_in("1,234"), number_in(" 3.0 "), number_in("86 to 704"), number_in("")
    (1234.0, 3.0, None, None)
    """
    text = _BRACKETS.sub("", cell) if not _NUMBER.fullmatch(cell.strip()) else cell.strip()
    if not text or not _NUMBER.fullmatch(text):
        return None
    return float(re.sub(r"[,\u00a0\u2009\u202f ]", "", text))


def is_marker(cell: str, markers: Iterable[str]) -> bool:
    """Whether a cell says that something is withheld: a policy's marker, or one of the words for it."""
    text = cell.strip()
    return bool(text) and (text in set(markers) or fold(text) in vocabulary().words["markers"])


def _has(folded: str, phrases: Iterable[str]) -> bool:
    padded = f" {folded} "
    return any(f" {phrase} " in padded for phrase in phrases)


# files say a few titles many times
@lru_cache(maxsize=4096)
def _context_of(known: Vocabulary, folded: str) -> Context | None:
    return next((context for context in known.contexts if _has(folded, context.words)), None)


@lru_cache(maxsize=4096)
def _counted(known: Vocabulary, folded: str, context: Context | None, generic: bool) -> Counted | None:
    before = _has(folded, ("before", "previous", "earlier"))
    if context is not None and generic and folded in context.counts:
        return Counted(context.quantity, context.counts[folded], before)
    head, _, last = folded.rpartition(" ")
    own = _context_of(known, head) if last in _SUFFIXES else None
    if own is not None and last in own.counts:
        return Counted(own.quantity, own.counts[last], before)
    if _has(folded, known.words["derived"]) or _has(folded, known.words["other"]):
        return None
    for quantity, titles in known.titles.items():
        if _has(folded, titles):
            return Counted(quantity, "", before)
    if folded in known.words["persons"]:
        return Counted(PERSONS if context is None else context.quantity, "", before)
    return None
