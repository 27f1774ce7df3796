"""Compare: a place next to the rest of the place above it, to places like it, and to itself in the period before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from prevent_geo.assessment.figures import FIGURES, figures
from prevent_geo.assessment.profile import Profile, profile
from prevent_geo.assessment.similar import similar_places
from prevent_geo.assessment.words import figure_text, figure_words
from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Ledger, Policy
from prevent_geo.measures.common.counting import Floats
from prevent_geo.measures.common.false_discovery import adjust
from prevent_geo.measures.common.ratio import rate_ratios
from prevent_geo.measures.common.two_shares import share_p_values
from prevent_geo.measures.common.verdict import say
from prevent_geo.place import Place, rest_of_parent

SIGNIFICANCE = 0.05
NEITHER = "no clear difference"
_RATIOS = {"ratio": "ratio", "ratio_lower": "lower", "ratio_upper": "upper"}
_DIFFERENCES = ("value", "other_value", "p_value", *_RATIOS)


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """The figures of a place next to those of its comparators.

    `comparators` names each in words: "rest" (of the place above), "similar" (places like it), "before" (itself in the
    period before); one that there is not is left out. `results` is indexed by comparator and figure: value,
    other_value, p_value, ratio with ratio_lower and ratio_upper (95 % limits; of rates alone), p_adjusted (over all
    that are compared), verdict.
    """

    here: Profile
    comparators: Mapping[str, str]
    results: pd.DataFrame

    def table(self) -> pd.DataFrame:
        """One row a figure as people read it: its value here, and for each comparator the value and the verdict."""
        shown = self.here.table()[["Figure", "Value", "95 % limits"]]
        units = [figure_words(str(name))[1] for name in shown.index]
        for comparator, words in self.comparators.items():
            part = self.results.loc[comparator].reindex(shown.index)
            others = zip(part["other_value"], units, strict=True)
            shown[words] = ["" if np.isnan(value) else figure_text(value, unit) for value, unit in others]
            shown[f"Next to {words}"] = [_sentence(row) for row in part.fillna({"verdict": ""}).itertuples()]
        return shown

    def __repr__(self) -> str:
        """Say what it is in a line."""
        others = ", ".join(self.comparators.values()) or "nothing to compare with"
        return f"<Comparison of {self.here.place.full_name}, {self.here.period}: {others}>"


def compare(
    dataset: Dataset,
    *,
    place: str,
    period: str = "all",
    policy: str | Policy = "default",
    need: str = "flat",
    ledger: Ledger | None = None,
) -> Comparison:
    """Compare a place with the rest of its parent, with similar places and with the period before.

    Parameters
    ----------
    dataset, place, period, policy, need, ledger
        As `profile` takes them.

    Raises
    ------
    InputError
        If a place, period, policy or profile of need is not understood.

    Notes
    -----
    Rates and shares are compared by exact tests on their counts, other figures by their limits (a z-test on the
    difference, its standard error from the nearer halves of the limits). P-values are adjusted for all comparisons
    made (Benjamini & Hochberg 1995); "higher" and "lower" are said at 5 %. A figure of all there is, with no limits, is
    not tested.
    """
    return compare_profile(profile(dataset, place=place, period=period, policy=policy, need=need, ledger=ledger))


def compare_profile(here: Profile) -> Comparison:
    """The same for a profile that there is, under its protection; see `compare`."""
    others = _others(here)
    parts = {name: figure_differences(here.figures, table) for name, (_, table) in others.items()}
    parts = parts or {"none": figure_differences(here.figures[:0], here.figures[:0])}
    results = pd.concat(parts, names=["comparator", "figure"])
    results["p_adjusted"] = adjust(results["p_value"])
    differences = results["value"] - results["other_value"]
    words = {"more": "higher", "less": "lower", "neither": NEITHER}
    results["verdict"] = say(results["p_adjusted"], differences, **words, significance=SIGNIFICANCE)
    return Comparison(here, {name: words for name, (words, _) in others.items()}, results)


def _others(here: Profile) -> dict[str, tuple[str, pd.DataFrame]]:
    """Words and figures of each comparator."""
    found: dict[str, tuple[str, pd.DataFrame]] = {}
    parent, rest = rest_of_parent(here.data.areas, here.place) or (None, None)
    if parent is not None and rest is not None:
        both = (str(parent), str(here.place))
        found["rest"] = rest.name, figures(here.data, rest, here.protection, made_of=both)
    like = similar_places(here.data, here.place)
    together = Place("similar", "similar", "similar places", tuple(code for one in like for code in one.area_codes))
    # where all the rest is similar it is the same comparison, and to count its tests twice would soften them
    if like and not (rest and set(rest.area_codes) == set(together.area_codes)):
        found["similar"] = (
            f"similar places ({', '.join(one.name for one in like)})",
            figures(here.data, together, here.protection, made_of=tuple(str(one) for one in like)),
        )
    if here.earlier_figures is not None:
        found["before"] = f"before ({here.period.before()})", here.earlier_figures
    return found


def figure_differences(here: pd.DataFrame, there: pd.DataFrame) -> pd.DataFrame:
    """Value, other value and p-value of each figure, by the test that its kind has; of rates the ratio with its limits.

    Parameters
    ----------
    here, there
        Figures as `figures` returns them, with the same rows.
    """
    if not len(here):
        return pd.DataFrame(columns=[*_DIFFERENCES], index=here.index, dtype="float64")
    kinds = np.array([FIGURES[str(name)].kind for name in here.index])
    counts = [table[name].to_numpy("float64") for table in (here, there) for name in ("numerator", "denominator")]
    ratios = rate_ratios(*counts)
    tests = [share_p_values(*counts), ratios["p_value"].to_numpy()]
    p_value = np.select([kinds == "share", kinds == "rate"], tests, _p_from_limits(here, there))
    known = here["value"].notna().to_numpy() & there["value"].notna().to_numpy()
    columns = {"value": here["value"], "other_value": there["value"], "p_value": np.where(known, p_value, np.nan)}
    of_rates = known & (kinds == "rate")
    columns |= {name: np.where(of_rates, ratios[theirs], np.nan) for name, theirs in _RATIOS.items()}
    return pd.DataFrame(columns)


def _sentence(row: Any) -> str:
    """The verdict, with the ratio of rates and its limits, which are those of one comparison by itself."""
    if np.isnan(row.ratio):
        return str(row.verdict)
    alone = row.verdict == NEITHER and not row.ratio_lower <= 1 <= row.ratio_upper
    verdict = f"{row.verdict} once all comparisons are allowed for" if alone else row.verdict
    return f"{verdict} (ratio {row.ratio:.2f}, {row.ratio_lower:.2f} to {row.ratio_upper:.2f})"


def _p_from_limits(here: pd.DataFrame, there: pd.DataFrame) -> Floats:
    """Two-sided p-value of a difference, from the halves of the limits that face each other."""
    from scipy.stats import norm

    difference = (here["value"] - there["value"]).to_numpy("float64")
    down = [(table["value"] - table["lower"]).to_numpy("float64") for table in (here, there)]
    up = [(table["upper"] - table["value"]).to_numpy("float64") for table in (here, there)]
    half = np.where(difference > 0, np.hypot(down[0], up[1]), np.hypot(up[0], down[1]))
    error = np.where(half > 0, half, np.nan) / norm.ppf(0.975)
    return np.asarray(2 * norm.sf(np.abs(difference) / error), dtype="float64")
