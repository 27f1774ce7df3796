"""Children of a fork server, as those who ask for them see them."""

from __future__ import annotations

import array
import json
import os
import select
import signal
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from prevent_geo.runs.kernels.server import SOCKET


class Forked:
    """A child process that a fork server made: its number, and what becomes of it.

    It ends with its connection: when who asked for it is gone, it is killed.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._unread = b""
        self._code: int | None = None
        self.pid = int(self._message()["pid"])

    def _message(self) -> dict[str, Any]:
        while b"\n" not in self._unread:
            more = self._connection.recv(4096)
            if not more:
                raise ConnectionError("the fork server is gone")
            self._unread += more
        line, _, self._unread = self._unread.partition(b"\n")
        message: dict[str, Any] = json.loads(line)
        return message

    def fileno(self) -> int:
        """The connection, for a selector: it can be read when the child has ended."""
        return self._connection.fileno()

    def poll(self) -> int | None:
        """The exit code, negative for a signal, or None while it runs."""
        return self.wait(0)

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for its end, as long as `timeout` in seconds says; the exit code, or None."""
        if self._code is None:
            ready = self._unread or select.select([self._connection], [], [], timeout)[0]
            if ready:
                try:
                    self._code = int(self._message()["exit"])
                except (OSError, ValueError):
                    self._code = -signal.SIGKILL
                self._connection.close()
        return self._code

    def signal(self, number: int) -> None:
        """Send a signal to the child and what it started."""
        if self._code is not None:
            return
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            # it has only just been forked, and has no session of its own yet
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once, and what it started."""
        self.signal(signal.SIGKILL)


def fork(
    server: str | Path,
    task: str,
    arguments: Sequence[Any] = (),
    *,
    environment: Mapping[str, str] | None = None,
    folder: str | Path | None = None,
    files: Sequence[int] = (),
) -> Forked:
    """Ask a fork server for a child.

    Parameters
    ----------
    server
        Its socket.
    task
        "module:function", which is called in the child.
    arguments
        What it is called with; anything that JSON can hold.
    environment, folder
        Of the child; those of this process if not given.
    files
        Standard input, output and error of the child; if not given nothing to read, and the server's own.
    """
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.connect(str(server))
    request = {
        "task": task,
        "arguments": list(arguments),
        "environment": {**(os.environ if environment is None else environment), SOCKET: str(server)},
        "folder": str(folder or Path.cwd()),
    }
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))] if files else []
    text = json.dumps(request).encode() + b"\n"
    sent = connection.sendmsg([text], rights)
    connection.sendall(text[sent:])
    return Forked(connection)
