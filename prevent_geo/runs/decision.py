"""What is withheld, decided once for all jobs of a run, whatever place each is of."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import LEDGER, Policy, Protection, earlier_releases, protect, record_release
from prevent_geo.period import Period


@contextmanager
def decided_once(
    dataset: Dataset,
    policy: Policy,
    period: Period,
    *,
    ledger: str = "",
    first_release: bool = False,
    record: bool = True,
) -> Iterator[tuple[Protection, str]]:
    """Decide what is withheld, and record it unless told not to; gives that, and the ledger that the jobs read it from.

    The sample has no ledger; its decision is kept in a temporary one.

    Raises
    ------
    DisclosureError
        If it cannot be decided, or there is no ledger and this is not the first release.
    """
    with tempfile.TemporaryDirectory(prefix="prevent-geo-") as folder:
        kept = earlier_releases(dataset, ledger, first_release=first_release)
        if kept is None:
            kept = earlier_releases(dataset, Path(folder) / LEDGER, first_release=True)
        assert kept is not None
        protection = protect(dataset, policy, period=period, ledger=kept)
        if record:
            record_release(protection, kept)
        yield protection, str(kept.path.absolute())
