"""audit.jsonl: what a run decided, and what became of each place; a line of JSON each, and no value of the data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from prevent_geo.disclosure import Policy
from prevent_geo.errors import DisclosureError
from prevent_geo.releases.manifest import file_hash
from prevent_geo.releases.staging import MANIFEST
from prevent_geo.releases.summary import EARLIER, Listed, common_value

AUDIT_LOG = "audit.jsonl"
MADE_BY = "prevent_geo"


def audit_log(out: Path, listed: Sequence[Listed], period: str, *, notebook: str, policy: Policy) -> str:
    """One line for what was decided, one for each place, one for each refusal of disclosure control, one for the end.

    A failure is told by its exit code and the class of its error: its text may hold values. There is no time in it.

    Parameters
    ----------
    out
        The folder of the run.
    listed
        Every place in it; see `list_places`.
    period, notebook, policy
        What was made, and under which rules.
    """
    events = _events(out, listed, period, notebook, policy)
    return "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events)


def _events(
    out: Path, listed: Sequence[Listed], period: str, notebook: str, policy: Policy
) -> Iterator[dict[str, Any]]:
    from prevent_geo import __version__

    yield {"event": "run", "made_by": MADE_BY, "version": __version__, "notebook": notebook, "period": period}
    yield {
        "event": "decided",
        "policy": policy.name,
        "rule": str(policy),
        "source": policy.source,
        "withheld": common_value(listed, "withheld") or None,
    }
    for one in listed:
        yield _of_place(out, one)
        if one.outcome and one.outcome.exit_code == DisclosureError.exit_code:
            yield {"event": "refused", "place": str(one.place), "by": "disclosure control"}
    counts = Counter(one.status for one in listed)
    yield {"event": "end", **{status: counts[status] for status in ("made", "kept", "failed", EARLIER)}}


def _of_place(out: Path, one: Listed) -> dict[str, Any]:
    event: dict[str, Any] = {"event": "place", "place": str(one.place), "folder": one.folder, "status": one.status}
    if one.outcome:
        event |= {"exit_code": one.outcome.exit_code, **one.outcome.failure}
    if one.release:
        files, withheld = one.release["files"], dict(one.release.get("withheld_cells") or {})
        event["release"] = {
            "run_id": one.release["run_id"],
            "manifest": file_hash(out / one.folder / MANIFEST),
            "executed_notebook": files.get("briefing.ipynb"),
            "key": one.release.get("key"),
            "withheld_cells": {layer: count for layer, count in withheld.items() if count},
        }
    return event
