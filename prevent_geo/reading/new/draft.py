"""Draft: what each file is taken to be, what only a person can say, and the settings that follow from both."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from prevent_geo.errors import InputError, counted, did_you_mean
from prevent_geo.period import Period, day
from prevent_geo.reading.files import FORMATS
from prevent_geo.reading.new.answers import Answers, Question
from prevent_geo.reading.new.days import read_days
from prevent_geo.reading.new.file import FileDraft, draft_file
from prevent_geo.reading.new.guess import guess_table
from prevent_geo.reading.new.look import Look, look_at
from prevent_geo.tables import TABLES

_NONE = "none"
_SLIPS = 0.005
_EVER = Period(date(1900, 1, 1), date(2199, 12, 31))
_NEEDED = [table.name for table in TABLES.values() if not table.optional]


@dataclass(frozen=True, eq=False)
class Draft:
    """A dataset.toml before it is written.

    `questions` have to be answered before; `left_out` are files that are taken for no table, each with the reason.
    """

    folder: Path
    answers: Answers
    files: tuple[FileDraft, ...]
    questions: tuple[Question, ...]
    left_out: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What was answered, or the name of the folder."""
        return self.answers.title or self.folder.resolve().name.replace("_", " ").replace("-", " ").strip() or "Dataset"

    def table(self) -> pd.DataFrame:
        """Where each column comes from: file, table, our column, theirs; theirs that are not read last."""
        rows = [
            (one.file, one.table, ours, theirs)
            for one in self.files
            for ours, theirs in [*one.used().items(), *(("(not read)", name) for name in one.unread)]
        ]
        return pd.DataFrame(rows, columns=["file", "table", "ours", "theirs"])

    def remarks(self) -> list[str]:
        """What was taken for granted, and what is still to be done by hand."""
        remarks = [f"{one.file}: {remark}" for one in self.files for remark in one.remarks]
        return [*self._orders(), *remarks, *self.left_out]

    def _orders(self) -> list[str]:
        """How dates are written, where the dates themselves show it; files that are alike together."""
        proven = [one for one in self.files if one.proof]
        told = []
        for form in sorted({one.form for one in proven}):
            alike = [one for one in proven if one.form == form]
            order = "day" if form.startswith("%d") else "month"
            proof = f"{alike[0].proof} ({alike[0].file}) can be read in no other way"
            told.append(f"the {order} comes first in the dates of {counted(len(alike), 'file')}: {proof}")
        return told

    def __str__(self) -> str:
        """Say what each file is taken for, and what is remarked of it."""
        lines = [
            f"{one.file}: {one.table}, {len(one.used())} columns read, {len(one.unread)} not" for one in self.files
        ]
        return "\n".join([*lines, *(f"note: {remark}" for remark in self.remarks())])


def find_files(folder: Path) -> list[Path]:
    """The files in a folder that can be read, by name."""
    if not folder.is_dir():
        raise InputError(f"'{folder}': there is no such folder; name one with your files in it")
    found = [path for path in folder.iterdir() if path.is_file() and path.suffix.casefold() in FORMATS]
    if not found:
        raise InputError(f"'{folder}': there is no file in it that can be read ({', '.join(FORMATS)}); name some")
    return sorted(found, key=lambda path: path.name.casefold())


def draft_dataset(folder: Path, files: Sequence[Path] = (), answers: Answers | None = None) -> Draft:
    """Draft the dataset.toml of a folder.

    Parameters
    ----------
    folder
        Where it will be; files elsewhere are named by the way that leads to them from there.
    files
        What the data are in; none: every file in the folder that can be read.
    answers
        What is known beside them.

    Raises
    ------
    InputError
        If a file cannot be read or two have one name, or an answer names a file, table or column that there is not.
    """
    said = answers or Answers()
    paths = list(files) or find_files(folder)
    _check_answers(said, paths)
    drafts, questions, left_out = list[FileDraft](), list[Question](), list[str]()
    for path in paths:
        look = look_at(path, _relative(path, folder), part=said.of("sheets", path) or said.of("layers", path))
        if look.raw is None:
            questions.append(_ask_part(look))
            continue
        table, candidates = said.of("tables", path), guess_table(look)
        if not table and len(candidates) != 1:
            if not candidates and not files:
                left_out.append(
                    f"{path.name}: left out, since it is like no table; if it is one: --table {path.name}=..."
                )
                continue
            questions.append(_ask_table(path, candidates))
            continue
        if (table or candidates[0]) != _NONE:
            made = draft_file(look, TABLES[table or candidates[0]], said, len(drafts))
            drafts.append(made)
            questions += made.questions
    drafts.sort(key=lambda one: (list(TABLES).index(one.table), one.file))
    if not questions:
        questions += _missing_tables(drafts)
    if not said.period:
        questions.append(_ask_period(drafts))
    return Draft(folder, said, tuple(drafts), tuple(questions), tuple(left_out))


