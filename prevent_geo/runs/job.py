"""One notebook with checked parameters, run by papermill, and what became of it."""

from __future__ import annotations

import json
import os
import time
import traceback
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from prevent_geo.errors import (
    CannotWriteError,
    DisclosureError,
    JobsFailedError,
    LockedError,
    PreventGeoError,
    TimedOutError,
)
from prevent_geo.releases.manifest import read_manifest, write_manifest
from prevent_geo.releases.safeguard import scan_release
from prevent_geo.releases.staging import publish, staging
from prevent_geo.releases.write import READINGS

RECORD = "briefing.ipynb"
# errors that are what they are wherever they happen: they end a job with their own exit code
_OWN_CODES = {error.__name__: error for error in (CannotWriteError, DisclosureError, LockedError)}


@dataclass(frozen=True)
class Limits:
    """What a job may take: seconds of a cell and of the whole, bytes of memory beyond what is loaded; 0: no limit.

    `retries` is how often a job whose kernel died is tried again; any other failure would only come again.
    """

    cell: float = 900.0
    job: float = 3600.0
    memory: int = 0
    retries: int = 1


USUAL = Limits()


@dataclass(frozen=True)
class Job:
    """A notebook, its checked parameters (all but `out`), the folder for its release, and a title for people.

    `dataset` is the folder of the data that its release is scanned with, under the policy that it names; `key` says
    what its release is made from.
    """

    notebook: Path
    parameters: Mapping[str, Any]
    out: Path
    title: str
    dataset: str
    policy: str = "default"
    policy_file: str = ""
    key: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = USUAL

    def to_json(self) -> str:
        """As text, for another process."""
        return json.dumps({**asdict(self), "notebook": str(self.notebook), "out": str(self.out)})

    @classmethod
    def from_json(cls, text: str) -> Job:
        """Read what `to_json` wrote."""
        facts = json.loads(text)
        paths = {name: Path(facts[name]) for name in ("notebook", "out")}
        return cls(**{**facts, **paths, "limits": Limits(**facts["limits"])})


@dataclass(frozen=True)
class Result:
    """What became of a job: `error` is empty and `exit_code` 0 if its release is in place.

    `seconds`: what it took, without waiting for its turn, and `cells` of it those of its notebook; `kept`: it was
    there already; `died`: its kernel, or its own process, ended in the middle.
    """

    job: Job
    seconds: float = 0.0
    cells: float = 0.0
    error: str = ""
    exit_code: int = 0
    kept: bool = False
    died: bool = False

    @property
    def ok(self) -> bool:
        """Whether the release is in place."""
        return not self.error

    @property
    def status(self) -> str:
        """The state in a word: made, kept or failed."""
        return ("kept" if self.kept else "made") if self.ok else "failed"


class Turn:
    """When the notebook of a job may run, by itself at once; `waited`: seconds until it came."""

    waited = 0.0

    def wait(self, **_: object) -> None:
        """Wait until it may; what nbclient tells its hooks changes nothing."""

    def end(self) -> None:
        """Let the next one have the turn."""


class KernelDiedError(JobsFailedError):
    """The kernel ended in the middle of the notebook."""


def run_job(job: Job, turn: Turn | None = None) -> Result:
    """Run a job in this process, its notebook in a kernel; a failure is told in the result, and leaves no file.

    The notebook's cells wait for their turn.
    """
    start, turn = time.monotonic(), turn or Turn()
    try:
        result = Result(job, cells=_run(job, turn))
    except PreventGeoError as error:
        died = isinstance(error, KernelDiedError)
        result = Result(job, error=str(error), exit_code=error.exit_code, died=died)
    except Exception as error:
        # whatever it was, the other jobs go on
        traceback.print_exc()
        result = Result(job, error=f"{type(error).__name__}: {error}", exit_code=JobsFailedError.exit_code)
    return replace(result, seconds=time.monotonic() - start - turn.waited)


def _run(job: Job, turn: Turn) -> float:
    """Put the release in place; returns the seconds of the notebook's cells."""
    from prevent_geo.dataset import open_dataset
    from prevent_geo.disclosure import find_policy
    from prevent_geo.runs.record import tidy_record

    policy = find_policy(job.policy, Path(job.policy_file) if job.policy_file else None)
    with staging(job.out) as stage:
        folder, record, readings = stage / "release", stage / RECORD, stage / "readings.json"
        os.environ[READINGS] = str(readings)
        try:
            cells = _execute(job, folder, record, turn)
        finally:
            turn.end()
        if not folder.is_dir():
            raise JobsFailedError(f"{job.notebook.name} wrote nothing; its last cell must write to `out`")
        tidy_record(record, folder / RECORD, job)
        write_manifest(folder, {**read_manifest(folder), "key": dict(job.key)})
        dataset = open_dataset(job.dataset, period=job.parameters.get("period"))
        scan_release(folder, dataset, policy, readings)
        publish(folder, stage, job.out)
    return cells


def _execute(job: Job, folder: Path, record: Path, turn: Turn) -> float:
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    from prevent_geo.runs.kernels.engine import NAME
    from prevent_geo.runs.kernels.manager import closed_event_loop
    from prevent_geo.runs.kernels.provisioner import MEMORY

    # ipykernel's debugger warns on stderr about frozen modules otherwise
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    os.environ[MEMORY] = str(job.limits.memory)
    limit = f"the limit of {job.limits.memory / 1e6:,.0f} MB of memory" if job.limits.memory else ""
    try:
        with closed_event_loop():
            made = papermill.execute_notebook(
                str(job.notebook),
                str(record),
                parameters={**job.parameters, "out": str(folder)},
                engine_name=NAME,
                kernel_name="python3",
                progress_bar=False,
                request_save_on_cell_execute=False,
                execution_timeout=job.limits.cell or None,
                on_notebook_start=turn.wait,
            )
    except PapermillExecutionError as error:
        if error.ename in _OWN_CODES:
            raise _OWN_CODES[error.ename](error.evalue) from None
        reached = f" ({limit} was reached)" if limit and error.ename == "MemoryError" else ""
        raise JobsFailedError(f"cell {error.exec_count}: {error.ename}: {error.evalue}{reached}") from None
    except CellTimeoutError:
        raise TimedOutError(f"a cell took longer than {job.limits.cell:,.0f} s, the limit of a cell") from None
    except (DeadKernelError, RuntimeError) as error:
        reached = f"; {limit} may be why" if limit else ""
        raise KernelDiedError(f"the kernel died: {error}{reached}") from None
    return sum(cell.metadata.papermill.duration or 0.0 for cell in made.cells)
