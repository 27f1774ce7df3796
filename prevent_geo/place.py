"""Place: a level and a code (or a name), resolved to a set of areas."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from prevent_geo.errors import InputError, counted, did_you_mean, quoted_list

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

LEVELS = ("area", "neighbourhood", "district", "force", "all")
# of more areas than this their codes would hide all other places among what Tab offers
_MOST_OFFERED = 500
_FORMS = "'all', 'force:CODE', 'district:CODE', 'neighbourhood:CODE', 'area:CODE' or a name"


@dataclass(frozen=True, repr=False)
class Place:
    """Part of a dataset: its level, code, name, and the codes of the areas in it (in the order of the table).

    `areas` is the table that it was found in, so that it can show itself; two places are the same without it.
    """

    level: str
    code: str
    name: str
    area_codes: tuple[str, ...]
    areas: gpd.GeoDataFrame | None = field(default=None, compare=False, kw_only=True)

    def __str__(self) -> str:
        """Write it as parameters do: district:E08000009."""
        return self.level if self.level == "all" else f"{self.level}:{self.code}"

    @property
    def full_name(self) -> str:
        """Name with its level: Trafford (district)."""
        return self.name if self.level == "all" else f"{self.name} ({self.level})"

    def __repr__(self) -> str:
        """Say what it is in a line."""
        return f"<Place {self}: {self.full_name}, {counted(len(self.area_codes), 'area')}>"

    def __getstate__(self) -> dict[str, Any]:
        """Leave the table behind: a place is handed to other processes, which have the dataset."""
        return {**self.__dict__, "areas": None}

    def _repr_html_(self) -> str:
        from prevent_geo.cards import card_html, outline

        code = "" if self.level == "all" else self.code
        facts = {"Level": self.level, "Code": code, "Areas": f"{len(self.area_codes):,}"}
        steps = {f'prevent_geo.rich_picture(data, place="{self}")': "draws it"}
        if self.areas is None:
            return card_html(self.full_name, facts=facts, next_steps=steps)
        around = f"Map of {counted(len(self.areas), 'area')}, of which {self.full_name} is {len(self.area_codes):,}."
        picture = outline(self.areas.geometry, around, chosen=self.area_codes)
        return card_html(self.full_name, figure=picture, facts=facts | self._facts(self.areas), next_steps=steps)

    def _facts(self, areas: gpd.GeoDataFrame) -> dict[str, str]:
        """Its residents, what it lies in and what lies in it."""
        inside = areas.loc[list(self.area_codes)]
        facts = {"Residents": f"{inside['population'].sum():,}"}
        for level in LEVELS[1:-1]:
            names = inside[f"{level}_name"].dropna().unique()
            if level != self.level and len(names):
                facts[f"{level.capitalize()}s" if len(names) > 1 else level.capitalize()] = (
                    str(names[0]) if len(names) == 1 else f"{len(names):,}"
                )
        return facts


class PlaceFinder:
    """The places of a dataset: `data.place("Ash")`, or `data.place["Ash"]`, where Tab offers them."""

    def __init__(self, areas: gpd.GeoDataFrame, title: str) -> None:
        self._areas, self._title = areas, title

    def __call__(self, text: str) -> Place:
        """Resolve 'district:CODE', a name, or 'all'; see `find_place`."""
        return find_place(self._areas, text, title=self._title)

    def __getitem__(self, text: str) -> Place:
        """Resolve it, as a call does."""
        return self(text)

    def __repr__(self) -> str:
        """Say how it is used."""
        return f"<places of {self._title}: write one in brackets: {_FORMS}>"

    def _ipython_key_completions_(self) -> list[str]:
        levels = [level for level in _levels(self._areas) if level != "area" or len(self._areas) <= _MOST_OFFERED]
        places = [place for level in levels for place in list_places(self._areas, level)]
        names = Counter(place.name for place in places)
        return ["all", *(name for name, count in names.items() if count == 1), *map(str, places)]


def find_place(areas: gpd.GeoDataFrame, text: str, *, title: str = "All areas") -> Place:
    """Resolve text to a place.

    Parameters
    ----------
    areas
        Checked areas, indexed by area_code.
    text
        'all', 'LEVEL:CODE', or a name that only one place has.
    title
        Name of the whole.

    Raises
    ------
    InputError
        If no place has that code or name (names the nearest), or if several share the name (names all of them).
    """
    # papermill turns a word of digits into a number
    text = str(text).strip()
    if text.casefold() == "all":
        return Place("all", "all", title, tuple(areas.index), areas=areas)
    level, colon, code = text.partition(":")
    if colon and level.casefold() in LEVELS[:4]:
        return _by_code(areas, level.casefold(), code.strip())
    if colon and " " not in level and not _named(areas, text):
        raise InputError(f"place '{text}': '{level}' is not a level{did_you_mean(level, LEVELS[:4])}; write {_FORMS}")
    return _by_name(areas, text)


def list_places(areas: gpd.GeoDataFrame, level: str) -> list[Place]:
    """Every place of one level, by name.

    Raises
    ------
    InputError
        If there is no such level, or the areas have no codes of it.
    """
    if level == "all":
        return [find_place(areas, "all")]
    if level not in LEVELS:
        raise InputError(f"level '{level}' is not one of {', '.join(LEVELS)}{did_you_mean(level, LEVELS)}")
    codes, names = _columns(areas, level)
    # plain lists: a groupby makes a frame of each place, which is slow where there are thousands
    members: dict[str, list[str]] = {}
    named: dict[str, str] = {}
    for area, code, name in zip(areas.index, codes.to_list(), names.to_list(), strict=True):
        if isinstance(code, str):
            members.setdefault(code, []).append(area)
            named.setdefault(code, str(name))
    found = [Place(level, code, named[code], tuple(inside), areas=areas) for code, inside in members.items()]
    return sorted(found, key=lambda place: (place.name.casefold(), place.code))


def parent_of(areas: gpd.GeoDataFrame, place: Place) -> Place | None:
    """The place above that holds the most of this place's areas, at the next level that has codes; None at the top."""
    if place.level == "all":
        return None
    inside = areas.loc[list(place.area_codes)]
    for level in LEVELS[LEVELS.index(place.level) + 1 : -1]:
        codes = inside[f"{level}_code"].dropna()
        if len(codes):
            return _by_code(areas, level, str(codes.mode().iloc[0]))
    return find_place(areas, "all")


