"""Canaries: values that must be nowhere, looked for in every form in which bytes and texts hold them."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from prevent_geo.disclosure.scan.part import Part
from prevent_geo.errors import InputError

Value = int | float | str
# below this a whole number is in the bytes of any file by chance
_TELLING = 10_000
_SHORTEST = 4
_LARGEST = 2.0**62
# a number that is no part of a longer one; a comma may part two cells
_ALONE = r"(?<!\d)(?<!\d\.){}(?!\d)(?!\.\d*[1-9])"


@dataclass(frozen=True)
class Canary:
    """A value that must be nowhere: its number, which is all that a report says of it, and its forms."""

    number: int
    texts: tuple[str, ...]
    patterns: tuple[bytes, ...]

    def found_in(self, part: Part) -> bool:
        """Whether a part holds it in any form."""
        cells = "" if part.table is None else "\n".join(map("\n".join, part.table.rows))
        return any(pattern in part.data for pattern in self.patterns) or any(
            _holds(text, part.text) or _holds(text, cells) or _holds_bytes(text, part.data) for text in self.texts
        )


def make_canaries(values: Iterable[Value]) -> tuple[Canary, ...]:
    """Canaries of values; a text that is a number is looked for as one too.

    Parameters
    ----------
    values
        Whole numbers, numbers, texts.

    Raises
    ------
    InputError
        If a value is so short that any file has it by chance.

    Examples
    --------
    >>> canary = make_canaries([70001])[0]
    >>> canary.texts
    ('70001', '70,001', '70001.0', '70 001')
    >>> canary.found_in(Part("a", (70001).to_bytes(4, "little"))), canary.found_in(Part("a", text="170001"))
    (True, False)
    """
    found = []
    for number, value in enumerate(values, 1):
        texts = _texts(value)
        if min(map(len, texts), default=0) < _SHORTEST:
            raise InputError(
                f"canary {number} is shorter than {_SHORTEST} signs, so any file has it by chance; give a longer one"
            )
        found.append(Canary(number, texts, _patterns(value, texts)))
    return tuple(found)


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        number = _number(value)
        return (value.strip(),) if number is None else tuple(dict.fromkeys((value.strip(), *_texts(number))))
    if isinstance(value, int) or value.is_integer():
        whole = int(value)
        return tuple(dict.fromkeys((str(whole), f"{whole:,}", f"{whole}.0", f"{whole:,}".replace(",", " "))))
    return tuple(dict.fromkeys((repr(value), f"{value:,}")))


def _number(text: str) -> int | float | None:
    plain = text.strip().replace(",", "")
    try:
        number = int(plain) if re.fullmatch(r"[-+]?\d+", plain) else float(plain)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _patterns(value: Value, texts: tuple[str, ...]) -> tuple[bytes, ...]:
    """The bytes of a number in files of columns and tables, and of texts in wide letters."""
    wide = [text.encode(codec) for text in texts for codec in ("utf-16-le", "utf-16-be")]
    number = _number(value) if isinstance(value, str) else value
    if number is None or abs(number) > _LARGEST:
        return tuple(wide)
    whole = int(number)
    if number == whole and abs(whole) < _TELLING:
        return tuple(wide)
    binary = [struct.pack(order + kind, number) for order in "<>" for kind in "df"]
    if number == whole:
        binary += [struct.pack(order + kind, whole) for order in "<>" for kind in ("iq" if abs(whole) < 2**31 else "q")]
        binary += [code for code in (_varint(abs(whole)), _varint(2 * abs(whole))) if len(code) >= _SHORTEST]
    return tuple(dict.fromkeys(wide + binary))


def _varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first, as delta-coded columns have them."""
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def _holds(text: str, inside: str) -> bool:
    return text in inside and (not text[:1].isdigit() or re.search(_ALONE.format(re.escape(text)), inside) is not None)


def _holds_bytes(text: str, inside: bytes) -> bool:
    plain = text.encode("utf-8")
    if plain not in inside:
        return False
    alone = _ALONE.format(re.escape(text)).encode("utf-8")
    return not text[:1].isdigit() or re.search(alone, inside) is not None
