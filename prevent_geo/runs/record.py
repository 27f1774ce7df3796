"""The executed notebook as it is kept: with final places for temporary ones, and without a clock."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prevent_geo.disclosure import LEDGER
from prevent_geo.releases.manifest import write_text

if TYPE_CHECKING:
    from prevent_geo.runs.job import Job

_CLOCK = ("start_time", "end_time", "duration")


def tidy_record(record: Path, final: Path, job: Job) -> None:
    """Move an executed notebook to its release, so that it can be read, run again, and compared."""
    temporary = final.parent
    names = {str(temporary): job.out.as_posix(), str(record): final.name, str(job.notebook): job.notebook.name}
    # where the ledger is kept is nobody's business
    names[str(job.parameters.get("ledger") or LEDGER)] = LEDGER
    notebook = json.loads(_renamed(record.read_text(encoding="utf-8"), names))
    for holder in (notebook, *notebook["cells"]):
        holder["metadata"].pop("execution", None)
        for name in _CLOCK:
            holder["metadata"].get("papermill", {}).pop(name, None)
    for number, cell in enumerate(notebook["cells"]):
        if "id" in cell:
            source = "".join(cell["source"])
            cell["id"] = sha256(f"{number} {source}".encode()).hexdigest()[:8]
    write_text(final, json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    record.unlink()


def _renamed(text: str, names: Mapping[str, Any]) -> str:
    for before, after in names.items():
        # the path stands in JSON, and once more quoted in the source of the injected cell
        text = text.replace(_quoted(_quoted(before)), _quoted(_quoted(after))).replace(_quoted(before), _quoted(after))
    return text


def _quoted(text: str) -> str:
    return json.dumps(text)[1:-1]
