"""The process that forks: imports everything once, then makes a child for each request, and watches over it.

Run as `python -m prevent_geo.runs.kernels.forkserver SOCKET`; it stays until its standard input is closed. One thread,
no connection to anything but the socket, so that a child starts from a quiet state.
"""

from __future__ import annotations

import array
import contextlib
import ctypes
import gc
import importlib
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

_FILES = 3
_LARGEST = 1 << 20
_SET_PARENT_DEATH_SIGNAL = 1


def main() -> None:
    """Warm up, then listen and fork; the socket is there once it is warm, and its folder goes with the process."""
    path = Path(sys.argv[1])
    # who started this process stops it by closing the pipe; a Ctrl-C on the terminal is not for it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        from prevent_geo.runs.kernels.warmup import warm_up

        warm_up(*sys.argv[2:])
        lay_module_names_together()
        gc.collect()
        # what is there now is shared with every child and never looked at again
        gc.freeze()
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(path.with_suffix(".early")))
        listener.listen(128)
        path.with_suffix(".early").rename(path)
        _Server(listener).serve()
    finally:
        shutil.rmtree(path.parent, ignore_errors=True)


def lay_module_names_together() -> None:
    """Have the names of all modules side by side in memory: each kernel counts them, and what it touches is copied."""
    for name in [name.encode().decode() for name in sys.modules]:
        sys.modules[name] = sys.modules.pop(name)


class _Server:
    """Children by the connection that asked for each; the connection's end is the child's end."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._children: dict[int, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        self._woken, self._wakes = socket.socketpair()
        for end in (self._woken, self._wakes):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wakes.fileno(), warn_on_full_buffer=False)
        self._selector.register(self._listener, selectors.EVENT_READ, "listener")
        self._selector.register(self._woken, selectors.EVENT_READ, "woken")
        self._selector.register(0, selectors.EVENT_READ, "owner")

    def serve(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.data == "owner":
                    self._stop()
                    return
                if key.data == "listener":
                    self._accept()
                elif key.data == "woken":
                    self._reap()
                elif isinstance(key.fileobj, socket.socket):
                    self._hear(key.fileobj)

    def _accept(self) -> None:
        connection, _ = self._listener.accept()
        self._selector.register(connection, selectors.EVENT_READ, "connection")

    def _hear(self, connection: socket.socket) -> None:
        """A request for a child, or the end of who asked for one."""
        child = next((pid for pid, other in self._children.items() if other is connection), None)
        try:
            request, files = ({}, []) if child else _receive(connection)
        except (OSError, ValueError):
            request, files = {}, []
        if not request:
            if child:
                _kill(child)
            else:
                self._forget(connection)
            return
        pid = os.fork()
        if pid == 0:
            self._become_child(request, files)
        for file in files:
            os.close(file)
        self._children[pid] = connection
        _send(connection, {"pid": pid})

    def _become_child(self, request: dict[str, Any], files: list[int]) -> None:
        """Never returns."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGINT):
                signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
            self._selector.close()
            for end in (self._listener, self._woken, self._wakes, *self._children.values()):
                end.close()
            _settle(request, files)
            module, _, function = request["task"].partition(":")
            answer = getattr(importlib.import_module(module), function)(*request["arguments"])
            code = answer if isinstance(answer, int) else 0
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            with contextlib.suppress(OSError, ValueError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._woken.recv(4096):
                pass
        while self._children:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            connection = self._children.pop(pid, None)
            if connection is not None:
                # what the child started itself goes with it
                _kill(pid)
                _send(connection, {"exit": os.waitstatus_to_exitcode(status)})
                self._forget(connection)

    def _forget(self, connection: socket.socket) -> None:
        self._selector.unregister(connection)
        connection.close()

    def _stop(self) -> None:
        for pid in self._children:
            _kill(pid)


def _receive(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """One line of JSON, and the files that a child is to have as standard input, output and error."""
    files = array.array("i")
    text, ancillary, _, _ = connection.recvmsg(_LARGEST, socket.CMSG_SPACE(_FILES * files.itemsize))
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            files.frombytes(data[: len(data) - len(data) % files.itemsize])
    while text and not text.endswith(b"\n"):
        more = connection.recv(_LARGEST)
        if not more:
            return {}, list(files)
        text += more
    return (json.loads(text) if text else {}), list(files)


def _send(connection: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):
        connection.sendall(json.dumps(message).encode() + b"\n")


def _kill(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(OSError):
            kill(pid, signal.SIGKILL)


def _settle(request: dict[str, Any], files: list[int]) -> None:
    """A session, standard files, environment and folder of its own; it ends when the server does."""
    os.setsid()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if files:
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
    else:
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


if __name__ == "__main__":
    main()
