"""The files of a folder, and which release each is of: its manifest, its place, its period, and its places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prevent_geo.disclosure.ledger import LEDGER
from prevent_geo.disclosure.policy import Policy, list_policies
from prevent_geo.disclosure.scan.columns import period_in
from prevent_geo.disclosure.scan.gazetteer import (
    MANIFEST,
    Codes,
    Gazetteer,
    dataset_places,
    manifest_places,
    read_manifests,
)
from prevent_geo.disclosure.scan.reader import Reader
from prevent_geo.disclosure.scan.report import Finding, Severity
from prevent_geo.errors import InputError

if TYPE_CHECKING:
    from prevent_geo.dataset import Dataset

_LEDGER_WORDS = (b'"digest":', b'"previous":', b'"record":')
Places = dict[str, tuple[str, Codes]]


@dataclass(frozen=True, eq=False)
class Folder:
    """A folder that is scanned: what it is called in findings, its files, and the manifest of each folder in it."""

    name: str
    path: Path
    files: tuple[Path, ...]
    manifests: Mapping[Path, Mapping[str, Any]]

    def where(self, file: Path) -> str:
        """What a file is called in findings."""
        return f"{self.name}/{file.relative_to(self.path).as_posix()}"

    def home(self, file: Path) -> Path | None:
        """The folder whose manifest speaks for a file: the nearest above it."""
        return next((parent for parent in file.parents if parent in self.manifests), None)


def open_folders(paths: Sequence[Path]) -> tuple[Folder, ...]:
    """The folders, with their files.

    Raises
    ------
    InputError
        If one does not exist, is not a folder or has no files; all of them at once.
    """
    problems: list[str] = []
    found: list[Folder] = []
    names = _names(paths)
    for path, name in zip(paths, names, strict=True):
        files = tuple(sorted(file for file in path.rglob("*") if file.is_symlink() or not file.is_dir()))
        if not path.is_dir():
            problems.append(f"{path}: {'it is a file' if path.exists() else 'there is no such folder'}; name a folder")
        elif not files:
            problems.append(f"{path}: there are no files in it; name the folder of a release")
        found.append(Folder(name, path, files, read_manifests(path) if path.is_dir() else {}))
    if problems or not paths:
        raise InputError("; ".join(problems) or "no folder is named; name the folder of a release")
    return tuple(found)


def readers(
    folders: Sequence[Folder], dataset: Dataset | None, policy: Policy
) -> tuple[dict[Path, Reader], Mapping[str, Reader]]:
    """What is known of each release by its manifest's folder, and of files without one by the name of their folder.

    Notes
    -----
    A manifest is right about its own release, also where a place had other areas then; what it does not say, the
    dataset does, then the other manifests.
    """
    markers = frozenset(one.marker for one in list_policies().values()) | {policy.marker}
    manifests = [manifest for folder in folders for manifest in folder.manifests.values()]
    every: Places = {place: found for manifest in manifests for place, found in manifest_places(manifest).items()}
    if dataset is not None:
        every |= dataset_places(dataset)
    common = Gazetteer.of(every)
    found: dict[Path, Reader] = {}
    loose: dict[str, Reader] = {}
    for folder in folders:
        own = {path: _reader(manifest, every, common, policy, markers) for path, manifest in folder.manifests.items()}
        found |= own
        known = {(reader.place, reader.period) for reader in own.values()}
        place, period = known.pop() if len(known) == 1 else ("", _only(reader.period for reader in own.values()))
        period = period or ("" if dataset is None else dataset.period.iso())
        loose[folder.name] = Reader(policy, markers, common, place, period)
    return found, loose


def check_files(folder: Folder) -> Iterator[Finding]:
    """Files that must not be there, and those that are not what the manifest says."""
    for file in folder.files:
        if file.name.startswith(LEDGER) or _is_ledger(file):
            why = "this is the release ledger, which holds true counts; keep it with the dataset"
            yield Finding(Severity.BREACH, folder.where(file), "", why)
    for home, manifest in folder.manifests.items():
        listed = manifest.get("files")
        hashes: Mapping[str, object] = listed if isinstance(listed, dict) else {}
        own = {file.relative_to(home).as_posix(): file for file in folder.files if folder.home(file) == home}
        own.pop(MANIFEST, None)
        for name in sorted(own.keys() - hashes.keys()):
            yield Finding(Severity.POSSIBLE, folder.where(own[name]), "", f"{MANIFEST} does not list this file")
        for name in sorted(hashes.keys() - own.keys()):
            yield Finding(
                Severity.UNTESTED, folder.where(home / MANIFEST), "", f"it lists {name!r}, which is not there"
            )
        for name in sorted(hashes.keys() & own.keys()):
            if own[name].is_file() and sha256(own[name].read_bytes()).hexdigest() != hashes[name]:
                yield Finding(
                    Severity.POSSIBLE, folder.where(own[name]), "", f"it was changed after {MANIFEST} was written"
                )


def policy_named(folders: Sequence[Folder]) -> str:
    """The policy that all manifests name; "default" where none names one.

    Raises
    ------
    InputError
        If they name different ones.
    """
    named = {
        str(about["name"])
        for folder in folders
        for manifest in folder.manifests.values()
        if isinstance(about := manifest.get("policy"), dict) and "name" in about
    }
    if len(named) > 1:
        raise InputError(f"the manifests name different policies ({', '.join(sorted(named))}); say which with --policy")
    return named.pop() if named else "default"


def _reader(
    manifest: Mapping[str, Any], every: Places, common: Gazetteer, policy: Policy, markers: frozenset[str]
) -> Reader:
    own = manifest_places(manifest)
    agrees = all(every[place] == found for place, found in own.items())
    given = manifest.get("parameters")
    parameters: Mapping[str, Any] = given if isinstance(given, dict) else {}
    return Reader(
        policy,
        markers,
        common if agrees else Gazetteer.of(every | own),
        str(parameters.get("place", "")),
        period_in(str(parameters.get("period", ""))),
    )


def _only(values: Iterator[str]) -> str:
    """The value that all of them are; empty if they differ."""
    different = set(values)
    return different.pop() if len(different) == 1 else ""


def _names(paths: Sequence[Path]) -> list[str]:
    """What each folder is called: its name, or all of its path where two have the same."""
    names = [path.resolve().name or str(path) for path in paths]
    return [name if names.count(name) == 1 else path.as_posix() for name, path in zip(names, paths, strict=True)]


def _is_ledger(file: Path) -> bool:
    """Whether a file has the lines of a ledger, whatever it is called."""
    if not file.is_file():
        return False
    with open(file, "rb") as stream:
        start = stream.read(2_000_000).split(b"\n")[0]
    return start.startswith(b"{") and all(word in start for word in _LEDGER_WORDS)
