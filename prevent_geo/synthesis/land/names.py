"""Codes and names of invented places and organisations; the words are data, in names.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from prevent_geo.synthesis.streams import stream


def name_places(levels: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Give areas their codes and names, and those of the neighbourhood, district and force they belong to.

    Parameters
    ----------
    levels
        One row per area in the order of its codes, with the positions (from 0) of its `neighbourhood`,
        `district` and `force`.
    seed
        Draws the names, each given once; the codes do not depend on it.
    """
    rng = stream(seed, "names")
    words = _words()
    names = {
        "neighbourhood": _name_neighbourhoods(levels["neighbourhood"].nunique(), rng),
        "district": list(islice(_town_names(seed), levels["district"].nunique())),
        "force": list(islice(_compose(words["forces"], rng), levels["force"].nunique())),
    }
    number = levels.groupby("neighbourhood").cumcount() + 1
    hoods = [names["neighbourhood"][n] for n in levels["neighbourhood"]]
    named = pd.DataFrame({"area_code": [f"X01{n:06}" for n in range(1, len(levels) + 1)]})
    named["area_name"] = [f"{hood} {n:03}" for hood, n in zip(hoods, number, strict=True)]
    for level, prefix in (("neighbourhood", "X05"), ("district", "X08"), ("force", "X23")):
        named[f"{level}_code"] = [f"{prefix}{n + 1:06}" for n in levels[level]]
        named[f"{level}_name"] = [names[level][n] for n in levels[level]]
    return named


def name_landscape(kinds: pd.Series, districts: int, *, seed: int) -> list[str]:
    """Name what lies in the land, by kind (river, park, centre); centres are named after the districts are."""
    rng = stream(seed, "landscape names")
    sources = {
        "river": _compose(["River {stem}"], rng),
        "park": _compose(_words()["parks"], rng),
        "centre": islice(_town_names(seed), districts, None),
    }
    return [next(sources[kind]) for kind in kinds]


def name_partners(partners: pd.DataFrame, *, seed: int) -> list[str]:
    """Name organisations by sector, neighbourhood_name and district_name; no name is given twice.

    Where the names of a neighbourhood are taken, or it has none, a street gives the name.
    """
    rng = stream(seed, "partner names")
    patterns = _words()["partners"]
    taken: set[str] = set()
    names = []
    columns = ["sector", "neighbourhood_name", "district_name"]
    for sector, hood, district in partners[columns].itertuples(index=False):
        texts = rng.permutation(patterns[sector]).tolist()
        known = {key: value for key, value in (("place", hood), ("district", district)) if not pd.isna(value)}
        here = [text.format(**known) for text in texts if _fields(text) <= set(known)]
        on_streets = (text.format(place=street) for street in _streets(rng) for text in texts if "{place}" in text)
        name = next(name for options in (here, on_streets, _numbered(sector)) for name in options if name not in taken)
        taken.add(name)
        names.append(name)
    return names


def _name_neighbourhoods(wanted: int, rng: np.random.Generator) -> list[str]:
    """Villages in one word and quarters in two; a stem comes again only when all others have been used."""
    words = _words()
    villages = _compose(["{stem}" + ending for ending in words["villages"]], rng)
    quarters = _compose(["{stem} " + ending for ending in words["quarters"]], rng)
    return [next(quarters if rng.random() < 0.6 else villages) for _ in range(wanted)]


def _town_names(seed: int) -> Iterator[str]:
    """Names of towns and districts, always in the same order for a seed."""
    return _compose(["{stem}" + ending for ending in _words()["towns"]], stream(seed, "town names"))


def _compose(patterns: list[str], rng: np.random.Generator) -> Iterator[str]:
    """Names from stems and patterns, each once; when there are no more, the same again with numbers."""
    stems = rng.permutation(_words()["stems"]).tolist()
    first = rng.integers(len(patterns), size=len(stems)).tolist()
    for lap in count(1):
        for turn in range(len(patterns)):
            for start, stem in zip(first, stems, strict=True):
                pattern = patterns[(start + turn) % len(patterns)]
                name = pattern.format(stem=stem)
                # "Dellammere" and "Aldrenness" are hard to read
                if pattern.removeprefix("{stem}")[:1] != stem[-1] and name not in _words()["avoid"]:
                    yield name if lap == 1 else f"{name} {lap}"


def _streets(rng: np.random.Generator) -> Iterator[str]:
    """Names of streets, in a drawn order."""
    words = _words()
    stems, kinds = rng.permutation(words["stems"]).tolist(), rng.permutation(words["streets"]).tolist()
    for turn in range(len(kinds)):
        for place, stem in enumerate(stems):
            yield f"{stem} {kinds[(turn + place) % len(kinds)]}"


def _numbered(sector: str) -> Iterator[str]:
    """The last resort."""
    return (f"{sector.replace('_', ' ').capitalize()} {number}" for number in count(1))


def _fields(text: str) -> set[str]:
    """What a pattern needs."""
    return {key for key in ("place", "district") if f"{{{key}}}" in text}


@cache
def _words() -> dict[str, Any]:
    """The word lists."""
    return tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
