"""Gazetteer: which areas each place is made of, and what places are called."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prevent_geo.disclosure.scan.vocabulary import fold
from prevent_geo.place import LEVELS

if TYPE_CHECKING:
    from prevent_geo.dataset import Dataset

MANIFEST = "manifest.json"
# names of places have no more words than this
_LONGEST_NAME = 8

Codes = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """`areas`: the codes of the areas of each place ("district:X"); `names`: the places of each folded code or name."""

    areas: Mapping[str, Codes]
    names: Mapping[str, Codes]

    @classmethod
    def of(cls, places: Mapping[str, tuple[str, Codes]]) -> Gazetteer:
        """From the name and the areas of each place; every area is a place too.

        >>> known = Gazetteer.of({"district:D": ("Clarrow", ("X1", "X2"))})
        >>> known.resolve(["X1", "clarrow", "nowhere"])
        ['area:X1', 'district:D', '']
        """
        areas = {place: tuple(codes) for place, (_, codes) in places.items()}
        areas |= {f"area:{code}": (code,) for codes in list(areas.values()) for code in codes}
        names: dict[str, list[str]] = {}
        for place in areas:
            words = {fold(place.partition(":")[2]), fold(places[place][0]) if place in places else ""}
            for word in words - {""}:
                names.setdefault(word, []).append(place)
        return cls(areas, {word: tuple(found) for word, found in names.items()})

    @classmethod
    def of_dataset(cls, dataset: Dataset) -> Gazetteer:
        """Every place of a dataset."""
        return cls.of(dataset_places(dataset))

    @classmethod
    def of_manifests(cls, manifests: Iterable[Mapping[str, Any]]) -> Gazetteer:
        """The places that manifests explain; the last manifest that names a place is right."""
        return cls.of({place: found for manifest in manifests for place, found in manifest_places(manifest).items()})

    def resolve(self, words: Sequence[str]) -> list[str]:
        """The place that each code or name means; empty where it is none, or cannot be told from others.

        Where several places share a name, it is the one of the level that most of the words are of.
        """
        found = [self.names.get(fold(word), ()) for word in words]
        votes = Counter(level_of(place) for places in found for place in places)
        best = votes.most_common(1)[0][0] if votes else ""
        return [_choose(places, best) for places in found]

    def named_in(self, text: str) -> list[str]:
        """Places whose code or name stands in a text, the longest names first, no word twice."""
        words = fold(text).split()
        found: list[str] = []
        at = 0
        while at < len(words):
            for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
                places = self.names.get(" ".join(words[at : at + length]), ())
                if places and not (length == 1 and words[at].isdigit()):
                    found.append(_choose(places, "") or places[0])
                    at += length - 1
                    break
            at += 1
        return list(dict.fromkeys(found))

    def zone_of(self, place: str, level: str) -> str:
        """The place of a level that all areas of a place lie in; empty if there is none."""
        inside = self._zones.get(level, {})
        zones = {inside.get(code, "") for code in self.areas.get(place, ())}
        return zones.pop() if len(zones) == 1 else ""

    def members(self, place: str, quantity: str, within: Codes = ()) -> Codes:
        """Codes of which a figure of a place is the sum: areas; of the pathway the districts that lie wholly in it.

        `within` are the areas of the release that shows it, where a zone is cut to them; empty: not cut.
        """
        areas = self.areas.get(place, ())
        if quantity == "pathway":
            here = set(areas)
            held = {self._zones.get("district", {}).get(code, "") for code in areas} - {""}
            return tuple(sorted(place.partition(":")[2] for place in held if here.issuperset(self.areas[place])))
        inside = set(within)
        return tuple(sorted([code for code in areas if code in inside] or areas))

    @cached_property
    def _zones(self) -> dict[str, dict[str, str]]:
        """The place of each level that each area is in."""
        found: dict[str, dict[str, str]] = {}
        for place, codes in self.areas.items():
            found.setdefault(level_of(place), {}).update(dict.fromkeys(codes, place))
        return found


def dataset_places(dataset: Dataset) -> dict[str, tuple[str, Codes]]:
    """The name and the areas of every place of a dataset."""
    from prevent_geo.errors import InputError

    found: dict[str, tuple[str, Codes]] = {}
    for level in LEVELS:
        try:
            places = dataset.places(level)
        except InputError:
            continue
        found |= {str(place): (place.name, place.area_codes) for place in places}
    return found


def manifest_places(manifest: Mapping[str, Any]) -> dict[str, tuple[str, Codes]]:
    """The name and the areas of every place that a manifest explains; what is not of that form is left out."""
    places = manifest.get("places")
    found: dict[str, tuple[str, Codes]] = {}
    for place, about in places.items() if isinstance(places, dict) else ():
        if isinstance(about, dict) and isinstance(about.get("areas"), list):
            found[str(place)] = (str(about.get("name", "")), tuple(map(str, about["areas"])))
    return found


def read_manifests(folder: Path) -> dict[Path, dict[str, Any]]:
    """Every manifest in a folder by the folder that it is of; one that is not JSON is an empty one."""
    found: dict[Path, dict[str, Any]] = {}
    for path in sorted(folder.rglob(MANIFEST)):
        try:
            value = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            value = {}
        found[path.parent] = value if isinstance(value, dict) else {}
    return found


def level_of(place: str) -> str:
    """The level of a place: "district" of "district:X"."""
    return place.partition(":")[0]


def _choose(places: Codes, level: str) -> str:
    """The one place of that level, else the only place."""
    of_level = [place for place in places if level_of(place) == level]
    if len(of_level) == 1:
        return of_level[0]
    return places[0] if len(places) == 1 else ""
