"""How a notebook's kernel is reached: through files of this user where the system has them, not through TCP ports."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop

# the base class looks ten times a second, which is slow next to a kernel that is ready in a tenth of one
_LOOK = 0.005
_REPLY = 1.0
_SOCKETS = 30.0


class LocalKernelClient(AsyncKernelClient):
    """A client that goes on as soon as the kernel is ready, where the base class waits to hear nothing for a while."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers, and until its output arrives here.

        Raises
        ------
        RuntimeError
            If the kernel dies, or does not answer within `timeout` seconds.
        """
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while not await self._answers(self.kernel_info()):
            if self.parent is not None and not await self.parent.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > end:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _answers(self, request: str) -> bool:
        """Whether a request was answered, with the output that goes with it."""
        try:
            reply: dict[str, Any] = {}
            while reply.get("parent_header", {}).get("msg_id") != request:
                reply = await self.get_shell_msg(timeout=_REPLY)
            status: dict[str, Any] = {}
            while status.get("parent_header", {}).get("msg_id") != request or status["content"] != {
                "execution_state": "idle"
            }:
                status = await self.get_iopub_msg(timeout=_REPLY / 5)
        except Empty:
            return False
        self._handle_kernel_info_reply(reply)
        return True


class LocalKernelManager(AsyncKernelManager):
    """A kernel manager on IPC sockets, which no other user can reach; TCP on Windows, which has none."""

    def __init__(self, **options: Any) -> None:
        options["client_class"] = f"{LocalKernelClient.__module__}.{LocalKernelClient.__name__}"
        if os.name == "posix":
            # a folder for each kernel: by default all that start at once would share one set of sockets
            folder = Path(tempfile.mkdtemp(prefix="prevent-geo-"))
            options |= {"transport": "ipc", "connection_file": str(folder / "kernel.json"), "ip": str(folder / "ipc")}
            super().__init__(**options)
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        else:
            super().__init__(**options)

    async def _async_launch_kernel(self, kernel_cmd: list[str], **options: Any) -> None:
        """Wait for the sockets: who connects before they are there tries again only after a tenth of a second."""
        await super()._async_launch_kernel(kernel_cmd, **options)
        end = time.monotonic() + _SOCKETS
        while self.transport == "ipc" and await self.is_alive() and time.monotonic() < end:
            if all(Path(f"{self.ip}-{port}").exists() for port in self.ports):
                return
            await asyncio.sleep(_LOOK)

    async def _async_finish_shutdown(
        self, waittime: float | None = None, pollinterval: float = _LOOK, restart: bool = False
    ) -> None:
        await super()._async_finish_shutdown(waittime, pollinterval, restart)


@contextmanager
def closed_event_loop() -> Iterator[None]:
    """Close the event loop that nbclient makes in a thread of its own and leaves open."""
    try:
        yield
    finally:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            ensure_event_loop().close()
