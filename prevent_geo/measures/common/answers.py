"""Whether contacts were answered by a day, and after how many days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from prevent_geo.measures.common.counting import Integers
from prevent_geo.measures.common.days import days_of

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Answers:
    """Of each contact: held by the day, answered by it, and the days to the answer or, without one, to that day.

    `due` were held long enough before the day to be judged by the standard, and of these `in_time` met it. `known` is
    false where no contact at all has an answer: then answers are not recorded, which is not the same as not given.
    """

    held: Mask
    answered: Mask
    days: Integers
    due: Mask
    in_time: Mask
    known: bool


def answers_by(contacts: pd.DataFrame, on: date, *, standard_days: int) -> Answers:
    """Read the answers as they stood at the end of a day.

    Parameters
    ----------
    contacts
        Checked contacts with date and answered_on.
    on
        The day; later answers count as not given, later contacts as not held.
    standard_days
        Days within which an answer is due.

    Raises
    ------
    ValueError
        If `standard_days` is below 0.

    Examples
    --------
    >>> days = {"date": ["2026-01-01", "2026-01-20"], "answered_on": ["2026-01-11", "2026-02-03"]}
    >>> answers = answers_by(pd.DataFrame(days), date(2026, 1, 31), standard_days=28)
    >>> answers.answered.tolist(), answers.days.tolist(), answers.due.tolist()
    ([True, False], [10, 11], [True, False])
    """
    if standard_days < 0:
        raise ValueError(f"standard_days {standard_days} is below 0; write the days within which an answer is due")
    day = np.datetime64(on, "D")
    held_on, answered_on = (days_of(contacts[name]) for name in ("date", "answered_on"))
    held = held_on <= day
    answered = held & (answered_on <= day)
    days = (np.where(answered, answered_on, day) - np.where(held, held_on, day)).astype("int64")
    due = held & (held_on <= day - np.timedelta64(standard_days, "D"))
    in_time = due & answered & (days <= standard_days)
    return Answers(held, answered, days, due, in_time, known=not bool(np.isnat(answered_on).all()))
