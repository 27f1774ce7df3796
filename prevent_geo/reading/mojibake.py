"""Mojibake: text that was saved in one encoding and read in another, so that 'é' has become 'Ã©'."""

from __future__ import annotations

import re

import pandas as pd

from prevent_geo.errors import quoted_list
from prevent_geo.reading.config import Source
from prevent_geo.reading.findings import Findings
from prevent_geo.tables import Table

# the bytes 80 to BF, which follow the first of a letter in UTF-8, as Latin-1 and as Windows-1252 show them
_FOLLOWING = "".join(map(chr, range(0x80, 0xC0))) + bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
_PAIRS = re.compile(rf"[ÂÃÄÅ][{_FOLLOWING}]|â[\u0080€][{_FOLLOWING}]")
_LOST = re.compile("\ufffd|ï¿½")
_ADVICE = "Export it again as UTF-8, and say in dataset.toml in which encoding the file is, if it is another"


def warn_of_mojibake(frame: pd.DataFrame, table: Table, source: Source, findings: Findings) -> None:
    """Warn of texts that hold the remains of another encoding; only the letters are told, never the text."""
    for column in table.columns:
        if column.name not in frame or column.kind != "text":
            continue
        values = frame[column.name].dropna().astype("str")
        distinct = pd.Series(values.unique(), dtype="str")
        foreign = distinct[distinct.str.contains("[^\x00-\x7f]")]
        wrong = {text: letters for text in foreign if (letters := _remains(text))}
        if not wrong:
            continue
        letters = list(dict.fromkeys(part for text in wrong for part in wrong[text]))
        told = [f"{part} for {right}" if (right := _repaired(part)) else "a letter is lost" for part in letters]
        findings.add(
            "warning",
            "mojibake",
            f"letters were damaged when the text was read in another encoding ({quoted_list(told, 3)})",
            _ADVICE,
            table=table.name,
            file=source.name,
            column=column.name,
            rows=frame.loc[values.index[values.isin(list(wrong))], "_row"],
        )


def _remains(text: str) -> list[str]:
    pairs = [part for part in _PAIRS.findall(text) if _repaired(part)]
    return pairs + _LOST.findall(text)


def _repaired(part: str) -> str:
    """The letter that was meant; "" if it cannot be told."""
    if _LOST.fullmatch(part):
        return ""
    # Windows-1252 leaves five bytes undefined, which stay as they are
    raw = b"".join(bytes([ord(sign)]) if ord(sign) < 0x100 else sign.encode("cp1252") for sign in part)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
