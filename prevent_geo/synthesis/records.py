"""What was recorded of each contact: its kind and theme, attendance, trust, and the days that followed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.synthesis.mix import codes, mix, numbers, shares
from prevent_geo.synthesis.streams import Floats, Integers, pick, stream

_NOT_REPORTED = 0.08
_RESPONSE_RATE = 0.45
_FEWEST_RESPONSES = 3
_REGISTER_CLOSES_AFTER = np.timedelta64(31, "D")


def draw_records(
    days: np.ndarray,
    *,
    sectors: np.ndarray,
    groups: Integers,
    holders: Integers,
    faint: np.ndarray,
    seed: int,
) -> pd.DataFrame:
    """Draw the rest of each contact from its day, the sector that held it and its neighbourhood (groups).

    Faint contacts have one or two people. Returns kind, strand, theme, attendance, initiated_by, trust_mean,
    trust_responses, answered_on and recorded_on.
    """
    rng = stream(seed, "records")
    kinds = np.array(codes("events"))
    known = np.where(np.isin(sectors, codes("kinds")), sectors, "other")
    drawn_kind = pick(shares("kinds", known.tolist(), kinds.tolist()), rng)
    large = faint & (kinds[drawn_kind] != "one_to_one")
    drawn_kind = np.where(large, codes("events").index("drop_in"), drawn_kind)
    strands = list(dict.fromkeys(strand for entry in mix()["strands"].values() for strand in entry))
    people = _draw_people(drawn_kind, faint, rng)
    reported = faint | (rng.random(len(days)) >= _NOT_REPORTED)
    responses, mean, asked = _draw_trust(drawn_kind, groups, np.where(reported, people, 0), rng)
    by_community = rng.random(len(days)) < numbers("events", "by_community")[drawn_kind]
    answered, recorded = _draw_delays(days, groups, holders, rng)
    return pd.DataFrame(
        {
            "kind": kinds[drawn_kind],
            "strand": np.array(strands)[pick(shares("strands", kinds.tolist(), strands)[drawn_kind], rng)],
            "theme": np.array(codes("themes"))[_draw_themes(groups, rng)],
            "attendance": pd.Series(people, dtype="Int64").where(reported),
            "initiated_by": np.where(by_community, "community", "agency"),
            "trust_mean": np.where(responses >= _FEWEST_RESPONSES, mean, np.nan),
            "trust_responses": pd.Series(responses, dtype="Int64").where(asked & reported),
            "answered_on": answered,
            "recorded_on": recorded,
        }
    )


def _draw_people(kind: Integers, faint: np.ndarray, rng: np.random.Generator) -> Integers:
    """Attendance: one, and a gamma-Poisson number of others; one_to_one is always 1."""
    others = numbers("events", "people")[kind] - 1
    people = 1 + rng.poisson(others * rng.gamma(1.6, 1 / 1.6, len(kind)))
    few = np.minimum(people, 1 + rng.integers(0, 2, len(kind)))
    return np.where(faint, few, people).astype(np.int64)


def _draw_trust(
    kind: Integers, groups: Integers, people: Integers, rng: np.random.Generator
) -> tuple[Integers, Floats, np.ndarray]:
    """Answers to the trust question, their mean to one decimal, and whether it was asked at all."""
    asked = rng.random(len(kind)) < numbers("events", "asked")[kind]
    responses = rng.binomial(people, _RESPONSE_RATE) * asked
    level = 3.3 + 0.3 * rng.standard_normal(int(groups.max(initial=0)) + 1)
    noise = 0.9 * rng.standard_normal(len(kind)) / np.sqrt(np.maximum(responses, 1))
    mean = np.round(np.clip(level[groups] + noise, 1, 5), 1)
    return responses.astype(np.int64), np.asarray(mean, dtype=np.float64), asked


def _draw_themes(groups: Integers, rng: np.random.Generator) -> Integers:
    """What was raised; each neighbourhood leans to themes of its own."""
    base = np.array(list(mix()["themes"].values()), dtype=np.float64)
    leaning = rng.gamma(2.5, 1 / 2.5, size=(int(groups.max(initial=0)) + 1, len(base)))
    return pick((base * (0.2 + leaning))[groups], rng)


def _draw_delays(
    days: np.ndarray, groups: Integers, holders: Integers, rng: np.random.Generator
) -> tuple[pd.Series[str], pd.Series[str]]:
    """Days of the answer (missing where there was none yet) and of the recording."""
    closes = np.max(days) + _REGISTER_CLOSES_AFTER
    answering = rng.uniform(0.5, 0.9, int(groups.max(initial=0)) + 1)[groups]
    answered = days + np.floor(rng.gamma(1.5, 16.0, len(days))).astype("timedelta64[D]")
    done = (rng.random(len(days)) < answering) & (answered <= closes)
    slowness = rng.uniform(2, 12, int(holders.max(initial=0)) + 1)[holders]
    recorded = np.minimum(days + np.floor(rng.gamma(1.2, slowness)).astype("timedelta64[D]"), closes)
    return (
        pd.Series(np.datetime_as_string(answered), dtype="str").where(done),
        pd.Series(np.datetime_as_string(recorded), dtype="str"),
    )
