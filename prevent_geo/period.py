"""Period: from, to (both days included), and the period it is compared with."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from prevent_geo.errors import InputError

_FORMS = "'all', '2026', '2026-Q1', '2026-03', '2026-01-01/2026-03-31' or 'last 12 months'"


@dataclass(frozen=True, order=True)
class Period:
    """A run of days, `start` and `end` included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.end < self.start:
            raise InputError(f"period ends ({self.end}) before it begins ({self.start})")

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days + 1

    def before(self) -> Period:
        """The period of the same length that ends the day before this one begins."""
        return Period(self.start - timedelta(days=self.days), self.start - timedelta(days=1))

    def __str__(self) -> str:
        """Write it as people do: 1 January 2026 to 31 March 2026."""
        return f"{day(self.start)} to {day(self.end)}"

    def iso(self) -> str:
        """Write it as ISO 8601 does: 2026-01-01/2026-03-31."""
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    @classmethod
    def parse(cls, text: str, within: Period) -> Period:
        """Read a period out of text.

        Parameters
        ----------
        text
            'all', '2026', '2026-Q1', '2026-03', '2026-01-01/2026-03-31' or 'last 12 months'.
        within
            The period that the dataset covers; 'all' and 'last' refer to it.

        Returns
        -------
        Period
            The days meant that the dataset covers: nothing is known of the others, so they are not part of it.

        Raises
        ------
        InputError
            If the text has none of these forms, or lies wholly outside `within`.

        Examples
        --------
        >>> Period.parse("2026-Q1", Period(date(2025, 1, 1), date(2026, 12, 31))).iso()
        '2026-01-01/2026-03-31'
        """
        # papermill turns the word 2026 into a number
        period = _read(str(text).strip(), within)
        if period.end < within.start or period.start > within.end:
            raise InputError(f"period '{text}' has no day in common with the dataset, which covers {within}")
        return cls(max(period.start, within.start), min(period.end, within.end))


def day(when: date) -> str:
    """Write a day as 1 January 2026, on every platform.

    >>> day(date(2026, 1, 1))
    '1 January 2026'
    """
    return f"{when.day} {calendar.month_name[when.month]} {when.year}"


def _read(text: str, within: Period) -> Period:
    try:
        if text.casefold() in {"", "all"}:
            return within
        if match := re.fullmatch(r"last (\d+) months?", text.casefold()):
            return Period(_months_back(within.end, int(match[1])), within.end)
        if match := re.fullmatch(r"(\d{4})", text):
            return _months(int(match[1]), 1, 12)
        if match := re.fullmatch(r"(\d{4})-?[Qq]([1-4])", text):
            return _months(int(match[1]), 3 * int(match[2]) - 2, 3)
        if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
            return _months(int(match[1]), int(match[2]), 1)
        if match := re.fullmatch(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})", text):
            return Period(date.fromisoformat(match[1]), date.fromisoformat(match[2]))
    except (ValueError, OverflowError) as error:
        raise InputError(f"period '{text}': {error}; write {_FORMS}") from None
    raise InputError(f"period '{text}' is not understood; write {_FORMS}")


def _months(year: int, first: int, count: int) -> Period:
    last = first + count - 1
    return Period(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def _months_back(end: date, months: int) -> date:
    if months < 1:
        raise ValueError("the number of months must be 1 or more")
    following = end + timedelta(days=1)
    index = following.year * 12 + following.month - 1 - months
    if index < 12:
        raise ValueError("that is before the year 1")
    year, month = divmod(index, 12)
    return date(year, month + 1, min(following.day, calendar.monthrange(year, month + 1)[1]))
