"""The releases of a dataset: which ledger is theirs, and how a release comes to be in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure.chain import canonical
from prevent_geo.disclosure.ledger import LEDGER, Ledger, append, open_ledger
from prevent_geo.disclosure.protection import Protection
from prevent_geo.errors import DisclosureError


def earlier_releases(dataset: Dataset, ledger: str | Path = "", *, first_release: bool = False) -> Ledger | None:
    """Open the ledger of what was released of a dataset.

    Parameters
    ----------
    dataset
        The dataset.
    ledger
        The ledger's file; the one that is kept with the dataset if empty.
    first_release
        Say that nothing was ever released of it, so that a ledger that is not there is an empty one.

    Returns
    -------
    Ledger or None
        None for the shipped sample, of which no record is kept unless a file is given: it is nobody's data.

    Raises
    ------
    DisclosureError
        If the ledger is missing and this is not the first release, or if it is broken.
    """
    if not ledger and (dataset.is_sample or dataset.folder is None):
        return None
    path = Path(ledger) if ledger else Path(dataset.folder or "") / LEDGER
    return open_ledger(path, first_release=first_release)


def check_releasable(dataset: Dataset, ledger: Ledger | None) -> None:
    """Refuse to publish without a ledger, but for the shipped sample.

    Raises
    ------
    DisclosureError
        If there is none.
    """
    if ledger is None and not dataset.is_sample:
        raise DisclosureError(
            "nothing is released without a record of earlier releases; open it with "
            "prevent_geo.earlier_releases(data) and hand it to rich_picture(..., ledger=...)"
        )


def record_release(protection: Protection, ledger: Ledger | None) -> Ledger | None:
    """Write down what a release fixes, before it leaves; a release that is there already changes nothing.

    Raises
    ------
    DisclosureError
        If another release was recorded since the ledger was opened: decide anew.
    CannotWriteError
        If the ledger cannot be written.
    """
    if ledger is None:
        return None
    now = open_ledger(ledger.path, first_release=not ledger.entries)
    same = now.find(str(protection.record["id"]))
    if same is not None and canonical(same.record) == canonical(protection.record):
        return now
    return append(ledger, protection.record, made_on=date.today().isoformat())
