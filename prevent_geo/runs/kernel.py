"""How a notebook's kernel is reached: through files of this user where the system has them, not through TCP ports."""

from __future__ import annotations

import os
from typing import Any

from jupyter_client.manager import AsyncKernelManager


class LocalKernelManager(AsyncKernelManager):
    """A kernel manager on IPC sockets, which no other user can read; TCP on Windows, which has none."""

    def __init__(self, **options: Any) -> None:
        if os.name == "posix":
            options.setdefault("transport", "ipc")
        super().__init__(**options)
