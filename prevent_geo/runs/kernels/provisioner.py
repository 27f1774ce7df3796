"""A kernel provisioner for Jupyter: its kernels are forked from a process that is warm already."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from prevent_geo.runs.kernels.forked import Forked, fork
from prevent_geo.runs.kernels.server import find_fork_server, start_fork_server

MEMORY = "PREVENT_GEO_KERNEL_MEMORY"
_INLINE = "module://matplotlib_inline.backend_inline"


class WarmProvisioner(LocalProvisioner):
    """Forks the kernel where a fork server is warm; while one gets warm, and where none can be, starts it as usual."""

    process: Any = None

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        """Start a kernel: `cmd` is the command line that would start it otherwise."""
        server = find_fork_server()
        if server is None:
            start_fork_server()
        if server is None or "-m" not in cmd:
            return await super().launch_kernel(cmd, **options)
        words = cmd[cmd.index("-m") + 2 :]
        where: dict[str, Any] = {"environment": options.get("env"), "folder": options.get("cwd")}
        self.process = _Process(fork(server, f"{__name__}:run_kernel", words, **where))
        self.pid = self.pgid = self.process.pid
        return self.connection_info


class _Process:
    """A forked child with the names that `subprocess.Popen` gives."""

    stdin = stdout = stderr = None

    def __init__(self, child: Forked) -> None:
        self.pid = child.pid
        self.poll, self.wait, self.send_signal, self.kill = child.poll, child.wait, child.signal, child.kill


def run_kernel(*words: str) -> None:
    """Be a kernel, with the words of its command line, within the memory that the environment allows (bytes)."""
    import ipykernel.ipkernel
    from ipykernel.kernelapp import IPKernelApp

    if most := int(os.environ.get(MEMORY, "0")):
        import resource

        # what is there already is shared with the server, and not counted
        resource.setrlimit(resource.RLIMIT_DATA, (_data() + most,) * 2)
    # it lists the files of thousands of modules for its debugger: to touch them all is a tenth of a small job
    vars(ipykernel.ipkernel)["sys"] = _NoModules()
    app: Any = IPKernelApp.instance()
    app.initialize(list(words))
    _draw_inline(app.shell)
    app.start()


class _NoModules:
    """`sys` with nothing in `modules`."""

    modules: Mapping[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


def _draw_inline(shell: Any) -> None:
    """Show pyplot's figures in the notebook, as a kernel does in which pyplot is imported only later."""
    if "matplotlib.pyplot" in sys.modules and os.environ.get("MPLBACKEND", "") == _INLINE:
        shell.enable_matplotlib("inline")


def _data() -> int:
    """Bytes of private memory that this process has now."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[5]) * os.sysconf("SC_PAGE_SIZE")
