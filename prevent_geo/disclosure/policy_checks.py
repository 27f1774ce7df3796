"""What a policy must say: the same checks for one that is written in a file and one that is made in code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from prevent_geo.errors import did_you_mean, quoted_list
from prevent_geo.place import LEVELS

AUDIENCES = ("public", "partner", "internal")
METHODS = ("suppression", "rounding")
PERSONS = ("attendance", "answers", "pathway")
DERIVED = ("rate", "limits", "mean", "share")


def find_problems(fields: Mapping[str, Any]) -> list[str]:
    """All that is wrong with what a policy says, each with what to write; a field that is not there is not looked at.

    >>> find_problems({"withhold_from": 1, "withhold_to": 4, "marker": ""})
    ["marker is empty; write one such as '[c]'"]
    """
    checks = (_threshold, _names, _rounding, _concentration, _persons, _derived, _finest)
    return [problem for check in checks for problem in check(fields)]


def _names(fields: Mapping[str, Any]) -> Iterator[str]:
    name, marker, source = (fields.get(key, "x") for key in ("name", "marker", "source"))
    if not isinstance(name, str) or not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
        yield "a policy's name has letters, digits, - and _ only; rename it"
    if not isinstance(marker, str) or len(marker) > 10 or not marker.isprintable() or any(map(str.isdigit, marker)):
        yield f"marker is {_shown(marker)}; write at most 10 characters and no digit, such as '[c]'"
    elif not marker.strip():
        yield "marker is empty; write one such as '[c]'"
    if not isinstance(source, str) or not source.strip() or not source.isprintable():
        yield f"source is {_shown(source)}; say on one line where the rule comes from"


def _threshold(fields: Mapping[str, Any]) -> Iterator[str]:
    low, high = fields.get("withhold_from", 1), fields.get("withhold_to", 4)
    if not (_is_whole(low, 0, 1) and _is_whole(high, 4)):
        yield (
            "counts of 1 to 4 persons must be withheld; "
            "withhold_from is 1 (or 0, to withhold zeros too) and withhold_to is 4 or more"
        )


def _rounding(fields: Mapping[str, Any]) -> Iterator[str]:
    method, base = fields.get("method", METHODS[0]), fields.get("round_to", 1)
    if method not in METHODS:
        yield f"method is {_shown(method)}{did_you_mean(str(method), METHODS)}; write one of {', '.join(METHODS)}"
    if not _is_whole(base, 1):
        yield f"round_to is {_shown(base)}; write a whole number: 1 where counts are not rounded, or 5 say"
    top = fields.get("withhold_to", 4)
    if not _is_whole(base, 1) or not _is_whole(top, 4):
        return
    if method == "rounding" and base < 5:
        yield f"round_to is {base}; rounding leaves counts of 1 to 4 uncertain only from 5 on; write round_to = 5"
    elif method == "rounding" and top >= base:
        yield f"withhold_to is {top}, but rounding to {base} hides only less; write withhold_to = {base - 1}"
    elif method == "suppression" and base > 2 * (top + 1):
        yield f"round_to is {base}, so a count of {top + 1} would look like none; write {2 * (top + 1)} or less"


def _concentration(fields: Mapping[str, Any]) -> Iterator[str]:
    largest, percent, p = (fields.get(key) for key in ("dominance_largest", "dominance_percent", "p_percent"))
    neither = largest is None and percent is None
    if not neither and not (_is_whole(largest, 1) and _is_whole(percent, 1, 99)):
        yield (
            "dominance_largest and dominance_percent go together, in whole numbers; write "
            "dominance_largest = 2 and dominance_percent = 85, say (1 to 99 per cent), or neither"
        )
    if p is not None and (isinstance(p, bool) or not isinstance(p, int | float) or not 0.01 <= p <= 100):
        yield f"p_percent is {_shown(p)}; write a number from 0.01 to 100, such as 10, or leave it out"
    if not isinstance(fields.get("contributors", True), bool):
        yield f"contributors is {_shown(fields['contributors'])}; write true or false"


def _persons(fields: Mapping[str, Any]) -> Iterator[str]:
    persons = fields.get("persons", PERSONS)
    if not isinstance(persons, list | tuple):
        yield f"persons is {_shown(persons)}; write a list: {list(PERSONS)}"
        return
    for word in persons:
        if word not in PERSONS:
            yield f"persons: {_shown(word)} is not a quantity{did_you_mean(str(word), PERSONS)}; take it out"
    if missing := [word for word in PERSONS if word not in persons]:
        yield f"persons leaves out {quoted_list(missing)}: persons are counted there too; add what is missing"


def _derived(fields: Mapping[str, Any]) -> Iterator[str]:
    derived = fields.get("derived", dict.fromkeys(DERIVED, "withheld"))
    yield from _keys("derived", derived, DERIVED)
    for key in DERIVED if isinstance(derived, Mapping) else ():
        if derived.get(key, "withheld") != "withheld":
            yield (
                f"derived.{key} is {_shown(derived[key])}; write 'withheld': "
                "what is made from a withheld count gives the count back"
            )


def _finest(fields: Mapping[str, Any]) -> Iterator[str]:
    finest = fields.get("finest", dict.fromkeys(AUDIENCES, LEVELS[0]))
    yield from _keys("finest", finest, AUDIENCES)
    for audience in AUDIENCES if isinstance(finest, Mapping) else ():
        if (level := finest.get(audience, LEVELS[0])) not in LEVELS:
            near = did_you_mean(str(level), LEVELS)
            yield f"finest.{audience} is {_shown(level)}{near}; write one of {', '.join(LEVELS)}"


def _keys(field: str, value: object, known: tuple[str, ...]) -> Iterator[str]:
    """Whether a table says something for each of these and for nothing else."""
    if not isinstance(value, Mapping):
        yield f"{field} is {_shown(value)}; write a table that says something for {', '.join(known)}"
        return
    for key in value:
        if key not in known:
            yield f"{field}: {_shown(key)} is not known{did_you_mean(str(key), known)}; take it out"
    if missing := [key for key in known if key not in value]:
        yield f"{field}: nothing is said for {quoted_list(missing)}; say it"


def _is_whole(value: Any, least: int, most: float = np.inf) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and least <= int(value) <= most


def _shown(value: object) -> str:
    """A value as it was written, cut short."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
