"""papermill's engine on warm kernels: `papermill --engine prevent-geo`."""

from __future__ import annotations

import sys
from typing import Any

from papermill.engines import NBClientEngine

from prevent_geo.runs.kernels.manager import LocalKernelManager
from prevent_geo.runs.kernels.provisioner import WarmProvisioner

NAME = "prevent-geo"
_OURS = ("python", "python3", sys.executable)


class WarmKernelManager(LocalKernelManager):
    """A manager that starts a kernel of this Python warm; any other kernel as its kernel specification says."""

    async def _async_pre_start_kernel(self, **options: Any) -> Any:
        spec = self.kernel_spec
        if self.provisioner is None and spec is not None and spec.argv and spec.argv[0] in _OURS:
            self.provisioner = WarmProvisioner(parent=self, kernel_spec=spec, kernel_id=self.kernel_id or "")
        return await super()._async_pre_start_kernel(**options)


class WarmEngine(NBClientEngine):  # type: ignore[misc]
    """Runs a notebook as papermill does, in a warm kernel reached through sockets of this user alone."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Execute a notebook; options as papermill's own engine takes them."""
        # a kernel is interrupted before it is shut down, and would say so as an error; nobody asks for its history
        words = ["--log-level=CRITICAL", "--HistoryManager.enabled=False"]
        ours = {"kernel_manager_class": WarmKernelManager, "extra_arguments": words}
        return super().execute_managed_notebook(nb_man, kernel_name, **{**ours, **options})
