"""The same jobs on Dask: its workers, on this machine or others, see the same folders as this process does."""

from __future__ import annotations

import importlib
import json
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from prevent_geo.errors import InputError, JobsFailedError
from prevent_geo.releases.manifest import file_hash
from prevent_geo.runs.job import Job, Result

_PATIENCE = 60.0
# the scheduler says how many jobs a worker does at a time
_MANY = 1_000


@contextmanager
def cluster_workers(
    address: str, count: int = 0, *, wait_for: int = 1, patience: float = _PATIENCE
) -> Iterator[ClusterWorkers]:
    """Connect to a Dask scheduler, or start one with workers of its own on this machine.

    Parameters
    ----------
    address
        "tcp://HOST:PORT" or "tls://HOST:PORT", or "local".
    count
        Workers of a local one; 0: as many as there are processors.
    wait_for
        Workers to wait for.
    patience
        Most seconds to wait for the scheduler, and for its workers.

    Raises
    ------
    InputError
        If dask.distributed is not installed, there is nothing at that address, or it has no workers.
    """
    try:
        dask: Any = importlib.import_module("distributed")
    except ImportError:
        raise InputError("--cluster needs Dask: pip install 'prevent-geo[cluster]'") from None
    if address != "local" and "://" not in address:
        raise InputError(f"--cluster '{address}' is not local or an address such as tcp://10.0.0.1:8786")
    try:
        here = {"threads_per_worker": 1, "processes": True, "dashboard_address": None, "n_workers": count or None}
        scheduler = dask.LocalCluster(**here) if address == "local" else None
        client = dask.Client(scheduler or address, timeout=patience, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(f"--cluster {address}: {str(error) or 'no scheduler answers there'}") from None
    try:
        try:
            client.wait_for_workers(wait_for, timeout=patience)
        except TimeoutError:
            few = f"--cluster {address}: the scheduler has too few workers; start some: dask worker {address}"
            raise InputError(few) from None
        yield ClusterWorkers(client)
    finally:
        client.close()
        if scheduler is not None:
            scheduler.close()


class ClusterWorkers:
    """The workers of a Dask scheduler; a job whose worker is lost is done by another."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._futures: set[Any] = set()
        workers = client.scheduler_info(n_workers=-1)["workers"].values()
        self.count = max(1, sum(worker["nthreads"] for worker in workers))

    def submit(self, job: Job) -> Future[Result]:
        """Hand a job to the scheduler."""
        ledger = Path(str(job.parameters.get("ledger") or ""))
        files = {path.name: path.read_text(encoding="utf-8") for path in _ledger_files(ledger)}
        order = json.dumps(
            {"job": job.to_json(), "folder": str(Path.cwd()), "ledger": files, "data": _files(job.dataset)}
        )
        task = self._client.submit(do_job, order, pure=False)
        self._futures.add(task)
        future: Future[Result] = Future()

        def tell(ended: Any) -> None:
            self._futures.discard(ended)
            if ended.status == "finished":
                future.set_result(Result(job, **ended.result()))
            else:
                error = ended.exception() if ended.status == "error" else "it was cancelled"
                future.set_result(
                    Result(job, error=f"no worker could do it: {error}", exit_code=JobsFailedError.exit_code)
                )

        task.add_done_callback(tell)
        return future

    def stop(self) -> None:
        """Stop what runs, also on other machines."""
        self._client.cancel(list(self._futures), force=True)
        self._client.run(stop_jobs, on_error="ignore")

    def close(self) -> None:
        """Nothing is left to wait for."""


def do_job(order: str) -> dict[str, Any]:
    """Do a job on a worker, in the folder that it was handed out in, with a copy of the ledger."""
    from prevent_geo.runs.kernels.server import start_fork_server

    facts = json.loads(order)
    job, folder = Job.from_json(facts["job"]), Path(facts["folder"])
    error = _unlike(job, folder, facts["data"])
    if error:
        return {"error": error, "exit_code": InputError.exit_code}
    start_fork_server(str(folder / job.dataset) if job.dataset != "sample" else "sample")
    with tempfile.TemporaryDirectory(prefix="prevent-geo-") as home:
        for name, text in facts["ledger"].items():
            (Path(home) / name).write_text(text, encoding="utf-8")
        if facts["ledger"]:
            ledger = str(Path(home) / Path(job.parameters["ledger"]).name)
            job = replace(job, parameters={**job.parameters, "ledger": ledger})
        result = _processes().run(job, folder)
    names = ("seconds", "error", "exit_code", "kept", "died")
    return {name: getattr(result, name) for name in names}


def stop_jobs() -> None:
    """Kill the jobs that run on a worker, which takes no others then."""
    _processes().stop()
    _processes.cache_clear()


@cache
def _processes() -> Any:
    from prevent_geo.runs.workers import JobProcesses

    return JobProcesses(_MANY)


def _ledger_files(ledger: Path) -> list[Path]:
    """A ledger and what is kept beside it, but for its lock."""
    if not ledger.name or not ledger.exists():
        return []
    return [path for path in sorted(ledger.parent.glob(f"{ledger.name}*")) if path.suffix != ".lock"]


@cache
def _files(dataset: str) -> dict[str, str]:
    from prevent_geo.dataset import open_dataset

    opened = open_dataset(dataset)
    home = opened.folder or Path(dataset)
    return {path.relative_to(home).as_posix(): file_hash(path) for path in opened.files}


def _unlike(job: Job, folder: Path, files: dict[str, str]) -> str:
    """Why a worker cannot do a job as it was handed out: it sees other files."""
    from prevent_geo.dataset import dataset_folder

    if not folder.is_dir():
        return f"the worker has no folder {folder}; workers need the same folders, on a shared disk"
    data = dataset_folder(folder / job.dataset if job.dataset != "sample" else job.dataset)
    unlike = [name for name, digest in files.items() if not (data / name).is_file() or file_hash(data / name) != digest]
    return f"the worker sees other data than this process: {', '.join(unlike)}" if unlike else ""
