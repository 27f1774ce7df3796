"""Sentences, each made from an estimate and, where it compares, from its test."""

from __future__ import annotations

import pandas as pd

from prevent_geo.measures import Status, contact_rate
from prevent_geo.measures.common.rate import overall_rate
from prevent_geo.measures.common.ratio import compare_rates
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
    table = contact_rate(picture.dataset.contacts, picture.dataset.areas)
    here = table.loc[list(picture.place.area_codes)]
    if (here["status"] == Status.NOT_REPORTED).all():
        return [f"Nobody reported a contact here from {picture.period}, so nothing is known about engagement here."]
    recorded = int(here["numerator"].sum())
    verb = "was" if recorded == 1 else "were"
    opening = f"{_upper(number_of(recorded, 'contact'))} {verb} recorded from {picture.period}"
    count, residents = _reach(here)
    if not residents > 0:
        return [f"{opening}; without a number of residents there is no rate."]
    return [f"{opening}: {_rate(count, residents)}.", *_comparison(picture, table)]


def _comparison(picture: RichPicture, table: pd.DataFrame) -> list[str]:
    codes = list(picture.place.area_codes)
    here, parent = table.loc[codes], parent_of(picture.dataset.areas, picture.place)
    while parent and set(parent.area_codes) <= set(codes):
        parent = parent_of(picture.dataset.areas, parent)
    if parent is None:
        return _left_out(here)
    rest = table.loc[list(parent.area_codes)].drop(index=codes, errors="ignore")
    elsewhere = f"the rest of {parent.name if parent.level != 'all' else 'the dataset'}"
    return [_verdict(_reach(here), _reach(rest), elsewhere), *_left_out(here, rest)]


def _verdict(here: tuple[int, float], other: tuple[int, float], elsewhere: str) -> str:
    if not other[1] > 0:
        return f"There is no rate in {elsewhere} to compare it with."
    result = compare_rates(*here, *other)
    if result is None or result.verdict == "no clear difference":
        return f"That is not clearly different from the rate in {elsewhere}, {_rate(*other)}."
    ratio = ""
    if here[0] and other[0]:
        ratio = f" The ratio of the two is {result.ratio:.2f} (95 % limits {result.lower:.2f} to {result.upper:.2f})."
    return f"That is {result.verdict} than the rate in {elsewhere}, {_rate(*other)}.{ratio}"


def _left_out(*parts: pd.DataFrame) -> list[str]:
    out = sum(int((~_counted(part)).sum()) for part in parts)
    if not out:
        return []
    return [f"Rates leave out {number_of(out, 'area')} that nobody reported from or whose residents are not known."]


def unreached_sentences(picture: RichPicture) -> list[str]:
    """How many areas have no recorded contact, and how many nobody reported from."""
    # not the statuses of the rate, which are missing where the residents are
    statuses = picture.layers["recency"].values.table["status"]
    total, none, silent = len(statuses), _count(statuses, Status.NONE_RECORDED), _count(statuses, Status.NOT_REPORTED)
    if total == 1:
        return ["Contacts were recorded elsewhere in the same neighbourhood."] if none else []
    sentences = []
    if none:
        sentences.append(
            f"{_upper(_of(none, total))} had no recorded contact, although the same neighbourhood had some."
        )
    if 0 < silent < total:
        sentences.append(f"Nobody reported from {_of(silent, total)}, so nothing is known of them.")
    if not none and not silent:
        sentences.append(f"All {number_of(total, 'area')} had at least one recorded contact.")
    return sentences


def recency_sentence(picture: RichPicture) -> str:
    """How many areas had a contact lately."""
    days = picture.layers["recency"].values.table["value"]
    if len(days) > 1:
        recent = _of(int((days <= OVERDUE_DAYS).sum()), len(days))
        return f"{_upper(recent)} had a recorded contact within {OVERDUE_DAYS} days of the end of the period."
    if days.isna().all():
        return "There is no last contact to count days from."
    if days.iloc[0] == 0:
        return "The last recorded contact was on the last day of the period."
    return f"The last recorded contact was {number_of(int(days.iloc[0]), 'day')} before the end of the period."


def access_sentence(picture: RichPicture) -> str:
    """How far partners are."""
    layer = picture.layers["nearest_partner"]
    distance = layer.values.table["value"]
    if distance.isna().all():
        return "There are no partners to measure a distance to."
    farthest = str(distance.idxmax())
    if len(distance) == 1:
        return f"In a straight line, the nearest partner is {_km(distance.iloc[0])} away."
    return (
        f"Half of the areas have a partner within {_km(distance.median())} in a straight line; "
        f"{layer.names[farthest]} is the farthest from one, at {_km(distance[farthest])}."
    )


def partners_sentence(picture: RichPicture) -> str:
    """How many sites of how many sectors."""
    sectors = picture.layers["partners"].values.table["value"]
    if not len(sectors):
        return "No partner has a site here."
    verb = "is" if len(sectors) == 1 else "are"
    kinds = number_of(sectors.nunique(), "sector")
    return f"There {verb} {number_of(len(sectors), 'partner site')}, from {kinds}."


def attendance_sentence(picture: RichPicture) -> str:
    """How many attendances the place had in all, where that may be said."""
    codes = list(picture.place.area_codes)
    here = picture.dataset.contacts["area_code"].isin(codes)
    attendance = picture.dataset.contacts["attendance"][here].dropna()
    if not len(attendance):
        return "No attendance was given for any contact here."
    total = picture.protection.total("attendance", picture.place, float(attendance.sum()))
    events = number_of(len(attendance), "contact")
    if total is None:
        return f"How many people came in all to {events} of known attendance is withheld ({picture.policy.marker})."
    verb = "was" if total == 1 else "were"
    return f"{_upper(number_of(int(total), 'attendance'))} {verb} counted in all, at {events} of known attendance."


def withheld_sentence(picture: RichPicture) -> str:
    """What disclosure control withheld."""
    values = picture.layers["attendance_rate"].values
    rule = str(picture.policy)
    if values.table["n"].fillna(1).eq(0).all():
        return "There is no attendance figure to withhold."
    if not values.withheld:
        return f"No attendance figure had to be withheld ({rule})."
    if len(values) == 1:
        return f"The attendance figure is withheld ({rule})."
    return f"The attendance figure of {_of(values.withheld, len(values))} is withheld ({rule})."


def _counted(table: pd.DataFrame) -> pd.Series[bool]:
    # no silent zero: where nobody reports, neither contacts nor residents count
    return (table["status"] != Status.NOT_REPORTED) & table["denominator"].notna()


def _reach(table: pd.DataFrame) -> tuple[int, float]:
    counted = table[_counted(table)]
    return int(counted["numerator"].sum()), float(counted["denominator"].sum())


def _rate(count: int, residents: float) -> str:
    value, lower, upper = overall_rate(count, residents)
    return f"{value:.1f} per 1,000 residents (95 % limits {lower:.1f} to {upper:.1f})"


def _km(distance: float) -> str:
    return f"{distance:.1f} km" if distance >= 0.05 else "less than 0.1 km"


def _count(statuses: pd.Series[str], status: Status) -> int:
    return int((statuses == status).sum())


def _of(count: int, total: int) -> str:
    areas = number_of(total, "area")
    if count in (0, total):
        return f"all {areas}" if count else f"none of the {areas}"
    return f"{count:,} of {areas}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
