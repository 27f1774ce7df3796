"""The figures of persons that outputs may hold: of which places, in which periods, and what each is the sum of."""

from __future__ import annotations

from collections.abc import Iterable

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure.blocks import ANSWERS, ATTENDANCE, NOWHERE, PATHWAY
from prevent_geo.disclosure.earlier import Codes
from prevent_geo.disclosure.plan import Key
from prevent_geo.disclosure.policy import Policy
from prevent_geo.disclosure.stretches import quarter, whole_quarters
from prevent_geo.period import Period
from prevent_geo.place import LEVELS, Place


def wanted_figures(
    dataset: Dataset, policy: Policy, periods: list[Period], places: list[Place]
) -> Iterable[tuple[Key, Codes]]:
    """Every figure of persons that outputs may hold: of each place of each level, in each period."""
    every = [*_places(dataset), *((str(place), place.area_codes) for place in places)]
    for quantity in (ATTENDANCE, ANSWERS):
        if quantity in policy.persons:
            # of the period before no count of these is in any output
            yield from ((Key(quantity, place, periods[0].iso()), codes) for place, codes in every)
    if PATHWAY in policy.persons and len(dataset.pathway):
        for period in periods:
            yield from _pathway(dataset, period, every)


def _places(dataset: Dataset) -> list[tuple[str, Codes]]:
    areas = dataset.areas
    found: list[tuple[str, Codes]] = [(f"area:{code}", (code,)) for code in areas.index]
    for level in LEVELS[1:4]:
        codes = areas[f"{level}_code"].dropna()
        found += [(f"{level}:{code}", tuple(rows)) for code, rows in codes.groupby(codes).groups.items()]
    return [*found, ("all", tuple(areas.index))]


def _pathway(dataset: Dataset, period: Period, places: list[tuple[str, Codes]]) -> Iterable[tuple[Key, Codes]]:
    """Stages of each district and quarter, of both together, and of the places that districts make up."""
    quarters = [quarter(text) for text in sorted(set(dataset.pathway["quarter"]))]
    span = whole_quarters(period)
    if span is None:
        return
    times = [*(one for one in quarters if span.start <= one.start and one.end <= span.end), span]
    named = dataset.pathway["district_code"].notna().any()
    homes = dataset.areas["district_code"]
    for place, codes in places:
        own = homes.index.isin(codes)
        inside = sorted(set(homes[own].dropna()) - set(homes[~own].dropna()))
        whole = tuple(inside) if named else (NOWHERE,) * int(own.all())
        if whole:
            for time in times:
                for stage in dataset.code_lists["stages"].labels:
                    yield Key(PATHWAY, place, time.iso(), stage), whole
