"""Share of the actions of the delivery plan that were done on time."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from prevent_geo.errors import InputError
from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import Integers, positions
from prevent_geo.measures.common.proportion import WILSON, wilson_limits
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status

ALL_ACTIONS = "all"
_KINDS = ("on_time", "done_late", "overdue", "open", "done_early", "no_due_date")

CARD = MethodCard(
    id="actions_on_time",
    group="delivery",
    title="Actions done on time",
    question="Of the actions of the delivery plan that were due, what share was done on time?",
    unit="share of actions due",
    formula="actions done by the day they were due ÷ actions due by the day of the count",
    method="Share with Wilson's 95 % limits, of the actions agreed and due by a day, that day included",
    reference="Wilson (1927), JASA 22; PHE, Commonly used public health statistics (2018)",
    assumptions="Dates are recorded as things happen, and a day that was moved is not recorded as the first one; an "
    "action without a day of agreement was agreed by then",
    caveat="It counts actions, not what they are worth; a plan with easy days is kept easily",
)


def actions_on_time(actions: pd.DataFrame, groups: pd.Series, *, on: date, confidence: float = 0.95) -> pd.DataFrame:
    """Share of the actions due by a day that were done on time, for all and for each group.

    Parameters
    ----------
    actions
        Checked actions, indexed by action_id, with agreed_on, due and done_on.
    groups
        Group of each action, indexed by action_id: its area of focus or district, say. An action without one counts
        among all alone.
    on
        The day of the count, which is counted whole. Actions agreed later are left out, and what was done later is not
        yet done.
    confidence
        Two-sided confidence of the limits.

    Returns
    -------
    DataFrame
        Indexed by group ("all" first, then each, sorted): value, lower, upper (share), numerator (actions done by the
        day they were due), denominator and n (actions due by `on`), method, status; then the other actions, each in one
        column: done_late, overdue (due by `on` and not done; one due on that very day is overdue by 0 days), open (due
        later and not done), done_early (due later and done), no_due_date; and median_days_late (days, of those done
        late or overdue, these up to `on`). Where none is due yet, or agreed yet, "too few"; where none of those agreed
        has a due date, "missing".

    Raises
    ------
    InputError
        If a group is called "all", or `groups` names an action twice.
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    value = on time / (on time + done late + overdue); limits by `wilson_limits`.

    Examples
    --------
    >>> due, done = ["2026-03-31", "2026-03-31", "2026-06-30"], ["2026-03-01", None, None]
    >>> actions = pd.DataFrame({"agreed_on": pd.NaT, "due": pd.to_datetime(due), "done_on": pd.to_datetime(done)})
    >>> result = actions_on_time(actions, pd.Series(["delivery", "delivery", None]), on=date(2026, 4, 30))
    >>> result[["value", "lower", "upper", "denominator", "overdue", "open", "median_days_late"]].round(2)
              value  lower  upper  denominator  overdue  open  median_days_late
    group
    all         0.5   0.09   0.91          2.0        1     1              30.0
    delivery    0.5   0.09   0.91          2.0        1     0              30.0
    """
    if not groups.index.is_unique:
        raise InputError("groups: an action is named twice; give each action_id one group")
    names = sorted(map(str, groups.dropna().unique()))
    if ALL_ACTIONS in names:
        raise InputError(f"groups: '{ALL_ACTIONS}' stands for all actions together; name the group otherwise")
    index = pd.Index([ALL_ACTIONS, *names], name="group", dtype="str")
    agreed, due, done = (_days(actions[name]) for name in ("agreed_on", "due", "done_on"))
    today = np.datetime64(on, "D")
    kinds = _kinds(due, done, today)
    late = np.where(kinds == "done_late", done - due, today - due).astype("float64")
    late[~np.isin(kinds, ["done_late", "overdue"])] = np.nan
    counted = ~(agreed > today)
    # each action counts twice: among all, and in its group
    group = positions(groups.reindex(actions.index), index)
    at = np.where(counted, [np.zeros_like(group), group], -1).ravel()
    counts = {kind: _count(at, np.tile(kinds == kind, 2), len(index)) for kind in _KINDS}
    on_time = counts.pop("on_time")
    total = on_time + counts["done_late"] + counts["overdue"]
    lower, upper = wilson_limits(on_time, total, confidence=confidence)
    dated = total + counts["open"] + counts["done_early"]
    # where all were agreed later, the dates are given: nothing is due yet
    undated = (dated == 0) & ((counts["no_due_date"] > 0) | actions.empty)
    days_late = pd.Series(np.tile(late, 2)).groupby(at).median().reindex(range(len(index)))
    return result_table(
        index,
        value=np.where(total > 0, on_time / np.maximum(total, 1), np.nan),
        lower=lower,
        upper=upper,
        numerator=on_time,
        denominator=total,
        n=total,
        method=np.where(total > 0, WILSON, "none"),
        status=np.select(
            [undated, total == 0, on_time == 0], [Status.MISSING, Status.TOO_FEW, Status.NONE_RECORDED], Status.VALUE
        ),
        more={**counts, "median_days_late": days_late.to_numpy()},
    )


def _days(dates: pd.Series) -> np.ndarray:
    return pd.to_datetime(dates).to_numpy().astype("datetime64[D]")


def _kinds(due: np.ndarray, done: np.ndarray, today: np.datetime64) -> np.ndarray:
    """What each action is on the day; comparisons with a missing date are false."""
    is_done = done <= today
    return np.select(
        [np.isnat(due), (due > today) & is_done, due > today, ~is_done, done <= due],
        ["no_due_date", "done_early", "open", "overdue", "on_time"],
        "done_late",
    )


def _count(at: Integers, which: np.ndarray, size: int) -> Integers:
    return np.bincount(at[which & (at >= 0)], minlength=size)
