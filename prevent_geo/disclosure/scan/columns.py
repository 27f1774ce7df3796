"""Columns: what each column of a table that was found is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from prevent_geo.disclosure.scan.vocabulary import Context, Counted, fold, vocabulary
from prevent_geo.errors import InputError
from prevent_geo.period import Period

_EVER = Period(date(1900, 1, 1), date(2199, 12, 31))
_PERIOD = re.compile(r"\d{4}(-?Q[1-4]|-\d{2})?|\d{4}-\d{2}-\d{2}/\d{4}-\d{2}-\d{2}", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """A column of counts of persons: its title, what it counts, and the period in its title, if there is one."""

    title: str
    counted: Counted
    period: str = ""


@dataclass(frozen=True, eq=False)
class Columns:
    """The columns of a table by what they are; an empty title is a column that there is not.

    `named` says that the context is that of its name, and not of one of its titles; `legend` that it may count the
    areas or sites of each class.
    """

    context: Context | None
    named: bool
    counts: tuple[Column, ...]
    titles: tuple[str, ...]
    zone: str
    period: str
    stage: str
    event: str
    legend: bool

    def derived(self, quantity: str) -> list[str]:
        """Titles of what is worked out from the counts of a quantity."""
        known = vocabulary()
        about = {title: self.context if self.named or known.is_generic(title) else None for title in self.titles}
        return [title for title in self.titles if known.is_derived(title, quantity, about[title])]

    def status(self, quantity: str) -> list[str]:
        """Titles of columns that say whether a row of a quantity is withheld."""
        known = vocabulary()
        own = [title for title in self.titles if known.is_a("status", fold(title).rpartition(" ")[2])]
        about = {title: known.context_of(title) or self.context for title in own}
        return [title for title in own if (of := about[title]) is None or of.quantity == quantity]

    def others(self) -> list[str]:
        """Titles of the columns that may name a place."""
        counted = {column.title for column in self.counts}
        return [title for title in self.titles if title not in counted]


def read_columns(where: str, titles: Sequence[str]) -> Columns:
    """What each column of a table is.

    Parameters
    ----------
    where
        Where the table was found: names of files, sheets, keys and captions, the outermost first.
    titles
        Titles of its columns.

    Examples
    --------
    >>> found = read_columns("tables/attendance_rate.csv", ["area_code", "value", "numerator", "status"])
    >>> [column.title for column in found.counts], found.derived("attendance")
    (['numerator'], ['value'])
    """
    known = vocabulary()
    named = _context(where)
    contexts = [context for title in titles if (context := known.context_of(title)) is not None]
    context = named or (contexts[0] if len({one.quantity for one in contexts}) == 1 else None)
    counts = _counts(titles, context, generic=named is not None) or _counts(titles, context, generic=True)
    return Columns(
        context=context,
        named=named is not None,
        counts=counts,
        titles=tuple(titles),
        zone=_first(titles, "zone"),
        period=_first(titles, "period"),
        stage=_first(titles, "stage"),
        event=_first(titles, "event"),
        legend=_is_legend(where),
    )


@cache
def period_in(text: str) -> str:
    """The period that a cell or title is, as ISO 8601; empty if it is none.

    >>> period_in("2025-Q1"), period_in("X01")
    ('2025-01-01/2025-03-31', '')
    """
    if not _PERIOD.fullmatch(text.strip()):
        return ""
    try:
        return Period.parse(text, _EVER).iso()
    except InputError:
        return ""


def subject_of(where: str) -> str:
    """All that the names around something say to what is read in it: what it is about, and whether it is a legend."""
    context = _context(where)
    return f"{_is_legend(where)} {'' if context is None else '|'.join(context.words)}"


def _context(where: str) -> Context | None:
    """What a table is about by where it is, the innermost name first; folders are not looked at."""
    file, *inside = where.split(" > ")
    steps = map(vocabulary().context_of, (*reversed(inside), file.rpartition("/")[2]))
    return next((context for context in steps if context is not None), None)


def _is_legend(where: str) -> bool:
    return vocabulary().has_a("legend", where.rpartition(" > ")[2])


def _counts(titles: Sequence[str], context: Context | None, *, generic: bool) -> tuple[Column, ...]:
    known = vocabulary()
    stages = [title for title in titles if fold(title) in known.stages]
    if len(stages) < 2 and (context is None or context.quantity != "pathway"):
        stages = []
    found = []
    for title in titles:
        what = known.counted(title, context, generic=generic)
        if title in stages:
            found.append(Column(title, Counted("pathway", fold(title))))
        elif what is not None:
            found.append(Column(title, what))
        elif generic and context is not None and "value" in context.counts and period_in(title):
            found.append(Column(title, Counted(context.quantity), period_in(title)))
    return tuple(found)


def staged(column: Column, stage: str) -> Column:
    """The column in a row of that stage of the pathway; its denominator is of the stage before."""
    stages = vocabulary().stages
    category = fold(stage)
    if fold(column.title) == "denominator":
        at = stages.index(category) if category in stages else 0
        category = stages[at - 1] if at else f"before {category}"
    return replace(column, counted=replace(column.counted, category=category))


def _first(titles: Sequence[str], kind: str) -> str:
    return next((title for title in titles if vocabulary().is_a(kind, title)), "")
