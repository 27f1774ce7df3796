"""Scorecard: whether each indicator meets its standard, as far as its limits let one say."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from prevent_geo.errors import InputError, counted, did_you_mean, quoted_list
from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import Floats
from prevent_geo.measures.common.result import RESULT_COLUMNS, result_table
from prevent_geo.measures.common.status import Status
from prevent_geo.tables.standards import Standard

CARD = MethodCard(
    id="scorecard",
    group="delivery",
    title="Scorecard",
    question="Which of the standards that the partnership set itself are met, and for which can one not tell?",
    unit="as each indicator",
    formula="met: both limits at green or better; not met: both limits worse than green; else one cannot tell",
    method="Limits of each indicator against its threshold; a change is clear where 0 is outside the limits of the "
    "difference, made from the limits of the two periods (MOVER)",
    reference="Zou & Donner (2008), Statistics in Medicine 27; Newcombe (1998), Statistics in Medicine 17",
    assumptions="The limits fit the indicator; the two periods are independent of each other; a figure that is no "
    "sample, but all there is, has its value for both limits",
    caveat="The thresholds are choices of the partnership; a standard that is met says nothing about why",
)
_FACTS = ["focus", "title", "unit", "direction", "green", "amber", "minimum_n"]


class Outcome(StrEnum):
    """What can be said of an indicator against its standard."""

    MET = "met"
    NOT_MET = "not met"
    CANNOT_TELL = "cannot tell"
    NOT_ENOUGH = "not enough data"


def scorecard(
    indicators: pd.DataFrame, standards: Mapping[str, Standard], earlier: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Each indicator against its standard, judged by its limits and not by the point.

    Parameters
    ----------
    indicators
        Whole-place figures, indexed by indicator, with the columns that every measure's result has; made from released
        results where they count persons. An indicator that is no sample, but all there is, has lower = upper = value.
    standards
        The standards by indicator, as `read_standards` gives them.
    earlier
        The same for the period before.

    Returns
    -------
    DataFrame
        Indexed by focus and indicator, every standard in its order: value, lower, upper, numerator, denominator, n,
        method and status as given ("missing" where no indicator was); title, unit, direction, green, amber; outcome,
        in words: "met" (both limits at green or better), "not met" (both worse), "cannot tell" (green lies between
        them), "not enough data" (no value, no limits, or n below minimum_n); colour, to go with the words and never
        alone: green (met), amber (not met), red (not met, and both limits worse than amber), grey (else);
        earlier_value; change_lower and change_upper (limits of value − earlier_value); change: "better", "worse" or "no
        clear change", and "" where either period has not enough data.

    Raises
    ------
    InputError
        If an indicator has no standard, is given twice, lacks a column, or has limits that do not hold its value; all
        such at once.

    Notes
    -----
    change_lower = d − sqrt((value − lower)² + (earlier upper − earlier value)²) with d = value − earlier value, and
    change_upper likewise with the other halves. The change is clear where 0 is outside: at the confidence of the limits
    given, and equal to the z-test on the difference where they are symmetric.

    Examples
    --------
    >>> from prevent_geo.tables.standards import read_standards
    >>> figures = {"value": [0.9, 3.4], "lower": [0.85, 3.3], "upper": [0.94, 3.6], "n": [200, 90]}
    >>> given = pd.DataFrame(figures, index=["answered_in_time", "trust"]).reindex(columns=RESULT_COLUMNS)
    >>> scorecard(given, read_standards()).droplevel("focus").loc[given.index, ["green", "outcome", "colour"]]
                      green      outcome colour
    indicator
    answered_in_time    0.8          met  green
    trust               3.5  cannot tell   grey
    """
    problems = _problems("indicators", indicators, standards)
    problems += [] if earlier is None else _problems("earlier", earlier, standards)
    if problems:
        raise InputError(f"scorecard: {counted(len(problems), 'problem')}: {'; '.join(problems)}")
    ids = pd.Index(list(standards), name="indicator", dtype="str")
    facts = pd.DataFrame([vars(standard) for standard in standards.values()], index=ids, columns=_FACTS)
    now = indicators[RESULT_COLUMNS].reindex(ids)
    before = now.iloc[:, :0].reindex(columns=RESULT_COLUMNS) if earlier is None else earlier.reindex(ids)
    enough = _enough(now, facts)
    outcome, colour = _judge(now, facts, enough)
    both = enough & _enough(before, facts)
    table = result_table(
        pd.MultiIndex.from_arrays([facts["focus"], ids], names=["focus", "indicator"]),
        **{name: _floats(now[name]) for name in ("value", "lower", "upper", "numerator", "denominator")},
        n=0,
        method=now["method"].to_numpy(),
        status=np.where(ids.isin(indicators.index), now["status"], Status.MISSING.value),
        more={name: facts[name].to_numpy() for name in ("title", "unit", "direction", "green", "amber")}
        | {"outcome": outcome, "colour": colour, "earlier_value": _floats(before["value"])}
        | _change(now, before, facts, both),
    )
    # what disclosure control withheld has no n, which is not 0
    table["n"] = now["n"].to_numpy()
    return table


