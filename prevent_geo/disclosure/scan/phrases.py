"""Phrases: counts of persons in running text, attributes, logs: "3 attendances", "attended by three people"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from prevent_geo.disclosure.plan import Key
from prevent_geo.disclosure.scan.reader import Reader
from prevent_geo.disclosure.scan.report import Finding, Severity, range_words, small
from prevent_geo.disclosure.scan.statements import Statement
from prevent_geo.disclosure.scan.vocabulary import PERSONS, fold, vocabulary

_WORDS = {
    word: number
    for number, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1)
}
_NUMBER = rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.0+)?|{'|'.join(_WORDS)})(?![\w%]|[.,]\d| ?%| to \d)"
# without one of these no text names a count
_COUNTS = re.compile(rf"\d|\b(?:{'|'.join(_WORDS)})", re.IGNORECASE)
# a number after one of these is a limit, a rate or a range, not a count
_LIMITS = ("to", "per", "than", "least", "most", "under", "over", "below", "above", "every", r"\d and", r"\d or")
# a comma before it may part two cells, unless thousands follow
_FREE = r"(?<![\w./–—-])(?:(?<!\d,)|(?!\d{3}(?!\d)))"
_COUNT = _FREE + "".join(rf"(?<!\b{word} )" for word in _LIMITS) + _NUMBER
_PEOPLE = ("people", "persons", "person", "residents who came", "young people")
# words that may stand between the number and the noun
_BETWEEN = r"(?:(?:recorded|reported|known|different|local|young|single|of the|of) ){0,2}"
_VERBS = r"(?:attended|visited|joined|answered|seen|supported|referred|screened)"
# beginnings of all the nouns, titles and verbs
_STEMS = (
    "attend",
    "answer",
    "respon",
    "refer",
    "people",
    "person",
    "visit",
    "particip",
    "came",
    "turned up",
    "took part",
    "support",
    "screen",
    "seen by",
    "joined by",
    "trust resp",
    "pathway",
)
_NEAR = 160
# a stop may be followed by the quote or bracket that ends its text in a list as Python prints it
_STOP = re.compile(r"[.;!?](?=['\")\]]?[\s,)\]])|\n\s*\n|[<>{}]")


@dataclass(frozen=True)
class Phrase:
    """A count of persons in a text: its quantity, the count, and the text around it, from and to."""

    quantity: str
    count: float
    start: int
    end: int


def find_phrases(text: str) -> list[Phrase]:
    """Every count of persons that a text names.

    Parameters
    ----------
    text
        Any text.

    Examples
    --------
    >>> [(found.quantity, found.count) for found in find_phrases("Old Mill: attended by three people.")]
    [('attendance', 3.0)]
    >>> find_phrases("counts of 1 to 4 persons are withheld; 12.5 attendances per 1,000 residents")
    []
    """
    if not _COUNTS.search(text):
        return []
    found: dict[int, Phrase] = {}
    windows = [window for window in _windows(text) if _COUNTS.search(text, *window)]
    for pattern in _patterns():
        for first, last in windows:
            for match in pattern.finditer(text, first, last):
                around = _sentence(text, match.start(), match.end())
                quantity = _quantity(match, text[slice(*around)])
                found.setdefault(match.start("number"), Phrase(quantity, _count(match["number"]), *around))
    return [found[at] for at in sorted(found)]


def read_phrases(where: str, text: str, reader: Reader) -> tuple[list[Statement], list[Finding]]:
    """What a text says of counts of persons, and the counts in it that are withheld.

    Parameters
    ----------
    where
        Where the text was found.
    text
        The text.
    reader
        What is known of its release.
    """
    statements, findings = [], []
    for phrase in find_phrases(text):
        words = text[phrase.start : phrase.end]
        places = reader.gazetteer.named_in(words)
        place = places[0] if len(places) == 1 else ""
        key = Key(phrase.quantity, place or "a place", reader.period)
        if small(phrase.count, reader.policy):
            near = f" near {', '.join(places[:3])}" if places else ""
            why = f"a text{near} names {range_words(reader.policy)}"
            findings.append(Finding(Severity.BREACH, f"{where}, character {phrase.start + 1}", phrase.quantity, why))
        # a stage of the pathway is not told by a sentence, so such a count is in no table
        if place and phrase.quantity in {"attendance", "answers"}:
            codes = reader.codes(place, phrase.quantity)
            statements.append(Statement(f"{where}, character {phrase.start + 1}", key, codes, phrase.count))
    return statements, findings


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    known = vocabulary()
    plain = sorted({noun for nouns in known.nouns.values() for noun in nouns} | {*_PEOPLE}, key=len, reverse=True)
    labels = sorted({title for titles in known.titles.values() for title in titles}, key=len, reverse=True)
    noun = "|".join(map(re.escape, plain))
    label = "|".join(re.escape(title).replace(r"\ ", "[ _-]") for title in labels)
    # "3 attendances"; "Attendances in Old Mill: 3"; "attendance of 3"; "attended by three"; "three attended"
    forms = (
        rf"{_COUNT}[ \u00a0]{_BETWEEN}(?P<noun>{noun})\b(?! per\b)",
        rf"(?<![\w-])(?P<noun>{label})\b(?! (?:rate|rates|figure)\b)[\"']?[^\n.:;=<>()]{{0,60}}[:=]\s*[\"']?"
        rf"{_NUMBER}(?! (?:per|events|areas|sites)\b)",
        rf"\b(?P<noun>{label}) (?:of|was|were|is|are|came to|stood at) (?:only |just )?{_NUMBER}",
        rf"\b(?P<noun>{_VERBS} by) (?:only |just )?{_NUMBER}\b",
        rf"{_COUNT} (?P<noun>attended|came to|came along|turned up|took part)\b",
    )
    return tuple(re.compile(form, re.IGNORECASE) for form in forms)


def _windows(text: str) -> list[tuple[int, int]]:
    """The stretches of a text around each word that a phrase may have: the rest need not be looked at."""
    small = text.lower()
    if len(small) != len(text):
        return [(0, len(text))]
    hits = sorted({hit for stem in _STEMS if stem in small for hit in _hits(stem, small)})
    windows: list[tuple[int, int]] = []
    for hit in hits:
        first, last = max(0, hit - _NEAR), min(len(text), hit + _NEAR)
        if windows and first <= windows[-1][1]:
            windows[-1] = (windows[-1][0], last)
        else:
            windows.append((first, last))
    return windows


def _hits(stem: str, text: str) -> Iterator[int]:
    """Each place where a stem stands in a text."""
    hit = text.find(stem)
    while hit >= 0:
        yield hit
        hit = text.find(stem, hit + 1)


def _count(number: str) -> float:
    word = number.casefold()
    return float(_WORDS[word] if word in _WORDS else word.replace(",", ""))


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around a match begins and ends, or as much of it as is near."""
    first, last = max(0, start - _NEAR), min(len(text), end + _NEAR)
    stops = [stop.end() for stop in _STOP.finditer(text, first, start)]
    after = _STOP.search(text, end, last)
    return (stops[-1] if stops else first), (after.start() if after else last)


def _quantity(match: re.Match[str], sentence: str) -> str:
    """What is counted: by the noun, else by what the sentence is about."""
    known, noun = vocabulary(), fold(match["noun"])
    for quantity, nouns in known.nouns.items():
        if noun in nouns or noun in known.titles[quantity]:
            return quantity
    words = f" {fold(sentence)} "
    hits = (quantity for quantity, hints in known.hints.items() if any(f" {hint} " in words for hint in hints))
    return next(hits, PERSONS)
