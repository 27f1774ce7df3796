"""Warm kernels, as papermill's command, JupyterLab and a job start them; each its own process."""

import asyncio
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import nbformat
import papermill
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager, KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from prevent_geo.runs.kernels.engine import WarmKernelManager
from prevent_geo.runs.kernels.manager import LocalKernelManager, closed_event_loop
from prevent_geo.runs.kernels.provisioner import WarmProvisioner
from prevent_geo.runs.kernels.server import SOCKET
from tests.runs.small_notebook import write_notebook

FIGURE = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
WARM = "import sys\n'prevent_geo.picture' in sys.modules"
TRACE = "import prevent_geo\nbefore = hasattr(prevent_geo, 'trace')\nprevent_geo.trace = True\nbefore"


def outputs(path):
    cells = nbformat.read(path, as_version=4).cells
    return [out["data"]["text/plain"] for cell in cells for out in cell.get("outputs", []) if "data" in out]


def test_papermill_runs_a_notebook_on_a_warm_kernel_of_its_own(fork_server, tmp_path):
    notebook = write_notebook(tmp_path / "in.ipynb", WARM, TRACE)
    for number in range(2):
        with closed_event_loop():
            papermill.execute_notebook(
                str(notebook),
                str(tmp_path / f"{number}.ipynb"),
                {"out": "x"},
                engine_name="prevent-geo",
                progress_bar=False,
            )
        assert outputs(tmp_path / f"{number}.ipynb") == ["True", "False"]


def test_a_figure_of_pyplot_is_shown_as_in_any_kernel(fork_server, tmp_path):
    """Though pyplot was imported before the kernel was there."""
    notebook = write_notebook(tmp_path / "in.ipynb", FIGURE)
    out = tmp_path / "out.ipynb"
    with closed_event_loop():
        papermill.execute_notebook(str(notebook), str(out), engine_name="prevent-geo", progress_bar=False)
    shown = nbformat.read(out, as_version=4).cells[-1].outputs
    assert [sorted(output["data"]) for output in shown] == [["image/png", "text/plain"]]


def test_the_plain_papermill_command_takes_the_kernel_by_its_name(fork_server, tmp_path, monkeypatch):
    """Its server is found through the environment; without one it gets an ordinary kernel, with the same results."""
    notebook = write_notebook(tmp_path / "in.ipynb", "out", WARM)
    monkeypatch.setenv(SOCKET, str(fork_server.socket))
    command = [sys.executable, "-m", "papermill", "--kernel", "prevent-geo", "--no-progress-bar", "-p", "out", "here"]
    subprocess.run([*command, str(notebook), str(tmp_path / "warm.ipynb")], check=True, capture_output=True)
    assert outputs(tmp_path / "warm.ipynb") == ["'here'", "True"]


def test_jupyter_finds_the_kernel_and_its_provisioner():
    spec = KernelSpecManager().get_kernel_spec("prevent-geo")
    assert spec.metadata["kernel_provisioner"]["provisioner_name"] == "prevent-geo-warm"
    manager = KernelManager(kernel_name="prevent-geo")
    made = KernelProvisionerFactory.instance().create_provisioner_instance("x", spec, parent=manager)
    assert isinstance(made, WarmProvisioner)


def apart(work):
    """Run a coroutine in a thread, which has no event loop that another test keeps running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def test_a_kernel_can_be_interrupted_restarted_and_killed_as_any_other(fork_server):
    apart(interrupt_and_restart())


async def interrupt_and_restart():
    manager = AsyncKernelManager(kernel_name="prevent-geo")
    await manager.start_kernel()
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(timeout=60)
    first = manager.provisioner.pid
    request = client.execute("import time; print('now', flush=True); time.sleep(600)")
    while (await client.get_iopub_msg(timeout=60))["msg_type"] != "stream":
        pass
    await manager.interrupt_kernel()
    reply = await client.get_shell_msg(timeout=60)
    while reply["parent_header"]["msg_id"] != request:
        reply = await client.get_shell_msg(timeout=60)
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    await manager.restart_kernel()
    await client.wait_for_ready(timeout=60)
    assert manager.provisioner.pid != first
    client.stop_channels()
    await manager.shutdown_kernel(now=True)
    assert not await manager.is_alive()


@pytest.mark.parametrize(("argv", "kind"), [("python", WarmProvisioner), ("/usr/bin/python3", LocalProvisioner)])
def test_a_kernel_of_another_python_is_started_as_its_specification_says(fork_server, argv, kind):
    async def prepare():
        manager = WarmKernelManager()
        manager.kernel_spec.argv = [argv, *manager.kernel_spec.argv[1:]]
        await manager._async_pre_start_kernel()
        return type(manager.provisioner)

    assert apart(prepare()) is kind


def test_each_kernel_has_sockets_of_its_own():
    first, second = LocalKernelManager(), LocalKernelManager()
    assert first.transport == "ipc"
    assert first.ip != second.ip
