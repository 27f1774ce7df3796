"""Policy: what is withheld of counts of persons, as data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from prevent_geo.disclosure.policy_checks import AUDIENCES as AUDIENCES
from prevent_geo.disclosure.policy_checks import DERIVED, PERSONS, find_problems
from prevent_geo.errors import DisclosureError, InputError, counted, did_you_mean
from prevent_geo.place import LEVELS
from prevent_geo.resources import read_toml

_READERS = {"public": "the public", "partner": "partners", "internal": "colleagues"}


@dataclass(frozen=True)
class Policy:
    """Counts of persons from `withhold_from` to `withhold_to` are withheld and shown as `marker`.

    Under the method "rounding" nothing is withheld: all counts are rounded to multiples of `round_to`, and those from
    `withhold_from` to `withhold_to` are the ones that must stay uncertain. Each field is explained in policies.toml.
    """

    name: str
    withhold_from: int
    withhold_to: int
    marker: str
    source: str
    method: str = "suppression"
    round_to: int = 1
    dominance_largest: int | None = None
    dominance_percent: int | None = None
    p_percent: float | None = None
    contributors: bool = True
    persons: tuple[str, ...] = PERSONS
    derived: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(DERIVED, "withheld"), hash=False)
    finest: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(AUDIENCES, LEVELS[0]), hash=False)

    def __post_init__(self) -> None:
        """Refuse a policy that is weaker than the default or does not fit together; name all problems at once."""
        if problems := find_problems(vars(self)):
            raise InputError(_listed(f"policy {self.name!r}", problems))
        object.__setattr__(self, "persons", tuple(self.persons))
        object.__setattr__(self, "derived", dict(self.derived))
        object.__setattr__(self, "finest", dict(self.finest))

    def protects(self, counts: pd.Series) -> pd.Series:
        """Whether each count of persons is withheld; a missing count is not, and where all are rounded none is."""
        if self.method == "rounding":
            return pd.Series(False, index=counts.index)
        # open bounds one person wider: the same for whole counts, and no fraction slips between them
        return counts.between(self.withhold_from - 1, self.withhold_to + 1, inclusive="neither")

    def interval(self, count: int) -> tuple[int, int]:
        """Protection interval of a count: the lowest and highest value between which nobody may narrow it.

        >>> find_policy("hes").interval(3), find_policy("strict").interval(3), find_policy("hes").interval(8)
        ((1, 7), (0, 9), (8, 8))
        """
        small = self.withhold_from <= count <= self.withhold_to
        return (self.withhold_from, self.withhold_to) if small else (count, count)

    def rounded(self, counts: pd.Series) -> pd.Series:
        """Each count rounded to the nearest multiple of `round_to`, half up; a missing count stays missing.

        >>> find_policy("hes").rounded(pd.Series([0, 12, 13, 24])).tolist()
        [0, 10, 15, 25]
        """
        if self.round_to == 1:
            return counts.copy()
        return (2 * counts + self.round_to) // (2 * self.round_to) * self.round_to

    def shown_as(self, count: float) -> str:
        """What is shown for one count: the marker, or the (rounded) number; nothing where the count is missing.

        Consistent rounding is of whole tables; a count that it has rounded is a multiple already and stays as it is.

        >>> [find_policy("hes").shown_as(count) for count in (3, 24, 0, 1234)]
        ['*', '25', '0', '1,235']
        """
        one = pd.Series([count], dtype="float64")
        if one.isna().any():
            return ""
        return self.marker if self.protects(one).any() else f"{self.rounded(one).iloc[0]:,.0f}"

    def gives(self, level: str, audience: str, *, drawn_as: str = "area") -> bool:
        """Whether an audience is given counts of persons for places of a level.

        Parameters
        ----------
        level
            One of prevent_geo.place.LEVELS; a place of any other level (a drawn one) counts as one of `drawn_as`.
        audience
            One of AUDIENCES.
        drawn_as
            How coarse a drawn place is.

        Raises
        ------
        InputError
            If there is no such audience, or `drawn_as` is not a level.

        Examples
        --------
        >>> strict = find_policy("strict")
        >>> strict.gives("district", "public"), strict.gives("area", "public"), strict.gives("drawn", "internal")
        (True, False, True)
        """
        _check_audience_exists(audience)
        if drawn_as not in LEVELS:
            raise InputError(f"level '{drawn_as}' is not one of {', '.join(LEVELS)}{did_you_mean(drawn_as, LEVELS)}")
        coarse = LEVELS.index(level if level in LEVELS else drawn_as)
        return coarse >= LEVELS.index(self.finest[audience])

    def __str__(self) -> str:
        """Say it in one sentence; the numbers of the concentration rules are not told, since they narrow a count."""
        if self.method == "rounding":
            parts = [f"every count of persons is rounded to a multiple of {self.round_to}, and rounded counts add up"]
        else:
            parts = [
                f"counts of {self.withhold_from} to {self.withhold_to} persons are withheld and shown as "
                f"{self.marker}, and so is every figure that would give one away"
            ]
            if self.contributors:
                parts[0] += ", even to a partner that knows its own part"
        if self.dominance_largest or self.p_percent:
            parts.append("counts that come almost wholly from one or two partners are protected in the same way")
        if self.round_to > 1 and self.method == "suppression":
            parts.append(f"other counts are rounded to the nearest {self.round_to}")
        given = [f"{_READERS[who]} by {level}" for who, level in self.finest.items() if level != LEVELS[0]]
        if given:
            parts.append(f"counts are given to {' and to '.join(given)} or larger")
        return "; ".join(parts)


def find_policy(name: str = "default", file: str | Path | None = None) -> Policy:
    """The policy of that name: one that is shipped, or one from a file of the user's.

    Parameters
    ----------
    name
        Name of the policy.
    file
        TOML file with policies in the form of policies.toml; none if empty.

    Raises
    ------
    InputError
        If there is no such policy, or the file cannot be used.

    Examples
    --------
    >>> str(find_policy("hes"))[:52]
    'counts of 1 to 7 persons are withheld and shown as *'
    """
    policies = list_policies(file)
    if name not in policies:
        where = f", shipped or in {file}" if file else ""
        raise InputError(f"policy '{name}': there is no such policy{where}{did_you_mean(name, policies)}")
    return policies[name]


def list_policies(file: str | Path | None = None) -> dict[str, Policy]:
    """Every policy by name: the shipped ones, then those of a file of the user's.

    Raises
    ------
    InputError
        If the file cannot be read, or a policy in it is incomplete, not understood, weaker than the default or named
        like a shipped one; all such problems at once.

    Examples
    --------
    >>> list(list_policies())
    ['default', 'hes', 'strict', 'rounded']
    """
    return _shipped_policies() | (_policies(Path(file), taken=_shipped_policies()) if file else {})


@cache
def _shipped_policies() -> dict[str, Policy]:
    return _policies(Path(__file__).parent / "policies.toml", taken=())


def check_audience(audience: str, marking: str) -> str:
    """Return an audience that exists and may see data of that marking.

    Raises
    ------
    InputError
        If there is no such audience.
    DisclosureError
        If the audience is the public and the marking is OFFICIAL-SENSITIVE.
    """
    _check_audience_exists(audience)
    if audience == "public" and marking == "OFFICIAL-SENSITIVE":
        raise DisclosureError(
            f"what is marked {marking} is not for the public; choose the audience partner or internal"
        )
    return audience


def _check_audience_exists(audience: str) -> None:
    if audience not in AUDIENCES:
        raise InputError(
            f"audience '{audience}' is not one of {', '.join(AUDIENCES)}{did_you_mean(audience, AUDIENCES)}"
        )


def _policies(file: Path, taken: Collection[str]) -> dict[str, Policy]:
    tables = read_toml(file, "policy file")
    found = [(f"policy {name!r}", problem) for name, table in tables.items() for problem in _wrong(name, table, taken)]
    if found:
        raise InputError(_listed(str(file), [f"{policy}: {problem}" for policy, problem in found]))
    return {name: Policy(name, **table) for name, table in tables.items()}


def _wrong(name: str, table: Any, taken: Collection[str]) -> list[str]:
    """All that is wrong with a policy as it is written in a file."""
    if not isinstance(table, dict):
        return ["it is not a table; write its name in square brackets above its lines"]
    known = {column.name: column for column in fields(Policy) if column.name != "name"}
    needed = [key for key, column in known.items() if column.default is column.default_factory is MISSING]
    problems = [f"{key!r} is not known{did_you_mean(key, known)}; take it out" for key in table if key not in known]
    problems += [f"{key} is missing; add it" for key in needed if key not in table]
    if name.casefold() in taken:
        problems.insert(0, "a policy of that name is shipped, and stays as it is; choose another name")
    return problems + find_problems({"name": name, **table})


def _listed(where: str, problems: list[str]) -> str:
    if len(problems) == 1:
        return f"{where}: {problems[0]}"
    return f"{where}: {counted(len(problems), 'problem')}" + "".join(f"\n  {problem}" for problem in problems)
