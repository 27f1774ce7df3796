"""Red lines 1 and 2 as predicates: which names and which values look personal or protected."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

_RULES = tomllib.loads((Path(__file__).parent / "red_lines.toml").read_text(encoding="utf-8"))
_PERSONAL, _PROTECTED, _WORSHIP = (_RULES["names"][kind] for kind in ("personal", "protected", "worship"))
PATTERNS = {rule["what"]: re.compile(rule["pattern"]) for rule in _RULES["values"]}
FREE_TEXT = {rule["what"]: re.compile(rule["pattern"]) for rule in _RULES["free_text"]}


def is_personal_name(name: str) -> bool:
    """Whether a column of that name is likely to be about an individual.

    >>> is_personal_name("ContactEmail"), is_personal_name("hotel")
    (True, False)
    """
    return _has_word(name, _PERSONAL)


def is_protected_name(name: str) -> bool:
    """Whether a column of that name is likely to be a protected characteristic."""
    return _has_word(name, _PROTECTED)


def is_protected_code(text: str) -> bool:
    """Whether a code or its label names a protected characteristic or a place of worship."""
    return _has_word(text, [*_PROTECTED, *_WORSHIP])


def withheld(text: str) -> str:
    """Return a value as it may be repeated in a report: one that looks personal is not.

    >>> withheld("library"), withheld("jo@example.org")
    ('library', '(not shown: looks like an e-mail address)')
    """
    what = next((what for what, pattern in PATTERNS.items() if pattern.search(text)), "")
    return f"(not shown: looks like {what})" if what else text


def is_nhs_number(values: pd.Series[str]) -> pd.Series[bool]:
    """Whether each value is ten digits with a valid check digit (modulus 11)."""
    found = pd.Series(False, index=values.index)
    plain = values.str.replace(r"[ -]", "", regex=True)
    digits = plain[plain.str.fullmatch(r"[0-9]{10}")]
    if len(digits):
        total = sum(digits.str[i].astype(int) * (10 - i) for i in range(9))
        found[digits.index] = (11 - total % 11) % 11 == digits.str[9].astype(int)
    return found


def _has_word(name: str, words: Iterable[str]) -> bool:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(name))
    plain = " " + " ".join(re.findall(r"[a-z]+", spaced.casefold())) + " "
    return any(f" {word} " in plain for word in words)
