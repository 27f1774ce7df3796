"""When a run starts: a small grammar for times that cron, systemd and Windows all know."""

from __future__ import annotations

import re
from dataclasses import dataclass

from prevent_geo.errors import InputError, did_you_mean

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_QUARTERS = (1, 4, 7, 10)
_FORMS = 'write "daily 02:00", "Mon 02:00", "Mon,Thu 02:00", "monthly 1 02:00" or "quarterly 1 02:00"'


@dataclass(frozen=True)
class When:
    """A time of day in local time, on every day, on some weekdays (0 = Monday), or on a day of some months."""

    hour: int
    minute: int
    weekdays: tuple[int, ...] = ()
    day: int = 0
    months: tuple[int, ...] = ()

    @classmethod
    def parse(cls, text: str) -> When:
        """Read "daily 02:00", "Mon 02:00", "Mon,Thu 02:00", "monthly 1 02:00" or "quarterly 1 02:00".

        Raises
        ------
        InputError
            If it is none of these.

        Examples
        --------
        >>> str(When.parse("Mon,Thu 02:00")), str(When.parse("quarterly 5 6:30"))
        ('every Monday and Thursday at 02:00', 'on day 5 of January, April, July and October at 06:30')
        """
        kind, *rest = text.split() or [""]
        clock = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", rest[-1] if rest else "")
        if kind.casefold() in ("monthly", "quarterly"):
            day = rest[0] if len(rest) == 2 else "1"
            months = _QUARTERS if kind.casefold() == "quarterly" else tuple(range(1, 13))
            weekdays: tuple[int, ...] = ()
        else:
            day, months, weekdays = "0", (), () if kind.casefold() == "daily" else _weekdays(kind, text)
        if not clock or len(rest) > (2 if months else 1):
            raise InputError(f"--at '{text}': a time such as 02:00 has to end it; {_FORMS}")
        if months and not re.fullmatch(r"0?[1-9]|1[0-9]|2[0-8]", day):
            raise InputError(f"--at '{text}': '{day}' is not a day that every month has (1 to 28)")
        return cls(int(clock[1]), int(clock[2]), weekdays, int(day), months)

    @property
    def clock(self) -> str:
        """The time of day, such as 02:00."""
        return f"{self.hour:02}:{self.minute:02}"

    def __str__(self) -> str:
        if self.weekdays:
            return f"every {_joined([DAYS[day] for day in self.weekdays])} at {self.clock}"
        if self.months:
            every = len(self.months) == len(MONTHS)
            months = "every month" if every else _joined([MONTHS[month - 1] for month in self.months])
            return f"on day {self.day} of {months} at {self.clock}"
        return f"every day at {self.clock}"


def _weekdays(word: str, text: str) -> tuple[int, ...]:
    found = set()
    for name in word.split(","):
        # "Mon", "Mond" … "Monday"
        known = [number for number, day in enumerate(DAYS) if day.casefold().startswith(name.casefold())]
        if len(name) < 3 or not known:
            near = did_you_mean(name, ("daily", "monthly", "quarterly", *DAYS))
            raise InputError(f"--at '{text}': '{name}' is not a day of the week{near}; {_FORMS}")
        found.add(known[0])
    return tuple(sorted(found))


def _joined(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
