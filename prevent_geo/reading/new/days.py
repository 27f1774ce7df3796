"""How dates are written in a file: told by the dates themselves where that is certain, else a question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from prevent_geo.reading.tidy import clean_text

ORDERS = {"day-first": "%d", "month-first": "%m"}
_SIGNS = ("/", "-", ".", " ")
_PAIRS = [(f"%d{sign}%m{sign}%{year}", f"%m{sign}%d{sign}%{year}") for sign in _SIGNS for year in ("Y", "y")]
# only one order is ever meant by these
_CERTAIN = [
    *(f"%Y{sign}%m{sign}%d" for sign in ("/", ".")),
    *(f"%d{sign}{month}{sign}%{year}" for sign in (" ", "-", "/") for month in ("%b", "%B") for year in ("Y", "y")),
    *("%B %d, %Y", "%b %d, %Y"),
]
_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T].*)?"
# so many of the dates have to be read by a form for it to be theirs; the rest are faults for the check to find
_MOST = 0.5


@dataclass(frozen=True)
class Written:
    """How the dates of a file are written.

    `form` is what dataset.toml needs: "" if nothing; `forms` are the two orders between which only a person can
    decide, with an example of a date that can be read in both; `proof` is a date that can only be read in one.
    """

    form: str = ""
    forms: tuple[str, ...] = ()
    example: str = ""
    proof: str = ""
    mixed: str = ""


def how_written(columns: Iterable[pd.Series]) -> Written:
    """Look at all dates of a file.

    >>> how_written([pd.Series(["03/04/2026", "31/03/2026"])]).form
    '%d/%m/%Y'
    >>> how_written([pd.Series(["03/04/2026"])]).forms
    ('%d/%m/%Y', '%m/%d/%Y')
    """
    texts = {text for values in columns for text in _texts(values)}
    known = pd.Series(sorted(texts), dtype="str")
    if known.empty:
        return Written()
    pairs = [(_reads(known, pair[0]) | _reads(known, pair[1]), pair) for pair in _PAIRS]
    single = [(_reads(known, form), form) for form in _CERTAIN]
    best_pair = max(pairs, key=lambda one: int(one[0].sum()))
    best = max(single, key=lambda one: int(one[0].sum()))
    if max(best_pair[0].mean(), best[0].mean()) < _MOST:
        return Written()
    if best[0].sum() >= best_pair[0].sum():
        return Written(form=best[1])
    return _decide(known, best_pair[1])


def read_days(values: pd.Series, form: str) -> pd.Series:
    """The days in a column that can be read."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dropna()
    text = clean_text(values).dropna()
    days = pd.to_datetime(text.str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
    if form:
        days = days.fillna(pd.to_datetime(text, format=form, errors="coerce"))
    return days.dropna()


def form_of(answer: str, written: Written) -> str:
    """The form that an answer means: an order of the two that there are, or a form as it is."""
    if answer not in ORDERS:
        return answer
    fitting = [form for form in written.forms or ("%d/%m/%Y", "%m/%d/%Y") if form.startswith(ORDERS[answer])]
    return fitting[0] if fitting else written.form


def _decide(known: pd.Series[str], pair: tuple[str, ...]) -> Written:
    """Which order it is, if some date can be read in one alone and none in the other alone."""
    day_first, month_first = (_reads(known, form) for form in pair)
    only_day, only_month = known[day_first & ~month_first], known[month_first & ~day_first]
    both = known[day_first & month_first]
    example = str(both.iloc[0]) if len(both) else ""
    if len(only_day) and len(only_month):
        mixed = f"{only_day.iloc[0]} and {only_month.iloc[0]}"
        return Written(forms=pair, example=example, mixed=mixed)
    if len(only_day):
        return Written(form=pair[0], proof=str(only_day.iloc[0]))
    if len(only_month):
        return Written(form=pair[1], proof=str(only_month.iloc[0]))
    return Written(forms=pair, example=example)


def _reads(texts: pd.Series[str], form: str) -> pd.Series[bool]:
    return pd.to_datetime(texts, format=form, errors="coerce").notna()


def _texts(values: pd.Series) -> Iterable[str]:
    """The texts in a column that are no days as they are."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return []
    if values.dtype == object:
        values = values[~values.map(lambda value: isinstance(value, date)).astype(bool)]
    text = clean_text(values).dropna()
    return text[~text.str.fullmatch(_ISO)].unique().tolist()
