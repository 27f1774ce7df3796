"""Standards: what a partnership chose to call good enough, indicator by indicator; TOML that a dataset may replace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeGuard, get_args

from prevent_geo.errors import InputError, counted, did_you_mean
from prevent_geo.resources import read_toml
from prevent_geo.tables.code_lists import CodeList, default_code_lists

Direction = Literal["higher", "lower"]
_SHIPPED = Path(__file__).parent / "standards.toml"
# figures of a place that none of the shipped standards is about
_FURTHER = ("contact_rate",)


@dataclass(frozen=True)
class Standard:
    """One indicator of the scorecard and its thresholds; it cannot be made with a fact missing or out of order.

    At `green` or better the standard is met; worse than `amber` it is missed by far. `direction` says which way is
    better. Below `minimum_n` records nothing is said. `source` is whose choice the thresholds are.
    """

    id: str
    focus: str
    title: str
    question: str
    unit: str
    direction: Direction
    green: float
    amber: float
    minimum_n: int
    source: str

    def __post_init__(self) -> None:
        """Refuse a standard that cannot be meant, naming all that is wrong with it."""
        if problems := _problems(vars(self)):
            raise ValueError(f"standard '{self.id}': {'; '.join(problems)}")


_KEYS = [field.name for field in fields(Standard)]
_HUGE = 1e12
_NUMBERS = {"green", "amber", "minimum_n"}


def read_standards(path: Path | None = None, *, focus: CodeList | None = None) -> Mapping[str, Standard]:
    """Read the standards of a file, by indicator and in its order.

    Parameters
    ----------
    path
        A TOML file of [[standard]] entries; the one that comes with the library if not given.
    focus
        The areas of focus that there are; those of the code list if not given.

    Raises
    ------
    InputError
        If the file cannot be read, is not TOML, or says something that cannot be meant; all such at once.

    Examples
    --------
    >>> read_standards()["answered_in_time"].green
    0.8
    """
    if path is None and focus is None:
        return _shipped_standards()
    return _read(path or _SHIPPED, (focus or default_code_lists()["focus"]).labels)


@cache
def _shipped_standards() -> Mapping[str, Standard]:
    return MappingProxyType(_read(_SHIPPED, default_code_lists()["focus"].labels))


def figure_names() -> tuple[str, ...]:
    """The figures of a place that a standard can be about."""
    return (*_shipped_standards(), *_FURTHER)


def _read(path: Path, known: Mapping[str, str]) -> dict[str, Standard]:
    entries, problems = _entries(read_toml(path, "standards file"))
    standards: dict[str, Standard] = {}
    for number, entry in enumerate(entries, start=1):
        name = f"standard '{entry['id']}'" if _is_text(entry.get("id")) else f"standard {number}"
        found = _key_problems(entry) + _problems(entry)
        if _is_text(entry.get("focus")) and entry["focus"] not in known:
            near = did_you_mean(entry["focus"], known)
            found.append(f"focus '{entry['focus']}' is not one of {', '.join(known)}{near}")
        if path != _SHIPPED and _is_text(entry.get("id")) and entry["id"] not in figure_names():
            near = did_you_mean(entry["id"], figure_names())
            found.append(f"id is no figure{near}; the figures are {', '.join(figure_names())}")
        if not found and entry["id"] in standards:
            found.append("given more than once; take one out")
        if not found:
            standards[entry["id"]] = Standard(**entry)
        problems += [f"{name}: {problem}" for problem in found]
    if problems:
        listed = "".join(f"\n  {problem}" for problem in problems)
        raise InputError(f"{path.name}: {counted(len(problems), 'problem')}{listed}")
    return standards


def _entries(table: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """The [[standard]] entries, and what else is wrong at the top of the file."""
    problems = [f"'{key}' is not understood{did_you_mean(key, ['standard'])}" for key in table if key != "standard"]
    entries = table.get("standard")
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        return [], [*problems, f"it needs [[standard]] entries, each with {', '.join(_KEYS)}"]
    return entries, problems


def _key_problems(entry: Mapping[str, Any]) -> list[str]:
    missing = [key for key in _KEYS if key not in entry]
    unknown = [f"'{key}' is not understood{did_you_mean(key, _KEYS)}" for key in entry if key not in _KEYS]
    return ([f"lacks {', '.join(missing)}"] if missing else []) + unknown


def _problems(facts: Mapping[str, Any]) -> list[str]:
    """What is wrong with the facts that are given."""
    given = {key: facts[key] for key in _KEYS if key in facts}
    problems = [f"{key} is not words" for key, fact in given.items() if key not in _NUMBERS and not _is_text(fact)]
    problems += [
        f"{key} '{given[key]}' is not a number"
        for key in ("green", "amber")
        if key in given and not _is_number(given[key])
    ]
    direction = given.get("direction")
    ways = get_args(Direction)
    if _is_text(direction) and direction not in ways:
        problems.append(f"direction '{direction}' is not one of {', '.join(ways)}{did_you_mean(str(direction), ways)}")
    least = given.get("minimum_n", 1)
    if not isinstance(least, int) or isinstance(least, bool) or least < 1:
        problems.append(f"minimum_n '{least}' is not a whole number of 1 or more")
    green, amber = given.get("green"), given.get("amber")
    beyond = amber - green if _is_number(green) and _is_number(amber) else 0
    if (direction == "higher" and beyond > 0) or (direction == "lower" and beyond < 0):
        side = "above" if beyond > 0 else "below"
        problems.append(f"amber {amber:g} is {side} green {green:g}, but {direction} is better; exchange them")
    return problems


def _is_text(fact: object) -> bool:
    return isinstance(fact, str) and bool(fact.strip())


def _is_number(fact: Any) -> TypeGuard[float]:
    # neither infinite nor not-a-number, nor a whole number that no float holds
    return isinstance(fact, int | float) and not isinstance(fact, bool) and abs(fact) < _HUGE
