"""Files: where the shipped notebooks and the sample are, and how a TOML file that a user names is read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from prevent_geo.errors import InputError

_PACKAGE = Path(__file__).parent


def shipped(relative: str) -> Path:
    """Path of a shipped file or folder, such as "data/sample" or "notebooks"."""
    for root in (_PACKAGE, _PACKAGE.parent):
        if (root / relative).exists():
            return root / relative
    raise InputError(f"{relative} is not part of this installation; reinstall prevent-geo")


def read_toml(path: Path, what: str) -> dict[str, Any]:
    """Read a TOML file that a user names; `what` says in errors what it is ("policy file").

    Raises
    ------
    InputError
        If it is not there, cannot be read, or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise InputError(f"{what} '{path}': there is no such file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{what} '{path}' is not valid TOML: {error}") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{what} '{path}' cannot be read: {error}") from None
