"""Red lines 1 and 2: no individual, no protected characteristic, in column names, values or code lists."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from prevent_geo.reading.problems import Findings
from prevent_geo.tables import CodeList, Table

_RULES = tomllib.loads((Path(__file__).parent / "red_lines.toml").read_text(encoding="utf-8"))
_PERSONAL_NAMES, _PROTECTED_NAMES, _WORSHIP_NAMES = (
    _RULES["names"][kind] for kind in ("personal", "protected", "worship")
)
_PATTERNS = {rule["what"]: re.compile(rule["pattern"]) for rule in _RULES["values"]}
_ADVICE = "prevent_geo holds no row about an individual: take this out of the export, or map another column"


def refuse_personal_columns(
    table: Table, file: str, mapped: dict[str, str], unmapped: Iterable[str], findings: Findings
) -> None:
    """Report mapped columns whose own name looks personal or protected; warn of personal ones that are left unread."""
    for ours, theirs in mapped.items():
        if _is_named(theirs, _PERSONAL_NAMES):
            findings.add(
                "error",
                "personal",
                f"'{theirs}' looks personal",
                _ADVICE,
                table=table.name,
                file=file,
                column=ours,
            )
        if _is_named(theirs, _PROTECTED_NAMES):
            findings.add(
                "error",
                "protected",
                f"'{theirs}' looks like a protected characteristic",
                "No protected characteristic is read, as a column, a weight or a filter: take it out of dataset.toml",
                table=table.name,
                file=file,
                column=ours,
            )
    left = [name for name in unmapped if _is_named(name, _PERSONAL_NAMES)]
    if left:
        what = "the file has columns that look personal; they were not read: " + ", ".join(f"'{name}'" for name in left)
        findings.add("warning", "personal", what, "Take them out of the export", table=table.name, file=file)


def refuse_personal_values(table: Table, file: str, frame: pd.DataFrame, findings: Findings) -> None:
    """Report text values that look like an e-mail address, a telephone number, a postcode or a number of a person."""
    for column in table.columns:
        if column.name not in frame or column.kind not in {"code", "text"}:
            continue
        values = frame[column.name].dropna().astype(str)
        distinct = pd.Series(values.unique(), dtype="str")
        for what, pattern in _PATTERNS.items():
            hits = distinct[distinct.str.contains(pattern)]
            _report(table, file, column.name, what, frame.loc[values.index[values.isin(hits)], "_row"], findings)
        if len(distinct) and _is_nhs_number(distinct).mean() > 0.5:
            _report(table, file, column.name, "an NHS number", frame.loc[values.index, "_row"], findings)


def refuse_protected_codes(code_lists: dict[str, CodeList], findings: Findings) -> None:
    """Report codes of a dataset's own lists that name a protected characteristic or a place of worship."""
    for name, codes in code_lists.items():
        for code, label in codes.labels.items():
            if _is_named(code, _PROTECTED_NAMES + _WORSHIP_NAMES) or _is_named(
                label, _PROTECTED_NAMES + _WORSHIP_NAMES
            ):
                findings.add(
                    "error",
                    "protected",
                    f"code '{code}' ({label}) names a protected characteristic or a place of worship",
                    "Take it out: these are never a category here",
                    table=f"code list {name}",
                )


def _report(table: Table, file: str, column: str, what: str, rows: Iterable[int], findings: Findings) -> None:
    # the value itself is not repeated: a report of personal data must not carry it further
    if rows := list(rows):
        findings.add(
            "error",
            "personal",
            f"looks like {what}",
            _ADVICE,
            table=table.name,
            file=file,
            column=column,
            rows=rows,
        )


def _is_named(name: str, words: Iterable[str]) -> bool:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(name))
    plain = " " + " ".join(re.findall(r"[a-z]+", spaced.casefold())) + " "
    return any(f" {word} " in plain for word in words)


def _is_nhs_number(values: pd.Series[str]) -> pd.Series[bool]:
    """Ten digits with a valid check digit (modulus 11)."""
    plain = values.str.replace(r"[ -]", "", regex=True)
    whole = plain.str.fullmatch(r"\d{10}")
    digits = plain.where(whole, "0000000001")
    total = sum(digits.str[i].astype(int) * (10 - i) for i in range(9))
    return whole & ((11 - total % 11) % 11 == digits.str[9].astype(int))
