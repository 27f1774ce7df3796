"""The scorecard in sentences: what is met, what is not, what cannot be said, and what changed."""

from __future__ import annotations

import pandas as pd

from prevent_geo.briefing.narrative.wording import listed, lower, number_of, part_of, upper

# Outcome of the measure, and what people read
OUTCOMES = {"met": "Met", "not met": "Not met", "cannot tell": "Cannot be said", "not enough data": "Not enough data"}


def outcome_sentences(card: pd.DataFrame) -> list[str]:
    """How many standards are met, not met, or cannot be judged; those not met are named."""
    counts, total = card["outcome"].value_counts(), len(card)
    met, missed, open_, few = (int(counts.get(key, 0)) for key in OUTCOMES)
    if few == total:
        return ["There is not enough data to judge any standard."]
    said = [f"{upper(part_of(met, total, 'standard'))} {_is(met)} met."]
    if missed:
        titles = [lower(str(title)) for title in card["title"][card["outcome"] == "not met"]]
        said.append(f"{upper(number_of(missed, 'standard'))} {_is(missed)} not met: {listed(titles)}.")
    if open_:
        said.append(f"For {open_:,} it cannot be said, as the limits lie on both sides of the standard.")
    if few:
        said.append(f"For {few:,} there is not enough data.")
    return said


def change_sentences(card: pd.DataFrame) -> list[str]:
    """Which figures are clearly better or worse than in the period before."""
    tested = card["change"] != ""
    if not tested.any():
        return ["No figure can be tested against the period before."]
    said = []
    for verdict in ("better", "worse"):
        titles = [lower(str(title)) for title in card["title"][card["change"] == verdict]]
        said += [f"Clearly {verdict} than in the period before: {listed(titles)}."] if titles else []
    same = int((card["change"] == "no clear change").sum())
    if same:
        said.append(f"{upper(number_of(same, 'figure'))} {'has' if same == 1 else 'have'} not clearly changed.")
    return said


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
