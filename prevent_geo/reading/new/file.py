"""One file of a draft: its columns, how its dates and places are written, and what is remarked or asked of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from prevent_geo.crs import BRITISH_NATIONAL_GRID, WEB
from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.reading.new.answers import Answers, Question
from prevent_geo.reading.new.days import ORDERS, Written, form_of, how_written
from prevent_geo.reading.new.look import Look
from prevent_geo.reading.new.names import match_columns, match_coordinates
from prevent_geo.reading.new.words import Words, match_words
from prevent_geo.reading.raw import RawFile
from prevent_geo.reading.red_lines import is_personal_name
from prevent_geo.tables import Table, default_code_lists

_DEGREES = (-180.0, 180.0)
_CRS = {"degrees": WEB, "grid": BRITISH_NATIONAL_GRID}


@dataclass(frozen=True, eq=False)
class FileDraft:
    """A file as dataset.toml will read it.

    `settings` opens it; `columns` is our column -> theirs; `words` are the values of columns with a code list; `dates`
    the columns of dates, `form` how they are written and `proof` one that can be read in no other way; `questions` have
    to be answered.
    """

    file: str
    table: str
    settings: Mapping[str, Any]
    columns: Mapping[str, str]
    unread: tuple[str, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Words] = field(default_factory=dict)
    dates: Mapping[str, pd.Series] = field(default_factory=dict)
    form: str = ""
    proof: str = ""
    coordinates: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    def used(self) -> dict[str, str]:
        """Each of our columns with what it is made from."""
        used = dict(self.columns) | {ours: f'"{value}" in every row' for ours, value in self.constants.items()}
        used |= {ours: f'"{text}"' for ours, text in self.templates.items()}
        return used | ({"geometry": f"{self.coordinates['x']}, {self.coordinates['y']}"} if self.coordinates else {})


def draft_file(look: Look, table: Table, said: Answers, number: int) -> FileDraft:
    """Draft one file as a table; `number` tells those of one table apart."""
    raw = look.raw
    assert raw is not None
    remarks, questions = list(look.remarks), list[Question]()
    constants = dict(said.constants.get(look.path.name, {}))
    given = _given_columns(said.columns.get(look.path.name, {}), raw.columns, table, look.path)
    pair = match_coordinates(raw.columns) if table.geometry and not raw.has_geometry else None
    taken = [*given.values(), *(pair[:2] if pair else ())]
    columns = {ours: theirs for ours, theirs in match_columns(table, raw.columns, taken).items() if ours not in given}
    columns = {ours: theirs for ours, theirs in (columns | given).items() if ours not in constants}
    if table.name == "contacts" and "area_code" in columns:
        pair = None
    frame = _read(raw, list(dict.fromkeys([*columns.values(), *(pair[:2] if pair else ())])), remarks)
    dates = {ours: frame[theirs] for ours, theirs in columns.items() if table.column(ours).kind == "date"}
    form, proof = _date_form(look.path, dates, said, questions)
    settings = dict(look.source)
    coordinates = _coordinates(look.path, pair, frame, said, questions) if pair else {}
    if raw.has_geometry and table.geometry and getattr(frame, "crs", None) is None:
        settings |= _crs_of_shapes(look.path, said, questions)
    templates = _made_keys(table, look.path, number, {*columns, *constants}, remarks)
    if table.name == "partners" and "sector" not in {*columns, *constants}:
        questions.append(_ask_sector(look.path))
    words = match_words(table, {ours: frame[theirs] for ours, theirs in columns.items()}, remarks)
    read = {*columns.values(), *(pair[:2] if pair else ())}
    unread = tuple(name for name in dict.fromkeys(raw.columns) if name and name not in read)
    _remark_personal(unread, remarks)
    _remark_lacking(table, {*columns, *constants, *templates}, remarks)
    return FileDraft(
        str(look.source["file"]),
        table.name,
        settings,
        columns,
        unread,
        constants,
        templates,
        words,
        dates,
        form,
        proof,
        coordinates,
        tuple(remarks),
        tuple(questions),
    )


def _read(raw: RawFile, wanted: list[str], remarks: list[str]) -> pd.DataFrame:
    """The wanted columns; without rows where they cannot be read, which the check explains."""
    try:
        return raw.read(wanted)
    except InputError as error:
        remarks.append(f"its rows cannot be read yet: {error}")
        return pd.DataFrame({name: pd.Series(dtype="str") for name in wanted})


def _given_columns(given: Mapping[str, str], headers: list[str], table: Table, path: Path) -> dict[str, str]:
    for ours, theirs in given.items():
        if ours not in table.names:
            raise InputError(
                f"--map {path.name}: '{ours}' is not a column of {table.name}{did_you_mean(ours, table.names)}"
            )
        if theirs not in headers:
            near = did_you_mean(theirs, headers)
            raise InputError(
                f"--map {path.name}: there is no column '{theirs}' in it{near}; there are {', '.join(headers)}"
            )
    return dict(given)


def _date_form(path: Path, dates: Mapping[str, pd.Series], said: Answers, questions: list[Question]) -> tuple[str, str]:
    """The form of the dates, and what proves it: as it was said, as they show it, or a question."""
    written = how_written(dates.values())
    if answer := said.of("dates", path):
        return (form_of(answer, written) if written != Written() or answer not in ORDERS else ""), ""
    if written.forms:
        which = (
            f"{written.mixed} cannot be written in one order"
            if written.mixed
            else (f"{written.example} can be read in two ways")
        )
        words = f"in the dates of {path.name}, does the day come first or the month ({which})"
        option = f'--dates "{path.name}=day-first" or --dates "{path.name}=month-first"'
        questions.append(Question("dates", words, option, path.name, choices=tuple(ORDERS)))
    return written.form, written.proof


def _coordinates(
    path: Path, pair: tuple[str, str, str], frame: pd.DataFrame, said: Answers, questions: list[Question]
) -> dict[str, str]:
    x, y, kind = pair
    crs = said.of("crs", path) or _CRS.get(kind, "")
    if crs == BRITISH_NATIONAL_GRID and not said.of("crs", path):
        # elsewhere eastings are of another grid
        values = pd.to_numeric(frame[x], errors="coerce").dropna()
        crs = "" if len(values) and values.between(*_DEGREES).all() else crs
    if not crs:
        words = f"in which coordinate reference system are {x} and {y} of {path.name}"
        questions.append(Question("crs", words, f'--crs "{path.name}={BRITISH_NATIONAL_GRID}"', path.name))
    return {"x": x, "y": y, "crs": crs}


def _crs_of_shapes(path: Path, said: Answers, questions: list[Question]) -> dict[str, str]:
    if crs := said.of("crs", path):
        return {"crs": crs}
    words = f"{path.name} does not say its coordinate reference system; which is it"
    questions.append(Question("crs", words, f'--crs "{path.name}={BRITISH_NATIONAL_GRID}"', path.name))
    return {}


def _made_keys(table: Table, path: Path, number: int, given: set[str], remarks: list[str]) -> dict[str, str]:
    """A template for a key that the file has not: its row number, with letters that no other file has."""
    if not table.key or table.key in given or table.name == "areas":
        return {}
    letters = (re.sub(r"[^A-Z]", "", path.stem.upper()) or table.name.upper())[:3]
    template = f"{letters}{number + 1}-{{row:05}}"
    remarks.append(f"it has no {table.key}, so each row is numbered ({template}); an identifier of your own is better")
    return {table.key: template}


def _ask_sector(path: Path) -> Question:
    codes = tuple(default_code_lists()["sectors"].labels)
    words = f"nothing in {path.name} says what kind of organisation each is; if all are of one kind, which"
    option = f'--set "{path.name}:sector=library"'
    return Question("constants", words, option, path.name, "sector", choices=codes)


def _remark_personal(unread: tuple[str, ...], remarks: list[str]) -> None:
    if personal := [name for name in unread if is_personal_name(name)]:
        remarks.append(
            f"these columns look personal and are not read: {', '.join(personal)}; take them out of the export"
        )


def _remark_lacking(table: Table, given: set[str], remarks: list[str]) -> None:
    needed = [c for c in table.columns if c.required and c.kind != "geometry" and c.name not in given]
    remarks += [f"nothing in it is like {column.name} ({column.meaning}), which is needed" for column in needed]
