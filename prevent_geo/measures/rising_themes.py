"""Which themes are raised more or less often than in the period before."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import Integers, count_by, cross_count
from prevent_geo.measures.common.false_discovery import adjust
from prevent_geo.measures.common.incidence import codes_in
from prevent_geo.measures.common.rate import reporting_areas
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status
from prevent_geo.measures.common.two_shares import share_ratios
from prevent_geo.measures.common.verdict import say

MINIMUM_CONTACTS = 5

CARD = MethodCard(
    id="rising_themes",
    group="voice",
    title="Themes on the rise",
    question="Which themes are raised more often, or less often, than in the period before?",
    unit="ratio of shares",
    formula="share of the contacts with a theme that raised it now ÷ share before",
    method="Ratio of two shares with Katz's 95 % limits on the log scale (where a count is 0, exact limits of a "
    "ratio of Poisson rates); exact hypergeometric test, twice the smaller tail, adjusted for all themes and places"
    " (Benjamini and Hochberg)",
    reference="Katz et al. (1978), Biometrics 34; Fisher (1935), JRSS 98; Benjamini & Hochberg (1995), JRSS B 57",
    assumptions="Each contact gives its one main theme; contacts are independent of each other; partners note "
    "themes now as they did before",
    caveat="Shares of one place add up to 1: where one theme rises the others fall, even if they are raised as "
    "often as before. Compare the same months of two years where the seasons matter",
)


def rising_themes(
    contacts: pd.DataFrame, earlier: pd.DataFrame, areas: pd.DataFrame, *, confidence: float = 0.95
) -> pd.DataFrame:
    """Share of each place's contacts that raised each theme, now against the period before.

    Parameters
    ----------
    contacts, earlier
        Checked contacts of the period and of the one before, with area_code and theme.
    areas
        Checked areas, or rather merged zones, where counts are larger (districts, say; see `merge_areas`), indexed by
        area_code, with neighbourhood_code.
    confidence
        Two-sided confidence of the limits; 1 − confidence is the false-discovery rate of the verdicts.

    Returns
    -------
    DataFrame
        Indexed by theme (the categories of either column, or those that occur, in their order) and area_code: value,
        lower, upper (ratio of shares; value and upper are infinite where it was not raised before), numerator (contacts
        that raise it now), denominator and n (contacts with a theme now), method, status. Further: share, share_before
        (0 to 1), raised_before, themed_before (contacts), p_value, p_adjusted and verdict: "rising", "falling", "no
        clear change", or nothing where there is no test. "too few" with fewer than 5 contacts with a theme in either
        period; "none recorded" without a value where it was raised in neither; "missing" where no contact has a theme,
        or nobody reported in the period before.

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    value = (x / n) / (y / m), with x of n contacts now and y of m before; limits and test by `share_ratios`.

    Examples
    --------
    >>> areas = pd.DataFrame({"neighbourhood_code": ["N1"]}, index=["A"])
    >>> now = pd.DataFrame({"area_code": "A", "theme": ["housing"] * 30 + ["crime"] * 70})
    >>> before = pd.DataFrame({"area_code": "A", "theme": ["housing"] * 10 + ["crime"] * 90})
    >>> rising_themes(now, before, areas)[["value", "lower", "upper", "p_adjusted", "verdict"]].round(3)
                       value  lower  upper  p_adjusted  verdict
    theme   area_code
    crime   A          0.778  0.673  0.898       0.001  falling
    housing A          3.000  1.551  5.803       0.001   rising
    """
    names = codes_in(contacts["theme"]).union(codes_in(earlier["theme"]))
    kinds = len(names)
    now, before = (_raised(rows, areas, names) for rows in (contacts, earlier))
    themed, themed_before = (np.tile(counts.sum(axis=1), kinds) for counts in (now, before))
    raised, raised_before = now.T.ravel(), before.T.ravel()
    held, reported, reported_before = (
        np.tile(flags, kinds)
        for flags in (
            count_by(contacts["area_code"], areas.index),
            reporting_areas(contacts, areas),
            reporting_areas(earlier, areas),
        )
    )
    few = np.minimum(themed, themed_before) < MINIMUM_CONTACTS
    status = np.select(
        [~reported, held == 0, (themed == 0) | ~reported_before, few, raised + raised_before == 0],
        [Status.NOT_REPORTED, Status.NONE_RECORDED, Status.MISSING, Status.TOO_FEW, Status.NONE_RECORDED],
        Status.VALUE,
    )
    shown = status == Status.VALUE
    n, m = (np.where(shown, total, np.nan) for total in (themed, themed_before))
    ratios = share_ratios(raised, n, raised_before, m, confidence=confidence)
    p_adjusted = adjust(ratios["p_value"])
    words = {"more": "rising", "less": "falling", "neither": "no clear change"}
    return result_table(
        pd.MultiIndex.from_product([names, areas.index], names=["theme", "area_code"]),
        value=ratios["ratio"],
        lower=ratios["lower"],
        upper=ratios["upper"],
        numerator=np.where(reported, raised, np.nan),
        denominator=np.where(reported, themed, np.nan),
        n=themed,
        method=ratios["limits"].to_numpy(),
        status=status,
        more={
            "share": raised / n,
            "share_before": raised_before / m,
            "raised_before": raised_before,
            "themed_before": themed_before,
            "p_value": ratios["p_value"].to_numpy(),
            "p_adjusted": p_adjusted,
            "verdict": say(p_adjusted, ratios["ratio"] - 1, **words, significance=1 - confidence),
        },
    )


def _raised(contacts: pd.DataFrame, areas: pd.DataFrame, names: pd.Index) -> Integers:
    counts = cross_count(contacts["area_code"], areas.index, contacts["theme"], names)
    return counts.to_numpy()
