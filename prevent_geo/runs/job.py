"""One notebook with checked parameters, run by papermill, and what became of it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import LEDGER, Policy
from prevent_geo.errors import JobsFailedError, PreventGeoError
from prevent_geo.releases.manifest import read_manifest, write_manifest, write_text
from prevent_geo.releases.safeguard import scan_release
from prevent_geo.releases.staging import publish, staging

RECORD = "briefing.ipynb"


@dataclass(frozen=True, eq=False)
class Job:
    """A notebook, its checked parameters (all but `out`), the folder for its release, and a title for people.

    `dataset` and `policy` are what its release is scanned with.
    """

    notebook: Path
    parameters: Mapping[str, Any]
    out: Path
    title: str
    dataset: Dataset
    policy: Policy


@dataclass(frozen=True)
class Result:
    """What became of a job: `error` is empty and `exit_code` 0 if it is done."""

    job: Job
    seconds: float
    error: str = ""
    exit_code: int = 0

    @property
    def ok(self) -> bool:
        """Whether the release is in place."""
        return not self.error


def run_job(job: Job) -> Result:
    """Run a job; a failure is told in the result and leaves no file behind."""
    start = time.monotonic()
    try:
        _run(job)
    except PreventGeoError as error:
        return Result(job, time.monotonic() - start, str(error), error.exit_code)
    return Result(job, time.monotonic() - start)


def _run(job: Job) -> None:
    with staging(job.out) as stage:
        folder, record = stage / "release", stage / RECORD
        _execute(job, folder, record)
        if not folder.is_dir():
            raise JobsFailedError(f"{job.notebook.name} wrote nothing; its last cell must write to `out`")
        names = {str(folder): job.out.as_posix(), str(record): RECORD, str(job.notebook): job.notebook.name}
        # where the ledger is kept is nobody's business
        _tidy(record, names | {str(job.parameters.get("ledger") or LEDGER): LEDGER})
        record.rename(folder / RECORD)
        write_manifest(folder, read_manifest(folder))
        scan_release(folder, job.dataset, job.policy)
        publish(folder, stage, job.out)


def _execute(job: Job, folder: Path, record: Path) -> None:
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    from prevent_geo.runs.kernel import LocalKernelManager, closed_event_loop

    # ipykernel's debugger warns on stderr about frozen modules otherwise
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    try:
        with closed_event_loop():
            papermill.execute_notebook(
                str(job.notebook),
                str(record),
                parameters={**job.parameters, "out": str(folder)},
                kernel_name="python3",
                progress_bar=False,
                kernel_manager_class=LocalKernelManager,
                # a kernel is interrupted before it is shut down, and would say so as an error
                extra_arguments=["--log-level=CRITICAL"],
            )
    except PapermillExecutionError as error:
        raise JobsFailedError(f"cell {error.exec_count}: {error.ename}: {error.evalue}") from None
    except (DeadKernelError, RuntimeError) as error:
        raise JobsFailedError(f"the kernel died: {error}") from None


def _tidy(record: Path, names: Mapping[str, str]) -> None:
    """Put the final place where the temporary folder stands, so that the record can be read and run again."""
    text = record.read_text(encoding="utf-8")
    for temporary, final in names.items():
        # the path stands in JSON, and once more quoted in the source of the injected cell
        text = text.replace(_quoted(_quoted(temporary)), _quoted(_quoted(final)))
        text = text.replace(_quoted(temporary), _quoted(final))
    write_text(record, text)


def _quoted(text: str) -> str:
    return json.dumps(text)[1:-1]
