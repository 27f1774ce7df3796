"""Codes and names of invented places and organisations; the words are data, in names.toml."""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from prevent_geo.synthesis.streams import stream


def name_places(levels: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Give areas their codes and names, and those of the neighbourhood, district and force they belong to.

    Parameters
    ----------
    levels
        One row per area in the order of its codes, with the positions (from 0) of its `neighbourhood` and
        `district`.
    seed
        Draws the names; the codes do not depend on it.
    """
    rng = stream(seed, "names")
    words = _words()
    stems, endings = rng.permutation(words["stems"]), rng.permutation(words["endings"])
    districts = _cycle(rng.permutation(words["districts"]).tolist(), levels["district"].nunique())
    hoods = [
        f"{stems[n % len(stems)]} {endings[(n + n // len(stems)) % len(endings)]}"
        for n in range(levels["neighbourhood"].nunique())
    ]
    hoods = _cycle(list(dict.fromkeys(hoods)), levels["neighbourhood"].nunique())
    number = levels.groupby("neighbourhood").cumcount() + 1
    named = pd.DataFrame({"area_code": [f"X01{n:06}" for n in range(1, len(levels) + 1)]})
    named["area_name"] = [f"{hoods[hood]} {n:03}" for hood, n in zip(levels["neighbourhood"], number, strict=True)]
    named["neighbourhood_code"] = [f"X05{n + 1:06}" for n in levels["neighbourhood"]]
    named["neighbourhood_name"] = [hoods[n] for n in levels["neighbourhood"]]
    named["district_code"] = [f"X08{n + 1:06}" for n in levels["district"]]
    named["district_name"] = [districts[n] for n in levels["district"]]
    named["force_code"] = "X23000001"
    named["force_name"] = str(rng.choice(words["force"]))
    return named


def name_partners(partners: pd.DataFrame, *, seed: int) -> list[str]:
    """Name organisations by sector, neighbourhood_name and district_name; no name is given twice."""
    rng = stream(seed, "partner names")
    patterns = _words()["partners"]
    taken: Counter[str] = Counter()
    names = []
    columns = ["sector", "neighbourhood_name", "district_name"]
    for sector, place, district in partners[columns].itertuples(index=False):
        texts = rng.permutation(patterns[sector]).tolist()
        options = [text.format(place=place, district=district) for text in texts]
        name = min(options, key=lambda option: taken[option])
        taken[name] += 1
        names.append(name if taken[name] == 1 else f"{name} {taken[name]}")
    return names


def _cycle(names: list[str], count: int) -> list[str]:
    """As many names as asked for; after the last, begin again with a number."""
    return [names[n % len(names)] + (f" {n // len(names) + 1}" if n >= len(names) else "") for n in range(count)]


@cache
def _words() -> dict[str, Any]:
    """The word lists."""
    return tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
