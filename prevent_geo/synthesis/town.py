"""A town: its land, its partners, what is planted in it, and the process that its contacts come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd

from prevent_geo.errors import InputError
from prevent_geo.synthesis.access import find_access
from prevent_geo.synthesis.features import Wish, default_wishes
from prevent_geo.synthesis.ground import LEVELS, in_order, number_level, prepare_areas
from prevent_geo.synthesis.intensity import Intensity
from prevent_geo.synthesis.land import draw_land
from prevent_geo.synthesis.land.names import name_places
from prevent_geo.synthesis.partners import draw_partners
from prevent_geo.synthesis.planting import plant_features
from prevent_geo.synthesis.traits import draw_traits


@dataclass(frozen=True)
class Origin:
    """Where real areas come from, and what holds for them."""

    name: str
    marking: str = "NOT PROTECTIVELY MARKED"
    licence: str = ""
    source: str = ""


@dataclass(frozen=True, eq=False)
class Town:
    """Areas, the landscape they lie in (empty over real boundaries), partners, and the process of contacts.

    `left_out` names the usual features that found no place; `origin` is that of the areas, if they are not invented.
    """

    areas: gpd.GeoDataFrame
    landscape: gpd.GeoDataFrame
    partners: gpd.GeoDataFrame
    intensity: Intensity
    left_out: tuple[str, ...]
    plain: bool
    seed: int
    origin: Origin | None = None


def draw_town(
    *,
    areas: int = 360,
    partners: int = 120,
    contacts: int = 12_000,
    start: date = date(2024, 10, 1),
    months: int = 24,
    seed: int,
    plant: Sequence[Wish] | None = None,
    plain: bool = False,
    boundaries: gpd.GeoDataFrame | None = None,
    origin: Origin | None = None,
) -> Town:
    """Draw a town whose truth is known; its contacts are drawn from `Town.intensity`.

    Parameters
    ----------
    areas, partners, contacts
        How many to draw; of contacts, how many to expect over the whole period.
    start, months
        First day of the first month, and how many months from there.
    seed
        The same seed draws the same town.
    plant
        Features to plant; the usual ones if not given, or none in a plain town.
    plain
        Every resident is reached at the same rate everywhere and always, and all places and partners are alike: what
        is then found in the town beyond `plant` is a false alarm.
    boundaries
        Real areas to draw partners and contacts over, instead of invented ones: area_code, population and geometry
        in metres; the other columns of the table of areas where they are known.
    origin
        Where those come from.

    Raises
    ------
    ValueError
        If the numbers do not make a town.
    InputError
        If a feature names a place, a partner or a theme that is not there, or finds no place although asked for.

    Examples
    --------
    >>> town = draw_town(areas=60, partners=12, contacts=500, seed=1, plain=True, plant=[Wish("silent")])
    >>> [(feature.kind, feature.size) for feature in town.intensity.features]
    [('silent', 0.0)]
    """
    if boundaries is None:
        land = draw_land(areas=areas, seed=seed)
        ground, landscape = prepare_areas(land.areas), land.landscape
        named = ground
    else:
        ground, landscape = prepare_areas(boundaries), gpd.GeoDataFrame(geometry=[], crs=boundaries.crs)
        # an organisation named after a real place may exist
        named, origin = _renamed(ground, seed), origin or Origin("other boundaries")
    last = pd.Period(start, "M") + months - 1
    organisations = draw_partners(named, partners=partners, seed=seed, as_of=last.end_time.date())
    wishes = ([] if plain else default_wishes()) if plant is None else list(plant)
    intensity, left_out = make_intensity(
        ground, organisations, contacts=contacts, start=start, months=months, seed=seed, plant=wishes, even=plain
    )
    if plant is not None and left_out:
        kinds, count = ", ".join(dict.fromkeys(left_out)), len(ground)
        raise InputError(
            f"{kinds}: no place, or no partner, is left for it among {count:,} areas; name one, or draw more"
        )
    return Town(ground, landscape, organisations, intensity, left_out, plain, seed, origin)


def make_intensity(
    areas: gpd.GeoDataFrame,
    partners: gpd.GeoDataFrame,
    *,
    contacts: float,
    start: date,
    months: int,
    seed: int,
    plant: Sequence[Wish] | None = None,
    even: bool = False,
) -> tuple[Intensity, tuple[str, ...]]:
    """The process over some areas and partners; also names the features that found no place.

    Raises
    ------
    ValueError
        If there are no areas or partners, if their CRS differ, or if start is not the first of a month.
    """
    if areas.empty or partners.empty:
        raise ValueError("contacts need at least one area and one partner")
    if areas.crs != partners.crs:
        raise ValueError("areas and partners are in different coordinate reference systems; use .to_crs(areas.crs)")
    if start.day != 1:
        raise ValueError(f"start is {start.isoformat()}; give the first day of a month")
    if months < 1 or not contacts > 0:
        raise ValueError(f"{contacts:g} contacts over {months} months: give at least one of each")
    areas, partners = prepare_areas(areas), in_order(partners, "partner_id")
    calendar = pd.period_range(pd.Period(start, "M"), periods=months)
    access = find_access(areas, partners)
    wishes = default_wishes() if plant is None else plant
    features, left_out = plant_features(areas, partners, access, calendar, wishes, seed=seed)
    traits = draw_traits(areas, partners, features, even=even, seed=seed)
    intensity = Intensity(areas, partners, access, traits, calendar, features, contacts=contacts, even=even, seed=seed)
    return intensity, left_out


def _renamed(areas: gpd.GeoDataFrame, seed: int) -> gpd.GeoDataFrame:
    """The same areas under invented names of neighbourhoods and districts."""
    levels = pd.DataFrame({level: number_level(areas, level)[0] for level in LEVELS})
    names = name_places(levels, seed=seed)
    return areas.assign(**{column: names[column] for column in ("neighbourhood_name", "district_name")})
