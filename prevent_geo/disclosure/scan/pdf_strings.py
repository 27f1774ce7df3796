"""The strings of a PDF object, read from its bytes."""

from __future__ import annotations

import re

# a string in brackets, one in hexadecimal digits, the signs of a dictionary, a comment
TOKEN = re.compile(rb"\(((?:[^()\\]|\\[\s\S])*+)\)|<<|>>|<([0-9A-Fa-f\s]*+)>|[%()<>]")
ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\s\S]))")
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}


def plain_strings(source: bytes) -> list[str] | None:
    r"""All strings in the bytes of an object; None where they cannot be told without parsing it.

    Examples
    --------
    >>> plain_strings(rb"<</Alt(Old Mill: \(3\))/ID<4F6C64>>>"), plain_strings(b"(a (3) b)")
    (['Old Mill: (3)', 'Old'], None)
    """
    from pypdf.generic import TextStringObject, create_string_object

    found = []
    for token in TOKEN.finditer(source):
        letters, digits = token.groups()
        if letters is not None:
            data = ESCAPE.sub(_letter, letters) if b"\\" in letters else letters
        elif digits is not None:
            data = bytes.fromhex((digits + b"0" * (len(b"".join(digits.split())) % 2)).decode())
        elif token[0] in (b"<<", b">>"):
            continue
        else:
            return None
        text = create_string_object(data)
        found.append(str(text) if isinstance(text, TextStringObject) else bytes(text).decode("latin-1"))
    return found


def _letter(escape: re.Match[bytes]) -> bytes:
    octal, letter = escape.groups()
    return bytes([int(octal, 8) & 255]) if octal else LETTERS.get(letter, letter)
