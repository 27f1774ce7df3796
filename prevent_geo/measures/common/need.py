"""Need profiles: weights by deprivation decile, and the contacts that they make one expect of each area."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from prevent_geo.errors import InputError, counted, did_you_mean
from prevent_geo.measures.common.counting import Floats, Integers

DECILES = range(1, 11)
# the group of the areas whose decile is not given
UNKNOWN = len(DECILES)
_FILE = Path(__file__).parents[1] / "need_profiles.toml"


@dataclass(frozen=True)
class NeedProfile:
    """Weights of the deprivation deciles (1 = most deprived tenth), with the words that say whose choice they are."""

    name: str
    label: str
    rationale: str
    source: str
    weights: Mapping[int, float]

    def __post_init__(self) -> None:
        """Refuse words that are missing, and weights that cannot be meant."""
        if empty := [name for name in ("name", "label", "rationale", "source") if not getattr(self, name).strip()]:
            raise ValueError(f"need profile '{self.name}' lacks: {', '.join(empty)}")
        checked_weights(self.weights)


@cache
def need_profiles() -> Mapping[str, NeedProfile]:
    """The need profiles that come with the library, by name and in the order of their file."""
    entries = tomllib.loads(_FILE.read_text(encoding="utf-8"))["profile"]
    profiles = {}
    for entry in entries:
        weights = MappingProxyType({int(decile): weight for decile, weight in entry["weights"].items()})
        profiles[entry["name"]] = NeedProfile(**entry | {"weights": weights})
    return MappingProxyType(profiles)


def need_profile(name: str) -> Mapping[int, float]:
    """Weights of a need profile that comes with the library, by deprivation decile.

    Raises
    ------
    InputError
        If there is none of that name.

    Examples
    --------
    >>> weights = need_profile("deprivation")
    >>> weights[1], weights[2], weights[10]
    (2.0, 1.889, 1.0)
    """
    profiles = need_profiles()
    if name not in profiles:
        raise InputError(
            f"there is no need profile '{name}'{did_you_mean(name, profiles)}; choose {' or '.join(profiles)}, or give "
            "your own weights: a mapping of the deciles 1 to 10"
        )
    return profiles[name].weights


def checked_weights(need: Mapping[int, float] | None) -> Floats:
    """The ten weights in the order of the deciles; all 1 if there is no `need`.

    Raises
    ------
    InputError
        If a decile has no weight, if anything else has one, or if a weight is not a number above 0; all such at once.
    """
    if need is None:
        return np.ones(len(DECILES))
    if not isinstance(need, Mapping):
        raise InputError(
            f"need is {need!r}, not a mapping of the deciles 1 to 10 to weights; need_profile('deprivation') makes one"
        )
    given = {key: weight for key, weight in need.items() if not isinstance(key, bool) and key in DECILES}
    others = [key for key in need if isinstance(key, bool) or key not in DECILES]
    problems = []
    if lacking := [str(decile) for decile in DECILES if decile not in given]:
        problems.append(f"no weight for decile {', '.join(lacking)}")
    problems += [f"{key!r} is no decile; need is by deprivation decile (1 to 10) alone" for key in others]
    problems += [
        f"weight {weight!r} of decile {decile} is not a number above 0"
        for decile, weight in given.items()
        if not _is_weight(weight)
    ]
    if problems:
        raise InputError(f"need: {counted(len(problems), 'problem')}: {'; '.join(problems)}")
    return np.array([float(given[decile]) for decile in DECILES])


def decile_groups(areas: pd.DataFrame) -> Integers:
    """Of each area, the position of its decile among the ten, and 10 where it is not given.

    Examples
    --------
    >>> decile_groups(pd.DataFrame({"deprivation_decile": [1, None, 10]})).tolist()
    [0, 10, 9]
    """
    if "deprivation_decile" not in areas:
        return np.full(len(areas), UNKNOWN)
    deciles = areas["deprivation_decile"].astype("float64").fillna(UNKNOWN + 1)
    return deciles.to_numpy().astype("int64") - 1


def residents_of_groups(residents: Floats, groups: Integers) -> Floats:
    """Residents of each decile, and of the areas whose decile is not given."""
    # sums of whole numbers: the same for any order of rows
    return np.bincount(groups, weights=residents, minlength=UNKNOWN + 1).astype("float64")


def group_weights(weights: Floats, residents: Floats) -> Floats:
    """Weights (deciles in the last axis) with one more: that of areas without a decile.

    It is the mean of the others, weighted by the `residents` of each group.

    Examples
    --------
    >>> group_weights(np.array([2.0] + [1.0] * 9), np.array([500.0] + [0] * 8 + [1500, 800])).tolist()[-1]
    1.25
    """
    known = residents[:UNKNOWN]
    shares = known / known.sum() if known.sum() > 0 else np.full(UNKNOWN, 1 / UNKNOWN)
    return np.concatenate([weights, (weights * shares).sum(axis=-1, keepdims=True)], axis=-1)


def expected_contacts(reach: pd.DataFrame, areas: pd.DataFrame, need: Mapping[int, float] | None) -> pd.DataFrame:
    """Contacts to expect of each area (`expected`) and its `weight`; missing where the area does not count.

    `reach` is what `reach_of` gives. All contacts of the areas that count are shared out by residents × weight.
    """
    counts = reach["counts"].to_numpy()
    residents = reach["residents"].where(reach["counts"], 0.0).to_numpy()
    groups = decile_groups(areas)
    by_group = residents_of_groups(residents, groups)
    weights = group_weights(checked_weights(need), by_group)
    total, shared = reach["contacts"].to_numpy()[counts].sum(), float((by_group * weights).sum())
    weight = np.where(counts, weights[groups], np.nan)
    return pd.DataFrame(
        {"expected": total * residents * weight / shared if shared > 0 else np.nan, "weight": weight},
        index=reach.index,
    )


def _is_weight(weight: object) -> bool:
    return isinstance(weight, int | float) and not isinstance(weight, bool) and 0 < weight < float("inf")
