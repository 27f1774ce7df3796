"""The text of dataset.toml: what is read, what it means, and what was left out or is to be done, as comments."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from prevent_geo.errors import InputError
from prevent_geo.reading.new.answers import Question
from prevent_geo.reading.new.draft import Draft, period_of
from prevent_geo.reading.new.file import FileDraft
from prevent_geo.tables import TABLES, default_code_lists


def draft_text(draft: Draft) -> str:
    """The whole of dataset.toml."""
    said, period = draft.answers, period_of(draft.answers.period)
    lines = [
        "# Drafted by prevent-geo new from the files' own headers and values. Go through it line by line: only you",
        "# know what they mean. Then: prevent-geo check FOLDER. How to write it is in docs/your-own-data.md.",
        f"title = {quoted(draft.title)}",
        f"period = {{ from = {period.start.isoformat()}, to = {period.end.isoformat()} }}",
        *(f"{name} = {quoted(getattr(said, name))}" for name in ("marking", "licence", "source", "vintage")),
    ]
    for one in draft.files:
        several = sum(other.table == one.table for other in draft.files) > 1
        lines += ["", *_file_lines(one, several)]
    return "\n".join(lines) + "\n"


def write_draft(draft: Draft) -> Path:
    """Write dataset.toml into the folder of a draft; returns where it is.

    Raises
    ------
    InputError
        If a question is not answered, or there is a dataset.toml already: it is never replaced.
    """
    if draft.questions:
        raise unanswered(draft.questions)
    path = draft.folder / "dataset.toml"
    text = draft_text(draft)
    draft.folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise refuse_existing(path) from None
    return path


def unanswered(questions: Sequence[Question]) -> InputError:
    """What is said where something is not known; all of it at once."""
    return InputError("the files do not tell this:" + "".join(f"\n  {question}" for question in questions))


def refuse_existing(path: Path) -> InputError:
    """What is said where there is a dataset.toml already."""
    return InputError(f"'{path}' is there already and is not replaced; move it away, or name another folder")


def quoted(text: str) -> str:
    r"""A text as TOML writes it.

    >>> print(quoted('a "b"\\ \x7f'))
    "a \"b\"\\ \u007f"
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _file_lines(one: FileDraft, several: bool) -> list[str]:
    table = TABLES[one.table]
    head = f"[[{one.table}]]" if several else f"[{one.table}]"
    lines = [f"# {_comment(remark)}" for remark in one.remarks]
    lines += [head, *(f"{name} = {_value(value)}" for name, value in one.settings.items())]
    if one.form:
        lines.append(f"dates = {quoted(one.form)}" + (f"  # {_comment(one.proof)}" if one.proof else ""))
    if one.coordinates:
        lines.append(f"coordinates = {_inline(one.coordinates)}")
    # of the same name but not meant: what is read has to be said, so that nothing is by chance
    by_chance = [name for name in one.unread if name in table.names and name != "geometry"]
    if by_chance:
        lines.append(f"ignore = [{', '.join(map(quoted, by_chance))}]")
    if unread := [name for name in one.unread if name not in by_chance]:
        lines.append(f"# not read: {_comment(', '.join(unread))}")
    if one.columns:
        lines += ["", f'[{one.table}.columns]  # our name = "their name"']
        lines += [f"{ours} = {quoted(theirs)}  # {_meaning(one.table, ours)}" for ours, theirs in one.columns.items()]
    for part in ("constants", "templates"):
        if pairs := getattr(one, part):
            lines += ["", f"[{one.table}.{part}]", *(f"{ours} = {quoted(text)}" for ours, text in pairs.items())]
    for ours, words in one.words.items():
        lines += ["", f'[{one.table}.values.{ours}]  # "their word" = "our code"']
        lines += [f"{quoted(word)} = {quoted(code)}" for word, code in words.codes.items()]
        if words.unknown:
            codes = ", ".join(default_code_lists()[table.column(ours).code_list].labels)
            lines += [f"# to do; one of {codes}", *(f'# {quoted(word)} = ""' for word in words.unknown)]
    return lines


def _meaning(table: str, ours: str) -> str:
    column = TABLES[table].column(ours)
    return f"{column.meaning} ({column.unit})" if column.unit not in column.meaning else column.meaning


def _value(value: object) -> str:
    return quoted(value) if isinstance(value, str) else str(value)


def _inline(pairs: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{name} = {quoted(text)}" for name, text in pairs.items()) + " }"


def _comment(text: str) -> str:
    """A text that stays in its comment."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
