"""Policy: which counts of persons are withheld, as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from prevent_geo.errors import DisclosureError, InputError, did_you_mean

AUDIENCES = ("public", "partner", "internal")


@dataclass(frozen=True)
class Policy:
    """Counts of persons from `withhold_from` to `withhold_to` are withheld and shown as `marker`."""

    name: str
    withhold_from: int
    withhold_to: int
    marker: str
    source: str

    def __post_init__(self) -> None:
        """Refuse a policy that is weaker than the default, or that would leave a cell empty."""
        if self.withhold_from not in {0, 1} or self.withhold_to < 4:
            raise InputError(
                f"policy '{self.name}': counts of 1 to 4 persons must be withheld; "
                "withhold_from is 1 (or 0, to withhold zeros too) and withhold_to is 4 or more"
            )
        if not self.marker.strip():
            raise InputError(f"policy '{self.name}': marker is empty; write one such as '[c]'")

    def protects(self, counts: pd.Series) -> pd.Series:
        """Whether each count of persons is withheld; a missing count is not."""
        # open bounds one person wider: the same for whole counts, and no fraction slips between them
        return counts.between(self.withhold_from - 1, self.withhold_to + 1, inclusive="neither")

    def __str__(self) -> str:
        """Say it in words."""
        return f"counts of {self.withhold_from} to {self.withhold_to} persons are withheld and shown as {self.marker}"


def find_policy(name: str = "default") -> Policy:
    """The shipped policy of that name.

    Raises
    ------
    InputError
        If there is none.

    Examples
    --------
    >>> str(find_policy("default"))
    'counts of 1 to 4 persons are withheld and shown as [c]'
    """
    table = tomllib.loads((Path(__file__).parent / "policies.toml").read_text(encoding="utf-8"))
    if name not in table:
        raise InputError(f"policy '{name}': there is no such policy{did_you_mean(name, table)}")
    return Policy(name=name, **table[name])


def check_audience(audience: str, marking: str) -> str:
    """Return an audience that exists and may see data of that marking.

    Raises
    ------
    InputError
        If there is no such audience.
    DisclosureError
        If the audience is the public and the marking is OFFICIAL-SENSITIVE.
    """
    if audience not in AUDIENCES:
        raise InputError(
            f"audience '{audience}' is not one of {', '.join(AUDIENCES)}{did_you_mean(audience, AUDIENCES)}"
        )
    if audience == "public" and marking == "OFFICIAL-SENSITIVE":
        raise DisclosureError(
            f"what is marked {marking} is not for the public; choose the audience partner or internal"
        )
    return audience
