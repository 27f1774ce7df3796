"""Where the shipped notebooks and the sample are: inside the installed package, or in the repository."""

from __future__ import annotations

from pathlib import Path

from prevent_geo.errors import InputError

_PACKAGE = Path(__file__).parent


def shipped(relative: str) -> Path:
    """Path of a shipped file or folder, such as "data/sample" or "notebooks"."""
    for root in (_PACKAGE, _PACKAGE.parent):
        if (root / relative).exists():
            return root / relative
    raise InputError(f"{relative} is not part of this installation; reinstall prevent-geo")
