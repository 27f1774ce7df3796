"""Red lines 1 and 2: no individual, no protected characteristic, in column names, values or code lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from prevent_geo.reading.findings import Findings
from prevent_geo.reading.red_lines import (
    FREE_TEXT,
    PATTERNS,
    is_nhs_number,
    is_personal_name,
    is_protected_code,
    is_protected_name,
)
from prevent_geo.tables import CodeList, Table

_NO_PERSON = "prevent_geo holds nothing about an individual: take it out of the export, and map another column"
_NO_CHARACTERISTIC = (
    "prevent_geo reads no protected characteristic, as a column, a weight or a filter: take it out of dataset.toml"
)


def refuse_personal_columns(
    table: Table, file: str, read: Iterable[tuple[str, str]], unread: Iterable[str], findings: Findings
) -> None:
    """Report columns that would be read and whose own name looks personal or protected; warn of personal ones left.

    Parameters
    ----------
    read
        Pairs of our column (or "" where it only selects, fills or locates) and theirs.
    """
    for ours, theirs in read:
        if is_personal_name(theirs):
            what = f"their column '{theirs}' looks personal"
            findings.add("error", "personal", what, _NO_PERSON, table=table.name, file=file, column=ours)
        if is_protected_name(theirs):
            what = f"their column '{theirs}' looks like a protected characteristic"
            findings.add("error", "protected", what, _NO_CHARACTERISTIC, table=table.name, file=file, column=ours)
    left = [f"'{name}'" for name in unread if is_personal_name(name)]
    if left:
        what = f"these columns look personal, and were not read: {', '.join(left)}"
        findings.add("warning", "personal", what, "Take them out of the export", table=table.name, file=file)


def refuse_personal_values(table: Table, file: str, frame: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Report codes and texts that look like an e-mail address, a telephone number, a postcode or a person's number.

    They are gone from the frame that is returned, so that no later message can repeat them.
    """
    clean = frame.copy(deep=False)
    for column in table.columns:
        if column.name not in frame or column.kind not in {"code", "text"}:
            continue
        values = frame[column.name].dropna().astype("str")
        distinct = pd.Series(values.unique(), dtype="str")
        patterns = PATTERNS | FREE_TEXT if column.free_text else PATTERNS
        kinds = {what: distinct.str.contains(pattern) for what, pattern in patterns.items()}
        numbers = is_nhs_number(distinct)
        found = findings.share(int(numbers.sum()), len(numbers), table=table.name, file=file, column=column.name)
        kinds["an NHS number"] = numbers & (found > 0.5)
        for what, hits in kinds.items():
            if not hits.any():
                continue
            rows = values.index[values.isin(distinct[hits])]
            # the value itself is not repeated: a report of personal data must not carry it further
            findings.add(
                "error",
                "personal",
                f"what stands there looks like {what}",
                _NO_PERSON,
                table=table.name,
                file=file,
                column=column.name,
                rows=frame.loc[rows, "_row"],
            )
            clean[column.name] = clean[column.name].mask(clean.index.isin(rows))
    return clean


def refuse_protected_codes(code_lists: Mapping[str, CodeList], findings: Findings) -> None:
    """Report codes of a dataset's own lists that name a protected characteristic or a place of worship."""
    for name, codes in code_lists.items():
        for code, label in codes.labels.items():
            if is_protected_code(code) or is_protected_code(label):
                what = f"'{code}' ({label}) names a protected characteristic or a place of worship"
                advice = "Take it out: these are never a category here"
                findings.add("error", "protected", what, advice, table=f"code list {name}")
