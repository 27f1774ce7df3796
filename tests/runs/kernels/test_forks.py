"""Children of the fork server: their own, ended with who asked for them, and never in each other's way."""

import os
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from prevent_geo.runs.kernels.forked import fork
from prevent_geo.runs.kernels.forkserver import lay_module_names_together
from prevent_geo.runs.kernels.server import SOCKET, can_fork, find_fork_server, start_fork_server

CHILDREN = "tests.runs.kernels.children"
PATH = {"PYTHONPATH": str(Path(__file__).parents[3])}


@pytest.fixture
def child(fork_server, tmp_path):
    """Fork a child; gives it with what it wrote."""

    def make(function, *arguments, **options):
        options.setdefault("environment", {**os.environ, **PATH})
        return fork(fork_server.socket, f"{CHILDREN}:{function}", [str(tmp_path / "said"), *arguments], **options)

    make.said = lambda: (tmp_path / "said").read_text(encoding="utf-8")
    return make


def test_a_child_is_told_by_its_exit_code_or_signal(child):
    assert child("say", "hello").wait() == 0
    assert child.said() == "hello"
    assert child("leave", 7).wait() == 7
    assert child("leave", -signal.SIGABRT).wait() == -signal.SIGABRT
    running = child("hang")
    assert running.poll() is None
    running.kill()
    assert running.wait() == -signal.SIGKILL
    assert running.poll() == -signal.SIGKILL


def test_a_child_has_its_own_folder_environment_and_memory(child, tmp_path):
    here = {"environment": {**os.environ, **PATH, "MARK": "mine"}, "folder": tmp_path}
    assert child("say_where", **here).wait() == 0
    assert child.said().split("\n") == [str(tmp_path), "mine", "no trace of another child", "imported already"]
    assert child("say_where", **here).wait() == 0
    assert "no trace of another child" in child.said()


def test_children_draw_different_random_numbers(child):
    drawn = set()
    for _ in range(3):
        assert child("draw").wait() == 0
        drawn.add(child.said())
    assert len(drawn) == 3


def test_a_child_ends_with_who_asked_for_it_and_takes_its_own_children_along(child):
    running = child("hang_with_a_child")
    while not (running.poll() is None and child_wrote(child)):
        pass
    grandchild = int(child.said())
    running._connection.close()
    for pid in (running.pid, grandchild):
        wait_until_gone(pid)


def child_wrote(child):
    try:
        return child.said().endswith("\n")
    except FileNotFoundError:
        return False


def wait_until_gone(pid):
    """It is gone, or a zombie that init has still to reap."""
    with suppress(FileNotFoundError, ProcessLookupError):
        while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
            pass


def test_the_server_ends_with_the_process_that_started_it_however_that_ends():
    """SIGKILL leaves no time to tidy up: no process and no folder stays."""
    program = (
        "import os, signal\n"
        "from prevent_geo.runs.kernels.server import start_fork_server\n"
        "server = start_fork_server()\n"
        "print(server.process.pid, server.socket.parent, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    pid, folder = ended.stdout.split()
    wait_until_gone(int(pid))
    assert not Path(folder).exists()


def test_the_server_is_found_by_its_children_and_reached_by_its_owner_alone(child, fork_server):
    assert child("say_server").wait() == 0
    assert child.said() == str(fork_server.socket)
    assert find_fork_server() == fork_server.socket
    assert start_fork_server() is fork_server
    assert fork_server.socket.parent.stat().st_mode & 0o777 == 0o700
    assert Path(tempfile.gettempdir()) in fork_server.socket.parents


def test_many_at_a_time(child):
    with ThreadPoolExecutor(8) as threads:
        codes = list(threads.map(lambda number: child("leave", number % 100).wait(), range(500)))
    assert codes == [number % 100 for number in range(500)]


def test_without_fork_there_is_no_server(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    assert not can_fork()
    assert start_fork_server() is None
    monkeypatch.delenv(SOCKET, raising=False)
    monkeypatch.setattr("prevent_geo.runs.kernels.server._servers", {})
    assert find_fork_server(wait=True) is None


def test_modules_keep_their_names_and_their_order():
    before = list(sys.modules.items())
    lay_module_names_together()
    assert list(sys.modules.items()) == before
    assert any(name is not new for (name, _), new in zip(before, sys.modules, strict=True))
