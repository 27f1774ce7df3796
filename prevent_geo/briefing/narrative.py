"""Sentences, each made from an estimate and, where it compares, from its test."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.dataset import Dataset
from prevent_geo.measures import Status, compare_rates, overall_rate
from prevent_geo.picture import RichPicture
from prevent_geo.place import parent_of

OVERDUE_DAYS = 90


def number_of(count: int, singular: str, plural: str | None = None) -> str:
    """Count and noun for a sentence.

    >>> number_of(0, "area"), number_of(1, "area"), number_of(1200, "area")
    ('no areas', '1 area', '1,200 areas')
    """
    noun = singular if count == 1 else plural or singular + "s"
    return f"{count:,} {noun}" if count else f"no {noun}"


def reach_sentences(picture: RichPicture) -> list[str]:
    """How many contacts for how many residents, next to the rest of the place above."""
    count, residents = _reach(picture.dataset, picture.place.area_codes)
    if not residents > 0:
        return [f"{_upper(number_of(count, 'contact'))} were recorded; without residents there is no rate."]
    verb = "was" if count == 1 else "were"
    sentence = f"{_upper(number_of(count, 'contact'))} {verb} recorded from {picture.period}"
    if count:
        sentence += f": {_rate(count, residents)}"
    return [sentence + ".", *_comparison(picture, count, residents)]


def _comparison(picture: RichPicture, count: int, residents: float) -> list[str]:
    parent = parent_of(picture.dataset.areas, picture.place)
    rest = set(parent.area_codes) - set(picture.place.area_codes) if parent else set()
    if parent is None or not rest:
        return []
    other_count, other_residents = _reach(picture.dataset, sorted(rest))
    result = compare_rates(count, residents, other_count, other_residents)
    name = parent.name if parent.level != "all" else "the areas of this dataset"
    if result is None:
        return [f"In the rest of {name} none were recorded either, or it has no residents."]
    other = (
        f"in the rest of {name}: {_rate(other_count, other_residents)}"
        if other_count
        else f"in the rest of {name}: none"
    )
    if result.verdict == "no clear difference":
        return [f"That is not clearly different from the rate {other}."]
    ratio = ""
    if np.isfinite(result.upper):
        ratio = f". It is {result.ratio:.1f} times that rate (95 % limits {result.lower:.1f} to {result.upper:.1f})"
    return [f"That is {result.verdict} than the rate {other}{ratio}."]


def unreached_sentences(picture: RichPicture) -> list[str]:
    """How many areas have no recorded contact, and how many nobody reported from."""
    statuses = picture.layers["contact_rate"].values.table["status"]
    total, none, silent = (
        len(statuses),
        _count(statuses, Status.NONE_RECORDED),
        _count(statuses, Status.NOT_REPORTED),
    )
    sentences = []
    if none:
        sentences.append(f"In {_of(none, total)} none was recorded, although partners report nearby.")
    if silent:
        sentences.append(f"From {_of(silent, total)} nobody reported at all, so nothing is known of them.")
    return sentences or ["Every area has at least one recorded contact."]


def recency_sentence(picture: RichPicture) -> str:
    """How many areas had a contact lately."""
    table = picture.layers["recency"].values.table
    recent = int((table["value"] <= OVERDUE_DAYS).sum())
    return f"{_upper(_of(recent, len(table)))} had a contact in the last {OVERDUE_DAYS} days of the period."


def access_sentence(picture: RichPicture) -> str:
    """How far partners are."""
    layer = picture.layers["nearest_partner"]
    distance = layer.values.table["value"]
    if distance.isna().all():
        return "There are no partners to measure a distance to."
    farthest = distance.sort_values(kind="stable").index[-1]
    if len(distance) == 1:
        return f"The nearest partner is {distance.iloc[0]:.1f} km away in a straight line."
    return (
        f"Half of the areas have a partner within {distance.median():.1f} km in a straight line; "
        f"the farthest is {layer.names[farthest]}, at {distance[farthest]:.1f} km."
    )


def partners_sentence(picture: RichPicture) -> str:
    """How many sites of how many sectors."""
    sectors = picture.layers["partners"].values.table["value"]
    if not len(sectors):
        return "No partner has a site here."
    return f"{_upper(number_of(len(sectors), 'partner site'))} from {number_of(sectors.nunique(), 'sector')}."


def withheld_sentence(picture: RichPicture) -> str:
    """What disclosure control withheld."""
    layer = picture.layers["attendance_rate"]
    hidden = layer.values.withheld
    rule = str(picture.policy)
    if not hidden:
        return f"No attendance figure had to be withheld ({rule})."
    return (
        f"For {_of(hidden, len(layer.values))} the attendance figure is withheld ({rule}). "
        "No total of attendances is given, since a total could give a withheld figure away."
    )


def _reach(dataset: Dataset, codes: tuple[str, ...] | list[str]) -> tuple[int, float]:
    count = int(dataset.contacts["area_code"].isin(codes).sum())
    return count, float(dataset.areas.loc[list(codes), "population"].astype("float64").sum())


def _rate(count: int, residents: float) -> str:
    value, lower, upper = overall_rate(count, residents)
    return f"{value:.1f} per 1,000 residents (95 % limits {lower:.1f} to {upper:.1f})"


def _count(statuses: pd.Series, status: Status) -> int:
    return int((statuses == status).sum())


def _of(count: int, total: int) -> str:
    return f"{count:,} of {number_of(total, 'area')}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
