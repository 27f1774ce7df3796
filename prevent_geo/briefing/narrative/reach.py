"""Reach in sentences: contacts for residents, next to the rest; areas below what is expected; how long ago."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.briefing.narrative.one_place import figure, rest_of
from prevent_geo.briefing.narrative.wording import PUBLIC, limits, number_of, part_of, upper, was
from prevent_geo.measures import Status, contact_rate
from prevent_geo.measures.common.counting import Floats
from prevent_geo.measures.common.false_discovery import adjust
from prevent_geo.measures.common.rate import overall_rate
from prevent_geo.measures.common.ratio import compare_rates
from prevent_geo.measures.recency import STANDARD_DAYS
from prevent_geo.picture import RichPicture

SIGNIFICANCE = 0.05


def reach_sentences(picture: RichPicture) -> list[str]:
    """How many contacts for how many residents, next to the rest of the place above."""
    table = contact_rate(picture.dataset.contacts, picture.dataset.areas)
    here = table.loc[list(picture.place.area_codes)]
    if (here["status"] == Status.NOT_REPORTED).all():
        return [f"Nobody reported a contact here from {picture.period}, so nothing is known about engagement here."]
    recorded = int(here["numerator"].sum())
    opening = f"{upper(number_of(recorded, 'contact'))} {was(recorded)} recorded from {picture.period}"
    count, residents = _reach(here)
    if not residents > 0:
        return [f"{opening}; without a number of residents there is no rate."]
    return [f"{opening}: {_rate(count, residents, picture.audience)}.", *_comparison(picture, table)]


def _comparison(picture: RichPicture, table: pd.DataFrame) -> list[str]:
    here, parent = table.loc[list(picture.place.area_codes)], rest_of(picture)
    if parent is None:
        return _left_out(here)
    rest = table.loc[list(parent.area_codes)]
    return [_verdict(_reach(here), _reach(rest), parent.name, picture.audience), *_left_out(here, rest)]


def _verdict(here: tuple[int, float], other: tuple[int, float], elsewhere: str, audience: str) -> str:
    if not other[1] > 0:
        return f"There is no rate in {elsewhere} to compare it with."
    result, there = compare_rates(*here, *other), _rate(*other, audience)
    if result is None or result.verdict == "no clear difference":
        return f"That is not clearly different from the rate in {elsewhere}, {there}."
    ratio = ""
    if here[0] and other[0] and audience != PUBLIC:
        shown = limits(f"{result.lower:.2f}", f"{result.upper:.2f}", audience)
        ratio = f" The ratio of the two is {result.ratio:.2f}{shown}."
    return f"That is {result.verdict} than the rate in {elsewhere}, {there}.{ratio}"


def _left_out(*parts: pd.DataFrame) -> list[str]:
    out = sum(int((~_counted(part)).sum()) for part in parts)
    if not out:
        return []
    return [f"Rates leave out {number_of(out, 'area')} that nobody reported from or whose residents are not known."]


def change_sentence(picture: RichPicture) -> str:
    """Contacts next to those of the period before."""
    if picture.dataset.earlier is None:
        return "The time before is not in the data, so whether contacts rose or fell is not known."
    row = figure(picture, "contact_rate_change")
    if pd.isna(row["value"]):
        return "There are too few contacts, now or before, to say whether they rose or fell."
    now, before = int(row["numerator"]), int(row["denominator"])
    counts = f"from {before:,} to {now:,}"
    ratio = ""
    if picture.audience != PUBLIC and np.isfinite(row["upper"]):
        ends = f"{row['lower']:.2f}", f"{row['upper']:.2f}"
        ratio = f": {row['value']:.2f} times as many{limits(*ends, picture.audience)}"
    if row["lower"] <= 1 <= row["upper"]:
        return f"Next to the period before, contacts went {counts}{ratio}. That is no clear change."
    verb = "rose" if row["lower"] > 1 else "fell"
    return f"Next to the period before, contacts {verb} {counts}{ratio}."


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
            f"{upper(_areas(none, total))} had no recorded contact, although the same neighbourhood had some."
        )
    if 0 < silent < total:
        sentences.append(f"Nobody reported from {_areas(silent, total)}, so nothing is known of them.")
    if not none and not silent:
        sentences.append(f"All {number_of(total, 'area')} had at least one recorded contact.")
    return sentences


def recency_sentence(picture: RichPicture) -> str:
    """How many areas had a contact lately."""
    days = picture.layers["recency"].values.table["value"]
    if len(days) > 1:
        recent = _areas(int((days <= STANDARD_DAYS).sum()), len(days))
        return f"{upper(recent)} had a recorded contact within {STANDARD_DAYS} days of the end of the period."
    if days.isna().all():
        return "There is no last contact to count days from."
    if days.iloc[0] == 0:
        return "The last recorded contact was on the last day of the period."
    return f"The last recorded contact was {number_of(int(days.iloc[0]), 'day')} before the end of the period."


def gap_sentences(picture: RichPicture) -> list[str]:
    """How many areas had fewer or more contacts than expected, where a test that allows for all of them says so."""
    table = picture.profile["reach_gap"].table
    known = table[table["denominator"].gt(0) & table["numerator"].notna()]
    if not len(known):
        return ["There are no contacts that could be expected, so no area is below or above them."]
    p_value = _chance(known["numerator"], known["denominator"])
    clear = adjust(p_value) <= SIGNIFICANCE
    fewer, more = (int((clear & beyond).sum()) for beyond in (known["value"] < 1, known["value"] > 1))
    if len(known) == 1:
        word = "fewer contacts than" if fewer else "more contacts than" if more else "about as many contacts as"
        return [f"It had {word} its residents and their need would make one expect."]
    if not fewer and not more:
        return ["No area clearly had fewer or more contacts than its residents and their need would make one expect."]
    total = len(known)
    expected = "than expected from residents and need"
    said = [f"{upper(_areas(fewer, total))} clearly had fewer contacts {expected}."] if fewer else []
    said += [f"{upper(_areas(more, total))} clearly had more contacts {expected}."] if more else []
    return [*said, "This allows for the number of areas that are looked at."] if picture.audience != PUBLIC else said


def _chance(observed: pd.Series, expected: pd.Series) -> Floats:
    """Two-sided exact p-value of a Poisson count: twice the smaller tail."""
    from scipy.stats import poisson

    tails = np.minimum(poisson.cdf(observed, expected), poisson.sf(observed - 1, expected))
    return np.asarray(np.minimum(2 * tails, 1.0), dtype="float64")


def spread_sentence(picture: RichPicture) -> str:
    """Whether areas of all the data differ by more than chance, and how many of these stand out even so."""
    table = picture.profile["funnel"].table
    known = table[table["signal"] != ""]
    if len(known) < 2 or picture.audience == PUBLIC:
        return ""
    low, high = (int((known["signal"] == side).sum()) for side in ("below 99.8 %", "above 99.8 %"))
    wide = "Areas differ by more than chance alone. With limits widened for that, "
    opening = wide if known["widened"].iloc[0] > 1 else ""
    if not low + high:
        return upper(f"{opening}no area stands out in the funnel.")
    parts = [f"{count:,} {side}" for side, count in (("below", low), ("above", high)) if count]
    stands = "stands" if low + high == 1 else "stand"
    which = f"{low + high:,} of {number_of(len(known), 'area')} {stands} out in the funnel"
    return upper(f"{opening}{which}: {' and '.join(parts)} the limits.")


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
    said = f"{upper(number_of(int(total), 'attendance'))} {was(int(total))} counted in all"
    return f"{said}, at {events} of known attendance."


def withheld_sentence(picture: RichPicture) -> str:
    """What disclosure control withheld."""
    values = picture.layers["attendance_rate"].values
    why = ", so that nobody can be picked out" if picture.audience == PUBLIC else f" ({picture.policy})"
    if values.table["n"].fillna(1).eq(0).all():
        return "There is no attendance figure to withhold."
    if not values.withheld:
        return f"No attendance figure had to be withheld{'' if picture.audience == PUBLIC else why}."
    if len(values) == 1:
        return f"The attendance figure is withheld{why}."
    return f"The attendance figure of {_areas(values.withheld, len(values))} is withheld{why}."


def _counted(table: pd.DataFrame) -> pd.Series[bool]:
    # no silent zero: where nobody reports, neither contacts nor residents count
    return (table["status"] != Status.NOT_REPORTED) & table["denominator"].notna()


def _reach(table: pd.DataFrame) -> tuple[int, float]:
    counted = table[_counted(table)]
    return int(counted["numerator"].sum()), float(counted["denominator"].sum())


def _rate(count: int, residents: float, audience: str) -> str:
    value, low, high = overall_rate(count, residents)
    return f"{value:.1f} per 1,000 residents{limits(f'{low:.1f}', f'{high:.1f}', audience)}"


def _count(statuses: pd.Series[str], status: Status) -> int:
    return int((statuses == status).sum())


def _areas(count: int, total: int) -> str:
    return part_of(count, total, "area")