def period_of(text: str) -> Period:
    """The period that was answered: any form of `Period.parse` but 'all' and 'last ...'."""
    if text.casefold().startswith(("all", "last")) or not text.strip():
        raise InputError(f"period '{text}': write the first and the last day, such as 2024-10-01/2026-09-30")
    return Period.parse(text, _EVER)


def _relative(path: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:
        # on another drive no way leads there
        return path.resolve().as_posix()


def _check_answers(said: Answers, paths: Sequence[Path]) -> None:
    names = Counter(path.name for path in paths)
    if twice := [name for name, count in names.items() if count > 1]:
        raise InputError(f"two files are called '{twice[0]}'; rename one, so that they can be told apart")
    for name in sorted(said.files()):
        if name not in names:
            raise InputError(f"'{name}' is not one of the files{did_you_mean(name, names)}: {', '.join(names)}")
    known = [*TABLES, _NONE]
    for table in said.tables.values():
        if table not in known:
            raise InputError(f"--table: '{table}' is not one of {', '.join(known)}{did_you_mean(table, known)}")
    if said.period:
        period_of(said.period)


def _ask_part(look: Look) -> Question:
    words = f"{look.path.name} has several {look.part_kind}s ({', '.join(look.parts)}); which one is it"
    option = f'--{look.part_kind} "{look.path.name}={look.parts[0]}"'
    return Question(f"{look.part_kind}s", words, option, look.path.name, choices=look.parts)


def _ask_table(path: Path, candidates: Sequence[str]) -> Question:
    like = f"it is like {' and like '.join(candidates)}" if candidates else "its columns are like those of no table"
    words = f"which table does {path.name} give ({like})"
    choices = (*(candidates or TABLES), _NONE)
    return Question("tables", words, f'--table "{path.name}={choices[0]}"', path.name, choices=choices)


def _missing_tables(drafts: Iterable[FileDraft]) -> list[Question]:
    given = {one.table for one in drafts}
    lacking = [name for name in _NEEDED if name not in given]
    if not lacking:
        return []
    raise InputError(
        f"no file gives the {' or the '.join(lacking)}, which every dataset has; name its file, and if it is there say "
        f'so: --table "FILE={lacking[0]}"'
    )


def _ask_period(drafts: Iterable[FileDraft]) -> Question:
    """Which days the contacts cover: a quiet week at either end cannot be told from one that is not in the data."""
    days = [read_days(one.dates["date"], one.form) for one in drafts if one.table == "contacts" and "date" in one.dates]
    known = pd.concat(days) if days else pd.Series(dtype="datetime64[us]")
    words = "which days do the contacts cover, the first and the last"
    if known.empty:
        return Question("period", words, "--period 2024-10-01/2026-09-30")
    words += f" (they are dated {day(known.min().date())} to {day(known.max().date())}"
    # a few slips of the pen must not stretch it
    known, slips = known.sort_values(), int(len(known) * _SLIPS)
    first, last = known.iloc[slips], known.iloc[-1 - slips]
    likely = Period(first.replace(day=1).date(), (last + pd.offsets.MonthEnd(0)).date()).iso()
    words += f", nearly all of them {day(first.date())} to {day(last.date())})"
    return Question("period", words, f"--period {likely}", suggestion=likely)


def with_answer(answers: Answers, question: Question, answer: str) -> Answers:
    """The answers with one more."""
    changes: dict[str, Any] = {question.kind: answer}
    if not isinstance(getattr(answers, question.kind), str):
        given = dict(getattr(answers, question.kind))
        given[question.file] = {**given.get(question.file, {}), question.column: answer} if question.column else answer
        changes = {question.kind: given}
    return replace(answers, **changes)
