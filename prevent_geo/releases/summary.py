"""What the folder of a run holds: every place in it, what became of it, and what its release says of itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from prevent_geo import errors
from prevent_geo.errors import DisclosureError, InputError, JobsFailedError, PreventGeoError, StoppedError
from prevent_geo.place import LEVELS, Place
from prevent_geo.releases.staging import MANIFEST

EARLIER = "earlier"
_REASONS = {
    InputError.exit_code: "the data or a parameter is not right",
    DisclosureError.exit_code: "refused by disclosure control",
    JobsFailedError.exit_code: "its notebook failed",
    errors.TimedOutError.exit_code: "it took longer than its limit",
    errors.LockedError.exit_code: "another run held what it needs",
    errors.CannotWriteError.exit_code: "it could not be written",
    StoppedError.exit_code: "the run was stopped before it was done",
}
# how the error of a notebook begins: its cell, and the class of the error
_IN_NOTEBOOK = re.compile(r"(?:cell (?P<cell>\d{1,6}): )?(?P<name>[A-Za-z_]\w{0,60}): ", re.ASCII)


@dataclass(frozen=True)
class Outcome:
    """What became of a place in a run.

    `status` is "made", "kept" (there already, and made from the same) or "failed"; `error` and `exit_code` say why.
    """

    place: Place
    folder: str
    status: str
    error: str = ""
    exit_code: int = 0

    @property
    def failure(self) -> dict[str, Any]:
        """The class of its error, and the cell where it was; never its text, which may hold data values."""
        if self.status != "failed":
            return {}
        match = _IN_NOTEBOOK.match(self.error) if self.exit_code == JobsFailedError.exit_code else None
        if match is None:
            return {"error": _class_of(self.exit_code)}
        cell = {"cell": int(match["cell"])} if match["cell"] else {}
        return {"error": match["name"], **cell}

    @property
    def failure_words(self) -> str:
        """Why it failed, for people, as far as `failure` knows."""
        failure = self.failure
        if not failure:
            return ""
        where = f"cell {failure['cell']}, " if "cell" in failure else ""
        known = f" ({where}{failure['error']})" if self.exit_code == JobsFailedError.exit_code else ""
        return f"{_REASONS.get(self.exit_code, 'an unexpected error')}{known}"


@dataclass(frozen=True, eq=False)
class Listed:
    """A place in the folder of a run; its release is what its manifest says, empty if there is none.

    `outcome` is None for a place of an earlier run.
    """

    place: Place
    folder: str
    outcome: Outcome | None = None
    release: Mapping[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """Made, kept, failed or earlier."""
        return self.outcome.status if self.outcome else EARLIER

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The parameters of its release."""
        parameters: Mapping[str, Any] = self.release.get("parameters", {})
        return parameters


def list_places(out: Path, outcomes: Sequence[Outcome]) -> list[Listed]:
    """Every place of a run, and of earlier runs in the same folder: the largest places first, then by name."""
    releases = read_releases(out)
    listed = []
    for outcome in outcomes:
        release = releases.get(outcome.folder, {})
        # two codes may give one folder; then it is of the place that its manifest names
        own = release if release.get("parameters", {}).get("place") == str(outcome.place) else {}
        listed.append(Listed(outcome.place, outcome.folder, outcome, own))
    taken = {one.folder for one in listed if one.release}
    listed += [
        Listed(place_of(release), folder, None, release) for folder, release in releases.items() if folder not in taken
    ]
    return sorted(listed, key=_order)


def read_releases(out: Path) -> dict[str, dict[str, Any]]:
    """The manifest of each release of a place in a folder; one that is not in order is no release."""
    found = {}
    for path in sorted(out.glob(f"*/{MANIFEST}")):
        if path.parent.name.startswith(".") or path.parent.is_symlink():
            continue
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            place_of(manifest)
            in_order = bool(manifest["run_id"]) and isinstance(manifest["files"], dict)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue
        if in_order:
            found[path.parent.name] = manifest
    return found


def place_of(manifest: Mapping[str, Any]) -> Place:
    """The place that a manifest is of; KeyError, TypeError or ValueError where it names none."""
    text = manifest["parameters"]["place"]
    level, _, code = text.partition(":")
    areas = manifest["places"][text]["areas"]
    if level not in LEVELS or not isinstance(areas, list):
        raise ValueError("no place")
    return Place(level, code or level, str(manifest["place_name"]), tuple(map(str, areas)))


def common_value(listed: Iterable[Listed], *keys: str) -> str:
    """What the manifests of all places that this run made, or found made from the same, say; empty if they differ."""
    found = set()
    for one in listed:
        value: Any = one.release if one.status in ("made", "kept") else None
        for key in keys:
            value = value.get(key) if isinstance(value, Mapping) else None
        found |= {str(value)} if value else set()
    return found.pop() if len(found) == 1 else ""


def _order(listed: Listed) -> tuple[int, str, str]:
    return -LEVELS.index(listed.place.level), listed.place.name.casefold(), listed.place.code


def _class_of(exit_code: int) -> str:
    known = (one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, PreventGeoError))
    return next((one.__name__ for one in known if one.exit_code == exit_code), PreventGeoError.__name__)
