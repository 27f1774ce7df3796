"""Jobs on Dask: worker processes of their own, one of them lost in the middle, and the same bytes as here."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from prevent_geo.errors import InputError
from prevent_geo.runs.cluster import cluster_workers, do_job
from prevent_geo.runs.kernels.server import SOCKET
from prevent_geo.runs.queue import run_jobs
from tests.runs.small_notebook import WRITE, small_job, write_notebook

BYTES = WRITE + "\n(Path(out) / 'numbers.txt').write_text(str(list(range(100))))"


@pytest.fixture
def scheduler(tmp_path, fork_server):
    """A scheduler and two workers, each started by a command of its own; gives its address and the workers."""
    address = f"tcp://127.0.0.1:{_free_port()}"
    port = address.rpartition(":")[2]
    # they fork from the server of the tests, which is warm
    environment = {**os.environ, SOCKET: str(fork_server.socket)}
    common = {
        "env": environment,
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "cwd": tmp_path,
    }
    python = [sys.executable, "-m"]
    server = [*python, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"]
    worker = [*python, "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    started = [subprocess.Popen(words, **common) for words in (server, worker, worker)]
    yield address, started[1:]
    for process in started:
        process.kill()
        process.wait()


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_all_jobs_are_done_with_the_same_bytes_although_a_worker_is_lost(fork_server, scheduler, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    address, workers = scheduler
    notebook = write_notebook(tmp_path / "small.ipynb", BYTES)
    jobs = [small_job(notebook, Path("made") / str(number)) for number in range(8)]
    lost = []

    def report(result, done, of):
        assert result.ok, result.error
        if done == 1:
            workers[0].send_signal(signal.SIGKILL)
            lost.append(done)

    with cluster_workers(address, wait_for=2) as who:
        assert who.count == 2
        results = run_jobs(jobs, report, workers=who)
    assert [result.error for result in results] == [""] * 8
    assert lost == [1]
    there = contents(tmp_path / "made")
    (tmp_path / "made").rename(tmp_path / "theirs")
    assert all(result.ok for result in run_jobs(jobs, lambda *_: None, workers=2))
    assert contents(tmp_path / "made") == there


def test_an_address_without_a_scheduler_or_without_form_is_told():
    with pytest.raises(InputError, match=r"--cluster 'localhost' is not local or an address such as tcp://"):
        cluster_workers("localhost").__enter__()
    with pytest.raises(InputError, match=r"--cluster tcp://127\.0\.0\.1:1: "):
        cluster_workers("tcp://127.0.0.1:1", patience=1).__enter__()


def test_a_worker_that_sees_other_files_refuses(tmp_path, trafford_folder):
    job = small_job(tmp_path / "small.ipynb", Path("made"), trafford_folder)
    order = {"job": job.to_json(), "folder": str(tmp_path), "ledger": {}, "data": {"contacts.csv": "0" * 64}}
    assert "the worker sees other data than this process: contacts.csv" in do_job(json.dumps(order))["error"]
    gone = {**order, "folder": str(tmp_path / "gone")}
    assert f"the worker has no folder {tmp_path / 'gone'}" in do_job(json.dumps(gone))["error"]
