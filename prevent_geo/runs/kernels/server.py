"""The fork server of this process: started once, when first needed, and ended with it."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from prevent_geo.errors import InputError

# where a child finds the server that it came from
SOCKET = "PREVENT_GEO_FORK_SERVER"
_PATIENCE = 120.0
_ENVIRONMENT = {
    # a process of several threads is not safely forked
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    # the debugger warns of frozen modules otherwise
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    # large pages: half the time of a fork
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}


@dataclass(frozen=True)
class ForkServer:
    """A process that forks warm children: it listens on `socket` once it is warm."""

    process: subprocess.Popen[bytes]
    socket: Path

    @property
    def lives(self) -> bool:
        """Whether it runs."""
        return self.process.poll() is None

    def ready(self, patience: float = 0.0) -> bool:
        """Whether it listens, after at most so many seconds."""
        end = time.monotonic() + patience
        while not self.socket.exists() and self.lives and time.monotonic() < end:
            time.sleep(0.01)
        return self.lives and self.socket.exists()

    def stop(self) -> None:
        """End it and its children, by ending the pipe that is its standard input."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait()


_servers: dict[int, ForkServer] = {}


def can_fork() -> bool:
    """Whether children may be forked here: not on Windows, and not safely on macOS."""
    return hasattr(os, "fork") and sys.platform.startswith("linux")


def start_fork_server(dataset: str = "", period: str = "") -> ForkServer | None:
    """Start the fork server of this process without waiting until it is warm; None without fork, or if one is given.

    Parameters
    ----------
    dataset
        A dataset that it opens, so that its children have it open.
    period
        As `open_dataset` takes it; empty: all.
    """
    if not can_fork() or _given():
        return None
    server = _servers.get(os.getpid())
    if server is None or not server.lives:
        server = _servers[os.getpid()] = _start(dataset, period)
    return server


def find_fork_server(*, wait: bool = False) -> Path | None:
    """The socket of the server that this process came from, or of its own; None if there is none that listens.

    Parameters
    ----------
    wait
        Wait until its own is warm.
    """
    if given := _given():
        return given
    server = _servers.get(os.getpid())
    return server.socket if server is not None and server.ready(_PATIENCE if wait else 0.0) else None


def run_warm(command: Sequence[str], dataset: str = "") -> int:
    """Run a command while a fork server is there for the kernels that it starts; returns its exit code.

    Raises
    ------
    InputError
        If there is no such command.
    """
    server = start_fork_server(dataset)
    if server is not None and not server.ready(_PATIENCE):
        server = None
    environment = os.environ if server is None else {**os.environ, SOCKET: str(server.socket)}
    try:
        return subprocess.run(command, env=environment, check=False).returncode
    except OSError as error:
        raise InputError(f"cannot run {command[0]}: {error.strerror}") from None


def _given() -> Path | None:
    """The server that the environment names, if it is there."""
    named = os.environ.get(SOCKET, "")
    return Path(named) if named and Path(named).exists() else None


def _start(dataset: str, period: str) -> ForkServer:
    socket = Path(tempfile.mkdtemp(prefix="prevent-geo-")) / "forks"
    command = [sys.executable, "-m", "prevent_geo.runs.kernels.forkserver", str(socket), dataset, period]
    environment = {**os.environ, **_ENVIRONMENT}
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment)
    server = ForkServer(process, socket)
    atexit.register(server.stop)
    return server
