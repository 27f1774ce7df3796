"""Words of the companions: templates with {slots}, filled in every way, and given out so that none soon comes again."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import numpy as np
import pandas as pd

from prevent_geo.synthesis.streams import Integers

_MOST_PER_TEMPLATE = 10


@cache
def words(name: str) -> dict[str, Any]:
    """The word lists of one companion."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))


def fill_slots(
    templates: Sequence[tuple[str, ...]], slots: Mapping[str, Sequence[str]], rng: np.random.Generator
) -> list[tuple[int, tuple[str, ...]]]:
    """Every template in several wordings, no two alike; texts of one template have the same words in their slots.

    Returns
    -------
    list
        Number of the template and its texts; all templates once, in any order, then all that have more again.
    """
    rounds: list[list[tuple[int, tuple[str, ...]]]] = [[] for _ in range(_MOST_PER_TEMPLATE)]
    for number, texts in enumerate(templates):
        names = sorted({name for text in texts for _, name, _, _ in Formatter().parse(text) if name})
        choices = list(itertools.product(*(slots[name] for name in names)))
        taken: set[str] = set()
        turn = 0
        for choice in rng.permutation(len(choices)).tolist():
            filled = dict(zip(names, choices[choice], strict=True))
            worded = tuple(text.format(**filled) for text in texts)
            if taken.isdisjoint(worded) and turn < _MOST_PER_TEMPLATE:
                rounds[turn].append((number, worded))
                taken.update(worded)
                turn += 1
    return [turns[place] for turns in rounds for place in rng.permutation(len(turns)).tolist()]


def take_turns(cells: Integers) -> Integers:
    """For each row, how many rows before it are of the same cell: who walks through a list so repeats nothing soon."""
    return np.asarray(pd.Series(cells).groupby(cells).cumcount(), dtype=np.int64)
