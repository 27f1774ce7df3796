"""The state of the installation: versions, assets, browser, kernel, write access."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from prevent_geo.errors import PreventGeoError

_PACKAGES = (
    "geopandas",
    "shapely",
    "pyproj",
    "pandas",
    "pandera",
    "folium",
    "XStatic-Leaflet",
    "matplotlib",
    "papermill",
    "ipykernel",
)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `needed` ones must be there for briefings to be made."""

    name: str
    ok: bool
    detail: str
    needed: bool = True


def examine(folder: Path) -> list[Finding]:
    """Look at everything that a briefing needs, writing to `folder`."""
    looks: list[tuple[str, Callable[[], str]]] = [
        ("Python", lambda: f"{platform.python_version()} at {sys.executable}"),
        *[(name, lambda name=name: version(name)) for name in _PACKAGES],
        ("Leaflet assets", _leaflet),
        ("sample data", lambda: _shipped("data/sample")),
        ("notebooks", lambda: _shipped("notebooks")),
        ("Jupyter kernel python3", _kernel),
        ("write access", lambda: _writable(folder)),
    ]
    findings = [_look(name, look) for name, look in looks]
    browser = os.environ.get("PREVENT_GEO_BROWSER") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    detail = browser or "none found; reports open in any browser, only the tests need one of these"
    return [*findings, Finding("browser", bool(browser), detail, needed=False)]


def _look(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, look())
    except PackageNotFoundError:
        return Finding(name, False, f"not installed; run: pip install {name}")
    except (PreventGeoError, OSError) as error:
        return Finding(name, False, str(error))


def _leaflet() -> str:
    from prevent_geo.maps.leaflet import VERSION, leaflet_css, leaflet_js

    return f"Leaflet {VERSION}, {(len(leaflet_js()) + len(leaflet_css())) // 1024} kB, checksums match"


def _shipped(relative: str) -> str:
    from prevent_geo.resources import shipped

    return str(shipped(relative))


def _kernel() -> str:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        return KernelSpecManager().get_kernel_spec("python3").display_name
    except NoSuchKernel:
        raise PreventGeoError("no kernel of that name; run: python -m ipykernel install --sys-prefix") from None


def _writable(folder: Path) -> str:
    nearest = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    with tempfile.TemporaryFile(dir=nearest) as probe:
        probe.write(b"prevent_geo")
    return f"{nearest} can be written to; {shutil.disk_usage(nearest).free / 1e9:.0f} GB free"
