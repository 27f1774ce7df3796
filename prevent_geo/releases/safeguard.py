"""What stands between a finished folder and the reader: the scan of its bytes, and the record of what it fixes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import LEDGER, Policy, earlier_releases, protect, record_release
from prevent_geo.errors import DisclosureError
from prevent_geo.period import Period


def scan_release(folder: Path, dataset: Dataset, policy: Policy) -> None:
    """Re-read every byte of a folder that is to be published, and attack what it says.

    Raises
    ------
    DisclosureError
        If a count of persons that must be withheld is in it, or can be worked out. Says in which file.
    """
    from prevent_geo.disclosure.scan import audit_folders

    result = audit_folders([folder], dataset=dataset, policy=policy)
    if not result.ok:
        raise DisclosureError(f"not released (policy {policy.name}): {result}".replace(f"{folder.name}/", ""))


@contextmanager
def decided_once(
    dataset: Dataset,
    policy: Policy,
    period: Period,
    ledger: str,
    *,
    first_release: bool,
    say: Callable[[str], object] = str,
) -> Iterator[str]:
    """Decide and record what is withheld, for all jobs of a batch; gives the ledger's file that they read it from.

    The sample has no ledger; its decision is kept in a temporary one. `say` is told what was decided.
    """
    with tempfile.TemporaryDirectory(prefix="prevent-geo-") as folder:
        kept = earlier_releases(dataset, ledger, first_release=first_release)
        if kept is None:
            kept = earlier_releases(dataset, Path(folder) / LEDGER, first_release=True)
        assert kept is not None
        protection = protect(dataset, policy, period=period, ledger=kept)
        record_release(protection, kept)
        say(f"{protection.words()} ({protection.method}).")
        yield str(kept.path.absolute())
