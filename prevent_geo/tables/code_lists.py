"""Code lists: TOML data that a dataset may replace."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from prevent_geo.errors import InputError

_FOLDER = Path(__file__).parent / "codes"
NAMES = (
    *("sectors", "strands", "kinds", "themes", "agreements", "initiators", "rurality"),
    *("roles", "perspective_kinds", "focus", "stages", "markings"),
)


@dataclass(frozen=True)
class CodeList:
    """Codes with their labels and, where a map needs one, a short mark; in the order of the file."""

    name: str
    labels: Mapping[str, str]
    marks: Mapping[str, str]

    def label(self, code: str) -> str:
        """Label for people; a code that is not in the list is shown as it is."""
        return self.labels.get(code, code)


def read_code_list(name: str, path: Path) -> CodeList:
    """Read one list.

    Raises
    ------
    InputError
        If the file is missing, is not TOML, or lacks a code or a label.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"code list '{name}': there is no file {path.name}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"code list '{name}': {path.name} is not valid TOML: {error}") from None
    except (OSError, ValueError) as error:
        raise InputError(f"code list '{name}': {path.name} cannot be read: {error}") from None
    entries = table.get("code")
    if (
        not isinstance(entries, list)
        or not entries
        or not all(isinstance(e, dict) and {"code", "label"} <= set(e) for e in entries)
    ):
        raise InputError(f"code list '{name}': {path.name} needs [[code]] entries, each with 'code' and 'label'")
    codes = [str(entry["code"]) for entry in entries]
    if repeated := sorted({code for code in codes if codes.count(code) > 1}):
        raise InputError(f"code list '{name}': {path.name} gives '{repeated[0]}' more than once; take one out")
    return CodeList(
        name=name,
        labels={str(entry["code"]): str(entry["label"]) for entry in entries},
        marks={str(entry["code"]): str(entry["mark"]) for entry in entries if "mark" in entry},
    )


@cache
def default_code_lists() -> Mapping[str, CodeList]:
    """The lists that come with the library, by name."""
    return {name: read_code_list(name, _FOLDER / f"{name}.toml") for name in NAMES}
