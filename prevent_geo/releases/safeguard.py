"""What stands between a finished folder and the reader: the scan of its bytes."""

from __future__ import annotations

from pathlib import Path

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Policy
from prevent_geo.errors import DisclosureError, InputError


def scan_release(folder: Path, dataset: Dataset, policy: Policy, readings: Path | None = None) -> None:
    """Re-read every byte of a folder that is to be published, and attack what it says.

    Parameters
    ----------
    folder
        The finished files of a release.
    dataset, policy
        What they are of, and what must be withheld.
    readings
        A file, outside the folder, of what was read of files before; it is written anew if nothing is found. What it
        says is trusted, so it belongs where nobody but this run writes.

    Raises
    ------
    DisclosureError
        If a count of persons that must be withheld is in it, or can be worked out. Says in which file.
    InputError
        If `readings` lies in the folder, where it would be published.
    """
    from prevent_geo.disclosure.scan import Readings, audit_folders

    if readings is not None and readings.resolve().is_relative_to(folder.resolve()):
        raise InputError(f"{readings.name} lies in the release; keep what was read of it in another folder")
    known = Readings() if readings is None else Readings.load(readings)
    result = audit_folders([folder], dataset=dataset, policy=policy, readings=known)
    if not result.ok:
        raise DisclosureError(f"not released (policy {policy.name}): {result}".replace(f"{folder.name}/", ""))
    if readings is not None:
        known.save(readings)