def _problems(name: str, figures: pd.DataFrame, standards: Mapping[str, Standard]) -> list[str]:
    problems = []
    if missing := [column for column in RESULT_COLUMNS if column not in figures]:
        problems.append(f"{name} lacks {', '.join(missing)}")
    if repeated := sorted(set(figures.index[figures.index.duplicated()])):
        problems.append(f"{name} gives {quoted_list(repeated)} more than once")
    if unknown := [str(key) for key in figures.index if key not in standards]:
        problems.append(f"{name}: no standard for {quoted_list(unknown)}{did_you_mean(unknown[0], standards)}")
    if not missing:
        value, lower, upper = (_floats(figures[column]) for column in ("value", "lower", "upper"))
        # an infinite ratio has no rounding
        rounding = 1e-9 * (1 + np.abs(np.nan_to_num(value, posinf=0, neginf=0)))
        if outside := [str(key) for key in figures.index[(lower > value + rounding) | (upper < value - rounding)]]:
            problems.append(f"{name}: the limits of {quoted_list(outside)} do not hold the value")
    return problems


def _floats(column: pd.Series) -> Floats:
    return column.to_numpy(dtype="float64", na_value=np.nan)


def _enough(figures: pd.DataFrame, facts: pd.DataFrame) -> np.ndarray:
    """Whether there is a value with limits from records enough."""
    known = ~np.isnan([_floats(figures[name]) for name in ("value", "lower", "upper")]).any(axis=0)
    return known & (_floats(figures["n"]) >= facts["minimum_n"].to_numpy())


def _judge(figures: pd.DataFrame, facts: pd.DataFrame, enough: np.ndarray) -> tuple[Any, Any]:
    """Outcome and colour, from the better and the worse limit as if higher were better."""
    higher = (facts["direction"] == "higher").to_numpy()
    lower, upper = _floats(figures["lower"]), _floats(figures["upper"])
    sign = np.where(higher, 1.0, -1.0)
    worst, best = np.where(higher, lower, -upper), np.where(higher, upper, -lower)
    green, amber = facts["green"].to_numpy() * sign, facts["amber"].to_numpy() * sign
    cases = [~enough, worst >= green, best >= green]
    outcome = np.select(cases, [Outcome.NOT_ENOUGH, Outcome.MET, Outcome.CANNOT_TELL], Outcome.NOT_MET)
    colour = np.select([*cases, best < amber], ["grey", "green", "grey", "red"], "amber")
    return outcome, colour


def _change(now: pd.DataFrame, before: pd.DataFrame, facts: pd.DataFrame, both: np.ndarray) -> dict[str, Any]:
    """Limits of the difference, and what can be said of it."""
    value, lower, upper = (np.where(both, _floats(now[name]), np.nan) for name in ("value", "lower", "upper"))
    old, old_lower, old_upper = (np.where(both, _floats(before[name]), np.nan) for name in ("value", "lower", "upper"))
    with np.errstate(invalid="ignore"):
        difference = value - old
        least = difference - np.hypot(value - lower, old_upper - old)
        most = difference + np.hypot(upper - value, old - old_lower)
    higher = (facts["direction"] == "higher").to_numpy()
    rose, fell = np.where(higher, "better", "worse"), np.where(higher, "worse", "better")
    words = np.select([~both, least > 0, most < 0], ["", rose, fell], "no clear change")
    return {"change_lower": least, "change_upper": most, "change": words}
