"""Text to dates: as declared, else ISO; nothing is guessed, and two ways of writing in one column are told of."""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy as np
import pandas as pd

from prevent_geo.reading.findings import Fault
from prevent_geo.reading.problems import KEPT_ROWS
from prevent_geo.reading.tidy import clean_text

_ISO_FORM = "%Y-%m-%d"
_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2}.*)?"
_SLASHED = r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}"
# days since the end of 1899, from 1954 to 2119
_SERIAL = r"[2-7][0-9]{4}(?:\.[0-9]+)?"
_DIGITS = {"%d": "[0-9]{1,2}", "%m": "[0-9]{1,2}", "%Y": "[0-9]{4}", "%y": "[0-9]{2}"}
_CORRECT = "Correct the dates"


def to_dates(values: pd.Series, declared: str | None) -> tuple[pd.Series, list[Fault]]:
    """Days, and what is wrong with those that cannot be read, or can be read in two ways."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.tz_localize(None).dt.normalize().astype("datetime64[us]"), []
    text = clean_text(values)
    # cells of a workbook and of Parquet may be dates already; no format is needed for those
    real = values.map(lambda value: isinstance(value, date)) if values.dtype == object else text.isna() & False
    iso = text.notna() & (real if declared else text.str.fullmatch(_ISO, na=False))
    parsed = _parse(text.where(iso).str.slice(0, 10), _ISO_FORM)
    if declared:
        parsed = parsed.fillna(_parse(text.where(~iso), declared))
    wrong = text.notna() & parsed.isna()
    if not wrong.any():
        return parsed, []
    serial = wrong & text.str.fullmatch(_SERIAL, na=False)
    written = (text.notna() if declared else iso) & ~real
    turned, either = _other_order(text, parsed, written, declared or _ISO_FORM)
    faults = [Fault(*_of_serial(text[serial]), np.flatnonzero(serial)), *_mixture(turned, either, parsed, declared)]
    rest = wrong & ~serial & ~turned
    if declared:
        shaped = rest & text.str.fullmatch(_shape(declared), na=False)
        advice = "Correct the dates, or 'dates' in dataset.toml"
        faults.append(Fault(f"there is no such day, written as {declared}", advice, np.flatnonzero(shaped)))
        faults.append(Fault(f"not a date written as {declared}", advice, np.flatnonzero(rest & ~shaped)))
        return parsed, faults
    slashed = text.str.fullmatch(_SLASHED, na=False)
    order = 'Say which in dataset.toml: dates = "%d/%m/%Y" (day first) or dates = "%m/%d/%Y" (month first)'
    form = 'Write dates as 2026-03-31, or say in dataset.toml how they are written: dates = "%d/%m/%Y"'
    for what, advice, bad in (
        ("there is no such day", _CORRECT, rest & iso),
        ("nothing says which is the day and which the month", order, rest & slashed),
        ("not a date", form, rest & ~iso & ~slashed),
    ):
        faults.append(Fault(what, advice, np.flatnonzero(bad)))
    return parsed, faults


def _other_order(
    text: pd.Series[str], parsed: pd.Series, written: pd.Series[bool], form: str
) -> tuple[pd.Series[bool], pd.Series[bool]]:
    """Whether each is a day only with day and month exchanged, and whether it is another day then."""
    if not ("%d" in form and "%m" in form):
        return text.isna() & False, text.isna() & False
    exchanged = form.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")
    cut = text.str.slice(0, 10) if form == _ISO_FORM else text
    turned = written & parsed.isna() & _parse(cut.where(written & parsed.isna()), exchanged).notna()
    either = written & (parsed.dt.day <= 12) & (parsed.dt.day != parsed.dt.month)
    return turned, either


def _mixture(turned: pd.Series[bool], either: pd.Series[bool], parsed: pd.Series, declared: str | None) -> list[Fault]:
    """What is wrong where some dates are certainly written in the other order: those, and those that may be."""
    certain, doubtful = np.flatnonzero(turned), np.flatnonzero(either)
    if not len(certain):
        return []
    form = declared or _ISO_FORM
    first, second = ("day", "month") if form.index("%d") < form.index("%m") else ("month", "day")
    told = f"as {declared}" if declared else "as 2026-03-31"
    what = f"written with the {second} before the {first}, not {told}"
    advice = "Correct the dates, or 'dates' in dataset.toml"
    if (parsed.dt.day > 12).any():
        what = f"written with the {second} before the {first}, among dates written {told}: the column mixes two ways"
        advice = "Export the column again in one way, and look up the dates that the warning lists"
    faults = [Fault(what, advice, certain)]
    if len(doubtful):
        what = f"some dates of the column are written in the other order, and these can be read in both; read {told}"
        advice = f"Look up which is meant: the {first} or the {second} may come first"
        faults.append(Fault(what, advice, _nearest_first(doubtful, certain), "warning", "date order"))
    return faults


def _nearest_first(doubtful: np.ndarray, certain: np.ndarray) -> np.ndarray:
    """Where there are more rows than a problem keeps, begin with those nearest to a certain one, in their order."""
    after = np.searchsorted(certain, doubtful).clip(0, len(certain) - 1)
    away = np.minimum(np.abs(certain[after] - doubtful), np.abs(certain[(after - 1).clip(0)] - doubtful))
    by_distance = np.argsort(away, kind="stable")
    return np.concatenate([np.sort(doubtful[by_distance[:KEPT_ROWS]]), np.sort(doubtful[by_distance[KEPT_ROWS:]])])


def _of_serial(serials: pd.Series[str]) -> tuple[str, str]:
    if not len(serials):
        return "", ""
    number = int(float(serials.iloc[0]))
    day = date(1899, 12, 30) + timedelta(days=number)
    return (
        "a spreadsheet's serial number, not a date",
        f"Format the column as a date in the spreadsheet ({number} may be {day:%Y-%m-%d}) and export it again",
    )


def _shape(form: str) -> str:
    """Pattern of text written in a form of numbers; of nothing, if the form has words in it."""
    parts = re.split(r"(%.)", form)
    if any(part.startswith("%") and part not in _DIGITS for part in parts):
        return r"(?!)"
    return "".join(_DIGITS.get(part, re.escape(part)) for part in parts)


def _parse(text: pd.Series[str], form: str) -> pd.Series:
    return pd.to_datetime(text, format=form, errors="coerce").astype("datetime64[us]").dt.normalize()
