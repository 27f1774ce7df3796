"""Facts of a briefing that the next one is compared with, and the comparison; none of them counts persons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from prevent_geo.assessment.compare import SIGNIFICANCE, figure_differences
from prevent_geo.assessment.figures import FIGURES
from prevent_geo.assessment.words import figure_words
from prevent_geo.briefing.document import Briefing, Earlier
from prevent_geo.errors import InputError
from prevent_geo.measures import CARDS
from prevent_geo.measures.common.false_discovery import adjust
from prevent_geo.measures.common.verdict import say
from prevent_geo.period import Period
from prevent_geo.picture import RichPicture

NUMBERS = ["value", "lower", "upper", "numerator", "denominator"]
FACTS = [*NUMBERS, "kind", "unit", "title"]
SAME, UNTESTED = "no clear change", "not tested"
NOTHING_EARLIER = "There is no briefing of an earlier period to compare with."
# a figure that is a comparison with the period before is not compared once more
_COMPARISONS = ("contact_rate_change",)
# rates of periods that differ more in length are no rates of the same thing
_LENGTHS = 1.1


def facts_of(picture: RichPicture) -> pd.DataFrame:
    """Figures of the place that count no persons, for the manifest and the next briefing.

    Returns
    -------
    DataFrame
        Indexed by figure: value, lower, upper, numerator, denominator, kind ("share", "rate" or "other", which says how
        it is tested), unit, title. A figure that cannot be worked out here is left out.
    """
    figures = picture.profile.figures
    names = [name for name in figures.index if name in FIGURES and _may_be_kept(str(name))]
    table = figures.loc[names, NUMBERS].astype("float64")
    table["kind"] = [FIGURES[name].kind for name in names]
    table[["title", "unit"]] = [figure_words(name) for name in names]
    return table.loc[table["value"].notna(), FACTS]


def _may_be_kept(name: str) -> bool:
    return name not in _COMPARISONS and not CARDS[FIGURES[name].measure].counts_persons


def record_of(briefing: Briefing) -> dict[str, Any]:
    """What a manifest keeps for the next briefing: the facts, and those that they were compared with."""
    before, earlier = None, briefing.earlier
    if earlier is not None and earlier.period is not None:
        before = {"period": earlier.period.iso(), "figures": _records(earlier.facts)}
    return {"figures": _records(briefing.facts), "compared_with": before}


def _records(facts: pd.DataFrame) -> list[dict[str, Any]]:
    table = facts.reset_index().astype("object")
    return [
        {str(name): value for name, value in row.items()} for row in table.where(table.notna(), None).to_dict("records")
    ]


def read_earlier(folder: str | Path | None, picture: RichPicture) -> Earlier:
    """The facts that the manifest of an earlier release keeps; with a reason and no facts where they cannot be used.

    A release of the same period is being made again: what it was compared with is, and so the result is the same.

    Parameters
    ----------
    folder
        The folder of an earlier release; None or "" if there is none.
    picture
        What the next briefing is of: facts of other areas or for another audience are not compared with it.
    """
    file = Path(folder or "") / "manifest.json"
    if not folder or not file.exists():
        return _none(NOTHING_EARLIER)
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
        parameters, place = manifest["parameters"], str(manifest["parameters"]["place"])
        areas = set(manifest["places"][place]["areas"]) if place in manifest["places"] else set()
        period, audience = period_of(parameters["period"]), str(parameters["audience"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, InputError):
        return _none("The earlier briefing cannot be read, so it is not known what has changed.")
    if place != str(picture.place) or areas != set(picture.place.area_codes):
        return _none("The earlier briefing is of another place or of other areas, so it is not compared with this one.")
    if audience != picture.audience:
        return _none("The earlier briefing is for another audience, so it is not compared with this one.")
    if period == picture.period:
        manifest = manifest.get("compared_with")
        if not isinstance(manifest, dict):
            return _none(NOTHING_EARLIER)
        period = period_of(manifest.get("period"))
    facts = facts_table(manifest.get("figures"))
    if facts is None:
        return _none("The earlier briefing keeps no figures, so it is not known what has changed.")
    return Earlier(facts, period)


def period_of(text: Any) -> Period:
    """The period that a manifest names; an error of ValueError's kind if it names none."""
    start, _, end = str(text).partition("/")
    return Period(pd.Timestamp(start).date(), pd.Timestamp(end).date())


def _none(reason: str) -> Earlier:
    return Earlier(pd.DataFrame(columns=FACTS, index=pd.Index([], name="figure")), reason=reason)


def facts_table(records: Any) -> pd.DataFrame | None:
    """The facts that a manifest lists, those alone that are known and are numbers; None if it lists none."""
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        return None
    named = {str(record.get("figure")): record for record in records}
    known = {name: row for name, row in named.items() if name in FIGURES and _may_be_kept(name)}
    if not known:
        return None
    table = pd.DataFrame.from_dict(known, orient="index").reindex(columns=FACTS).rename_axis("figure")
    table[NUMBERS] = (
        table[NUMBERS].apply(pd.to_numeric, errors="coerce").astype("float64").replace([np.inf, -np.inf], np.nan)
    )
    return table[table["value"].notna()]


def compare_facts(now: pd.DataFrame, then: pd.DataFrame, *, days: tuple[int, int]) -> pd.DataFrame:
    """What has changed between two briefings, by the test that the kind of each figure has.

    Parameters
    ----------
    now, then
        Facts as `facts_of` makes them.
    days
        Days of the period of each. Rates are tested per day, and left out where the periods differ much in length.

    Returns
    -------
    DataFrame
        Indexed by figure, those that both have: value, other_value, p_value, p_adjusted (over all that are tested;
        Benjamini & Hochberg 1995) and verdict: "rose", "fell", "no clear change" or "not tested".

    Notes
    -----
    Shares and rates by exact tests on their counts, other figures by their limits; see `compare`. Where the periods
    overlap the tests take them for independent, and so find a change less often.
    """
    alike = 1 / _LENGTHS <= days[0] / days[1] <= _LENGTHS
    names = [str(name) for name in now.index if name in then.index and (alike or now.loc[name, "kind"] != "rate")]
    kept = (now.loc[names], then.loc[names])
    # a rate is of residents and days: the length of a period counts
    scale = [np.where(kept[0]["kind"] == "rate", length, 1) for length in days]
    here, there = (facts.assign(denominator=facts["denominator"] * by) for facts, by in zip(kept, scale, strict=True))
    results = figure_differences(here, there)[["value", "other_value", "p_value"]].astype("float64")
    results["p_adjusted"] = adjust(results["p_value"])
    differences = results["value"] - results["other_value"]
    verdicts = say(
        results["p_adjusted"], differences, more="rose", less="fell", neither=SAME, significance=SIGNIFICANCE
    )
    results["verdict"] = [verdict or UNTESTED for verdict in verdicts]
    return results
