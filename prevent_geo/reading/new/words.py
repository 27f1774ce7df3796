"""The words of a column that has a code list: which of our codes each is, where that is plain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from prevent_geo.errors import counted
from prevent_geo.reading.new.names import plain_words
from prevent_geo.reading.red_lines import withheld
from prevent_geo.reading.tidy import clean_text
from prevent_geo.tables import Table, default_code_lists

_MOST_LISTED = 15
# a word of more values than this is no code
_LONGEST = 60


@dataclass(frozen=True)
class Words:
    """Their word -> our code, and their words that are none of ours, as many as a person can go through."""

    codes: Mapping[str, str]
    unknown: tuple[str, ...] = ()


def match_words(table: Table, columns: Mapping[str, pd.Series], remarks: list[str]) -> dict[str, Words]:
    """Match the words in each column that has a code list; what is not known is remarked."""
    found = {}
    for ours, values in columns.items():
        name = table.column(ours).code_list
        if not name:
            continue
        labels = default_code_lists()[name].labels
        known = {_plain(text): code for code, label in labels.items() for text in (code, label)}
        theirs = clean_text(values).dropna().value_counts()
        codes = {word: known[_plain(word)] for word in theirs.index if word not in labels and _plain(word) in known}
        unknown = [word for word in theirs.index if word not in labels and word not in codes]
        shown = tuple(
            sorted(word for word in unknown[:_MOST_LISTED] if len(word) <= _LONGEST and withheld(word) == word)
        )
        if unknown:
            remarks.append(
                f"{counted(len(unknown), 'word')} in its {ours} not among our codes: say under 'values' what is meant"
            )
        if codes or shown:
            found[ours] = Words(dict(sorted(codes.items())), shown)
    return found


def _plain(text: str) -> str:
    """A word without case, signs and a plural; "Schools" is "School".

    >>> _plain("Drop-in") == _plain("drop_in"), _plain("Schools") == _plain("School")
    (True, True)
    """
    return plain_words(" ".join(word.removesuffix("s") for word in text.replace("_", " ").split()))