def rest_of_parent(areas: gpd.GeoDataFrame, place: Place) -> tuple[Place, Place] | None:
    """The place above, and what it is without this one; those above that where nothing is left; None at the top."""
    codes = set(place.area_codes)
    parent = parent_of(areas, place)
    while parent and set(parent.area_codes) <= codes:
        parent = parent_of(areas, parent)
    if parent is None:
        return None
    rest = tuple(code for code in parent.area_codes if code not in codes)
    return parent, replace(parent, name=f"the rest of {parent.name}", area_codes=rest)


def _columns(areas: gpd.GeoDataFrame, level: str) -> tuple[pd.Series[str], pd.Series[str]]:
    if level == "area":
        return areas.index.to_series(), areas["area_name"]
    codes = areas[f"{level}_code"]
    if codes.isna().all():
        raise InputError(
            f"the areas have no {level}_code, so no {level} can be chosen; map that column in dataset.toml"
        )
    return codes, areas[f"{level}_name"].fillna(codes)


def _by_code(areas: gpd.GeoDataFrame, level: str, code: str) -> Place:
    codes, names = _columns(areas, level)
    inside = codes == code
    if not inside.any():
        known = codes.dropna().unique()
        near = did_you_mean(code, known)
        if not near and (by_name := names[names.str.casefold() == code.casefold()]).size:
            near = f" (did you mean '{level}:{codes[by_name.index[0]]}'?)"
        raise InputError(f"place '{level}:{code}': no {level} has that code{near}")
    return Place(level, code, str(names[inside].iloc[0]), tuple(areas.index[inside]), areas=areas)


def _by_name(areas: gpd.GeoDataFrame, name: str) -> Place:
    hits = _named(areas, name)
    if len(hits) > 1:
        raise InputError(
            f"place '{name}': several places have that name: {quoted_list(sorted(hits))}; name one by its code"
        )
    if not hits:
        known = {str(label) for _, names in _levels(areas).values() for label in names.dropna().unique()}
        raise InputError(f"place '{name}': no place has that name{did_you_mean(name, known)}; write {_FORMS}")
    level, _, code = hits.pop().partition(":")
    return _by_code(areas, level, code)


def _named(areas: gpd.GeoDataFrame, name: str) -> set[str]:
    """Every place of that name, as LEVEL:CODE."""
    return {
        f"{level}:{code}"
        for level, (codes, names) in _levels(areas).items()
        for code in codes[names.str.casefold() == name.casefold()].dropna().unique()
    }


def _levels(areas: gpd.GeoDataFrame) -> dict[str, tuple[pd.Series[str], pd.Series[str]]]:
    levels = [level for level in LEVELS[:4] if level == "area" or areas[f"{level}_code"].notna().any()]
    return {level: _columns(areas, level) for level in levels}
