"""What can go wrong, each with the exit code that the command line ends with."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class PreventGeoError(Exception):
    """Base of every error that prevent_geo raises on purpose; its text is written for people."""

    exit_code = 1


class InputError(PreventGeoError):
    """The input, a parameter or a file is not what was expected."""

    exit_code = 2


class DisclosureError(PreventGeoError):
    """Disclosure control refused a release."""

    exit_code = 3


class JobsFailedError(PreventGeoError):
    """Some jobs of a run failed; the others are done."""

    exit_code = 4


class TimedOutError(PreventGeoError):
    """A cell or a job took longer than its limit."""

    exit_code = 5


class StoppedError(PreventGeoError):
    """The run was stopped, by Ctrl-C or a signal; what was done by then is done."""

    exit_code = 130


class LockedError(PreventGeoError):
    """Another run holds what this one needs."""

    exit_code = 6


class CannotWriteError(PreventGeoError):
    """No space, or no right to write."""

    exit_code = 7


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return " (did you mean 'x'?)" for the nearest known word, or nothing.

    >>> did_you_mean("X0100009", ["X01000099", "X01000100"])
    " (did you mean 'X01000099'?)"
    """
    folded = {str(candidate).casefold(): str(candidate) for candidate in known}
    near = get_close_matches(str(word).casefold(), list(folded), n=1, cutoff=0.75)
    return f" (did you mean '{folded[near[0]]}'?)" if near else ""


def counted(count: int, noun: str) -> str:
    """Count and noun.

    >>> counted(1, "error"), counted(0, "error")
    ('1 error', '0 errors')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def quoted_list(words: Iterable[str], limit: int = 8) -> str:
    """Join words for a sentence, cut after `limit`.

    >>> quoted_list(["a", "b"])
    "'a', 'b'"
    """
    words = list(words)
    shown = ", ".join(f"'{word}'" for word in words[:limit])
    return shown + (f" and {len(words) - limit} more" if len(words) > limit else "")
