"""How a notebook's kernel is reached: through files of this user where the system has them, not through TCP ports."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop


class LocalKernelManager(AsyncKernelManager):
    """A kernel manager on IPC sockets, which no other user can reach; TCP on Windows, which has none."""

    def __init__(self, **options: Any) -> None:
        if os.name == "posix":
            # a folder for each kernel: by default all that start at once would share one set of sockets
            folder = Path(tempfile.mkdtemp(prefix="prevent-geo-"))
            options |= {"transport": "ipc", "connection_file": str(folder / "kernel.json"), "ip": str(folder / "ipc")}
            super().__init__(**options)
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        else:
            super().__init__(**options)


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
