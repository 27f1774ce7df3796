"""The command that starts a dataset from an organisation's own files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prevent_geo.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from prevent_geo.reading.new import Answers, Draft, Question

# asked on a terminal, since no file says them; each has a sensible answer
_ABOUT = {
    "title": "What are the data called",
    "marking": "Protective marking",
    "source": "Where do the data come from",
    "licence": "Under which licence",
    "vintage": "Of when are the areas (such as 2026-10)",
}
ByFile = list[str] | None


def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where dataset.toml is written.")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILES]...", help="What the data are in; none: every file in FOLDER that can be read."),
    ] = None,
    title: Annotated[str, typer.Option(help="What the data are called.")] = "",
    period: Annotated[
        str, typer.Option(metavar="FROM/TO", help="Days that the contacts cover, such as 2024-10-01/2026-09-30.")
    ] = "",
    marking: Annotated[str, typer.Option(help="Protective marking; OFFICIAL if it is not said.")] = "",
    licence: Annotated[str, typer.Option(help="Licence of the data.")] = "",
    source: Annotated[str, typer.Option(help="Where the data come from.")] = "",
    vintage: Annotated[str, typer.Option(help="Of when the areas are, such as 2026-10.")] = "",
    table: Annotated[
        ByFile, typer.Option("--table", metavar="FILE=TABLE", help="Which table a file gives, or none; repeatable.")
    ] = None,
    map_: Annotated[
        ByFile, typer.Option("--map", metavar="FILE:OURS=THEIRS", help="A column of a file that is ours; repeatable.")
    ] = None,
    set_: Annotated[
        ByFile,
        typer.Option("--set", metavar="FILE:OURS=VALUE", help="A value that is the same in every row; repeatable."),
    ] = None,
    dates: Annotated[
        ByFile,
        typer.Option(
            metavar="[FILE=]HOW", help='How dates are written: day-first, month-first or "%d/%m/%Y"; repeatable.'
        ),
    ] = None,
    crs: Annotated[ByFile, typer.Option(metavar="[FILE=]CRS", help="Coordinate reference system; repeatable.")] = None,
    sheet: Annotated[ByFile, typer.Option(metavar="FILE=SHEET", help="Sheet of a workbook; repeatable.")] = None,
    layer: Annotated[ByFile, typer.Option(metavar="FILE=LAYER", help="Layer of a spatial file; repeatable.")] = None,
) -> None:
    """Start a dataset: draft its dataset.toml from files.

    Takes from the files what they show (columns, separators, encodings, title rows) and asks what only you can know; an
    order of day and month is never guessed. Without a terminal it says which options are lacking and ends with exit
    code 2. Your files stay as they are, and a dataset.toml that is there is not replaced.
    """
    from prevent_geo.reading import read_dataset
    from prevent_geo.reading.new import Answers, draft_dataset, refuse_existing, unanswered, write_draft

    if (folder / "dataset.toml").exists():
        raise refuse_existing(folder / "dataset.toml")
    _check_marking(marking)
    answers = Answers(
        title=title,
        period=period,
        marking=marking or "OFFICIAL",
        licence=licence,
        source=source,
        vintage=vintage,
        tables=_by_file("table", table),
        dates=_by_file("dates", dates, all_files=True),
        crs=_by_file("crs", crs, all_files=True),
        sheets=_by_file("sheet", sheet),
        layers=_by_file("layer", layer),
        columns=_by_column("map", map_),
        constants=_by_column("set", set_),
    )
    draft = draft_dataset(folder, files or (), answers)
    if _on_terminal():
        said = {"title": title, "marking": marking, "source": source, "licence": licence, "vintage": vintage}
        draft = _ask_all(draft, files or [], [name for name, given in said.items() if not given])
    if draft.questions:
        raise unanswered(draft.questions)
    path = write_draft(draft)
    print(draft)
    report = read_dataset(folder).report
    found = f"{len(report.errors)} errors and {len(report.warnings)} warnings" if report.problems else "nothing"
    print(f"Written: {path}. Read it through. Checking finds {found}; next: prevent-geo check {folder}")


def _on_terminal() -> bool:
    return sys.stdin.isatty()


def _ask_all(draft: Draft, files: list[Path], about: list[str]) -> Draft:
    """Ask until nothing is open: an answer may raise another question."""
    from prevent_geo.reading.new import draft_dataset, with_answer

    while draft.questions:
        answers = draft.answers
        for question in draft.questions:
            answers = with_answer(answers, question, _ask(question))
        try:
            draft = draft_dataset(draft.folder, files, answers)
        except InputError as error:
            typer.echo(str(error), err=True)
    answers = draft.answers
    for name in about:
        default = draft.title if name == "title" else getattr(answers, name)
        answers = _with_about(answers, name, typer.prompt(_ABOUT[name], default=default))
    return draft_dataset(draft.folder, files, answers)


def _ask(question: Question) -> str:
    words = question.words + (f" [{', '.join(question.choices)}]" if question.choices else "")
    while True:
        answer = str(typer.prompt(words, default=question.suggestion or None)).strip()
        if not question.choices or answer in question.choices:
            return answer
        typer.echo(f"'{answer}' is none of them{did_you_mean(answer, question.choices)}", err=True)


def _with_about(answers: Answers, name: str, text: str) -> Answers:
    from prevent_geo.reading.new import Question, with_answer

    if name == "marking":
        _check_marking(text)
    return with_answer(answers, Question(name, _ABOUT[name], f"--{name}"), text.strip())


def _check_marking(marking: str) -> None:
    from prevent_geo.tables import default_code_lists

    known = default_code_lists()["markings"].labels
    if marking and marking not in known:
        raise InputError(f"--marking '{marking}' is not one of {', '.join(known)}{did_you_mean(marking, known)}")


def _by_file(option: str, given: ByFile, *, all_files: bool = False) -> dict[str, str]:
    """FILE=VALUE by file; under "" where a value without a file is for all of them."""
    said: dict[str, str] = {}
    for pair in given or []:
        file, equals, value = pair.partition("=")
        if not equals and all_files:
            file, value = "", pair
        if not value or not (file or all_files):
            raise InputError(f"--{option} '{pair}' is not FILE=VALUE")
        said[file] = value
    return said


def _by_column(option: str, given: ByFile) -> dict[str, dict[str, str]]:
    """FILE:OURS=VALUE by file, then by our column."""
    said: dict[str, dict[str, str]] = {}
    for text in given or []:
        name, equals, value = text.partition("=")
        file, colon, ours = name.rpartition(":")
        if not (equals and colon and file and ours and value):
            raise InputError(f"--{option} '{text}' is not FILE:OURS=VALUE, such as contacts.csv:date=Held on")
        said.setdefault(file, {})[ours.strip()] = value
    return said
