"""A place in sentences: where it is, who lives there, how deprived its areas are."""

from __future__ import annotations

import geopandas as gpd

from prevent_geo.briefing.narrative.wording import listed, number_of, upper
from prevent_geo.picture import RichPicture
from prevent_geo.place import parent_of

MOST_DEPRIVED = 2


def where_sentence(picture: RichPicture) -> str:
    """What the place is and what it is part of."""
    place, areas = picture.place, picture.dataset.areas
    above, parent = [], parent_of(areas, place)
    while parent is not None and parent.level != "all":
        above.append(parent.name)
        parent = parent_of(areas, parent)
    what = _LEVELS[place.level]
    within = f" in {', '.join(above)}" if above else ""
    count = len(place.area_codes)
    return f"{place.name} is {what}{within}." + (
        "" if place.level == "area" else f" It has {number_of(count, 'area')}."
    )


# what a level is called in a sentence
_LEVELS = {
    "area": "an area",
    "neighbourhood": "a neighbourhood",
    "district": "a district",
    "force": "a police force area",
    "all": "all of the data",
}


def residents_sentence(picture: RichPicture) -> str:
    """How many live here, of how many areas it is not known, and what part of all that is."""
    residents = _here(picture)["population"]
    known = residents.dropna()
    if not len(known):
        return "How many people live here was not given."
    count = int(known.sum())
    said = f"{upper(number_of(count, 'resident'))} {'lives' if count == 1 else 'live'} here"
    missing = len(residents) - len(known)
    return f"{said}, without {number_of(missing, 'area')} of unknown residents." if missing else f"{said}."


def deprivation_sentence(picture: RichPicture) -> str:
    """How many areas, and how many residents, are among the most deprived fifth of the country."""
    here = _here(picture)
    deciles = here["deprivation_decile"].dropna()
    if not len(deciles):
        return "How deprived the areas are was not given."
    if len(here) == 1:
        return f"It is in tenth {int(deciles.iloc[0])} of deprivation, where tenth 1 is the most deprived."
    deprived = deciles.index[deciles <= MOST_DEPRIVED]
    total = number_of(len(deciles), "area")
    fifth = "in the most deprived fifth of the country"
    if not len(deprived):
        return f"None of the {total} is {fifth}."
    residents = here.loc[deprived, "population"].sum(min_count=1)
    people = "" if residents is None or not residents > 0 else f", home to {int(residents):,} residents"
    of = f"All {total}" if len(deprived) == len(deciles) else f"{len(deprived):,} of {total}"
    return f"{of} {'is' if len(deprived) == 1 else 'are'} {fifth}{people}."


def partners_here_sentence(picture: RichPicture) -> str:
    """How many sites of how many sectors, the largest groups named."""
    sectors = picture.layers["partners"].values.table["value"]
    if not len(sectors):
        return "No partner has a site here."
    labels = [picture.dataset.label("sectors", str(code)) for code in sorted(sectors.unique())]
    kinds = number_of(sectors.nunique(), "sector")
    verb = "is" if len(sectors) == 1 else "are"
    return f"There {verb} {number_of(len(sectors), 'partner site')}, from {kinds}: {listed(labels)}."


def _here(picture: RichPicture) -> gpd.GeoDataFrame:
    return picture.dataset.areas.loc[list(picture.place.area_codes)]
