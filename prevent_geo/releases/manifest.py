"""manifest.json: what a release was made from, with which code and rules, and a hash of every file in it."""

from __future__ import annotations

import json
import platform
from hashlib import file_digest, sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from prevent_geo.dataset import Dataset
from prevent_geo.picture import RichPicture
from prevent_geo.place import LEVELS
from prevent_geo.releases.disk import is_temporary
from prevent_geo.releases.staging import MANIFEST, replace_file

PACKAGES = (
    "geopandas",
    "shapely",
    "pyproj",
    "pandas",
    "numpy",
    "pandera",
    "folium",
    "matplotlib",
    "papermill",
    "typst",
    "python-docx",
)


def describe(picture: RichPicture) -> dict[str, Any]:
    """Facts of a release: data, parameters, code, rules applied, counts of withheld cells; no values, no paths."""
    about, dataset = picture.about, picture.dataset
    ledger = dataset.report.ledger_table()
    ledger["file"] = [Path(file).name for file in ledger["file"]]
    facts = {
        "title": about.title,
        "marking": about.marking,
        "licence": about.licence,
        "source": about.source,
        "vintage": about.vintage,
        "parameters": {
            "place": str(picture.place),
            "period": picture.period.iso(),
            "audience": picture.audience,
        },
        "place_name": picture.place.name,
        "policy": {"name": picture.policy.name, "rule": str(picture.policy), "source": picture.policy.source},
        "withheld": picture.protection.words(),
        "places": _places(picture),
        "withheld_cells": {name: layer.values.withheld for name, layer in picture.layers.items()},
        "ledger": ledger.to_dict("records"),
        "inputs": [{"file": _name_of(path, dataset), "sha256": file_hash(path)} for path in dataset.files],
        **versions(),
    }
    return {"run_id": sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:12], **facts}


def _name_of(path: Path, dataset: Dataset) -> str:
    """A file as dataset.toml names it: files of a folder may have the same name in different ones."""
    home = dataset.folder
    return path.relative_to(home).as_posix() if home is not None and path.is_relative_to(home) else path.name


def versions() -> dict[str, dict[str, str]]:
    """Versions of what a release is made with: this library and Python, and the packages that it uses."""
    from prevent_geo import __version__

    return {
        "code": {"prevent_geo": __version__, "python": platform.python_version()},
        "packages": {name: version(name) for name in PACKAGES},
    }


def _levels(picture: RichPicture) -> list[str]:
    areas = picture.dataset.areas
    return [level for level in LEVELS if level in ("area", "all") or areas[f"{level}_code"].notna().any()]


def _places(picture: RichPicture) -> dict[str, Any]:
    """Every place that a figure in the release may be of, with the codes of its areas: geography, which is public."""
    own = set(picture.place.area_codes)
    every = [picture.place, *(place for level in _levels(picture) for place in picture.dataset.places(level))]
    return {
        str(place): {"name": place.name, "areas": list(place.area_codes)}
        for place in every
        if own.intersection(place.area_codes)
    }


def write_manifest(folder: Path, facts: dict[str, Any]) -> None:
    """Write the manifest of a folder: the facts, and the hash of every other file in it that is there to stay."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    names = {path: path.relative_to(folder) for path in files}
    hashes = {name.as_posix(): file_hash(path) for path, name in names.items() if not is_temporary(name)}
    write_text(folder / MANIFEST, json_text({**facts, "files": hashes}))


def json_text(value: dict[str, Any]) -> str:
    """JSON for people too."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a release, without its list of files."""
    facts: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    facts.pop("files")
    return facts


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with line feeds, the same bytes on every platform; see `write_bytes`."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all, and the folder that it is in."""
    replace_file(path, data)
