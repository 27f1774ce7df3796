"""Leaflet from the installed wheel, taken only if its bytes are the published ones."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from pathlib import Path

from prevent_geo.errors import PreventGeoError

VERSION = "1.9.3"
# XStatic-Leaflet 1.9.3.0, which carries Leaflet 1.9.3, the version that folium 0.20 is written for
SHA256 = {
    "leaflet.js": "5819285cec137b229c94e1ee5ad73e8b6b84345a4367d60f75fe477fe0fb7b03",
    "leaflet.css": "90b693d86392a4779c861b28cf307e7e59c3fb35328c4d8b95f58f814d38c722",
}
_REINSTALL = "reinstall it: python -m pip install --force-reinstall --no-deps XStatic-Leaflet==1.9.3.0"


class LeafletError(PreventGeoError):
    """The installed Leaflet is missing or is not the published one, so no page is made with it."""

    exit_code = 2


def leaflet_js() -> str:
    """Leaflet's script, without the pointer to its source map, which a browser's tools would fetch."""
    return re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", _read(_folder(), "leaflet.js"))


def leaflet_css() -> str:
    """Leaflet's style, without the pictures of controls and markers that the page does not use."""
    return re.sub(r"url\([^)]*\)", "none", _read(_folder(), "leaflet.css"))


def _folder() -> Path:
    try:
        from xstatic.pkg import leaflet
    except ImportError:
        raise LeafletError(f"XStatic-Leaflet is not installed; {_REINSTALL}") from None
    return Path(leaflet.BASE_DIR)


@cache
def _read(folder: Path, name: str) -> str:
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        raise LeafletError(f"{folder / name} cannot be read ({error.strerror}); {_REINSTALL}") from None
    found = sha256(data).hexdigest()
    if found != SHA256[name]:
        raise LeafletError(
            f"{folder / name} is not Leaflet 1.9.3 as published (SHA-256 {found[:12]}…, expected "
            f"{SHA256[name][:12]}…); {_REINSTALL}"
        )
    return data.decode("utf-8").replace("\r\n", "\n")
